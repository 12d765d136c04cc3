"""What one file brings to a unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from k8slint.resources import Resource
from k8slint.text import SourceFile
from k8slint.units.identity import Identity, identity
from k8slint.units.model import Gap


class Part:
    """The resources of one file, and what keeps it from being known."""

    def __init__(
        self, path: str, source: SourceFile | None, resources: tuple[Resource, ...] = (), gaps: tuple[Gap, ...] = ()
    ) -> None:
        self.path = path
        self.source = source
        self.resources = resources
        self.gaps = gaps

    @cached_property
    def objects(self) -> Mapping[Identity, Resource]:
        """Its resources by what they are; of two that are the same, the first."""
        return by_identity(self.resources)


def by_identity(resources: Iterable[Resource]) -> dict[Identity, Resource]:
    """Resources by what they are; of two that are the same, the first."""
    found: dict[Identity, Resource] = {}
    for resource in resources:
        which = identity(resource)
        if which is not None:
            found.setdefault(which, resource)
    return found


def clash(one: Mapping[Identity, Resource], other: Mapping[Identity, Resource]) -> bool:
    """Whether two sets of resources define some object differently, so that they cannot be applied together."""
    if len(one) > len(other):
        one, other = other, one
    return any(which in other and other[which].value != resource.value for which, resource in one.items())
