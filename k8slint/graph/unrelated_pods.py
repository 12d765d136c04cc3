"""Workloads that a Service selects beside those that it is meant for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8slint.graph.budgets import is_test
from k8slint.graph.near_ports import declared_ports
from k8slint.resources import PodTemplate, PortOutcome, Resolution, Service, Truth, is_automatic, may_be_injected_port

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from k8slint.graph.graph import Graph

#: Labels in which the versions of one program differ that take turns, or share the requests.
_VERSION = frozenset(
    {
        "app.kubernetes.io/version", "canary", "color", "colour", "deployment", "helm.sh/chart", "release", "revision", "slot",
        "track", "variant", "version",
    }
)  # fmt: skip
#: Labels that say what a program is.
_IDENTITY = ("app.kubernetes.io/name", "app.kubernetes.io/component", "app", "component", "role", "tier")


class Unrelated(NamedTuple):
    """What a Service selects besides the pods that serve its ports.

    `served` are the templates that have one of its ports. `lost` have none of them, though they say which they have;
    `ending` are of jobs, whose pods are endpoints while they run. `apart`: all have every port, but `served` are, by
    these labels, different programs. `sure`: every one of them is certainly selected.
    """

    served: tuple[PodTemplate, ...]
    lost: tuple[PodTemplate, ...] = ()
    ending: tuple[PodTemplate, ...] = ()
    apart: str | None = None
    sure: bool = True

    def telling_pair(self) -> tuple[str, str] | None:
        """The label that all have which serve and none of the others has; of several the one that says the most."""
        others = [template.labels for template in (*self.lost, *self.ending)]
        first, *rest = (template.labels.values for template in self.served)
        pairs = [
            (key, value)
            for key, value in first.items()
            if all(one.get(key) == value for one in rest)
            and all(one.complete and one.values.get(key) != value for one in others)
            and not is_automatic(key)
            and key not in _VERSION
        ]
        known = {key: place for place, key in enumerate(_IDENTITY)}
        return min(pairs, key=lambda pair: (known.get(pair[0], len(known)), pair), default=None)


def unrelated_pods(graph: Graph, service: Service) -> Unrelated | None:
    """What a Service selects besides the pods that it is meant for; None where it selects nothing else."""
    return graph.once(_Found).of(graph, service)


class _Found:
    """The answers of one unit, by what decides them: what a Service selects, and where its ports lead."""

    def __init__(self, _graph: Graph) -> None:
        self._found: dict[tuple[object, ...], Unrelated | None] = {}

    def of(self, graph: Graph, service: Service) -> Unrelated | None:
        """What a Service selects besides the pods that it is meant for, looked for once."""
        ports = tuple((port.target, port.protocol) for port in service.ports)
        pods = graph.selection(service).pods  # which the graph keeps
        key = (id(pods), ports, service.ports_known, service.headless, service.headless_known)
        if key not in self._found:
            self._found[key] = _strangers(graph, service)
        return self._found[key]


def _strangers(graph: Graph, service: Service) -> Unrelated | None:
    pods = graph.selection(service).pods
    if len(pods) < 2 or not service.ports or not service.ports_known:  # noqa: PLR2004  # one alone is no stranger
        return None
    templates = _different(one.template for one in pods)
    ends: dict[int, list[Resolution]] = {id(template): [] for template in templates}
    for port in service.ports:
        for end in graph.endpoints(port):
            if id(end.template) in ends:
                ends[id(end.template)].append(end.resolution)
    serves = {id(one): [_serves(end, one) for end in ends[id(one)]] for one in templates}
    served = tuple(one for one in templates if Truth.YES in serves[id(one)] and not one.ends)
    if not served:
        return None
    kin = [one.labels.values for one in served]
    routed = service.headless_known and not service.headless  # else clients look up pods, and know their ports themselves
    lost = tuple(
        one
        for one in templates
        if _is_lost(one, serves[id(one)]) and not _is_version(one, kin) and (routed or any(declared_ports(one)))
    )
    ending = tuple(one for one in templates if one.ends and _answers_nobody(one, ends[id(one)]))
    sure = {id(one.template) for one in pods if one.truth is Truth.YES}
    if lost or ending:
        return Unrelated(served, lost, ending, sure=all(id(one) in sure for one in (served[0], *lost, *ending)))
    whole = len(served) == len(templates) and all(truth is Truth.YES for found in serves.values() for truth in found)
    apart = _apart(kin) if whole and routed else None
    return None if apart is None else Unrelated(served, apart=apart, sure=all(id(one) in sure for one in served))


def _different(templates: Iterable[PodTemplate]) -> list[PodTemplate]:
    """The templates without further definitions of one workload, and without tests."""
    found: dict[tuple[str, str | None, str | None], PodTemplate] = {}
    for template in templates:
        workload = template.workload
        if not is_test(workload) and workload.get("spec", "suspend") is not True:
            found.setdefault((workload.kind, workload.namespace, workload.name or str(id(workload))), template)
    return list(found.values())


def _serves(end: Resolution, template: PodTemplate) -> Truth:
    """Whether pods have what a port of a Service leads to. A number may be right without being declared: if none is."""
    if end.outcome is PortOutcome.UNKNOWN or (end.number is not None and may_be_injected_port(template, end.number)):
        return Truth.UNKNOWN
    if end.outcome is PortOutcome.NUMBER and end.declared is Truth.NO:
        return Truth.NO if any(declared_ports(template)) else Truth.UNKNOWN
    return Truth.NO if end.outcome is PortOutcome.MISSING else end.declared


def _is_lost(template: PodTemplate, serves: Iterable[Truth]) -> bool:
    """Whether pods that are meant to stay have none of the ports."""
    return not template.ends and template.containers_known and all(truth is Truth.NO for truth in serves)


def _answers_nobody(template: PodTemplate, ends: Iterable[Resolution]) -> bool:
    """Whether pods that come to an end are endpoints, and listen on none of the ports for all that is said."""
    if not template.containers_known or template.injectors:
        return False
    found = [end for end in ends if end.outcome is not PortOutcome.MISSING]  # a name that is not there makes no endpoint
    return bool(found) and all(end.outcome is PortOutcome.NUMBER and end.declared is Truth.NO for end in found)


def _is_version(template: PodTemplate, kin: Iterable[Mapping[str, str]]) -> bool:
    """Whether pods are another version of some that serve: labels that say so are all in which they differ."""
    mine = template.labels.values
    return any(
        all(key in _VERSION or is_automatic(key) or mine.get(key) == other.get(key) for key in {*mine, *other}) for other in kin
    )


def _apart(kin: Iterable[Mapping[str, str]]) -> str | None:
    """The label by which templates are different programs."""
    for key in _IDENTITY:
        values = {labels[key] for labels in kin if key in labels}
        if len(values) > 1:
            return key
    return None
