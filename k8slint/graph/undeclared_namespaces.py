"""Namespaces that resources of a unit are in and that nothing declares or makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from k8slint.findings import Absence
from k8slint.graph.missing import is_missing
from k8slint.graph.objects import report_order
from k8slint.graph.reference import Reference
from k8slint.near import slip_of_a_token
from k8slint.resources import Resource, Want
from k8slint.resources.reference_table import Field

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph

_PATH = ("metadata", "namespace")
#: What the name of a namespace is made of, and names and words that hold it.
_WORD = re.compile(r"[\w-]+")
_ROW = Field("own-namespace", _PATH, "Namespace")


def undeclared_namespaces(graph: Graph) -> tuple[tuple[Reference, ...], ...]:
    """Find the namespaces that are missing, each with everything that says to be in it, in the order of reports."""
    members: dict[str, list[Resource]] = {}
    for resource in graph.unit.resources:
        name = resource.declared_namespace
        if name is not None and name == resource.namespace:
            members.setdefault(name, []).append(resource)
    tenants = tuple(f"{tenant.name}-" for tenant in graph.index.of_kind("Tenant") if tenant.name)  # of Capsule
    missing = []
    for name, resources in sorted(members.items()):
        if not (tenants and name.startswith(tenants)):
            first = _reference(graph, name, min(resources, key=report_order))
            if is_missing(first):
                others = (resource for resource in resources if resource is not first.want.source)
                missing.append((first, *(first._replace(want=_want(name, other)) for other in sorted(others, key=report_order))))
    return tuple(missing)


def _want(name: str, resource: Resource) -> Want:
    return Want(_ROW, resource, _PATH, "Namespace", "", name, None, optional=False, keys=())


def _reference(graph: Graph, name: str, resource: Resource) -> Reference:
    found = graph.find("Namespace", name, None)
    # shop-blue and shop-red are two namespaces: only a slip of the pen makes a near miss.
    near = tuple(miss for miss in found.near if miss.name is not None and slip_of_a_token(name, miss.name))
    absence = Absence.OPEN if found.absence is Absence.NEAR and not near else found.absence
    return Reference(_want(name, resource), found._replace(near=near, absence=absence))


def is_named_elsewhere(graph: Graph, namespace: str) -> bool:
    """Whether anything but `metadata.namespace` of resources names a namespace: host names, subjects, selectors."""
    return graph.once(_words).issuperset(_WORD.findall(namespace))


def _words(graph: Graph) -> frozenset[str]:
    """Every word of the texts of a unit but those namespaces."""
    return frozenset(
        word
        for resource in graph.unit.resources
        for key, value in resource.value.items()
        for text in _texts({**value, "namespace": None} if key == "metadata" and isinstance(value, dict) else value)
        for word in _WORD.findall(text)
    )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for below in value.values() if isinstance(value, dict) else value:
            yield from _texts(below)
