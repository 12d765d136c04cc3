"""Where an edit takes place: the values on the way to it, and whether text can be changed there for it alone."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from k8slint.fix.data import Path, shown
from k8slint.fix.refusal import Refused
from k8slint.text import Span
from k8slint.yaml import Document

_SKIP = re.compile(r"(?:\s|(?<=\s)#[^\n\r]*)*")
_COLON = re.compile(r"[ \t]*:")
_BLANK = " \t\n\r"


class Spot(NamedTuple):
    """A value in a text: its place, its key's, and where what belongs to it begins (after its key's colon or its dash).

    `begin` is where the value with its anchor and tag may begin. `inside`: it stands within brackets.
    """

    path: Path
    value: Any
    span: Span
    key: Span | None
    begin: int
    inside: bool

    @property
    def branch(self) -> bool:
        """Whether it is a collection."""
        return type(self.value) is dict or type(self.value) is list


def is_flow(text: str, spot: Spot) -> bool:
    """Whether a collection is written within brackets."""
    return spot.branch and text[spot.span.start] in "[{"


def trail(document: Document, path: Path) -> list[Spot]:
    """Give the spots on the way down a path, the root first, as far as there is something.

    Refused where a change would not be one of this place alone: in an alias or what is merged, below a key that stands
    twice.
    """
    text = document.source.text
    _check_unique(document, path)
    spots: list[Spot] = []
    inside = False
    for depth, (value, span, key) in enumerate(document.along(path)):
        here = path[:depth]
        if spots:
            above = spots[-1]
            if text[above.span.start] == "*":
                raise Refused(f"{shown(above.path)} is an alias")
            inside = is_flow(text, above)
            if not above.span.start <= (key or span).start <= above.span.end:
                raise Refused(f"{shown(here)} is merged from elsewhere")
        begin = _begin(text, span, key, listed=bool(spots), inside=inside)
        spots.append(Spot(here, value, span, key, begin, inside))
    return spots


def _begin(text: str, span: Span, key: Span | None, *, listed: bool, inside: bool) -> int:
    if key is not None:
        colon = _COLON.match(text, key.end)
        return colon.end() if colon else key.end
    if not listed or inside:
        return span.start
    place = span.start
    while place and text[place - 1] in _BLANK:
        place -= 1
    return place


def check_bare(text: str, spot: Spot) -> None:
    """Refuse to change a value that has an anchor or a tag, or whose key or dash stands in an unusual place."""
    if spot.key is None and not spot.path:
        return
    before = text[max(spot.begin - 1, 0) : spot.begin]
    usual = spot.inside or before == ("-" if spot.key is None else ":")
    found = _SKIP.match(text, spot.begin)
    start = found.end() if found else spot.begin
    if not usual or start < spot.span.start or text[start : start + 1] in ("&", "!"):
        raise Refused(f"{shown(spot.path)} has an anchor, a tag, or an unusual form")


def _check_unique(document: Document, path: Path) -> None:
    for duplicate in document.duplicates:
        if path[: len(duplicate.path)] == duplicate.path:
            raise Refused(f"{shown(duplicate.path)} stands there twice")
