"""The one port chain: from a port of a Service to the port of a container.

The endpoint controllers do the same (`FindPort` in `k8s.io/endpointslice`): a number is taken as it is, a name is
looked up by name and protocol, in `containers` first and then in native sidecars, and the first match counts.
"""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.resources.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.resources.containers import ContainerPort
    from k8slint.resources.services import ServicePort
    from k8slint.resources.workloads import PodTemplate

_PORT_NAME = re.compile(r"(?=.{1,15}\Z)(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*")
_LAST_PORT = 65535


def is_port_name(name: str) -> bool:
    """Whether a text can name a container port: at most 15 of `a-z0-9-`, a letter, no `--`, no `-` at an end."""
    return _PORT_NAME.fullmatch(name) is not None


def is_port_number(number: Any) -> bool:
    """Whether a value is a whole number that a port can have, 1 to 65535."""
    return type(number) is int and 1 <= number <= _LAST_PORT


def is_quoted_number(value: Any) -> bool:
    """Whether a value is a text of digits only: read as the name of a port, and rejected because it has no letter."""
    return isinstance(value, str) and value.isascii() and value.isdigit()


class PortOutcome(enum.Enum):
    """What became of a port of a Service in some pods.

    NUMBER: it goes to a number, whatever containers declare. NAMED: its target is the name of a declared port. MISSING:
    no container declares that name, so the pods are no endpoints for it. UNKNOWN: it cannot be told.
    """

    NUMBER = "number"
    NAMED = "named"
    MISSING = "missing"
    UNKNOWN = "unknown"


class Resolution(NamedTuple):
    """Where a port of a Service leads in the pods of one template.

    `number`: the port in the pod; None: unknown, or MISSING. `port`: the declared port that it meets, if that is
    certain. `declared`: whether there is one. `other_protocol`: where none is, a declared port of the same name or
    number with another protocol. `in_init`: where none is, such a port of an ordinary init container, which never
    counts.
    """

    outcome: PortOutcome
    number: int | None = None
    port: ContainerPort | None = None
    declared: Truth = Truth.UNKNOWN
    other_protocol: ContainerPort | None = None
    in_init: ContainerPort | None = None


def resolve(port: ServicePort, template: PodTemplate) -> Resolution:
    """Where a port of a Service leads in the pods of a template; UNKNOWN as soon as an unknown part could change it."""
    target = port.target
    if target is None:
        return Resolution(PortOutcome.UNKNOWN)
    found, declared = _first(target, port.protocol, template)
    other = init = None
    if found is None:
        other = next((one for one in _declared(template) if _is(one, target) is Truth.YES), None)
        init = next((one for one in _ordinary_init(template) if _is(one, target) is Truth.YES), None)
        if port.protocol is None:
            other = None  # it may be the same one
    if isinstance(target, int):
        return Resolution(PortOutcome.NUMBER, target, found, declared, other, init)
    if declared is Truth.UNKNOWN:
        return Resolution(PortOutcome.UNKNOWN, None, None, declared, other, init)
    if found is None:
        return Resolution(PortOutcome.MISSING, None, None, declared, other, init)
    return Resolution(PortOutcome.NAMED, found.number, found, declared)


def _first(target: int | str, protocol: str | None, template: PodTemplate) -> tuple[ContainerPort | None, Truth]:
    """The first declared port that a target means, and whether there is one.

    For a name the answer is only YES or NO if it is certain which one is the first; for a number it is YES as soon as
    one is certain.
    """
    doubt = not template.containers_known
    for container in template.containers:
        if container.role != "containers" and not container.may_be_sidecar:
            continue
        if not container.ports_known:
            doubt = True
        sure = Truth.UNKNOWN if container.may_be_sidecar and not container.native_sidecar else Truth.YES
        for port in container.ports:
            truth = _is(port, target)
            if truth is Truth.NO:
                continue
            truth = truth.both(_same(port.protocol, protocol)).both(sure)
            if truth is Truth.YES and (not doubt or isinstance(target, int)):
                return port, truth
            if truth is not Truth.NO:
                doubt = True
    return None, Truth.UNKNOWN if doubt else Truth.NO


def _declared(template: PodTemplate) -> Iterator[ContainerPort]:
    return (port for container in template.live for port in container.ports)


def _ordinary_init(template: PodTemplate) -> Iterator[ContainerPort]:
    ordinary = (one for one in template.containers if one.role == "initContainers" and not one.may_be_sidecar)
    return (port for container in ordinary for port in container.ports)


def _is(port: ContainerPort, target: int | str) -> Truth:
    """Whether a declared port has the target's name, or its number."""
    if isinstance(target, int):
        return Truth.UNKNOWN if port.number is None else Truth.of(port.number == target)
    return Truth.of(port.name == target) if port.name_known else Truth.UNKNOWN


def _same(protocol: str | None, other: str | None) -> Truth:
    """Whether two protocols are the same."""
    return Truth.UNKNOWN if protocol is None or other is None else Truth.of(protocol == other)
