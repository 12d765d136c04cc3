"""What a container requests and is limited to once the API server has filled in what nobody wrote.

What it fills in: requests from limits [pkg/apis/core/v1/defaults.go SetDefaults_Pod], then the defaults of the LimitRanges
of the namespace [plugin/pkg/admission/limitranger mergeContainerResources].
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.resources import Container, PodTemplate, Resource, Truth, is_placeholder

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph

_HALVES = ("requests", "limits")
#: What a LimitRange fills in, and what that is taken from where it is not written, in this order
#: [pkg/apis/core/v1/defaults.go SetDefaults_LimitRangeItem].
_DEFAULTS = (("limits", "default", ("max",)), ("requests", "defaultRequest", ("default", "max", "min")))


class Amounts(NamedTuple):
    """The resources that a container or pod asks for, by name, as written; `known`: whether there can be no others."""

    requests: Mapping[str, Any]
    limits: Mapping[str, Any]
    known: bool = True

    @property
    def none(self) -> bool:
        """Whether nothing is asked for at all, for certain."""
        return self.known and not self.requests and not self.limits

    def has(self, half: str, name: str) -> Truth:
        """Whether an amount of a resource is there; `half` is `requests` or `limits`."""
        if name in (self.requests if half == "requests" else self.limits):
            return Truth.YES
        return Truth.NO if self.known else Truth.UNKNOWN


_NOTHING = Amounts({}, {})


def _read(value: Any) -> Amounts:
    """What a field `resources` says; what is malformed or a placeholder may say anything."""
    if value is None:
        return _NOTHING
    halves: list[dict[str, Any]] = []
    known = isinstance(value, dict) and not any(map(is_placeholder, value))
    for half in _HALVES:
        written = value.get(half) if isinstance(value, dict) else None
        known = known and (written is None or (isinstance(written, dict) and not any(map(is_placeholder, written))))
        amounts = written if isinstance(written, dict) else {}
        halves.append({name: amount for name, amount in amounts.items() if amount is not None})
    requests, limits = halves
    return Amounts({**limits, **requests}, limits, known)


def pod_resources(template: PodTemplate) -> Amounts:
    """What the pods as a whole request and are limited to: their own field `resources`."""
    return _read(template.spec.get("resources"))


def container_resources(graph: Graph, container: Container) -> Amounts:
    """What a container requests and is limited to, with what LimitRanges of the unit add."""
    own = _read(container.value.get("resources"))
    namespace = container.template.workload.namespace
    given = graph.once(_given)
    added = given.get(namespace)
    if added is None:
        added = given[namespace] = _merged(_added(one) for one in limit_ranges(graph, container.template.workload))
    return own if added.none else _merged((own, added))


def _merged(several: Iterable[Amounts]) -> Amounts:
    """What several give together: of what more than one has, what the first has."""
    requests: dict[str, Any] = {}
    limits: dict[str, Any] = {}
    known = True
    for one in several:
        requests = {**one.requests, **requests}
        limits = {**one.limits, **limits}
        known = known and one.known
    return Amounts(requests, limits, known)


def _given(_graph: Graph) -> dict[str | None, Amounts]:
    """What LimitRanges give to the containers of a namespace: filled in when asked for."""
    return {}


def limit_ranges(graph: Graph, workload: Resource) -> tuple[Resource, ...]:
    """The LimitRanges of the unit that are in the namespace of a workload, or may be."""
    ranges = graph.once(_ranges)
    places = ranges if workload.namespace is None else dict.fromkeys((workload.namespace, None))
    return tuple(one for place in places for one in ranges.get(place, ()))


def _ranges(graph: Graph) -> dict[str | None, list[Resource]]:
    """The LimitRanges of a unit, by namespace."""
    found: dict[str | None, list[Resource]] = {}
    for limit_range in graph.index.of_kind("LimitRange"):
        found.setdefault(limit_range.namespace, []).append(limit_range)
    return found


def _added(limit_range: Resource) -> Amounts:
    """What a LimitRange gives to a container that asks for nothing."""
    entries = limit_range.get("spec", "limits")
    if not isinstance(entries, list):
        return Amounts({}, {}, entries is None)
    found: dict[str, dict[str, Any]] = {half: {} for half in _HALVES}
    known = True
    for entry in entries:
        if not isinstance(entry, dict) or is_placeholder(entry.get("type")):
            known = False
            continue
        if entry.get("type") != "Container":
            continue
        for half, field, sources in _DEFAULTS:
            for source in (field, *sources):
                written = entry.get(source)
                known = known and (written is None or isinstance(written, dict))
                for name, amount in written.items() if isinstance(written, dict) else ():
                    if amount is not None:
                        found[half].setdefault(name, amount)
    return Amounts(found["requests"], found["limits"], known)
