"""The check of service-target-port-in-init-container.md."""

from collections.abc import Iterator, Sequence

from k8slint.api import (
    Confidence,
    ContainerPort,
    Context,
    Endpoint,
    PortOutcome,
    Problem,
    Related,
    Service,
    ServicePort,
    Severity,
    Slip,
    Truth,
    describe_container_port,
    describe_service_port,
    listed,
    may_be_injected_port,
    near_ports,
)

#: From this version on the named ports of native sidecars become endpoints [kubernetes/kubernetes#128850].
_SIDECARS = (1, 32)


def check(service: Service, ctx: Context) -> Iterator[Problem]:
    for port in service.ports:
        ends = ctx.graph.endpoints(port) if port.port is not None and isinstance(port.target, str) else ()
        if not ends or may_be_injected_port(ends[0].template, str(port.target)):  # of a name that does not depend on the pods
            continue
        if all(end.resolution.outcome is PortOutcome.MISSING for end in ends):
            near = near_ports(port, [end.template for end in ends])
            if near.slip is Slip.INIT:
                yield never(port, ends, [found.port for found in near.found if found is not None], near.suggestion(), ctx)
        elif ctx.cluster.version is not None and ctx.cluster.version < _SIDECARS:
            declared = [end.resolution.port for end in ends if end.resolution.port is not None]
            if len(declared) == len(ends) and all(one.container.role == "initContainers" for one in declared):
                yield too_early(port, ends, declared, ctx)


def never(
    port: ServicePort, ends: Sequence[Endpoint], declared: Sequence[ContainerPort], help_: str | None, ctx: Context
) -> Problem:
    service = port.service
    more = ctx.graph.unread or ctx.graph.may_have_other_endpoints(service)  # pods that are not here may have the name
    certain = any(end.truth is Truth.YES for end in ends) and not more and not any(end.template.injectors for end in ends)
    return Problem(
        node=port.nearest("targetPort"),
        message=f"{says(port)}, which only {declared[0].container} of {listed([end.template for end in ends])} declares",
        label="only in an init container",
        related=notes(declared),
        effect=f"an ordinary init container ends before the pod serves: port {port.port} never has endpoints",
        help=help_,
        severity=Severity.WARNING if service.headless else None,
        confidence=None if certain and service.headless_known else Confidence.LIKELY,
    )


def too_early(port: ServicePort, ends: Sequence[Endpoint], declared: Sequence[ContainerPort], ctx: Context) -> Problem:
    version = ".".join(map(str, ctx.cluster.version or ()))
    numbers = {one.number for one in declared}
    pods = listed([end.template for end in ends])
    return Problem(
        node=port.nearest("targetPort"),
        message=f"{says(port)}, which only native sidecar {declared[0].container.name} of {pods} declares",
        label="only in a native sidecar",
        related=notes(declared),
        effect=f"Kubernetes {version} does not look at the ports of native sidecars: port {port.port} has no endpoints",
        help=f"write `targetPort: {declared[0].number}`: a number is not looked up" if len(numbers) == 1 else None,
        severity=Severity.WARNING,
        confidence=None if all(end.truth is Truth.YES for end in ends) else Confidence.LIKELY,
    )


def says(port: ServicePort) -> str:
    return f'{port.service} sends port {describe_service_port(port)} to "{port.target}"'


def notes(declared: Sequence[ContainerPort]) -> tuple[Related, ...]:
    """Where the name is."""
    return tuple(Related(one.nearest("name"), f"nearest: {describe_container_port(one)}") for one in declared)
