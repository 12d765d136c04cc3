"""The Service that gives the pods of a StatefulSet their names, and where it does not select them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from k8slint.graph.near_labels import NearTemplate, nearest_template
from k8slint.graph.objects import report_order
from k8slint.graph.own_pods import follows_a_lost_one
from k8slint.graph.reference import Outcome
from k8slint.resources import PodTemplate, Service, StatefulSet, Truth

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph

_ROW = "governing-service"


class GoverningMiss(NamedTuple):
    """A governing Service that does not select the pods of its StatefulSet.

    `unmet` are the labels that it asks for and the pods do not have. `others` are the workloads whose pods it selects.
    `near`: how little its selector differs from the labels. `meant` is the one headless Service that selects the pods.
    """

    workload: StatefulSet
    service: Service
    unmet: Mapping[str, str]
    others: tuple[PodTemplate, ...] = ()
    near: NearTemplate | None = None
    meant: Service | None = None
    sure: bool = True

    @property
    def alone(self) -> bool:
        """Whether it selects nothing at all, so that its selector is wrong rather than its choice."""
        return not self.others

    def has(self, key: str) -> str:
        """What the pods have of a label."""
        value = self.workload.template.labels.values.get(key)
        return f"no label {key}" if value is None else f"{key}={value}"


def governing_services(graph: Graph, workload: StatefulSet) -> tuple[tuple[Service, ...], bool]:
    """The Services of the unit that a StatefulSet names as the governing one, and whether that is certain."""
    for reference in graph.references(workload, "Service"):
        if reference.want.row.id == _ROW and reference.outcome is Outcome.FOUND:
            return tuple(one for one in reference.found.targets if isinstance(one, Service)), reference.found.sure
    return (), False


def governing_miss(graph: Graph, workload: StatefulSet) -> GoverningMiss | None:
    """The governing Service of a StatefulSet if it certainly does not select its pods."""
    services, sure = governing_services(graph, workload)
    if len(services) != 1:
        return None
    service, template = services[0], workload.template
    if service.type is None or service.external_name or service.unmanaged:
        return None
    if service.selector.match(template.labels) is not Truth.NO:
        return None
    if graph.may_have_other_endpoints(service) or follows_a_lost_one(graph, service):
        return None
    unmet = {
        one.key: one.values[0]
        for one in service.selector.requirements
        if one.key is not None and one.values and one.match(template.labels) is Truth.NO
    }
    if not unmet:
        return None
    others = graph.selection(service).templates
    near = nearest_template(service.selector, (template,), name=workload.name) if not others else None
    headless = sorted((one for one in graph.services_of(template) if one.headless and one.name), key=report_order)
    meant = headless[0] if len(headless) == 1 else None
    return GoverningMiss(workload, service, unmet, others, near, meant, sure)


def misses_its_pods(graph: Graph) -> frozenset[int]:
    """The ids of the Services that select nothing, and least of all the pods that they govern: there it is told."""
    found = (governing_miss(graph, one) for one in graph.index.of_kind("StatefulSet") if isinstance(one, StatefulSet))
    return frozenset(id(miss.service) for miss in found if miss is not None and miss.alone)
