"""Comments that silence what is found now: where each of them goes, the smallest form first."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from k8slint.suppress.directives import MARK
from k8slint.suppress.notes import Note, Text, notes
from k8slint.suppress.removing import Cut
from k8slint.text import Span

#: Columns that a line has at most with a comment behind it.
_WIDTH = 130


class Wish(NamedTuple):
    """What is to be silenced: a rule at a line and column, from 1."""

    line: int
    column: int
    rule: str


class Spot(NamedTuple):
    """Where a comment goes: at the end of a line (from 0), above it, into the list of one that is there, or on top."""

    line: int
    form: str


class Adding:
    """A file and the comments that it may get."""

    def __init__(self, text: Text, reason: str) -> None:
        self._text = text
        self._source = text.source
        self._reason = reason
        self._notes: dict[int, Note] = {}
        for note in notes(text):
            if note.scope is not None and note.directive.words and not note.directive.of_file:
                below = note.remark.below
                own = self._source.position(note.remark.start).line
                target = own if not note.remark.alone else below[0][0] - 1 if below is not None else own
                self._notes.setdefault(target, note)
        self._scalars = [span for document in text.documents for span in document.places.scalars()]
        self._begins = [span.start for span in self._scalars]

    def spots(self, wish: Wish) -> list[Spot]:
        """Where a comment for it may go, the best first."""
        line = wish.line - 1
        if not self._text.documents and not self._text.templated:
            return [Spot(0, "top")]
        held = self._holder(wish)
        lines = [line] if held is None else [held]
        forms = [Spot(one, form) for one in lines for form in ("merged", "behind", "above")]
        return [spot for spot in forms if self._may(spot)]

    def cuts(self, spots: Mapping[Wish, Spot]) -> list[Cut]:
        """The changes of the text that put comments for all wishes in their spots."""
        rules: dict[Spot, set[str]] = defaultdict(set)
        for wish, spot in spots.items():
            rules[spot].add(wish.rule)
        return sorted((self._cut(spot, sorted(found)) for spot, found in rules.items()), key=lambda cut: cut[:2])

    def moved(self, spots: Mapping[Wish, Spot]) -> list[Wish]:
        """The wishes with the lines that they have once the comments are there."""
        grown = sorted({spot.line for spot in spots.values() if spot.form in {"above", "top"}})
        return [wish._replace(line=wish.line + bisect_right(grown, wish.line - 1)) for wish in spots]

    def _may(self, spot: Spot) -> bool:
        """Whether a comment can stand there, as far as the line tells."""
        text = self._source.line(spot.line)
        if spot.form == "merged":
            return spot.line in self._notes
        if spot.line in self._notes:
            return False  # what is about a line is said once
        if spot.form == "behind":
            room = len(text) + len(self._comment(["x" * 40], behind=True)) <= _WIDTH
            plain = "#" not in text if not self._text.templated else "/*" not in text and text == text.rstrip()
            return room and plain and not self._inside(self._source.starts[spot.line] + len(text))
        above = self._source.line(spot.line - 1) if spot.line else "-"
        return bool(above.strip()) or not self._text.templated  # a blank line there would go

    def _cut(self, spot: Spot, rules: Sequence[str]) -> Cut:
        text = self._source.text
        begin = self._source.starts[spot.line]
        line = self._source.line(spot.line)
        if spot.form == "merged":
            words = self._notes[spot.line].directive.words
            known = {word.text for word in words}
            return Cut(words[-1].end, words[-1].end, "".join(f", {rule}" for rule in rules if rule not in known))
        if spot.form == "behind":
            return Cut(begin + len(line), begin + len(line), self._comment(rules, behind=True))
        newline = "\r\n" if "\r\n" in text[: 1 << 16] else "\n"
        if spot.form == "top":
            return Cut(0, 0, f"# {MARK}: ignore-file[{', '.join(rules)}] {self._reason}{newline}")
        indent = line[: len(line) - len(line.lstrip())]
        return Cut(begin, begin, f"{indent}{self._comment(rules, behind=False)}{newline}")

    def _comment(self, rules: Iterable[str], *, behind: bool) -> str:
        said = f"{MARK}: ignore[{', '.join(rules)}] {self._reason}".rstrip()
        space = " " if behind else ""
        return f"{space}{{{{- /* {said} */}}}}" if self._text.templated else f"{space}# {said}"

    def _inside(self, offset: int) -> Span | None:
        """The scalar that goes on at an offset, if there is one."""
        place = bisect_right(self._begins, offset) - 1
        if place >= 0 and self._scalars[place].start < offset < self._scalars[place].end:
            return self._scalars[place]
        return None

    def _holder(self, wish: Wish) -> int | None:
        """The line in which the entry begins whose text goes on in the line of a wish; None where none does."""
        begin = self._source.starts[wish.line - 1]
        end = begin + len(self._source.line(wish.line - 1))
        scalar = self._inside(begin) or self._inside(end) or self._block(begin)
        if scalar is None:
            return None
        found = 0
        for document in self._text.documents:
            if document.part.start <= scalar.start < document.part.end:
                held = [one.start for one in document.places.extents() if one.start <= scalar.start <= one.end]
                found = max(held, default=scalar.start)
        return self._source.position(found).line

    def _block(self, begin: int) -> Span | None:
        """The block scalar whose text begins with a line."""
        place = bisect_right(self._begins, begin) - 1
        if place >= 0 and self._scalars[place].start == begin and not self._source.text[begin : begin + 1].strip():
            return self._scalars[place]
        return None
