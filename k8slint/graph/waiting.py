"""Resources of Flux that wait for one another in a circle, by what they say they depend on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8slint.graph.circles import circles
from k8slint.graph.objects import report_order
from k8slint.graph.reference import Outcome

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph
    from k8slint.graph.reference import Reference
    from k8slint.resources import Resource

_ROW = "flux-dependency"


class Circle(NamedTuple):
    """References that lead from a resource over others back to itself; the last one is that of the last resource."""

    references: tuple[Reference, ...]


def waiting_circles(graph: Graph) -> dict[int, Circle]:
    """The circles, each by the `id` of the resource that is told of it: the last by kind, namespace and name."""
    found: dict[int, list[Reference]] = {}
    resources: dict[int, Resource] = {}
    for kind in ("Kustomization", "HelmRelease"):
        for resource in graph.index.of_kind(kind):
            waits = [one for one in graph.references(resource) if one.want.row.id == _ROW]
            if waits:
                found[id(resource)] = [one for one in waits if one.outcome is Outcome.FOUND and one.found.target is not None]
                resources[id(resource)] = resource
    after = {
        key: tuple(id(one.found.target) for one in found[key])
        for key in sorted(found, key=lambda key: report_order(resources[key]), reverse=True)
    }
    made: dict[int, Circle] = {}
    for circle in circles(after):
        steps = zip(circle, (*circle[1:], circle[0]), strict=True)
        references = tuple(next(one for one in found[here] if id(one.found.target) == there) for here, there in steps)
        made[circle[0]] = Circle(references)
    return made
