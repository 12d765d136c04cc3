"""What a marked text tells of the plain one: which line of a template made each stretch of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from k8slint.text import Span
from k8slint.units.charts.marking import MARK, Line

#: What marks in a text that is hashed or encoded, or chance, make different: checksums, keys, passwords.
_SCRAMBLED = re.compile(r"[0-9a-f]{32,}|[A-Za-z0-9+/]{40,}={0,2}")
#: One line in so many may be another.
_MOSTLY = 10
_KEY = re.compile(r"[ ]*(?:- +)*[^\s:#]+: ")


class Coverage(NamedTuple):
    """How many rendered lines that are not blank have their line of a template.

    `exact` end with one, `action` are lines in the midst of what one action makes, `unknown` have none.
    """

    lines: int = 0
    exact: int = 0
    action: int = 0
    unknown: int = 0

    def plus(self, other: Coverage) -> Coverage:
        """The sums of both."""
        return Coverage(*(one + two for one, two in zip(self, other, strict=True)))


class Stretch(NamedTuple):
    """A range of a rendered text that one line of a template made."""

    start: int
    end: int
    line: Line


class LineMap:
    """Which line of a template made what of a rendered text: the line whose mark comes next.

    `lost` are lines of which not every mark is known.
    """

    def __init__(self, text: str, marks: Sequence[tuple[int, Line]], lost: Collection[Line] = ()) -> None:
        self.text = text
        self._ends = [offset for offset, _ in marks]
        self._lines = [line for _, line in marks]
        self._lost = frozenset(lost)
        self._turns: dict[tuple[str, Span, int], list[int]] = {}

    def __bool__(self) -> bool:
        return bool(self._ends)

    def stretch(self, offset: int) -> Stretch | None:
        """The stretch that holds a character; None behind the last mark."""
        number = bisect_left(self._ends, offset + 1)
        if number == len(self._ends):
            return None
        start = self._ends[number - 1] if number else 0
        return Stretch(start, self._ends[number], self._lines[number])

    def next_of(self, offset: int, path: str) -> Line | None:
        """The line of one template that ends next behind a character: it called what made that."""
        number = bisect_left(self._ends, offset + 1)
        lines = self._lines
        return next((lines[index] for index in range(number, len(lines)) if lines[index].path == path), None)

    def turn(self, offset: int, path: str, loop: Span, last: int, around: tuple[Span, int] | None = None) -> int | None:
        """In which turn of a loop of a template a character was made, from 0; None where that is not proved.

        `loop` is the action that begins it, `last` where its body ends, `around` the loop that it stands in.
        Each turn begins with the mark of the line that begins the loop.
        """
        number = bisect_left(self._ends, offset + 1)
        first = 0
        if around is not None:
            outer = self._begun(path, *around)
            begun = bisect_left(outer, number)
            if not begun:
                return None
            first = outer[begun - 1]
        marks = self._begun(path, loop, last)
        if not marks or (number < len(self._lines) and self._begins(self._lines[number], path, loop, last)):
            return None  # what stands on the line itself may also be the rest of the turn before
        turns = bisect_left(marks, number) - bisect_left(marks, first)
        return turns - 1 if turns > 0 else None

    def _begun(self, path: str, loop: Span, last: int) -> list[int]:
        """The numbers of the marks with which the turns of a loop begin; none if some are lost."""
        found = self._turns.get((path, loop, last))
        if found is None:
            found = [number for number, line in enumerate(self._lines) if self._begins(line, path, loop, last)]
            if any(self._begins(line, path, loop, last) for line in self._lost):
                found = []
            self._turns[path, loop, last] = found
        return found

    @staticmethod
    def _begins(line: Line, path: str, loop: Span, last: int) -> bool:
        start, end = line.span
        return line.path == path and start <= loop.start and loop.end <= end <= last

    def coverage(self) -> Coverage:
        """How many lines have their line."""
        total = Coverage()
        start = 0
        for text in self.text.split("\n"):
            end = start + len(text)
            if text and not text.isspace():
                number = bisect_left(self._ends, start + 1)
                if number == len(self._ends):
                    one = Coverage(1, unknown=1)
                elif self._ends[number] <= end:
                    one = Coverage(1, exact=1)
                else:
                    one = Coverage(1, action=1)
                total = total.plus(one)
            start = end + 1
        return total


class Mapped(NamedTuple):
    """A line map, and how many lines of the marked text differ from the plain one, marks aside.

    `explained`: all of them only in what is scrambled.
    """

    map: LineMap
    differing: int
    explained: bool


def unmarked(marked: str, lines: Sequence[Line]) -> tuple[str, list[tuple[int, Line]]]:
    """A text without its marks, and where in it they stood."""
    parts: list[str] = []
    marks: list[tuple[int, Line]] = []
    place = length = 0
    for found in MARK.finditer(marked):
        part = marked[place : found.start()]
        place = found.end()
        parts.append(part)
        length += len(part)
        number = int(found[1], 16)
        if number < len(lines):
            marks.append((length, lines[number]))
    parts.append(marked[place:])
    return "".join(parts), marks


def compare(plain: str, marked: str, lines: Sequence[Line]) -> Mapped | None:
    """The map of a plain text by a marked one; None if they are not the same line by line.

    Where a line differs, only the mark at its end counts; where more than a few do that do not even have the same key,
    nothing does. Blanks at the end say nothing: `helm template` takes them from whatever it prints last.
    """
    text, marks = unmarked(marked, lines)
    if text == plain:
        return Mapped(LineMap(plain, marks), 0, explained=True)
    ours, theirs = plain.rstrip().split("\n"), text.rstrip().split("\n")
    if len(ours) != len(theirs):
        return None
    kept: list[tuple[int, Line]] = []
    lost: set[Line] = set()
    scrambled = strange = 0
    number = shift = start = 0
    for mine, other in zip(ours, theirs, strict=True):
        end = start + len(other)
        equal = mine == other
        if not equal:
            scrambled += _same_but_scrambled(mine, other)
            strange += not _same_key(mine, other)
        while number < len(marks) and marks[number][0] <= end:
            offset, line = marks[number]
            number += 1
            if equal:
                kept.append((offset + shift, line))
            elif offset == end:
                kept.append((start + shift + len(mine), line))
            else:
                lost.add(line)
        shift += len(mine) - len(other)
        start = end + 1
    if strange * _MOSTLY > len(ours):
        return None
    differing = sum(mine != other for mine, other in zip(ours, theirs, strict=True))
    lost.update(line for _, line in marks[number:])
    return Mapped(LineMap(plain, kept, lost), differing, explained=differing == scrambled)


def _same_but_scrambled(one: str, two: str) -> bool:
    return _SCRAMBLED.sub("", one) == _SCRAMBLED.sub("", two)


def _same_key(one: str, two: str) -> bool:
    key = _KEY.match(one)
    return key is not None and two.startswith(key[0])


def best(plain: str, marked: Sequence[str | None], lines: Sequence[Line]) -> Mapped | None:
    """The map by that one of several marked texts that differs least from the plain one, the first of equals."""
    found = [mapped for text in marked if text is not None and (mapped := compare(plain, text, lines)) is not None]
    return min(found, key=lambda mapped: (not mapped.explained, mapped.differing)) if found else None


def all_settled(plain: Mapping[str, str], marked: Mapping[str, str], lines: Sequence[Line]) -> bool:
    """Whether every text of a render is mapped as well as it can be."""
    return all(_settled(text, marked.get(name), lines) for name, text in _worth(plain))


def _settled(plain: str, marked: str | None, lines: Sequence[Line]) -> bool:
    mapped = compare(plain, marked, lines) if marked is not None else None
    return mapped is not None and mapped.explained


def _worth(plain: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, text in plain.items():
        if text and not text.isspace():
            yield name, text
