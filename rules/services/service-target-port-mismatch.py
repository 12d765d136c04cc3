"""The check of service-target-port-mismatch.md."""

from collections.abc import Iterator, Sequence

from k8slint.api import (
    Context,
    Endpoint,
    PodTemplate,
    PortOutcome,
    Problem,
    Service,
    ServicePort,
    Truth,
    declared_ports,
    describe_declared,
    describe_service_port,
    listed,
    may_be_injected_port,
    near_ports,
)


def check(service: Service, ctx: Context) -> Iterator[Problem]:
    if not service.ports or not service.ports_known or any(port.port is None for port in service.ports):
        return
    if not (service.headless_known and not service.headless) and not any(port.target_given for port in service.ports):
        return  # clients of a headless Service know the port of the pods themselves
    ends = [ctx.graph.endpoints(port) for port in service.ports]
    if all(misses(end) for of_port in ends for end in of_port):
        templates = [end.template for end in ends[0]]
        if templates and all(any(declared_ports(template)) for template in templates):
            yield mismatch(service, templates)


def misses(end: Endpoint) -> bool:
    """Whether a port leads to a number that is certainly not declared."""
    found = end.resolution
    return (
        found.outcome is PortOutcome.NUMBER
        and found.number is not None
        and found.declared is Truth.NO
        and not may_be_injected_port(end.template, found.number)
    )


def mismatch(service: Service, templates: Sequence[PodTemplate]) -> Problem:
    port = service.ports[0]
    near = near_ports(port, templates)
    routes = listed([route(one) for one in service.ports])
    pods = listed([f"{template} declares only {describe_declared(template)}" for template in templates])
    targets = listed(sorted({str(one.target) for one in service.ports}))
    return Problem(
        node=port.nearest("targetPort" if port.target_given else "port"),
        message=f"{service} sends {routes}, but {pods}",
        label=near.label or "not a declared port",
        related=near.notes(),
        effect=f"a port works without being declared: this is right only if the process really listens on {targets}",
        help=near.suggestion() if len(service.ports) == 1 else None,
        fix=near.fix() if len(service.ports) == 1 else None,
    )


def route(port: ServicePort) -> str:
    """Where a port goes: `port 80 to 8080`, `port 80 to 80 (the default without targetPort)`."""
    default = "" if port.target_given else " (the default without targetPort)"
    return f"port {describe_service_port(port)} to {port.target}{default}"
