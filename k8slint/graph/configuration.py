"""What configures the containers of a pod: their own texts, and those of the ConfigMaps that they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8slint.graph.calls import Call, calls_of, texts_of

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph
    from k8slint.resources import ConfigText, PodTemplate


def configuration(graph: Graph, template: PodTemplate) -> tuple[ConfigText, ...]:
    """Find the texts of the containers of a pod template, then those of the ConfigMaps of the unit that they take, each once."""
    found = list(texts_of(graph, template.workload))
    seen: set[tuple[int, str]] = set()
    for reference in graph.references(template.workload, "ConfigMap"):
        keys = {key for _, key in reference.want.keys}
        for target in reference.found.targets:
            for text in texts_of(graph, target):
                if (keys and text.name not in keys) or (id(target), text.name) in seen:
                    continue
                seen.add((id(target), text.name))
                found.append(text)
    return tuple(found)


def calls_from(graph: Graph, template: PodTemplate) -> tuple[Call, ...]:
    """Find the Services that the configuration of a pod's containers speaks of, in its order."""
    found: list[Call] = []
    texts = configuration(graph, template)
    wanted = {(id(text.resource), text.path) for text in texts}
    for resource in {id(text.resource): text.resource for text in texts}.values():
        calls = calls_of(graph, resource)
        found += (call for call in calls if (id(resource), call.host.text.path) in wanted)
    return tuple(found)
