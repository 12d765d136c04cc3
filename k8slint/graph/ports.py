"""The port chain across resources: Ingress backend → Service port → target → container port."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from k8slint.resources import Backend, ContainerPort, PodTemplate, Resolution, Service, ServicePort, Truth


class Endpoint(NamedTuple):
    """Where a port of a Service leads in the pods of one template that the Service selects, or may (`truth`)."""

    template: PodTemplate
    truth: Truth
    resolution: Resolution


class BackendPort(enum.Enum):
    """What became of the port that an Ingress backend names.

    FOUND: the Service has it. MISSING: it has not. UNKNOWN: that cannot be told, or any port will do.
    """

    FOUND = "found"
    MISSING = "missing"
    UNKNOWN = "unknown"


def backend_port(backend: Backend, service: Service) -> BackendPort:
    """Whether a Service has the port that an Ingress backend names, by number or by name."""
    if not backend.port_known or not service.ports_known or (service.external_name and not service.ports):
        return BackendPort.UNKNOWN
    wanted: int | str | None = backend.port_number if backend.port_number is not None else backend.port_name
    doubt = False
    for port in service.ports:
        own = port.port if isinstance(wanted, int) else port.name
        if own == wanted:
            return BackendPort.FOUND
        doubt = doubt or (port.port is None if isinstance(wanted, int) else not port.name_known)
    return BackendPort.UNKNOWN if doubt else BackendPort.MISSING


def transposed(number: int, candidates: Iterable[int]) -> tuple[int, ...]:
    """The candidates that have the same digits in another order, as 8008 for 8080."""
    digits = sorted(str(number))
    return tuple(other for other in candidates if other != number and sorted(str(other)) == digits)


def describe_ports(ports: Sequence[ServicePort]) -> str:
    """The ports of a Service in one phrase: `80, targetPort 3000` or `http 80, https 443`."""
    if len(ports) == 1:
        port = ports[0]
        name = f"{port.name} " if port.name else ""
        target = f", targetPort {port.target}" if port.target_given and port.target not in {None, port.port} else ""
        return f"{name}{port.port}{target}"
    return ", ".join(f"{port.name} {port.port}" if port.name else str(port.port) for port in ports)


def describe_service_port(port: ServicePort) -> str:
    """The number of a port of a Service, with its protocol where that is not the usual one: `80`, `53/UDP`."""
    return str(port.port) if port.protocol in {"TCP", None} else f"{port.port}/{port.protocol}"


def describe_container_port(port: ContainerPort) -> str:
    """A container port in one phrase: `"http", 8080/TCP of container web`."""
    name = f'"{port.name}", ' if port.name else ""
    return f"{name}{port} of {port.container}"
