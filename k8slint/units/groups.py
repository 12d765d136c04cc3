"""Directories that were found to belong together, as far as they do not contradict one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from k8slint.resources import Resource
from k8slint.units.directory import Directory
from k8slint.units.identity import Identity
from k8slint.units.layout import parent
from k8slint.units.naming import common
from k8slint.units.parts import by_identity


class Group(NamedTuple):
    """Directories (in path order) that are applied together, and by which references."""

    paths: tuple[str, ...]
    reasons: tuple[str, ...] = ()


class Groups:
    """Groups of directories, each known by one of them; at first each directory is one."""

    def __init__(self, directories: Sequence[Directory]) -> None:
        self.all = directories
        self._leader = list(range(len(directories)))
        self._reasons: dict[int, list[str]] = defaultdict(list)
        self._objects: dict[int, dict[Identity, Resource]] = {}
        self._contested = {index: directory.contested for index, directory in enumerate(directories)}
        self._places: dict[int, frozenset[str]] = {}
        self._members: dict[int, list[int]] = {}

    def lead(self, index: int) -> int:
        """The directory by which the group of one is known."""
        leader = self._leader
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    def objects(self, group: int) -> dict[Identity, Resource]:
        """The objects of a group by what they are; of two that are the same, the first."""
        found = self._objects.get(group)
        if found is None:
            found = self._objects[group] = by_identity(self.all[group].resources)
        return found

    def places(self, group: int) -> frozenset[str]:
        """The directories as which a group counts: its own, and those around what was joined."""
        return self._places.get(group) or frozenset({self.all[group].path})

    def members(self, group: int) -> Sequence[int]:
        """The directories of a group."""
        return self._members.get(group) or (group,)

    def unite(self, index: int, other: int, reason: str) -> bool:
        """Make one group of two, unless they contradict each other; whether that was done."""
        first, second = self.lead(index), self.lead(other)
        if first == second or self.contradict(first, second):
            return False
        one, two = self.objects(first), self.objects(second)
        small, large = (first, second) if (len(one), -first) < (len(two), -second) else (second, first)
        places = self.places(first) | self.places(second)
        self._places[large] = places | {common(sorted(places))}
        self._places.pop(small, None)
        objects = self._objects.pop(small)
        for which, resource in objects.items():
            self._objects[large].setdefault(which, resource)
        self._contested[large] |= self._contested.pop(small)
        self._leader[small] = large
        self._members[large] = [*self.members(large), *self._members.pop(small, (small,))]
        self._reasons[large] += [*self._reasons.pop(small, ()), reason]
        return True

    def contradict(self, first: int, second: int) -> bool:
        """Whether two groups define objects differently, so that they cannot be applied together."""
        one, two = self.objects(first), self.objects(second)
        if not self._contested[first].isdisjoint(two) or not self._contested[second].isdisjoint(one):
            return True
        if len(one) > len(two):
            one, two = two, one
        found = [which for which, resource in one.items() if which in two and two[which].value != resource.value]
        return bool(found) and not (len(found) == 1 and is_slip(found[0], one, two))

    def repeat(self, first: int, second: int) -> bool:
        """Whether one of two groups defines something without a namespace that the other defines in one: alternatives."""
        one, two = self.objects(first), self.objects(second)
        names = [{(group, kind, name) for group, kind, namespace, name in each if namespace is None} for each in (one, two)]
        return any(
            namespace is not None and (group, kind, name) in others
            for each, others in ((one, names[1]), (two, names[0]))
            for group, kind, namespace, name in (each if others else ())
        )

    def made(self) -> tuple[Group, ...]:
        """The groups in path order."""
        groups: dict[int, list[str]] = defaultdict(list)
        for index, directory in enumerate(self.all):
            groups[self.lead(index)].append(directory.path)
        return tuple(Group(tuple(paths), tuple(self._reasons.get(index, ()))) for index, paths in groups.items())


def is_slip(which: Identity, one: dict[Identity, Resource], other: dict[Identity, Resource]) -> bool:
    """Whether an object that two groups define differently was copied from one to the other, and its name not changed.

    It is one of many, and only on one side there are others of that name.
    """
    shared = sum(each in other for each in one)
    if 2 * shared >= min(len(one), len(other)):
        return False
    sisters = [sum(each[2:] == which[2:] for each in objects) > 1 for objects in (one, other)]
    return sisters[0] != sisters[1]


def parents(places: frozenset[str]) -> frozenset[str]:
    """The directories above some."""
    return frozenset(map(parent, places))
