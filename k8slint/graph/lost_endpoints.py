"""Services without endpoints beside endpoints without a Service: perhaps they were meant for one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from k8slint.graph.endpoint_makers import gets_endpoints
from k8slint.graph.missing import is_missing
from k8slint.resources import Resource, Service

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph


def lost_endpoints(graph: Graph, namespace: str | None) -> Sequence[Resource]:
    """The EndpointSlices and Endpoints of a namespace that name a Service which does not exist."""
    return graph.once(_lost).get(namespace, ())


def lost_services(graph: Graph, namespace: str | None) -> Sequence[Service]:
    """The Services of a namespace that have no selector, and to which nothing gives endpoints."""
    return graph.once(_without).get(namespace, ())


def _lost(graph: Graph) -> Mapping[str | None, list[Resource]]:
    found: dict[str | None, list[Resource]] = {}
    for kind in ("EndpointSlice", "Endpoints"):
        for resource in graph.index.of_kind(kind):
            if any(is_missing(reference) for reference in graph.references(resource, "Service")):
                found.setdefault(resource.namespace, []).append(resource)
    return found


def _without(graph: Graph) -> Mapping[str | None, list[Service]]:
    found: dict[str | None, list[Service]] = {}
    for one in graph.index.of_kind("Service"):
        known = isinstance(one, Service) and one.type is not None and not one.external_name
        if known and isinstance(one, Service) and one.unmanaged and not gets_endpoints(graph, one):
            found.setdefault(one.namespace, []).append(one)
    return found
