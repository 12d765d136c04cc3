"""What a field of a resource speaks of: by a reference, or by a selector."""

from __future__ import annotations

import re

from k8slint.graph import Graph
from k8slint.resources import PodTemplate, Resource, Workload, label_selector, wants

Path = tuple[str | int, ...]

_STEP = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\.?([^.\[]+)')


def referenced(graph: Graph, resource: Resource, now: Resource, path: Path) -> tuple[Resource, ...]:
    """What the reference at, or around, a field led to: that of the same name, else that of the same place."""
    speaking = [
        want
        for want in wants(now)
        if path[: len(want.field) - 1] == want.field[:-1]
        and len(path) <= len(want.field) + 1  # `name`, or `port.number` beside it
    ]
    if not speaking:
        return ()
    want = max(speaking, key=lambda one: len(one.field))
    before = [reference for reference in graph.references(resource) if reference.want.kind == want.kind]
    alike = [reference for reference in before if reference.want.name == want.name]
    there = [reference for reference in before if reference.want.field == want.field]
    found = [reference for reference in alike if reference in there] or alike or there
    return found[0].found.targets if found else ()


def selected(graph: Graph, resource: Resource, path: Path) -> tuple[PodTemplate, ...]:
    """The pod templates that the selector at a field matched."""
    at = next((index for index, step in enumerate(path) if isinstance(step, str) and step.endswith("elector")), None)
    if at is None and isinstance(resource, Workload):
        return ()  # its own
    steps: Path = ("spec", "selector") if at is None else path[: at + 1]
    value = resource.get(*steps)
    if not isinstance(value, dict):
        return ()
    selector = label_selector(value, steps)
    return () if selector.empty else graph.index.certain(selector, resource.namespace)


def parsed(text: str) -> Path:
    """The path that `Resource.field` writes like this."""
    found: list[str | int] = []
    for quoted, index, plain in _STEP.findall(text):
        if index:
            found.append(int(index))
        else:
            found.append(plain or re.sub(r"\\(.)", r"\1", quoted))
    return tuple(found)
