"""What the fix of a finding rests on: the places that it was made from must still say the same when it is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from k8slint.findings import Finding, Location

_Line = tuple[str, int]


class Footing:
    """The lines that the fixes of one pass change, and those that they rest on: no line may be in both.

    A value that is copied from another place is wrong as soon as that place changes too; such a fix waits for the next
    pass, which sees what the place says then.
    """

    def __init__(self) -> None:
        self._changed: set[_Line] = set()
        self._rested_on: set[_Line] = set()

    def take(self, finding: Finding) -> bool:
        """Take the fix of a finding, unless another one changes what it rests on, or rests on what it changes."""
        if finding.fix is None:
            return False
        changed = set(_lines(splice.location for splice in finding.fix.splices))
        rested_on = set(_lines(place.location for place in finding.related if not place.listed)) - changed
        if not self._changed.isdisjoint(rested_on) or not self._rested_on.isdisjoint(changed):
            return False
        self._changed |= changed
        self._rested_on |= rested_on
        return True


def _lines(places: Iterable[Location]) -> Iterator[_Line]:
    for place in places:
        for line in range(place.line, place.end_line + 1):
            yield place.path, line
