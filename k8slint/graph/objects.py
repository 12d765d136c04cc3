"""What concerns the objects of a unit as a whole: several definitions of one, and whether anything says a namespace."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from k8slint.units.identity import identity

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph
    from k8slint.resources import Resource


def report_order(resource: Resource) -> tuple[Any, ...]:
    """Tell where a resource stands among those of a unit: by kind, namespace and name; between equals, by place."""
    document = resource.document
    equals = (document.source.path, document.index, resource.path)
    return (resource.kind, resource.namespace or "", resource.name or "", resource.group, *equals)


def same_objects(graph: Graph) -> dict[int, tuple[Resource, ...]]:
    """Find objects that are defined several times: the definitions of each, the last one last, by the `id` of every one.

    A namespace that is not known is no other's: what names none is where all are that name none, and of a placeholder
    only the text counts.
    """
    groups: dict[tuple[Any, ...], list[Resource]] = {}
    for resource in chain.from_iterable(graph.index.namesakes()):
        which = identity(resource)
        if which is not None:
            unknown = resource.metadata.get("namespace") if resource.namespace_unknown else None
            if unknown is None or isinstance(unknown, str):
                groups.setdefault((which, unknown), []).append(resource)
    found: dict[int, tuple[Resource, ...]] = {}
    for group in groups.values():
        if len(group) > 1:
            ordered = tuple(sorted(group, key=report_order))
            found.update((id(resource), ordered) for resource in ordered)
    return found


def without_namespace(graph: Graph) -> Resource | None:
    """Find the first namespaced resource if nothing says a namespace; None where something does, or there is none."""
    first: Resource | None = None
    for resource in graph.unit.resources:
        if resource.cluster_scoped:
            continue
        if resource.namespace is not None or resource.namespace_unknown:
            return None
        if resource.built_in and (first is None or report_order(resource) < report_order(first)):
            first = resource
    return first
