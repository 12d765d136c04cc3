"""The check of ingress-backend-port-not-found.md."""

from collections.abc import Iterator

from k8slint.api import (
    Backend,
    BackendPort,
    Change,
    Confidence,
    Context,
    Controller,
    Edit,
    Fix,
    Ingress,
    MeantPort,
    Outcome,
    PortRole,
    Problem,
    Safety,
    Service,
    Severity,
    backend_port,
    controller_of,
    meant_port,
    other_ends,
    ports_phrase,
)


def check(ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    backends = {backend.service_path: backend for backend in ingress.backends()}
    for reference in ctx.graph.references(ingress, "Service"):
        backend = backends.get(reference.want.field)
        if backend is None or reference.outcome is not Outcome.FOUND or backend.is_action:
            continue
        services = [target for target in reference.found.targets if isinstance(target, Service)]
        if services and all(backend_port(backend, service) is BackendPort.MISSING for service in services):
            yield no_port(backend, services, ctx, sure=reference.found.sure)


def no_port(backend: Backend, services: list[Service], ctx: Context, *, sure: bool) -> Problem:
    service = services[0]
    wanted = backend.port_name or "" if backend.port_number is None else backend.port_number
    meant = meant_port(service, wanted, ctx.graph.endpoints)
    text, names = (f'"{wanted}"', True) if isinstance(wanted, str) else (str(wanted), False)
    # ingress-nginx compares the port with the targetPort too.
    nginx = controller_of(backend.ingress, ctx.graph) is Controller.NGINX
    works = nginx and meant is not None and meant.role is PortRole.TARGET
    write = None if meant is not None and meant.datagrams else meant  # an Ingress speaks HTTP, over connections
    return Problem(
        node=backend.ingress.nearest(*backend.port_path),
        message=f"{backend} sends requests to port {text} of {service}, which has {ports_phrase(service.ports, names=names)}",
        label="not a port of the Service",
        related=other_ends(service, meant),
        effect="ingress-nginx takes a targetPort too; other controllers do not" if works else None,
        help=None if write is None else advice(backend, write),
        severity=Severity.WARNING if works else None,
        confidence=None if sure else Confidence.LIKELY,
        fix=None if write is None or len(services) > 1 else rewritten(backend, write, ctx),
    )


def replacement(backend: Backend, meant: MeantPort) -> tuple[str, int | str | None]:
    """The key and the value to write instead, in the shape that the backend has."""
    named = backend.port_number is None and meant.port.name and meant.role is not PortRole.NUMBER
    key = "servicePort" if backend.port_path[-1] == "servicePort" else "name" if named else "number"
    return key, meant.port.name if named else meant.port.port


def advice(backend: Backend, meant: MeantPort) -> str:
    key, value = replacement(backend, meant)
    text = f"write `{key}: {value}`"
    return f"an Ingress names the Service's own port: {text}" if meant.another_role else text


def rewritten(backend: Backend, meant: MeantPort, ctx: Context) -> Fix | None:
    """The other port written, under the other key where a number takes the place of a name."""
    node = backend.ingress.node(*backend.port_path)
    if node is None:
        return None
    key, value = replacement(backend, meant)
    edits = [Edit(node, value=value)]
    if key != node.path[-1]:
        edits.append(Edit(node, value=key, change=Change.RENAME))
    safety = Safety.SAFE if is_certain(meant, node.value, ctx) else Safety.UNSAFE
    return Fix(f"write `{key}: {value}`", tuple(edits), safety)


def is_certain(meant: MeantPort, written: object, ctx: Context) -> bool:
    """Whether what is written leads to the same place as the port that is meant, for all that is known."""
    if meant.role is PortRole.CONTAINER:
        declared = [endpoint.resolution.port for endpoint in ctx.graph.endpoints(meant.port)]
        return all(port is not None and written in {port.number, port.name} for port in declared)
    return meant.role in {PortRole.TARGET, PortRole.NODE, PortRole.NUMBER}
