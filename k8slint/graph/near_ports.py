"""The container port that a Service probably means where it means one that is not there."""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from k8slint.findings import Edit, Fix, Related
from k8slint.graph.phrases import listed
from k8slint.graph.ports import describe_container_port, transposed
from k8slint.near import distance, nearest
from k8slint.resources import ContainerPort, PodTemplate, ServicePort, resolve

#: Numbers from here on are long enough for a slip of the pen.
_LONG = 1000
#: In how many templates of a Service what is meant is sought, and told: nobody reads more.
_LOOKED_AT = 100


class Slip(enum.Enum):
    """Why a container port is near.

    SIBLING: it has the number and the protocol, but the name is that of one with another protocol. PROTOCOL: it has the
    name or number, but another protocol. INIT: it has the name, but in a container that ends
    before the pod serves. NAME: its name is nearly the same. ROLE: it has a number that the Service or the container
    gives another role (port, node port, host port), or its container has the name. DIGITS: the digits of its number
    are in another order, or one is another. ONLY: it is the only one.
    """

    SIBLING = "sibling"
    PROTOCOL = "protocol"
    INIT = "init"
    NAME = "name"
    ROLE = "role"
    DIGITS = "digits"
    ONLY = "only"


class NearPort(NamedTuple):
    """A container port that was probably meant, and why."""

    port: ContainerPort
    slip: Slip


_Search = Callable[[ServicePort, PodTemplate, Sequence[ContainerPort]], list[ContainerPort]]


def near_port(port: ServicePort, template: PodTemplate) -> NearPort | None:
    """The one container port of a template that a port of a Service probably means, where it does not lead to any."""
    declared = [one for container in template.live for one in container.ports]
    alike = [one for one in declared if None in {one.protocol, port.protocol} or one.protocol == port.protocol]
    for slip, search in _SEARCHES:
        found = search(port, template, alike)
        if found:
            return NearPort(found[0], slip) if len(found) == 1 else None
    return None


def _sibling(port: ServicePort, template: PodTemplate, alike: Sequence[ContainerPort]) -> list[ContainerPort]:
    other = resolve(port, template).other_protocol
    if other is None or not isinstance(port.target, str):
        return []
    same = [one for one in alike if one.protocol is not None and one.name]
    return [one for one in same if one.number == other.number] or [one for one in same if one.number == port.port]


def _other_protocol(port: ServicePort, template: PodTemplate, _alike: Sequence[ContainerPort]) -> list[ContainerPort]:
    other = resolve(port, template).other_protocol
    return [] if other is None else [other]


def _in_init(port: ServicePort, template: PodTemplate, _alike: Sequence[ContainerPort]) -> list[ContainerPort]:
    init = resolve(port, template).in_init
    return [init] if init is not None and isinstance(port.target, str) else []


def _by_name(port: ServicePort, _template: PodTemplate, alike: Sequence[ContainerPort]) -> list[ContainerPort]:
    if not isinstance(port.target, str):
        return []
    names = nearest(port.target, {one.name for one in alike if one.name})
    return [one for one in alike if one.name in names]


def _by_role(port: ServicePort, _template: PodTemplate, alike: Sequence[ContainerPort]) -> list[ContainerPort]:
    target = port.target
    if isinstance(target, str):
        owned = [one for one in alike if one.container.name == target]
        return owned or [one for one in alike if one.number == port.port]
    swapped = [one for one in alike if port.target_given and one.number in {port.port, port.node_port}]
    return swapped or [one for one in alike if one.host_port == target]


def _by_digits(port: ServicePort, _template: PodTemplate, alike: Sequence[ContainerPort]) -> list[ContainerPort]:
    if not isinstance(port.target, int):
        return []
    declared = {one.number for one in alike if one.number is not None}
    numbers = transposed(port.target, declared) or _one_digit(port.target, declared)
    return [one for one in alike if one.number in numbers]


def _one_digit(number: int, candidates: Collection[int]) -> tuple[int, ...]:
    """The candidates that differ in one digit, of long numbers: in short ones that is no slip."""
    if number < _LONG:
        return ()
    return tuple(other for other in candidates if other >= _LONG and distance(str(number), str(other), 1) == 1)


def _only(_port: ServicePort, _template: PodTemplate, alike: Sequence[ContainerPort]) -> list[ContainerPort]:
    return list(alike) if len(alike) == 1 else []


_SEARCHES: tuple[tuple[Slip, _Search], ...] = (
    (Slip.SIBLING, _sibling),
    (Slip.PROTOCOL, _other_protocol),
    (Slip.INIT, _in_init),
    (Slip.NAME, _by_name),
    (Slip.ROLE, _by_role),
    (Slip.DIGITS, _by_digits),
    (Slip.ONLY, _only),
)


