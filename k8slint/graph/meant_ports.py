"""The port of a Service that was probably meant where something names one that the Service does not have."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from k8slint.findings import Related
from k8slint.graph.phrases import listed
from k8slint.graph.ports import Endpoint, describe_ports, transposed
from k8slint.near import nearest
from k8slint.resources import Service, ServicePort

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph

Endpoints = Callable[[ServicePort], tuple[Endpoint, ...]]


class PortRole(enum.Enum):
    """What it is that was named instead of the port.

    TARGET: the port's targetPort. NODE: its nodePort. CONTAINER: the number, or the name, of the container port that it
    leads to. NAME: nearly its name. NUMBER: its number, as a text. DIGITS: its digits in another order. ONLY: nothing
    that is known, but the Service has no other port.
    """

    TARGET = "target"
    NODE = "node"
    CONTAINER = "container"
    NAME = "name"
    NUMBER = "number"
    DIGITS = "digits"
    ONLY = "only"


class MeantPort(NamedTuple):
    """A port of a Service that was probably meant, and what was named instead (at `there`, unless nothing says it)."""

    port: ServicePort
    role: PortRole
    there: Related | None = None

    @property
    def another_role(self) -> bool:
        """Whether what was named is a port of another role, and not the Service's own."""
        return self.role in {PortRole.TARGET, PortRole.NODE, PortRole.CONTAINER}

    @property
    def datagrams(self) -> bool:
        """Whether the port takes datagrams only, so that no connection can be made to it."""
        return self.port.protocol == "UDP"


def meant_port(service: Service, wanted: int | str, endpoints: Endpoints) -> MeantPort | None:
    """Find the one port of a Service that is probably meant; None where several may be, or none.

    `endpoints` tells where a port leads.
    """
    ports = [port for port in service.ports if port.port is not None]
    for search in (_swapped, _in_container, _nearly, _only):
        found: dict[int | None, MeantPort] = {}
        for meant in search(ports, wanted, endpoints):
            if meant.port.port not in found or not meant.datagrams:
                found[meant.port.port] = meant
        if found:
            return next(iter(found.values())) if len(found) == 1 else None
    return None


def _swapped(ports: Sequence[ServicePort], wanted: int | str, _endpoints: Endpoints) -> Iterator[MeantPort]:
    for port in ports:
        if port.target_given and port.target == wanted:
            says = f"{wanted} is where the pods listen" if isinstance(wanted, int) else f'"{wanted}" is a port of the pods'
            yield MeantPort(port, PortRole.TARGET, Related(port.nearest("targetPort"), says))
        elif port.node_port == wanted:
            there = Related(port.nearest("nodePort"), f"{wanted} is open on the nodes, not in the cluster")
            yield MeantPort(port, PortRole.NODE, there)


def _in_container(ports: Sequence[ServicePort], wanted: int | str, endpoints: Endpoints) -> Iterator[MeantPort]:
    field = "containerPort" if isinstance(wanted, int) else "name"
    for port in ports:
        for endpoint in endpoints(port):
            declared = endpoint.resolution.port
            if declared is not None and wanted in {declared.number, declared.name}:
                says = f"{wanted} is where the pods of {endpoint.template} listen"
                if isinstance(wanted, str):
                    says = f'"{wanted}" is a port of the pods of {endpoint.template}'
                yield MeantPort(port, PortRole.CONTAINER, Related(declared.nearest(field), says))


def _nearly(ports: Sequence[ServicePort], wanted: int | str, _endpoints: Endpoints) -> Iterator[MeantPort]:
    if isinstance(wanted, int):
        numbers = transposed(wanted, [port.port for port in ports if port.port is not None])
        yield from (MeantPort(port, PortRole.DIGITS) for port in ports if port.port in numbers)
        return
    names = nearest(wanted, [port.name for port in ports if port.name])
    for port in ports:
        if wanted == str(port.port):
            yield MeantPort(port, PortRole.NUMBER)
        elif port.name in names:
            yield MeantPort(port, PortRole.NAME)


def _only(ports: Sequence[ServicePort], _wanted: int | str, _endpoints: Endpoints) -> Iterator[MeantPort]:
    if len(ports) == 1:
        yield MeantPort(ports[0], PortRole.ONLY)


def other_ends(service: Service, meant: MeantPort | None) -> tuple[Related, ...]:
    """Point at the other ends of a wrong port: the port that is meant, or else all ports; then what was taken for it."""
    if not service.ports:
        return (Related(service.nearest("spec", "ports"), f"{service} has no ports"),)
    has = f"{service}: {describe_ports(service.ports)}"
    if meant is None:
        more = (Related(port.nearest("port"), describe_ports((port,))) for port in service.ports[1:])
        return (Related(service.ports[0].nearest("port"), has), *more)
    if meant.datagrams:
        has += f"; {meant.port.port}/UDP takes datagrams only"
    near = meant.role in {PortRole.NAME, PortRole.DIGITS}
    field = "name" if meant.role is PortRole.NAME else "port"
    first = Related(meant.port.nearest(field), f"nearest: {describe_ports((meant.port,))}" if near else has)
    return (first,) if meant.there is None else (first, meant.there)


def pod_ports(graph: Graph, service: Service) -> dict[int, ServicePort | None]:
    """Find the ports at which the pods of a Service listen, and which of its ports leads there.

    Empty: that is not known, because pods are not known, or do not declare what they listen on.
    """
    found: dict[int, ServicePort | None] = {}
    for port in service.ports:
        for endpoint in graph.endpoints(port):
            if endpoint.resolution.number is None:
                return {}
            found.setdefault(endpoint.resolution.number, port)
    for selected in graph.selection(service).pods:
        live = selected.template.live
        declared = [port.number for container in live for port in container.ports]
        if not declared or not selected.template.containers_known or not all(one.ports_known for one in live):
            return {}
        for number in declared:
            if number is None:
                return {}
            found.setdefault(number, None)
    return found


def ports_phrase(ports: Iterable[ServicePort], *, names: bool = False) -> str:
    """Say what ports a Service has, after `has`: `port 80`, `ports 80 and 443`, `ports "http" 80 and "https" 443`."""
    texts = dict.fromkeys(f'"{port.name}" {port.port}' if names and port.name else str(port.port) for port in ports)
    if not texts:
        return "no ports"
    return f"{'port' if len(texts) == 1 else 'ports'} {listed(tuple(texts))}"
