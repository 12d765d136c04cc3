"""What one file brings to a unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8slint.resources import Resource
from k8slint.text import SourceFile
from k8slint.units.identity import Identity, identity
from k8slint.units.model import Gap


class Part:
    """The resources of one file, and what keeps it from being known."""

    __slots__ = ("_objects", "gaps", "path", "resources", "source")

    def __init__(
        self, path: str, source: SourceFile | None, resources: tuple[Resource, ...] = (), gaps: tuple[Gap, ...] = ()
    ) -> None:
        self.path = path
        self.source = source
        self.resources = resources
        self.gaps = gaps
        self._objects: dict[Identity, Resource] | None = None

    @property
    def objects(self) -> Mapping[Identity, Resource]:
        """Its resources by what they are; of two that are the same, the first."""
        if self._objects is None:
            self._objects = by_identity(self.resources)
        return self._objects


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


def contested(parts: Iterable[Part]) -> frozenset[Identity]:
    """The objects that several files define differently."""
    first: dict[Identity, Resource] = {}
    found: set[Identity] = set()
    for part in parts:
        for which, resource in part.objects.items():
            if first.setdefault(which, resource).value != resource.value:
                found.add(which)
    return frozenset(found)
