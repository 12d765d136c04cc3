"""Where the text of a scalar stands in the source, character by character: of what is written inside a kustomization."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Protocol

from k8slint.text import SourceFile, Span

_HEADER = re.compile(r"\|[-+0-9]*[ \t]*(?:#[^\n\r]*)?(?:\r\n|\n|\r)")


class Placement(Protocol):
    """The way from a range of an inner text to the range of the source that makes it."""

    def outer(self, span: Span) -> Span:
        """The range in the source."""


class Whole:
    """An inner text whose characters cannot be told apart in the source: all of it stands for each."""

    __slots__ = ("_span",)

    def __init__(self, span: Span) -> None:
        self._span = span

    def outer(self, _span: Span) -> Span:
        """The whole range."""
        return self._span


class Lines:
    """An inner text whose lines are lines of the source, indented: where each begins, inside and in the source."""

    __slots__ = ("_inner", "_outer")

    def __init__(self, inner: list[int], outer: list[int]) -> None:
        self._inner = inner
        self._outer = outer

    def outer(self, span: Span) -> Span:
        """The range in the source, from line to line."""
        return Span(self._offset(span.start), self._offset(span.end))

    def _offset(self, offset: int) -> int:
        line = bisect_right(self._inner, offset) - 1
        return self._outer[line] + offset - self._inner[line]


def placement(source: SourceFile, span: Span, text: str) -> Placement:
    """How the text of a scalar lies in the span of the source that holds it."""
    written = source.slice(span)
    header = _HEADER.match(written)
    if header:
        return _of_block(source, Span(span.start + header.end(), span.end), text) or Whole(span)
    if text and "\n" not in written and written.count(text) == 1:
        return Lines([0], [span.start + written.index(text)])
    return Whole(span)


def _of_block(source: SourceFile, body: Span, text: str) -> Placement | None:
    """The lines of a literal block, which all stand as far to the right as its first does."""
    inner, outer = [0], [body.start]
    lines = text.split("\n")
    indent = _indent(source, body, lines)
    line = source.position(body.start).line
    starts = source.starts
    at = 0
    outer.clear()
    inner.clear()
    for number, content in enumerate(lines):
        if line + number >= len(starts):
            break
        shown = source.line(line + number)
        if content and shown[indent:] != content:
            return None
        inner.append(at)
        outer.append(min(starts[line + number] + (indent if content else len(shown)), len(source.text)))
        at += len(content) + 1
    return Lines(inner, outer) if inner else None


def _indent(source: SourceFile, body: Span, lines: list[str]) -> int:
    first = next((number for number, content in enumerate(lines) if content), 0)
    shown = source.line(source.position(body.start).line + first)
    return max(len(shown) - len(lines[first]), 0)
