"""Comments of what is no YAML, or not yet: templates, files that generators read, what cannot be parsed.

Lines and their indentation say what belongs together there. In doubt a comment is taken for text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from k8slint.suppress.remarks import Place, Remark, Scope, Wanted, line_scope
from k8slint.text import SourceFile, Span

#: Longer lines are data; looking for quotes in them may take forever.
_LONGEST = 10_000
_NUMBER_SIGN = re.compile(
    r"""\{\{.*?\}\}|(?<![^\s\[{,(:])"(?:\\.|[^"\\])*"|(?<![^\s\[{,(:])'(?:''|[^'])*'|(?<!\S)(#)""",
)
_BLOCK = re.compile(r"(?:[:-]|\A)[ \t]+(?:[&!]\S+[ \t]+)*[|>][-+0-9]{0,2}\Z")
_DASHES = re.compile(r"(?:-[ \t]+)*")
_ACTION = re.compile(r"(?:\s|\{\{.*?\}\})*\Z")  # nothing but what a template does
_FENCE = re.compile(r"---(?=\s|\Z)")


class _Line(NamedTuple):
    """A line with something in it: its depth, in half columns, and where the last line of what begins in it is."""

    number: int
    depth: int


class _Comment(NamedTuple):
    start: int
    end: int
    first: int  # its lines
    last: int
    alone: bool
    templated: bool


def remarks_in_lines(source: SourceFile, part: Span, wanted: Wanted, *, templated: bool = False) -> list[Remark]:
    """The comments in a part of a file that are of interest, by lines; `templated`: it is a template of a chart."""
    if not wanted(source.text[part.start : part.end]):
        return []
    return list(_Page(source, part, templated).remarks(wanted))


class _Page:
    """The lines of a part of a file, each with what it is."""

    def __init__(self, source: SourceFile, part: Span, templated: bool) -> None:
        self._source = source
        self._text = source.text
        self._templated = templated
        self._first = source.position(part.start).line
        self._last = source.position(max(part.start, part.end - 1)).line
        self._begins_file = part.start <= 1  # behind a byte-order mark
        self._comments = sorted([*(_of_templates(source, part) if templated else ())])
        inside = {line for one in self._comments for line in range(one.first, one.last + 1) if one.alone}
        self._lines: list[_Line] = []
        self._fences: list[int] = []
        self._read(inside)
        self._comments.sort()
        self._ends = self._lasts()

    def remarks(self, wanted: Wanted) -> Iterator[Remark]:
        numbers = {line.number: place for place, line in enumerate(self._lines)}
        following = self._following()
        for one in self._comments:
            if not wanted(self._text[one.start : one.end]):
                continue
            document = self._document(one.first)
            under = following[one.last - self._first + 1] if one.last < self._last else None
            under = under if under is not None and under <= document[1] else None
            target = under if one.alone else one.first
            node: Scope | None = None
            if target is not None and target in numbers:
                last = self._ends[numbers[target]]
                is_first = following[document[0] - self._first] == target
                node = _span(document if is_first else (target, last))
            yield Remark(
                one.start,
                one.end,
                node,
                _span(document),
                None if under is None else line_scope(under),
                head=self._begins_file and bool(self._lines) and one.first < self._lines[0].number,
                margin=one.alone and one.start == self._source.starts[one.first],
                alone=one.alone,
                templated=one.templated,
                guessed=self._templated and not one.templated,
            )

    def _read(self, inside: set[int]) -> None:
        """Sort the lines: what has content, what only comments, what is the text of a block scalar."""
        block: int | None = None
        for number in range(self._first, self._last + 1):
            line = self._source.line(number)
            bare = line.strip()
            if not bare or number in inside:
                continue
            indent = len(line) - len(line.lstrip())
            if block is not None and indent > block:
                self._lines.append(_Line(number, 2 * indent))
                continue
            block = None
            if _FENCE.match(line):
                self._fences.append(number)
            elif bare[0] != "#" and not (
                self._templated and bare.startswith("{{") and len(line) < _LONGEST and _ACTION.match(bare)
            ):
                dashes = _DASHES.match(bare)
                self._lines.append(_Line(number, 2 * indent + (bare[0] == "-" and bare[1:2].strip() == "")))
                sign = self._note(number, line)
                content = line[:sign].rstrip()
                if content[-1:] in "|>+-0123456789" and len(content) < _LONGEST and _BLOCK.search(content):
                    block = indent + (dashes.end() if dashes and ":" in content else 0)
                continue
            self._note(number, line)

    def _note(self, number: int, line: str) -> int:
        """Note the comment in a line; where it begins, else where the line ends."""
        if "#" not in line or len(line) > _LONGEST:
            return len(line)
        for found in _NUMBER_SIGN.finditer(line):
            if found[1]:
                begin = self._source.starts[number] + found.start()
                alone = not line[: found.start()].strip() or bool(_FENCE.match(line))
                end = self._source.starts[number] + len(line.rstrip())
                self._comments.append(_Comment(begin, end, number, number, alone, templated=False))
                return found.start()
        return len(line)

    def _lasts(self) -> list[int]:
        """For each line with content the last line of what begins in it."""
        ends: list[int] = []
        after: list[tuple[int, int]] = []  # depth and place of the lines below that end something
        for place in range(len(self._lines) - 1, -1, -1):
            depth = self._lines[place].depth
            while after and after[-1][0] > depth:
                after.pop()
            ends.append(self._lines[(after[-1][1] if after else len(self._lines)) - 1].number)
            after.append((depth, place))
        return ends[::-1]

    def _following(self) -> list[int | None]:
        """For each line the first one with content from there on."""
        found: list[int | None] = [None] * (self._last - self._first + 2)
        content = {line.number for line in self._lines}
        for number in range(self._last, self._first - 1, -1):
            at = number - self._first
            found[at] = number if number in content else found[at + 1]
        return found

    def _document(self, line: int) -> tuple[int, int]:
        """The first and last line of the document that a line is in; what stands before the first one is its."""
        from bisect import bisect_right  # rare

        place = bisect_right(self._fences, line)
        content = self._lines[0].number if self._lines else self._last
        first = self._fences[place - 1] if place and self._fences[place - 1] > content else self._first
        later = [fence for fence in self._fences[place : place + 2] if fence > content]
        return first, later[0] - 1 if later else self._last


def _span(lines: tuple[int, int]) -> Scope:
    first: Place = (lines[0] + 1, 1)
    return first, (lines[1] + 2, 0)


def _of_templates(source: SourceFile, part: Span) -> Iterator[_Comment]:
    """The comments of a template: `{{/* … */}}`."""
    text = source.text
    at = part.start
    while (begin := text.find("/*", at, part.end)) >= 0:
        at = begin + 2
        opening = text[max(part.start, begin - 4) : begin]
        length = next((len(sign) for sign in ("{{- ", "{{-", "{{ ", "{{") if opening.endswith(sign)), 0)
        if not length:
            continue
        close = text.find("*/", at, part.end)
        if close < 0:
            return
        end = text.find("}}", close, close + 6)
        at = close + 2
        if end < 0:
            continue
        start, end = begin - length, end + 2
        first, last = source.position(start).line, source.position(end).line
        before, after = text[source.starts[first] : start], source.line(last)[end - source.starts[last] :]
        yield _Comment(start, end, first, last, alone=not (before + after).strip(), templated=True)
