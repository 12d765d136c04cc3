"""Which object a resource is: two resources of one identity are one object in the cluster."""

from __future__ import annotations

from typing import NamedTuple

from k8slint.resources import Resource
from k8slint.resources.kinds import home_group


class Identity(NamedTuple):
    """Group (as of today), kind, namespace and name: the version says nothing. Namespace None: cluster-scoped or unknown."""

    group: str
    kind: str
    namespace: str | None
    name: str


def identity(resource: Resource) -> Identity | None:
    """The identity of a resource; None where its name is not known."""
    name = resource.name
    if name is None:
        return None
    return Identity(home_group(resource.group, resource.kind), resource.kind, resource.namespace, name)
