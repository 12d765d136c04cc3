"""Which place every mark stands for: marks are numbers, because there are more of them than of anything else.

A mark above 0 is an event of a text that was parsed: the number of the text in the upper bits, that of the event in
the lower ones. A mark below 0 is something that was noted: a range of a file, or a value made of several parts.
"""

from __future__ import annotations

import re
from array import array
from typing import NamedTuple

from k8slint.text import SourceFile, Span
from k8slint.units.kustomizing.inline import Placement
from k8slint.units.kustomizing.outcome import How, Origin, Part, Place
from k8slint.units.kustomizing.stops import Mark
from k8slint.yaml.drafts import Draft
from k8slint.yaml.places import Places

_BITS = 32
_EVENT = (1 << _BITS) - 1
_NO_DRAFT = Draft(None, 0, 0, empty=True, odd=None, aliases=None, inexpressible=False)
_PROPERTIES = re.compile(r"(?:(?:!\S*|&[0-9A-Za-z_-]+)(?:\s|#[^\n\r]*)*)+")


class Text:
    """A YAML text that was parsed: what it is for, the events it has, and how it lies in a source.

    `ends` has for each event that begins a collection the one that ends it: its last leaf, or its closing bracket.
    """

    __slots__ = ("_places", "ends", "how", "inner", "placement", "source", "table")

    def __init__(self, how: How, source: SourceFile, inner: str, placement: Placement | None) -> None:
        self.how: How = how
        self.source = source
        self.inner = inner
        self.placement = placement
        self.table = array("I")
        self.ends: dict[int, int] = {}
        self._places: Places | None = None

    def leaf(self, event: int) -> Span:
        """The range of a scalar, in the inner text."""
        if self._places is None:
            self._places = Places(self.inner, self.table, 0, _NO_DRAFT)
        return self._places.span(None, event, keyed=True)

    def range(self, event: int) -> Span:
        """The range in the source of what begins with an event."""
        last = self.ends.get(event, event)
        span = self.leaf(last)
        if event != last:
            start, end = self.table[2 * event], self.table[2 * event + 1]
            properties = _PROPERTIES.match(self.inner, start, end) if end - start > 1 else None
            start = properties.end() if properties else start
            closing = self.inner[start : start + 1] in "[{" and self.table[2 * last + 1]
            span = Span(start, closing or span.end)
        return self.placement.outer(span) if self.placement else span


class _Piece(NamedTuple):
    """A part of a value: its mark, how it came to it, and the text that it brings."""

    at: Mark
    how: How
    text: str | None


class _Noted(NamedTuple):
    """A value made of parts, of which one is the one to edit."""

    pieces: tuple[_Piece, ...]
    effective: int


class _Range(NamedTuple):
    """A range of a file that is not read as YAML."""

    how: How
    place: Place


class Ledger:
    """The places of one run."""

    def __init__(self) -> None:
        self._texts: list[Text] = []
        self._noted: list[_Noted | _Range] = []
        self._known: dict[_Noted, Mark] = {}

    def add(self, text: Text) -> Mark:
        """Number a text; the mark of its first event."""
        self._texts.append(text)
        return len(self._texts) << _BITS

    def range(self, how: How, source: SourceFile, span: Span) -> Mark:
        """The mark of a range of a file."""
        self._noted.append(_Range(how, Place(source, span)))
        return -len(self._noted)

    def made(self, how: How, at: Mark, text: str | None = None) -> Mark:
        """The mark of a value that one entry makes."""
        return self._note(_Noted((_Piece(at, how, text),), 0))

    def composed(
        self, before: Mark, text: str | None, *added: tuple[How, Mark, str | None], effective: int | None = None
    ) -> Mark:
        """The mark of a value made of an earlier one (its text, or the part that is left of it) and what is added.

        The part to edit is that of the earlier value, or one of those added, by its number.
        """
        pieces, first = self._pieces(before, text)
        new = tuple(_Piece(at, how, piece) for how, mark, piece in added for at in (mark,))
        return self._note(_Noted((*pieces, *new), first if effective is None else len(pieces) + effective))

    def referred(self, before: Mark, text: str | None, target: Mark, found: str, how: How, *, effective: bool = False) -> Mark:
        """The mark of a value that another value replaces, in it or altogether; `effective`: that one is to be edited."""
        pieces, first = self._pieces(before, text)
        others, second = self._pieces(target, found)
        new = tuple(piece._replace(how=how) for piece in others)
        return self._note(_Noted((*pieces, *new), len(pieces) + second if effective else first))

    def _pieces(self, mark: Mark, text: str | None) -> tuple[tuple[_Piece, ...], int]:
        noted = self._noted[-mark - 1] if mark < 0 else None
        if isinstance(noted, _Noted):
            return noted.pieces, noted.effective
        if isinstance(noted, _Range):
            return (_Piece(mark, noted.how, text),), 0
        return ((_Piece(mark, self._texts[(mark >> _BITS) - 1].how, text),), 0) if mark else ((), 0)

    def _note(self, noted: _Noted) -> Mark:
        known = self._known.get(noted)
        if known is None:
            self._noted.append(noted)
            known = self._known[noted] = -len(self._noted)
        return known

    def place(self, mark: Mark) -> Place | None:
        """The place of a mark: that of its effective part; None if it is none."""
        while mark < 0:
            noted = self._noted[-mark - 1]
            if isinstance(noted, _Range):
                return noted.place
            if not noted.pieces:
                return None
            mark = noted.pieces[noted.effective].at
        if not mark:
            return None
        text = self._texts[(mark >> _BITS) - 1]
        return Place(text.source, text.range(mark & _EVENT))

    def origin(self, mark: Mark, text: str | None = None) -> Origin | None:
        """Where the value with a mark comes from."""
        pieces, effective = self._pieces(mark, text)
        parts: list[Part] = []
        chosen: Part | None = None
        for number, piece in enumerate(pieces):
            place = self.place(piece.at)
            if place is not None:
                parts.append(Part(piece.how, place, piece.text))
                chosen = parts[-1] if number == effective or chosen is None else chosen
        return Origin(tuple(parts), chosen) if chosen else None

    def how(self, mark: Mark) -> How:
        """How the value with a mark came to be: as its effective part did."""
        pieces, effective = self._pieces(mark, None)
        return pieces[effective].how if pieces else "implied"
