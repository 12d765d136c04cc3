"""Cuts: ranges of a text that become other texts, and several made one after another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from k8slint.fix.refusal import Refused


class Cut(NamedTuple):
    """A range of a text, as offsets, that becomes another text."""

    start: int
    end: int
    text: str


def made(text: str, cuts: Iterable[Cut]) -> str:
    """Give the text that cuts, sorted and apart from one another, make of a text."""
    parts: list[str] = []
    place = 0
    for start, end, new in cuts:
        parts += (text[place:start], new)
        place = end
    parts.append(text[place:])
    return "".join(parts)


def joined(cuts: Iterable[Cut]) -> list[Cut]:
    """Give cuts in order, those that touch as one. Refused if they overlap."""
    result: list[Cut] = []
    for cut in sorted(cuts, key=lambda cut: (cut.start, cut.end)):
        if result and cut.start <= result[-1].end:
            last = result[-1]
            if cut.start < last.end:
                raise Refused("two of its edits touch the same text")
            result[-1] = Cut(last.start, cut.end, last.text + cut.text)
        else:
            result.append(cut)
    return result


class _Range(NamedTuple):
    """What a cut takes of the text between the first cuts and the later ones."""

    start: int
    end: int
    grows: int  # how much longer the first text is there
    cut: Cut | None  # None for a first one, which is in that text already


def composed(first: list[Cut], then: list[Cut], between: str) -> list[Cut]:
    """Give the cuts that make at once what cuts make one after the other; `between` is the text after the first ones."""
    ranges = [_Range(cut.start, cut.end, 0, cut) for cut in then]
    grown = 0
    for cut in first:
        start, length = cut.start - grown, len(cut.text)
        ranges.append(_Range(start, start + length, cut.end - cut.start - length, None))
        grown += ranges[-1].grows
    result: list[Cut] = []
    grown = 0
    for group in _touching(ranges):
        start, end = group[0].start, max(part.end for part in group)
        cuts = [Cut(part.start - start, part.end - start, part.cut.text) for part in group if part.cut]
        origin = start + grown
        grown += sum(part.grows for part in group)
        result.append(Cut(origin, end + grown, made(between[start:end], cuts)))
    return result


def _touching(ranges: list[_Range]) -> list[list[_Range]]:
    groups: list[list[_Range]] = []
    end = -1
    for part in sorted(ranges, key=lambda part: part[:2]):
        if part.start > end or not groups:
            groups.append([])
        groups[-1].append(part)
        end = max(end, part.end)
    return groups
