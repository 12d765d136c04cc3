"""What a group of directories defines, in the forms in which two groups are held against one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from k8slint.resources import Resource
from k8slint.units.identity import Identity
from k8slint.units.parts import by_identity


class Holdings:
    """The objects of a group by what they are; of two that are the same, the first."""

    __slots__ = ("_called", "_placed", "_unplaced", "objects")

    def __init__(self, resources: Iterable[Resource]) -> None:
        self.objects: dict[Identity, Resource] = by_identity(resources)
        self._called: Counter[tuple[str | None, str]] = Counter()
        self._placed: set[tuple[str, str, str]] = set()  # group, kind and name of what says its namespace
        self._unplaced: set[tuple[str, str, str]] = set()  # and of what does not
        for group, kind, namespace, name in self.objects:
            self._called[(namespace, name)] += 1
            (self._unplaced if namespace is None else self._placed).add((group, kind, name))

    def take(self, other: Holdings) -> None:
        """Add what another group holds."""
        for which, resource in other.objects.items():
            if which not in self.objects:
                self.objects[which] = resource
                self._called[which[2:]] += 1
        self._placed |= other._placed
        self._unplaced |= other._unplaced

    def contradict(self, other: Holdings) -> bool:
        """Whether both define objects differently, so that they cannot be applied together."""
        one, two = sorted((self, other), key=len)
        found = [
            which
            for which, resource in one.objects.items()
            if which in two.objects and two.objects[which].value != resource.value
        ]
        return bool(found) and not (len(found) == 1 and one.was_copied(found[0], two))

    def was_copied(self, which: Identity, other: Holdings) -> bool:
        """Whether an object was copied from one of two groups to the other, and its name not changed.

        It is one of many, and only on one side there are others of that name.
        """
        shared = sum(each in other.objects for each in self.objects)
        if 2 * shared >= len(self):
            return False
        return (self._called[which[2:]] > 1) != (other._called[which[2:]] > 1)

    def repeat(self, other: Holdings) -> bool:
        """Whether one defines something without a namespace that the other defines in one: these are alternatives."""
        return not (self._unplaced.isdisjoint(other._placed) and self._placed.isdisjoint(other._unplaced))

    def __len__(self) -> int:
        return len(self.objects)
