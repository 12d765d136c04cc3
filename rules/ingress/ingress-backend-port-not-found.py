"""The check of ingress-backend-port-not-found.md."""

from collections.abc import Iterator

from k8slint.api import (
    Backend,
    BackendPort,
    Confidence,
    Context,
    Controller,
    Ingress,
    MeantPort,
    Outcome,
    PortRole,
    Problem,
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
            yield no_port(backend, services[0], ctx, sure=reference.found.sure)


def no_port(backend: Backend, service: Service, ctx: Context, *, sure: bool) -> Problem:
    wanted = backend.port_name or "" if backend.port_number is None else backend.port_number
    meant = meant_port(service, wanted, ctx.graph.endpoints)
    text, names = (f'"{wanted}"', True) if isinstance(wanted, str) else (str(wanted), False)
    # ingress-nginx compares the port with the targetPort too.
    nginx = controller_of(backend.ingress, ctx.graph) is Controller.NGINX
    works = nginx and meant is not None and meant.role is PortRole.TARGET
    return Problem(
        node=backend.ingress.nearest(*backend.port_path),
        message=f"{backend} sends requests to port {text} of {service}, which has {ports_phrase(service.ports, names=names)}",
        label="not a port of the Service",
        related=other_ends(service, meant),
        effect="ingress-nginx takes a targetPort too; other controllers do not" if works else None,
        help=None if meant is None else advice(backend, meant),
        severity=Severity.WARNING if works else None,
        confidence=None if sure else Confidence.LIKELY,
    )


def advice(backend: Backend, meant: MeantPort) -> str:
    """What to write instead, in the shape that the backend has."""
    named = backend.port_number is None and meant.port.name and meant.role is not PortRole.NUMBER
    key = "servicePort" if backend.port_path[-1] == "servicePort" else "name" if named else "number"
    text = f"write `{key}: {meant.port.name if named else meant.port.port}`"
    return f"an Ingress names the Service's own port: {text}" if meant.another_role else text
