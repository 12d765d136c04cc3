"""A change of a file as a unified diff."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8slint.report.terminal import BOLD, CYAN, GREEN, RED, paint, sanitize
from k8slint.report.veil import veil
from k8slint.text import SecretFile, SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CONTEXT = 3  # lines around a change
_SURE = 3  # lines that must be the same again for a change to have ended
_FAR = 100  # lines, old and new together, within which that is looked for
_NO_END = "\\ No newline at end of file"


class Change(NamedTuple):
    """Lines of the old text from `first` to before `last` that become those of the new one from `start` to before `end`."""

    first: int
    last: int
    start: int
    end: int


def unified(path: str, before: str, after: str, *, color: bool, escape: bool, secret: bool = False) -> Iterator[str]:
    """Write a change line by line, each with its line feed; `escape`: for a terminal, which may obey what a file holds.

    Values of Secrets are hidden, of a `secret` file all values, and lines that differ in nothing else are shown all the same.
    """
    kind = SecretFile if secret else SourceFile

    def line(sign: str, text: str, style: str = "") -> str:
        shown = sanitize(text) if escape else text
        return (paint(sign + shown, style, color) if style else sign + shown) + "\n"

    old, new = _lines(before), _lines(after)
    old_shown, new_shown = (_lines(veil(kind(path, text)).text) for text in (before, after))
    for number, group in enumerate(_groups(changes(old, new))):
        if not number:
            yield line("--- ", sanitize(path), BOLD)
            yield line("+++ ", sanitize(path), BOLD)
        head, tail = group[0], group[-1]
        lead = min(head.first, _CONTEXT)
        trail = min(len(old) - tail.last, _CONTEXT)
        ranges = _range(head.first - lead, tail.last + trail), _range(head.start - lead, tail.end + trail)
        yield line("@@ ", f"-{ranges[0]} +{ranges[1]} @@", CYAN)
        place = head.first - lead
        for first, last, start, end in (*group, Change(tail.last + trail, tail.last + trail, 0, 0)):
            parts = (
                (" ", old_shown[place:first], ""),
                ("-", old_shown[first:last], RED),
                ("+", new_shown[start:end], GREEN),
            )
            for sign, several, style in parts:
                for text in several:
                    yield line(sign, text.removesuffix("\n"), style)
                    if not text.endswith("\n"):
                        yield f"{_NO_END}\n"
            place = last


def _lines(text: str) -> list[str]:
    """Lines with their ends, which only line feeds are, as for every tool that reads diffs."""
    *whole, rest = text.split("\n")
    return [f"{line}\n" for line in whole] + ([rest] if rest else [])


def changes(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """Find where lines differ: after each change the first few lines that are the same again; linear where changes are small."""
    found: list[Change] = []
    here = there = 0
    while True:
        while here < len(old) and there < len(new) and old[here] == new[there]:
            here, there = here + 1, there + 1
        if here == len(old) and there == len(new):
            return found
        last, end = _again(old, new, here, there)
        found.append(Change(here, last, there, end))
        here, there = last, end


def _again(old: Sequence[str], new: Sequence[str], here: int, there: int) -> tuple[int, int]:
    """Where lines are the same again; the ends of both, if that is nowhere near."""
    for distance in range(1, _FAR):
        for more in range(distance + 1):
            last, end = here + distance - more, there + more
            same = old[last : last + _SURE]
            if same == new[end : end + _SURE] and (len(same) == _SURE or (len(old) - last == len(new) - end)):
                return min(last, len(old)), min(end, len(new))
    return len(old), len(new)


def _groups(found: Sequence[Change]) -> list[list[Change]]:
    """Changes whose lines around them touch, together."""
    groups: list[list[Change]] = []
    for change in found:
        if groups and change.first - groups[-1][-1].last <= 2 * _CONTEXT:
            groups[-1].append(change)
        else:
            groups.append([change])
    return groups


def _range(first: int, last: int) -> str:
    """A range of lines as diffs write it: from 1, with a count; an empty one stands behind the line before it."""
    count = last - first
    return f"{first + 1 if count else first},{count}" if count != 1 else f"{first + 1}"
