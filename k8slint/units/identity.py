"""Which object a resource is: two resources of one identity are one object in the cluster."""

from __future__ import annotations

from k8slint.resources import Resource, home_group

#: Group (as of today), kind, namespace (None: cluster-scoped or unknown) and name; the version says nothing.
Identity = tuple[str, str, str | None, str]


def identity(resource: Resource) -> Identity | None:
    """The identity of a resource; None where its name is not known."""
    name = resource.name
    if name is None:
        return None
    kind = resource.kind
    return (home_group(resource.group, kind), kind, resource.namespace, name)
