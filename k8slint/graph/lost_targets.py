"""What pods need and nobody defines: one thing that is missing is told once, however many pods need it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

from k8slint.graph.missing import is_missing
from k8slint.graph.objects import report_order

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph
    from k8slint.graph.reference import Reference
    from k8slint.resources import PodTemplate

_Lost = Mapping[int, Sequence[Sequence["Reference"]]]


def lost_targets(graph: Graph, template: PodTemplate, kind: str) -> Sequence[Sequence[Reference]]:
    """The resources of a kind that a pod needs and that are missing, each with all references of the unit to it.

    Each of them is given for one pod of the unit only: that of the first workload, by kind, namespace and name.
    """
    return graph.once(_finder(kind)).get(id(template.workload), ())


@cache
def _finder(kind: str) -> Callable[[Graph], _Lost]:
    return partial(_lost, kind)


def _lost(kind: str, graph: Graph) -> _Lost:
    """What is missing, by the `id` of the workload that it is told of."""
    groups: dict[tuple[str | None, str], list[Reference]] = {}
    for templates in graph.index.templates().values():
        for template in templates:
            for reference in graph.references(template.workload, kind):
                if is_missing(reference):
                    groups.setdefault((reference.want.namespace, reference.want.name), []).append(reference)
    found: dict[int, list[list[Reference]]] = {}
    for group in groups.values():
        group.sort(key=lambda reference: report_order(reference.want.source))
        found.setdefault(id(group[0].want.source), []).append(group)
    return found
