"""The check of service-target-port-not-found.md."""

from collections.abc import Iterator, Sequence

from k8slint.api import (
    Confidence,
    Context,
    Endpoint,
    NearPorts,
    PortOutcome,
    Problem,
    Service,
    ServicePort,
    Severity,
    Slip,
    Truth,
    describe_service_port,
    is_quoted_number,
    listed,
    may_be_injected_port,
    near_ports,
)


def check(service: Service, ctx: Context) -> Iterator[Problem]:
    for port in service.ports:
        target = port.target
        if port.port is None or not isinstance(target, str) or is_quoted_number(target):  # digits are no name at all
            continue
        ends = ctx.graph.endpoints(port)
        if not ends or any(end.resolution.outcome is not PortOutcome.MISSING for end in ends):
            continue
        if may_be_injected_port(ends[0].template, target):  # of a name that does not depend on the pods
            continue
        near = near_ports(port, [end.template for end in ends])
        if near.slip is not Slip.INIT:  # another rule speaks of those
            yield missing(port, target, ends, near, ctx)


def missing(port: ServicePort, target: str, ends: Sequence[Endpoint], near: NearPorts, ctx: Context) -> Problem:
    service = port.service
    injected = any(template.injectors for template in near.templates)
    more = ctx.graph.unread or ctx.graph.may_have_other_endpoints(service)  # pods that are not here may have the name
    certain = any(end.truth is Truth.YES for end in ends) and not more
    return Problem(
        node=port.nearest("targetPort"),
        message=f'{service} sends port {describe_service_port(port)} to "{target}", {what_is_there(near)}',
        label=near.label or "not a container port",
        related=near.notes(),
        effect=effect(near),
        help=near.suggestion(),
        fix=near.fix(),
        severity=Severity.WARNING if injected or service.headless else None,
        confidence=None if certain and not injected and service.headless_known else Confidence.LIKELY,
    )


def what_is_there(near: NearPorts) -> str:
    """The half sentence that says why the name leads nowhere."""
    pods = listed(near.templates)
    if near.protocol is not None:
        declare = "declares" if len(near.templates) == 1 else "declare"
        return f"which {pods} {declare} for {near.protocol}, not for {near.port.protocol}"
    return f"a port name that no container of {pods} declares"


def effect(near: NearPorts) -> str:
    """What becomes of those who connect to the port."""
    number = near.port.port
    if near.port.service.headless:
        return f"DNS still names the pods, but port {number} has no endpoints for those who look them up"
    return f"port {number} of the Service has no endpoints; connections are refused"
