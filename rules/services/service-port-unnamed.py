"""The check of service-port-unnamed.md."""

from collections.abc import Container, Iterator

from k8slint.api import Context, Edit, Fix, Problem, Related, Safety, Service, ServicePort, describe_service_port, is_port_name

#: What usually listens on a port.
_USUAL = {
    22: "ssh", 25: "smtp", 53: "dns", 80: "http", 389: "ldap", 443: "https", 636: "ldaps", 1883: "mqtt", 2379: "client",
    2380: "peer", 3000: "http", 3306: "mysql", 4317: "otlp-grpc", 4318: "otlp-http", 5000: "http", 5432: "postgres",
    5672: "amqp", 6379: "redis", 8000: "http", 8080: "http", 8443: "https", 8888: "http", 9090: "metrics", 9092: "kafka",
    9100: "metrics", 9200: "http", 11211: "memcached", 15672: "management", 27017: "mongodb", 50051: "grpc",
}  # fmt: skip


def check(service: Service, ctx: Context) -> Iterator[Problem]:
    ports = service.ports
    if len(ports) < 2:  # noqa: PLR2004  # one port alone needs no name
        return
    taken = {port.name for port in ports}
    for port in ports:
        if port.name is None and port.name_known:
            others = ((other, other.nearest("name")) for other in ports if other is not port and other.name)
            name = proposal(port, taken, ctx)
            taken.add(name)
            number = "a port" if port.port is None else f"port {describe_service_port(port)}"
            help_ = None if port.port is None else f"write `name: {name}`"
            yield Problem(
                node=port.nearest("name"),
                message=f"{service} has {len(ports)} ports, but {number} has no name",
                label="no name",
                related=tuple(Related(node, f'port {other.port} is "{other.name}"', listed=True) for other, node in others),
                help=help_,
                fix=None if help_ is None else Fix(help_, (Edit(port.nearest(), ("name",), name),), safety(service)),
            )


def safety(service: Service) -> Safety:
    """Whether any name will do: one that is written by hand in slices of endpoints has to be that one."""
    return Safety.UNSAFE if service.unmanaged else Safety.SAFE


def proposal(port: ServicePort, taken: Container[str | None], ctx: Context) -> str:
    """A name that is not taken: that in its endpoints, of the container port, or of what usually listens there."""
    names = endpoint_names(port, ctx)
    names += [port.target] if isinstance(port.target, str) and is_port_name(port.target) else []
    names += [end.resolution.port.name for end in ctx.graph.endpoints(port) if end.resolution.port and end.resolution.port.name]
    number = port.port or 0
    usual = _USUAL.get(number) or _USUAL.get(port.target if isinstance(port.target, int) else 0)
    protocol = (port.protocol or "TCP").lower()
    names += [usual, f"{usual}-{protocol}"] if usual else []
    names += [f"{protocol}-{number}"]
    return next((name for name in names if name not in taken), f"port-{number}")


def endpoint_names(port: ServicePort, ctx: Context) -> list[str]:
    """The names of the port in the EndpointSlice or Endpoints that are written for its Service."""
    written = ctx.graph.endpoints_of(port.service) if port.service.unmanaged else None
    if written is None:
        return []
    subsets = written.get("subsets") if written.kind == "Endpoints" else [written.value]
    lists = [one.get("ports") for one in subsets if isinstance(one, dict)] if isinstance(subsets, list) else []
    entries = [entry for ports in lists if isinstance(ports, list) for entry in ports if isinstance(entry, dict)]
    names = [entry.get("name") for entry in entries if entry.get("port") == port.target]
    return [name for name in names if isinstance(name, str) and is_port_name(name)]
