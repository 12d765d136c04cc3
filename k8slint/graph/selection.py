"""What a selector selects, and what was probably meant where it selects nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.findings import Absence
from k8slint.graph.by_label import Match
from k8slint.graph.near_labels import NearTemplate, OddPair, nearest_template, odd_pair
from k8slint.graph.objects import report_order
from k8slint.graph.scaling import scalers_of
from k8slint.resources import PodTemplate, Service, Truth, is_automatic

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph

#: How many characters one comparison of labels counts for.
_COST = 80


class Selected(NamedTuple):
    """A pod template that a selector matches, and how surely."""

    template: PodTemplate
    truth: Truth


def selected_order(selected: Selected) -> tuple[Any, ...]:
    """Where a selected template comes among others: the order of files decides between equals only."""
    return report_order(selected.template.workload)


class Selection(NamedTuple):
    """What a selector selects. Without `pods`: `absence` says why, None where nothing here can tell.

    That is so where an operator may make the pods, and where the unit holds no workloads of the namespace.
    """

    pods: tuple[Selected, ...]
    absence: Absence | None = None
    near: NearTemplate | None = None
    #: Templates of other namespaces of the unit, or of other units, that the whole selector matches: the first of a report.
    elsewhere: tuple[PodTemplate, ...] = ()
    #: The one label that keeps away all templates which have the others.
    odd: OddPair | None = None
    #: StatefulSets that would have a pod of the selector's if they had more than they ask for, and nothing scales them.
    beyond: tuple[PodTemplate, ...] = ()

    @property
    def templates(self) -> tuple[PodTemplate, ...]:
        """The selected pod templates."""
        return tuple(selected.template for selected in self.pods)

    @property
    def sure(self) -> bool:
        """Whether every match is certain."""
        return all(selected.truth is Truth.YES for selected in self.pods)


def shows(graph: Graph, service: Service) -> bool:
    """Whether a template of the unit would show what a Service selects: not where only controllers write the labels."""
    if _automatic(service):
        return False
    neighbours = graph.neighbours(service.namespace)
    if graph.several_namespaces and service.namespace is not None:
        return any(template.workload.namespace == service.namespace for template in neighbours)
    return bool(neighbours)


def near_template(graph: Graph, service: Service) -> tuple[NearTemplate | None, OddPair | None]:
    """The pod template that the selector of a Service nearly matches; where there is none, the one label that prevents it."""
    neighbours = () if _automatic(service) else graph.neighbours(service.namespace)
    if not graph.afford(_COST * len(neighbours)):
        return None, None
    near = nearest_template(service.selector, neighbours, graph.once(_claimed), service.name)
    return near, odd_pair(service.selector, neighbours) if near is None else None


def in_reach(graph: Graph, selected: Selected, service: Service) -> bool:
    """Whether a StatefulSet makes the pod that a Service asks for by number, or something may make it do so."""
    labels = selected.template.labels
    if labels.ordinals is None or not labels.ordinals.count or selected.truth is Truth.YES or graph.unit.partial:
        return True
    workload = selected.template.workload
    if not isinstance(workload.get("spec", "replicas"), int) or scalers_of(graph, workload):
        return True
    return service.selector.match(labels.scaled(labels.ordinals.count)) is not Truth.NO


def _automatic(service: Service) -> bool:
    return all(is_automatic(key) for key, _ in service.selector.pairs())


def _claimed(graph: Graph) -> frozenset[int]:
    """The ids of the templates that some Service selects."""
    asked: dict[int, tuple[str | None, tuple[Match, ...]]] = {}
    for service in graph.index.of_kind("Service"):
        if isinstance(service, Service):
            matches = graph.index.matching(service.selector, service.namespace)  # the same for all that ask the same
            asked[id(matches)] = service.namespace, matches
    return frozenset(
        id(template)
        for namespace, matches in asked.values()
        for template, truth in matches
        if truth is Truth.YES and namespace in {None, template.workload.namespace}
    )
