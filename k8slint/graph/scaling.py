"""What changes how many pods a workload has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8slint.resources import PodTemplate, Resource, known_text

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph

#: Kinds that decide on the number or the size of pods at run time, and the field that says whose.
_SCALERS = {
    "HorizontalPodAutoscaler": "scaleTargetRef",
    "ScaledObject": "scaleTargetRef",
    "HTTPScaledObject": "scaleTargetRef",
    "VerticalPodAutoscaler": "targetRef",
    "MultidimPodAutoscaler": "scaleTargetRef",
}


def scalers_of(graph: Graph, workload: Resource) -> tuple[Resource, ...]:
    """The resources of the unit that scale a workload, or may: of some it is not known what they scale."""
    return tuple(
        scaler
        for kind, field in _SCALERS.items()
        for scaler in graph.index.of_kind(kind)
        if known_text(scaler.get("spec", field, "name")) in {None, workload.name}
        and (scaler.namespace == workload.namespace or None in {scaler.namespace, workload.namespace})
    )


def describe_pods(template: PodTemplate) -> str:
    """The pods of a StatefulSet that are made while nothing scales it: `db-0 to db-2`, `db-0`, `no pods`."""
    ordinals = template.labels.ordinals
    if ordinals is None or not ordinals.count:
        return "no pods"
    name, start = ordinals.name or "*", ordinals.start or 0
    last = start + ordinals.count - 1
    return f"{name}-{start}" if last == start else f"{name}-{start} to {name}-{last}"
