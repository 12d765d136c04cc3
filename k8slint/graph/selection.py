"""What a selector selects, and what was probably meant where it selects nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from k8slint.findings import Absence
from k8slint.graph.by_label import Match
from k8slint.graph.near_labels import NearTemplate, OddPair, nearest_template, odd_pair
from k8slint.graph.objects import report_order
from k8slint.graph.scaling import replicas_of
from k8slint.resources import PodTemplate, Selector, Service, Truth, is_automatic

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from k8slint.graph.graph import Graph

#: How many characters of names one comparison of labels counts for, by the time that both take.
_COST = 200


class Selecting(Protocol):
    """What selects pods: a selector, the namespace that it selects in (None: not known which), and the name of who asks."""

    @property
    def selector(self) -> Selector:
        """What it asks for."""

    @property
    def namespace(self) -> str | None:
        """Where it asks."""

    @property
    def name(self) -> str | None:
        """Who asks; None: nobody by name."""


class Asked(NamedTuple):
    """A selector, the namespace that it selects in, and the name of what it stands in, as far as that is the pods' own."""

    selector: Selector
    namespace: str | None
    name: str | None = None


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


def selected(asks: Selecting, matches: Iterable[Match]) -> list[Selected]:
    """What a selector selects of what it matches, in order; of what may be in another namespace that is not certain."""
    found = [
        Selected(template, truth if template.workload.namespace == asks.namespace else Truth.UNKNOWN)
        for template, truth in matches
    ]
    return sorted(found, key=selected_order) if len(found) > 1 else found


def shows(graph: Graph, asks: Selecting) -> bool:
    """Whether a template of the unit would show what a selector selects: not where only controllers write the labels."""
    if _automatic(asks.selector):
        return False
    neighbours = graph.neighbours(asks.namespace)
    if graph.several_namespaces and asks.namespace is not None:
        return any(template.workload.namespace == asks.namespace for template in neighbours)
    return bool(neighbours)


def near_template(graph: Graph, asks: Selecting) -> tuple[NearTemplate | None, OddPair | None]:
    """The pod template that a selector nearly matches; where there is none, the one label that prevents it.

    The pods that a Service of their own selects are less likely meant by another Service; and what is no Service says
    nothing of whose pods it means, so all pods count as spoken for.
    """
    neighbours = () if _automatic(asks.selector) else graph.neighbours(asks.namespace)
    if not graph.afford(_COST * len(neighbours)):
        return None, None
    claimed = graph.once(_claimed) if isinstance(asks, Service) else _EVERYTHING
    near = nearest_template(asks.selector, neighbours, claimed, asks.name)
    return near, odd_pair(asks.selector, neighbours) if near is None else None


def in_reach(graph: Graph, selected: Selected, service: Service) -> bool:
    """Whether a StatefulSet makes the pod that a Service asks for by number, or something may make it do so."""
    labels = selected.template.labels
    if labels.ordinals is None or not labels.ordinals.count or selected.truth is Truth.YES or graph.unit.partial:
        return True
    workload = selected.template.workload
    made = replicas_of(graph, workload)
    if not isinstance(workload.get("spec", "replicas"), int) or made.by is not None or made.high is None:
        return True
    return service.selector.match(labels.scaled(labels.ordinals.count)) is not Truth.NO


def _automatic(selector: Selector) -> bool:
    """Whether all that is known of a selector is about labels that controllers write."""
    return all(one.key is None or one.operator is None or one.open or is_automatic(one.key) for one in selector.requirements)


class _Everything:
    """What holds the `id` of everything."""

    def __contains__(self, _which: object) -> bool:
        return True


_EVERYTHING: Container[int] = _Everything()


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
