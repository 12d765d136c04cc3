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
from k8slint.resources import Resource, Want, known_text
from k8slint.resources.reference_table import Field

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph

#: What the name of a namespace is made of, and names and words that hold it.
_WORD = re.compile(r"[\w-]+")
_OWN = Field("own-namespace", ("metadata", "namespace"), "Namespace")
_TARGET = Field("target-namespace", ("spec", "targetNamespace"), "Namespace")


def undeclared_namespaces(graph: Graph) -> tuple[tuple[Reference, ...], ...]:
    """Find the namespaces that are missing, each with everything that says to be in it, in the order of reports.

    What installs a chart into one comes after what is in it.
    """
    members: dict[str, list[tuple[Resource, Field]]] = {}
    for resource in graph.unit.resources:
        name = resource.declared_namespace
        if name is not None and name == resource.namespace:
            members.setdefault(name, []).append((resource, _OWN))
        target = target_namespace(resource)
        if target is not None and target != name:
            members.setdefault(target, []).append((resource, _TARGET))
    tenants = tuple(f"{tenant.name}-" for tenant in graph.index.of_kind("Tenant") if tenant.name)  # of Capsule
    missing = []
    for name, found in sorted(members.items()):
        if not (tenants and name.startswith(tenants)):
            first, *others = (
                _want(name, *one) for one in sorted(found, key=lambda one: (one[1] is _TARGET, report_order(one[0])))
            )
            reference = _reference(graph, first)
            if is_missing(reference):
                missing.append((reference, *(reference._replace(want=other) for other in others)))
    return tuple(missing)


def target_namespace(resource: Resource) -> str | None:
    """The namespace into which a HelmRelease installs its chart, if it names one of its own cluster."""
    if resource.kind != "HelmRelease" or resource.get("spec", "kubeConfig") is not None:
        return None
    return known_text(resource.get(*_TARGET.path))


def is_target(reference: Reference) -> bool:
    """Whether what names a namespace is not in it, but installs a chart into it."""
    return reference.want.row is _TARGET


def _want(name: str, resource: Resource, row: Field) -> Want:
    return Want(row, resource, row.path, "Namespace", "", name, None, optional=False, keys=())


def _reference(graph: Graph, want: Want) -> Reference:
    found = graph.find("Namespace", want.name, None)
    # shop-blue and shop-red are two namespaces: only a slip of the pen makes a near miss.
    near = tuple(miss for miss in found.near if miss.name is not None and slip_of_a_token(want.name, miss.name))
    absence = Absence.OPEN if found.absence is Absence.NEAR and not near else found.absence
    return Reference(want, found._replace(near=near, absence=absence))


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
