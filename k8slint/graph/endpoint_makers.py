"""Who gives endpoints to a Service without a selector: slices that are written by hand, and programs that write them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from k8slint.resources import Service, Workload
from k8slint.resources.scalars import mapping, sequence

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph

_WRITES = frozenset({"*", "create", "patch", "update"})
_ENDPOINTS = frozenset({"*", "endpoints", "endpointslices"})
_GROUPS = frozenset({"", "*", "discovery.k8s.io"})


def gets_endpoints(graph: Graph, service: Service) -> bool:
    """Whether something of the unit gives endpoints to a Service that has no selector, or may.

    Besides EndpointSlices and Endpoints that is a custom resource that speaks of it, a program that is told its name (the
    operator of Prometheus keeps one for the kubelets), and one that may write endpoints in its namespace.
    """
    if graph.endpoints_of(service) is not None or service.name is None:
        return True
    if service.namespace in graph.once(_written) or None in graph.once(_written):
        return True
    return service.name in graph.once(_spoken_of)


def _written(graph: Graph) -> frozenset[str | None]:
    """The namespaces in which a program of the unit may write endpoints; None: in any."""
    roles = {
        (resource.kind, resource.name, resource.namespace)
        for kind in ("Role", "ClusterRole")
        for resource in graph.index.of_kind(kind)
        if any(_may_write(mapping(rule)) for rule in sequence(resource.get("rules")))
    }
    found: set[str | None] = {namespace for kind, _, namespace in roles if kind == "Role"}
    for kind in ("RoleBinding", "ClusterRoleBinding"):
        for binding in graph.index.of_kind(kind):
            if ("ClusterRole", binding.get("roleRef", "name"), None) in roles and binding.get("roleRef", "kind") == "ClusterRole":
                found.add(binding.namespace)
    return frozenset(found)


def _may_write(rule: dict[str, Any]) -> bool:
    return all(
        not allowed.isdisjoint(value for value in sequence(rule.get(field)) if isinstance(value, str))
        for field, allowed in (("verbs", _WRITES), ("resources", _ENDPOINTS), ("apiGroups", _GROUPS))
    )


def _spoken_of(graph: Graph) -> frozenset[str]:
    """The texts in which custom resources name what they work on, and the names of Services in flags of programs."""
    found: set[str] = set()
    for resource in graph.unit.resources:
        if isinstance(resource, Workload):
            found.update(_flags(resource))
        if not resource.built_in:
            if resource.name is not None:
                found.add(resource.name)
            found.update(_texts(resource.get("spec")))
    return frozenset(found)


def _flags(workload: Workload) -> Iterator[str]:
    """The Services that flags name: `--kubelet-service=kube-system/kubelet`."""
    for container in workload.template.containers:
        for field in ("command", "args"):
            for word in sequence(container.value.get(field)):
                if isinstance(word, str) and word.startswith("-") and "service" in word:
                    yield word.rpartition("=")[2].rpartition("/")[2]


def _texts(value: Any) -> Iterator[str]:
    pending = [value]
    while pending:
        found = pending.pop()
        if isinstance(found, str):
            yield found
        elif isinstance(found, (dict, list)):
            pending.extend(found.values() if isinstance(found, dict) else found)
