"""Directories that were found to belong together, as far as they do not contradict one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from k8slint.units.directory import Directory
from k8slint.units.holdings import Holdings
from k8slint.units.layout import parent
from k8slint.units.naming import common


class Group(NamedTuple):
    """Directories (in path order) that are applied together, and by which references."""

    paths: tuple[str, ...]
    reasons: tuple[str, ...] = ()


class Extent:
    """The directories as which a group counts, those above each, and those that are no more than two steps above."""

    __slots__ = ("above", "around", "places", "reach")

    def __init__(self, path: str) -> None:
        self.around = path
        self.places: set[str] = set()
        self.above: set[str] = set()
        self.reach: set[str] = set()
        self._add(path)

    def _add(self, path: str) -> None:
        above = parent(path)
        self.places.add(path)
        self.above.add(above)
        self.reach.update((path, above, parent(above)))

    def take(self, other: Extent) -> None:
        """Grow by another group, and the directory around both."""
        self.places |= other.places
        self.above |= other.above
        self.reach |= other.reach
        self.around = common((self.around, other.around))
        self._add(self.around)

    def is_next_to(self, other: Extent) -> bool:
        """Whether two groups are parent and child, or siblings."""
        return not (
            self.places.isdisjoint(other.places)
            and self.places.isdisjoint(other.above)
            and self.above.isdisjoint(other.places)
            and self.above.isdisjoint(other.above)
        )

    def is_near(self, other: Extent) -> bool:
        """Whether a directory is no more than two steps above each of two groups."""
        return not self.reach.isdisjoint(other.reach)


class Groups:
    """Groups of directories, each known by one of them; at first each directory is one."""

    def __init__(self, directories: Sequence[Directory]) -> None:
        self.all = directories
        self._leader = list(range(len(directories)))
        self._reasons: dict[int, list[str]] = defaultdict(list)
        self._holdings: dict[int, Holdings] = {}
        self._contested = {index: directory.contested for index, directory in enumerate(directories)}
        self._extents: dict[int, Extent] = {}
        self._members: dict[int, list[int]] = {}

    def lead(self, index: int) -> int:
        """The directory by which the group of one is known."""
        leader = self._leader
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    def holdings(self, group: int) -> Holdings:
        """What a group defines."""
        found = self._holdings.get(group)
        if found is None:
            found = self._holdings[group] = Holdings(self.all[group].resources)
        return found

    def extent(self, group: int) -> Extent:
        """The directories as which a group counts: its own, and those around what was joined."""
        found = self._extents.get(group)
        if found is None:
            found = self._extents[group] = Extent(self.all[group].path)
        return found

    def members(self, group: int) -> Sequence[int]:
        """The directories of a group."""
        return self._members.get(group) or (group,)

    def unite(self, index: int, other: int, reason: str) -> bool:
        """Make one group of two, unless they contradict each other; whether that was done."""
        first, second = self.lead(index), self.lead(other)
        if first == second or self.contradict(first, second):
            return False
        one, two = self.holdings(first), self.holdings(second)
        small, large = (first, second) if (len(one), -first) < (len(two), -second) else (second, first)
        self.extent(large).take(self.extent(small))
        del self._extents[small]
        self.holdings(large).take(self._holdings.pop(small))
        self._contested[large] |= self._contested.pop(small)
        self._leader[small] = large
        self._members[large] = [*self.members(large), *self._members.pop(small, (small,))]
        self._reasons[large] += [*self._reasons.pop(small, ()), reason]
        return True

    def contradict(self, first: int, second: int) -> bool:
        """Whether two groups define objects differently, so that they cannot be applied together."""
        one, two = self.holdings(first), self.holdings(second)
        if not self._contested[first].isdisjoint(two.objects) or not self._contested[second].isdisjoint(one.objects):
            return True
        return one.contradict(two)

    def made(self) -> tuple[Group, ...]:
        """The groups in path order."""
        groups: dict[int, list[str]] = defaultdict(list)
        for index, directory in enumerate(self.all):
            groups[self.lead(index)].append(directory.path)
        return tuple(Group(tuple(paths), tuple(self._reasons.get(index, ()))) for index, paths in groups.items())
