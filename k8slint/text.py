"""One file's text, and the way from offsets to lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

_LINE_END = re.compile(r"\r\n|\n|\r")


class Position(NamedTuple):
    """A place in a text: line and column from 0, the column in code points."""

    line: int
    column: int


class Span(NamedTuple):
    """A half-open range of offsets (code points) into the text of a source."""

    start: int
    end: int


class SourceFile:
    """One file: its path as reports name it (POSIX separators) and its text, without a byte-order mark.

    Never changed once made; where its lines begin is found on first use.
    """

    __slots__ = ("_starts", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._starts: list[int] | None = None

    def __repr__(self) -> str:
        return f"SourceFile({self.path!r})"

    @property
    def starts(self) -> list[int]:
        """Offset of the first character of each line; lines end at CR LF, LF or CR, as editors count them."""
        if self._starts is None:
            self._starts = [0, *(found.end() for found in _LINE_END.finditer(self.text))]
        return self._starts

    def position(self, offset: int) -> Position:
        """Line and column of an offset."""
        line = bisect_right(self.starts, offset) - 1
        return Position(line, offset - self.starts[line])

    def line(self, number: int) -> str:
        """The text of a line (from 0), without its line end; empty past the last line."""
        starts = self.starts
        if number >= len(starts):
            return ""
        end = starts[number + 1] if number + 1 < len(starts) else len(self.text)
        return self.text[starts[number] : end].rstrip("\r\n")

    def slice(self, span: Span) -> str:
        """The text of a span."""
        return self.text[span.start : span.end]


class SecretFile(SourceFile):
    """A file of which no value may be shown, whatever it is: something secret is made of it."""

    __slots__ = ()
