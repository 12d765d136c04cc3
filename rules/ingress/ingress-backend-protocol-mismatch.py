"""The check of ingress-backend-protocol-mismatch.md."""

from collections.abc import Iterator

from k8slint.api import (
    NGINX_ANNOTATIONS,
    Backend,
    Confidence,
    Context,
    Controller,
    Ingress,
    Outcome,
    Problem,
    Related,
    Service,
    ServicePort,
    Severity,
    Spoken,
    controller_of,
    known_text,
    listed,
    spoken,
)

_PROTOCOL = f"{NGINX_ANNOTATIONS}backend-protocol"
#: Annotations of ingress-nginx with which it speaks something else to the backend, or nothing at all.
_OTHERWISE = (
    *("ssl-passthrough", "secure-backends", "grpc-backend", "permanent-redirect", "temporal-redirect"),
    *("configuration-snippet", "server-snippet", "fastcgi-index", "fastcgi-params-configmap"),
)
#: What to write for what a port speaks.
_VALUES = {"HTTPS": "HTTPS", "gRPC": "GRPC", "gRPC over TLS": "GRPCS", "FastCGI": "FCGI"}
_HTTP = "HTTP"


def check(ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    plain = sends_plain_http(ingress, ctx)
    backends = {backend.service_path: backend for backend in ingress.backends()}
    told = set()
    for reference in ctx.graph.references(ingress, "Service"):
        backend, service = backends.get(reference.want.field), reference.found.target
        if backend is None or reference.outcome is not Outcome.FOUND or not isinstance(service, Service):
            continue
        ports = ports_of(backend, service)
        if not ports or id(ports[0]) in told:
            continue
        told.add(id(ports[0]))
        problem = no_tcp(backend, ports) or (no_http(backend, ports[0]) if plain and len(ports) == 1 else None)
        if problem is not None:
            yield problem if reference.found.sure else problem._replace(confidence=Confidence.LIKELY)


def sends_plain_http(ingress: Ingress, ctx: Context) -> bool:
    """Whether ingress-nginx serves an Ingress, and speaks plain HTTP to what is behind it."""
    if controller_of(ingress, ctx.graph) is not Controller.NGINX:
        return False
    if any(f"{NGINX_ANNOTATIONS}{name}" in ingress.annotations for name in _OTHERWISE):
        return False
    said = ingress.annotations.get(_PROTOCOL)
    return said is None or (known_text(said) or "").upper() == _HTTP


def ports_of(backend: Backend, service: Service) -> list[ServicePort]:
    """The ports of a Service that a backend names: of one number, or of one name."""
    if backend.port_number is not None:
        return [port for port in service.ports if port.port == backend.port_number]
    return [port for port in service.ports if port.name is not None and port.name == backend.port_name]


def no_tcp(backend: Backend, ports: list[ServicePort]) -> Problem | None:
    """The problem of a port on which nothing of HTTP can arrive."""
    protocols = [port.protocol for port in ports if port.protocol not in {"TCP", None}]
    if len(protocols) < len(ports):
        return None
    service = ports[0].service
    return Problem(
        node=backend.ingress.nearest(*backend.port_path),
        message=f"{backend} sends requests to port {wanted(backend)} of {service}, which only takes {listed(protocols)}",
        label="not a TCP port",
        related=tuple(Related(port.nearest("protocol"), f"{service}: {port.protocol}") for port in ports),
    )


def no_http(backend: Backend, port: ServicePort) -> Problem | None:
    """The problem of a port that speaks something else."""
    found = spoken(port)
    if found is None or found.protocol == _HTTP:
        return None
    speaks = f"which speaks {found.protocol}" if found.field != "port" else f"{found.says}"
    return Problem(
        node=backend.ingress.nearest(*backend.port_path),
        message=f"{backend} sends plain HTTP to port {wanted(backend)} of {port.service}, {speaks}",
        label=f"{found.protocol}, not HTTP",
        related=(Related(port.nearest(found.field), f"{port.service}: {found.says}"),),
        help=advice(backend, found),
        severity=Severity.WARNING,
        confidence=Confidence.GUESS if found.field == "port" else Confidence.LIKELY,
    )


def wanted(backend: Backend) -> str:
    return f'"{backend.port_name}"' if backend.port_number is None else str(backend.port_number)


def advice(backend: Backend, found: Spoken) -> str | None:
    value = _VALUES.get(found.protocol)
    if value is None:
        return None
    alone = len({(one.service, one.port_number, one.port_name) for one in backend.ingress.backends()}) == 1
    text = f"write `{_PROTOCOL}: {value}`"
    return text if alone else f"{text} in an Ingress of its own: it holds for every path"