class NearPorts(NamedTuple):
    """What a port of a Service probably means in the templates in which it leads to no declared port.

    `found` is what it means in the first ones of them, the only ones that are looked at.
    """

    port: ServicePort
    templates: tuple[PodTemplate, ...]
    found: tuple[NearPort | None, ...]

    @property
    def slip(self) -> Slip | None:
        """Why they are near, if that is the same everywhere."""
        slips = {None if near is None else near.slip for near in self.found}
        return slips.pop() if len(slips) == 1 else None

    def notes(self) -> tuple[Related, ...]:
        """What is there, template by template."""
        return tuple(map(self._note, self.templates, self.found))  # as many as were looked at

    def _note(self, template: PodTemplate, near: NearPort | None) -> Related:
        if near is None:
            ports = tuple(declared_ports(template))
            container = ports[0].container if ports else template.live[0] if template.live else None
            field = "ports" if ports else "name"
            node = template.nearest("spec", "containers") if container is None else container.nearest(field)
            return Related(node, f"{template} declares {describe_declared(template)}")
        field = "protocol" if near.slip is Slip.PROTOCOL else "name" if isinstance(self.port.target, str) else "containerPort"
        node = near.port.node(field) or near.port.nearest("containerPort")
        whose = f" of {template}" if len(self.templates) > 1 else ""
        return Related(node, f"nearest: {describe_container_port(near.port)}{whose}")

    @property
    def protocol(self) -> str | None:
        """The other protocol with which the target is declared, if it is, and the same everywhere."""
        found = [resolve(self.port, template).other_protocol for template in self.templates[:_LOOKED_AT]]
        protocols = {None if other is None else other.protocol for other in found}
        return protocols.pop() if len(protocols) == 1 else None

    @property
    def label(self) -> str | None:
        """What is wrong with a target that is there, if it is the same everywhere: `declared for TCP only`."""
        if self.slip is Slip.INIT:
            return "only in an init container"
        return None if self.protocol is None else f"declared for {self.protocol} only"

    def suggestion(self) -> str | None:
        """The exact text to write, where it is the same everywhere."""
        texts = {None if near is None else self._write(near) for near in self.found}
        return texts.pop() if len(texts) == 1 else None

    def _write(self, near: NearPort) -> str | None:
        if near.slip is Slip.INIT:
            return f"write `restartPolicy: Always` in {near.port.container} if it is a sidecar"
        if near.slip is Slip.PROTOCOL:
            own = self.port
            taken = any(one.port == own.port and one.protocol in {None, near.port.protocol} for one in _others(own))
            return None if taken else f"write `protocol: {near.port.protocol}`"
        target = self._target(near)
        return None if target is None else f"write `targetPort: {target}`"

    def _target(self, near: NearPort) -> int | str | None:
        """What the target of the Service is to be: a name where it was one, and there is one."""
        return near.port.name if isinstance(self.port.target, str) and near.port.name else near.port.number

    def fix(self) -> Fix | None:
        """Write what is suggested, where that is in the Service."""
        title, near = self.suggestion(), self.found[0] if self.found else None
        if title is None or near is None or near.slip is Slip.INIT:
            return None
        if near.slip is Slip.PROTOCOL:
            return Fix(title, (Edit(self.port.nearest(), ("protocol",), near.port.protocol),))
        return Fix(title, (Edit(self.port.nearest(), ("targetPort",), self._target(near)),))


def _others(port: ServicePort) -> Iterator[ServicePort]:
    return (other for other in port.service.ports if other is not port)


def near_ports(port: ServicePort, templates: Sequence[PodTemplate]) -> NearPorts:
    """What a port of a Service probably means in templates in which it leads to no declared port."""
    return NearPorts(port, tuple(templates), tuple(near_port(port, template) for template in templates[:_LOOKED_AT]))


def declared_ports(template: PodTemplate) -> Iterator[ContainerPort]:
    """The ports that the containers of a template declare which run beside one another."""
    return (port for container in template.live for port in container.ports)


def describe_declared(template: PodTemplate) -> str:
    """What a template declares, in one phrase: `"http" 8080 and 53/UDP`, `no ports`."""
    ports = [f'"{port.name}" {_number(port)}' if port.name else _number(port) for port in declared_ports(template)]
    return listed(ports) if ports else "no ports"


def _number(port: ContainerPort) -> str:
    return str(port.number) if port.protocol == "TCP" else str(port)
