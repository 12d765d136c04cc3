"""The check of endpointslice-port-name-mismatch.md."""

from collections.abc import Iterator, Sequence

from k8slint.api import (
    Change,
    Confidence,
    Context,
    Edit,
    Endpoints,
    Fix,
    Node,
    Outcome,
    Problem,
    Related,
    Resource,
    Service,
    ServicePort,
    describe_service_port,
    is_placeholder,
    listed,
    nearest,
)


def check(resource: Endpoints, ctx: Context) -> Iterator[Problem]:
    for reference in ctx.graph.references(resource, "Service"):
        service = reference.found.target
        if reference.outcome is Outcome.FOUND and isinstance(service, Service) and joins(service, resource):
            for ports in port_lists(resource):
                for problem in mismatches(resource, service, ports):
                    yield problem if reference.found.sure else problem._replace(confidence=Confidence.LIKELY)


def joins(service: Service, resource: Resource) -> bool:
    """Whether addresses are joined to the ports of a Service by name, and all of these are known."""
    if service.type is None or service.external_name or service.headless or not service.headless_known:
        return False
    if resource.kind == "Endpoints" and not service.unmanaged:
        return False  # the controller writes its own
    return bool(service.ports) and service.ports_known and all(port.name_known for port in service.ports)


def port_lists(resource: Resource) -> Iterator[Sequence[Node]]:
    """The lists of ports: one in a slice, one in each subset of an Endpoints object."""
    if resource.kind == "EndpointSlice":
        lists = [resource.node("ports")]
    else:
        subsets = resource.node("subsets")
        lists = [] if subsets is None else [subset.get("ports") for subset in subsets.elements()]
    for found in lists:
        ports = () if found is None else tuple(found.elements())
        if ports and all(isinstance(port.value, dict) and is_known(port.value.get("name")) for port in ports):
            yield ports


def is_known(name: object) -> bool:
    return name is None or (isinstance(name, str) and not is_placeholder(name))


def mismatches(resource: Resource, service: Service, ports: Sequence[Node]) -> Iterator[Problem]:
    wanted = {port.name or "": port for port in service.ports}
    names = {port.value.get("name") or "" for port in ports}
    free = [port for name, port in wanted.items() if name not in names]
    lost = [port for port in ports if (port.value.get("name") or "") not in wanted]
    if free:  # else every port of the Service has addresses
        for port in lost:
            yield mismatch(resource, service, port, meant(port, free, lost))


def meant(port: Node, free: Sequence[ServicePort], lost: Sequence[Node]) -> ServicePort | None:
    """The port of the Service that is meant: of the same number, or nearly the same name, or the only one."""
    number, name = port.value.get("port"), port.value.get("name") or ""
    same = [one for one in free if number in (one.target, one.port)]
    near = nearest(name, [one.name for one in free if one.name])
    found = same or [one for one in free if one.name in near] or (list(free) if len(lost) == 1 else [])
    return found[0] if len(found) == 1 else None


def mismatch(resource: Resource, service: Service, port: Node, near: ServicePort | None) -> Problem:
    name, number = port.value.get("name") or "", port.value.get("port")
    names = listed([f'"{one.name}"' if one.name else f"{describe_service_port(one)} without a name" for one in service.ports])
    many = len(service.ports) > 1
    what = f'port "{name}"' if name else f"port {number} without a name"
    shown = [near] if near is not None else service.ports
    return Problem(
        node=port.get("name") or port,
        message=f"{resource} has {what}, but the port{'s' if many else ''} of {service} {'are' if many else 'is'} {names}",
        label="not a port of the Service" if name else "no name",
        related=tuple(Related(one.nearest("name") if one.name else one.nearest("port"), called(one)) for one in shown),
        effect="addresses are joined to the ports of a Service by name: these are never used",
        help=None if near is None else write(near),
        fix=None if near is None else fix(port, near),
    )


def called(port: ServicePort) -> str:
    return (
        f'port {describe_service_port(port)} is "{port.name}"' if port.name else f"port {describe_service_port(port)} has no name"
    )


def write(near: ServicePort) -> str:
    return f"write `name: {near.name}`" if near.name else "remove `name`"


def fix(port: Node, near: ServicePort) -> Fix:
    change = Edit(port, ("name",), near.name) if near.name else Edit(port, ("name",), change=Change.REMOVE)
    return Fix(write(near), (change,))
