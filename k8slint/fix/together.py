"""Which fixes can be made at once: those that do not touch the same text, nor the same value."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping
from typing import Any

from k8slint.findings import Splice, TextFix
from k8slint.fix.data import Path, has
from k8slint.fix.proof import Portion

Place = tuple[str, int, Path]  # file, document, path


class Taken:
    """What the fixes that are taken touch."""

    def __init__(self) -> None:
        self._ranges: dict[str, list[tuple[int, int]]] = {}
        self._values: set[Place] = set()  # that are changed
        self._above: set[Place] = set()  # in which something is changed

    def take(self, fix: TextFix, portions: Mapping[str, Portion]) -> bool:
        """Take a fix, unless it touches what another one touches."""
        values = [(path, edit.document, edit.path) for path, edits in fix.edits for edit in edits]
        if any(self._is_changed(place, portions[place[0]]) for place in values) or any(map(self._overlaps, fix.splices)):
            return False
        for path, number, steps in values:
            self._values.add((path, number, steps))
            self._above.update((path, number, steps[:depth]) for depth in range(len(steps)))
        for splice in fix.splices:
            insort(self._ranges.setdefault(splice.location.path, []), (splice.start, splice.end))
        return True

    def _is_changed(self, place: Place, portion: Portion) -> bool:
        """Whether a value is changed, or what holds it is, or (which would be made twice) is missing and made."""
        path, number, steps = place
        if place in self._above:
            return True
        value: Any = portion.documents[number].value
        for depth in range(len(steps) + 1):
            above = path, number, steps[:depth]
            if above in self._values or (value is None and above in self._above):
                return True
            value = value[steps[depth]] if depth < len(steps) and has(value, steps[depth]) else None
        return False

    def _overlaps(self, splice: Splice) -> bool:
        ranges = self._ranges.get(splice.location.path, [])
        place = bisect_left(ranges, (splice.start, splice.end))
        # What is put in at one place twice is no overlap: two keys at the end of a mapping.
        if place and ranges[place - 1][1] > splice.start:
            return True
        while place < len(ranges) and ranges[place][0] < splice.end:
            if ranges[place][1] > splice.start:
                return True
            place += 1
        return False
