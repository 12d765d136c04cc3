"""The check of loadbalancer-per-service.md."""

import re
from collections.abc import Iterator

from k8slint.api import (
    Context,
    Problem,
    Related,
    Service,
    ServicePort,
    Severity,
    Unit,
    is_internal,
    orders_cloud_balancer,
    own_balancer,
    report_order,
    serves_gateway,
)

_HTTP_PROTOCOL = re.compile(r"(?:kubernetes\.io/)?(?:https?|h2c?|http2|grpcs?|grpc-web|wss?)")
_HTTP_NAME = re.compile(r"http|web|grpc")
_ASIDE = re.compile(r"metrics|prometheus|telemetry|health|status|admin")  # ports that speak HTTP and are no reason for a balancer
_HTTP_NUMBERS = frozenset({80, 443, 3000, 5000, 8000, 8080, 8443})
_ALL = {2: "both", 3: "all three", 4: "all four", 5: "all five", 6: "all six"}


def check(unit: Unit, ctx: Context) -> Iterator[Problem]:
    ordering = [one for one in unit.resources if isinstance(one, Service) and orders_cloud_balancer(one) and is_http(one)]
    if len(ordering) < ctx.options["threshold"] or ctx.cluster.kind == "bare-metal":
        return
    ordering = [one for one in ordering if not is_internal(one) and not serves_gateway(ctx.graph, one)]
    ordering = list({(one.namespace, str(one)): one for one in sorted(ordering, key=report_order)}.values())
    if len(ordering) < ctx.options["threshold"] or own_balancer(ctx.graph) is not None:
        return
    first, *others = ordering
    of = f" of {ctx.environment}" if ctx.environment else ""
    yield Problem(
        node=first.nearest("spec", "type"),
        message=f"{len(ordering)} HTTP Services{of} each order a cloud load balancer of their own",
        label=f"{first}",
        related=tuple(Related(one.nearest("spec", "type"), f"{one}", listed=True) for one in others),
        help=f"one Ingress or Gateway can route {_ALL.get(len(ordering), f'all {len(ordering)}')} by host and path",
        severity=Severity.WARNING if ctx.environment == "production" else Severity.INFO,
    )


def is_http(service: Service) -> bool:
    """Whether a Service is there for HTTP and for nothing else, as far as protocols, names and numbers of its ports tell."""
    if not service.ports_known:
        return False
    http = [port_is_http(port) for port in service.ports]
    return any(http) and all(is_it or is_aside(port) for is_it, port in zip(http, service.ports, strict=True))


def is_aside(port: ServicePort) -> bool:
    return port.protocol == "TCP" and port.name is not None and _ASIDE.search(port.name) is not None


def port_is_http(port: ServicePort) -> bool:
    if port.protocol != "TCP":
        return False
    said = port.service.get(*port.path, "appProtocol")
    if isinstance(said, str) and said:
        return _HTTP_PROTOCOL.fullmatch(said) is not None
    return port.port in _HTTP_NUMBERS or (port.name is not None and _HTTP_NAME.match(port.name) is not None)
