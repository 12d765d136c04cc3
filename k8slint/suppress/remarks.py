"""Comments and what each of them is about: the node that it stands at or above, its document, its file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from k8slint.yaml import Comment, Document

#: A line and a column, from 1; columns count code points.
Place = tuple[int, int]
#: Where what is silenced begins and ends (exclusive).
Scope = tuple[Place, Place]
#: All of a file.
WHOLE: Scope = ((0, 0), (1 << 60, 0))
#: Says whether the text of a comment is of any interest.
Wanted = Callable[[str], bool]


class Remark(NamedTuple):
    """A comment: its range in the text, and what it is about.

    `node`: what begins in its line, or below it where it has a line of its own; None where there is nothing. `below`: the
    line that follows it. `head`: it stands before anything else of the file. `margin`: it begins its line.
    `guessed`: of a template, whose text only lines and their indentation tell; it may be no comment.
    """

    start: int
    end: int
    node: Scope | None
    document: Scope
    below: Scope | None
    head: bool
    margin: bool
    alone: bool
    templated: bool = False
    guessed: bool = False


def line_scope(line: int) -> Scope:
    """One line, counted from 0."""
    return (line + 1, 1), (line + 2, 0)


def remarks(document: Document, wanted: Wanted) -> list[Remark]:
    """The comments of a document that are of interest, in order."""
    comments = document.comments()
    if not any(wanted(comment.text) for comment in comments):
        return []
    return list(_Sheet(document, comments).remarks(wanted))


class _Sheet:
    """A document with a comment: where its nodes begin and end, by line."""

    def __init__(self, document: Document, comments: Sequence[Comment]) -> None:
        self._document = document
        self._source = document.source
        self._text = document.source.text
        self._comments = comments
        self._first = document.start
        self._part = document.part
        self._at = {self._line(comment.span.start): comment.span.start for comment in comments}
        self._ends: dict[int, int] = {}  # by the line in which something begins: where the last of it ends
        self._begins: dict[int, int] = {}  # by the offset at which something ends: where the innermost of it begins
        for start, end, listed in document.places.extents():
            line = self._line(self._dash(start) if listed else start)
            self._ends[line] = max(end, self._ends.get(line, 0))
            self._begins[end] = max(start, self._begins.get(end, 0))

    def remarks(self, wanted: Wanted) -> Iterator[Remark]:
        own = {self._line(comment.span.start) for comment in self._comments if self._is_alone(comment.span.start)}
        last = self._line(max(self._part.end - 1, self._part.start))
        below: dict[int, int | None] = {}
        for line in sorted(own, reverse=True):
            below[line] = self._below(line, last, own, below)
        document = self._scope(self._part.start, self._part.end)
        head = self._first if self._document.index == 0 and self._part.start <= 1 else self._part.start  # behind a BOM
        for comment in self._comments:
            if wanted(comment.text):
                start, end = comment.span
                line = self._line(start)
                alone = line in own
                target = below[line] if alone else line
                node = None if target is None else self._node(target, start if not alone else None)
                under = self._below(line, last, own, below) if not alone else target
                margin = alone and start == self._source.starts[line]
                yield Remark(
                    start,
                    end,
                    node,
                    document,
                    None if under is None else line_scope(under),
                    head=start < head,
                    margin=margin,
                    alone=alone,
                )

    def _is_alone(self, offset: int) -> bool:
        """Whether a comment has a line of its own, or stands behind the mark that begins a document."""
        before = self._text[self._source.starts[self._line(offset)] : offset].strip()
        return not before or (offset < self._first and before.startswith("---"))

    def _below(self, line: int, last: int, own: set[int], known: dict[int, int | None]) -> int | None:
        """The next line with something in it; None where the document ends before."""
        first = self._line(self._first)
        if line < first:
            return first
        line += 1
        while line <= last:
            if line in own:
                return known[line]
            text = self._source.line(line)
            if text.strip():
                return None if text.startswith(("---", "...")) else line
            line += 1
        return None

    def _node(self, line: int, comment: int | None) -> Scope | None:
        """What begins in a line; where nothing does, what ends right before a comment in it."""
        end = self._ends.get(line)
        if end is not None:
            return (line + 1, 1), self._place(end)
        if comment is None:
            return None
        end = len(self._text[self._source.starts[line] : comment].rstrip()) + self._source.starts[line]
        begin = self._begins.get(end)
        return None if begin is None else (self._place(begin), self._place(end))

    def _dash(self, start: int) -> int:
        """Where the dash of a list entry stands that begins in the line below it; else where the entry begins."""
        line = self._line(start)
        end = start
        while not (before := self._text[self._source.starts[line] : end].rstrip()):
            if not line:
                return start
            line -= 1
            end = self._at.get(line, self._source.starts[line + 1])
        return self._source.starts[line] + len(before) - 1 if before[-1] == "-" and end != start else start

    def _line(self, offset: int) -> int:
        return self._source.position(offset).line

    def _place(self, offset: int) -> Place:
        line, column = self._source.position(offset)
        return line + 1, column + 1

    def _scope(self, start: int, end: int) -> Scope:
        return self._place(start), self._place(end)
