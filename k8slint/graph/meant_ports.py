"""The port of a Service that was probably meant where something names one that the Service does not have."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from k8slint.findings import Related
from k8slint.graph.near import nearest
from k8slint.graph.phrases import listed
from k8slint.graph.ports import Endpoint, describe_ports, transposed
from k8slint.resources import Service, ServicePort

Endpoints = Callable[[ServicePort], tuple[Endpoint, ...]]


class Role(enum.Enum):
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
    role: Role
    there: Related | None = None

    @property
    def field(self) -> str:
        """What an Ingress backend writes to mean it: `number: 80`, or `name: http` where it was a name."""
        if self.role is Role.NAME or self.port.port is None:
            return f"name: {self.port.name}"
        return f"number: {self.port.port}"

    @property
    def another_role(self) -> bool:
        """Whether a number was taken that has another role: it is a port, but not the Service's own."""
        return self.role in {Role.TARGET, Role.NODE, Role.CONTAINER}


def meant_port(service: Service, wanted: int | str, endpoints: Endpoints) -> MeantPort | None:
    """The one port of a Service that is probably meant; None where several may be, or none.

    `endpoints` tells where a port leads.
    """
    ports = [port for port in service.ports if port.port is not None]
    for search in (_swapped, _in_container, _nearly, _only):
        found = {meant.port.port: meant for meant in search(ports, wanted, endpoints)}
        if found:
            return next(iter(found.values())) if len(found) == 1 else None
    return None


def _swapped(ports: Sequence[ServicePort], wanted: int | str, _endpoints: Endpoints) -> Iterator[MeantPort]:
    for port in ports:
        if port.target_given and port.target == wanted:
            says = f"{wanted} is where the pods listen" if isinstance(wanted, int) else f'"{wanted}" is a port of the pods'
            yield MeantPort(port, Role.TARGET, Related(port.nearest("targetPort"), says))
        elif port.node_port == wanted:
            there = Related(port.nearest("nodePort"), f"{wanted} is open on the nodes, not in the cluster")
            yield MeantPort(port, Role.NODE, there)


def _in_container(ports: Sequence[ServicePort], wanted: int | str, endpoints: Endpoints) -> Iterator[MeantPort]:
    field = "containerPort" if isinstance(wanted, int) else "name"
    for port in ports:
        for endpoint in endpoints(port):
            declared = endpoint.resolution.port
            if declared is not None and wanted in {declared.number, declared.name}:
                says = f"{wanted} is where the pods of {endpoint.template} listen"
                if isinstance(wanted, str):
                    says = f'"{wanted}" is a port of the pods of {endpoint.template}'
                yield MeantPort(port, Role.CONTAINER, Related(declared.nearest(field), says))


def _nearly(ports: Sequence[ServicePort], wanted: int | str, _endpoints: Endpoints) -> Iterator[MeantPort]:
    if isinstance(wanted, int):
        numbers = transposed(wanted, [port.port for port in ports if port.port is not None])
        yield from (MeantPort(port, Role.DIGITS) for port in ports if port.port in numbers)
        return
    names = nearest(wanted, [port.name for port in ports if port.name])
    for port in ports:
        if wanted == str(port.port):
            yield MeantPort(port, Role.NUMBER)
        elif port.name in names:
            yield MeantPort(port, Role.NAME)


def _only(ports: Sequence[ServicePort], _wanted: int | str, _endpoints: Endpoints) -> Iterator[MeantPort]:
    if len(ports) == 1:
        yield MeantPort(ports[0], Role.ONLY)


def there(service: Service, meant: MeantPort | None) -> tuple[Related, ...]:
    """The other ends of a wrong port: the port that is meant, or else all ports; then what was taken for it."""
    has = f"{service}: {describe_ports(service.ports)}" if service.ports else f"{service} has no ports"
    if meant is None:
        return (Related(service.nearest("spec", "ports"), has),)
    near = meant.role in {Role.NAME, Role.DIGITS}
    field = "name" if meant.role is Role.NAME else "port"
    first = Related(meant.port.nearest(field), f"nearest: {describe_ports((meant.port,))}" if near else has)
    return (first,) if meant.there is None else (first, meant.there)


def ports_phrase(ports: Iterable[ServicePort], *, names: bool = False) -> str:
    """What ports a Service has, after `has`: `port 80`, `ports 80 and 443`, `ports "http" 80 and "https" 443`."""
    texts = dict.fromkeys(f'"{port.name}" {port.port}' if names and port.name else str(port.port) for port in ports)
    if not texts:
        return "no ports"
    return f"{'port' if len(texts) == 1 else 'ports'} {listed(tuple(texts))}"
