"""The names that the configuration of proxies gives to groups of servers, together with what reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8slint.resources import Resource, config_texts
from k8slint.resources.declared_names import declared_names

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph


def names_declared_with(graph: Graph, resource: Resource) -> frozenset[str]:
    """Name what the texts of a resource, and the ConfigMaps that are read together with it, declare."""
    return graph.once(_Declared).by(resource)


class _Declared:
    """The names that the configuration of proxies gives to groups of servers, for each resource with texts."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._names: dict[int, frozenset[str]] = {}

    def by(self, resource: Resource) -> frozenset[str]:
        """Those of the texts of a resource, and of the ConfigMaps that are read together with it."""
        readers = [resource, *(found.want.source for found in self._graph.referrers(resource))]
        wants = (found for reader in readers for found in self._graph.references(reader, "ConfigMap"))
        every = {id(one): one for one in (resource, *(target for want in wants for target in want.found.targets))}
        return frozenset().union(*map(self._own, every.values()))

    def _own(self, resource: Resource) -> frozenset[str]:
        found = self._names.get(id(resource))
        if found is None:
            every = (declared_names(text) for text in config_texts(resource))
            found = self._names[id(resource)] = frozenset[str]().union(*every)
        return found
