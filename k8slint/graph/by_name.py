"""What is looked up by the name of another thing: EndpointSlices by their Service, pod templates by their workload."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph
    from k8slint.resources import PodTemplate, Resource


def slices_by_service(graph: Graph) -> dict[str, Resource]:
    """The first EndpointSlice of each Service, by its name."""
    found: dict[str, Resource] = {}
    for resource in graph.index.of_kind("EndpointSlice"):
        name = resource.labels.get("kubernetes.io/service-name")
        if name is not None:
            found.setdefault(name, resource)
    return found


def templates_by_workload(graph: Graph) -> dict[str, list[PodTemplate]]:
    """The pod templates of each workload, by its name."""
    found: dict[str, list[PodTemplate]] = {}
    for group in graph.index.templates().values():
        for template in group:
            if template.workload.name is not None:
                found.setdefault(template.workload.name, []).append(template)
    return found
