"""Code frames: lines of a source with marks under them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8slint.report.line import lay
from k8slint.report.terminal import DIM, display_width, paint, sanitize
from k8slint.report.veil import veil

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8slint.findings import Location
    from k8slint.text import SourceFile

LEAST_ROOM = 20  # columns of code that a frame shows however narrow the terminal is


class Canvas(NamedTuple):
    """What frames are drawn on: columns of the gutter and of the terminal, and whether there are colours."""

    gutter: int
    width: int
    color: bool

    @property
    def room(self) -> int:
        """How many columns are left for code."""
        return max(self.width - self.gutter - len(" | "), LEAST_ROOM)

    def bar(self) -> str:
        """Draw a gutter with nothing beside it."""
        return " " * self.gutter + " " + paint("|", DIM, self.color)

    def row(self, text: str) -> str:
        """Draw a text beside a gutter without a number."""
        return f"{self.bar()} {text}"

    def numbered(self, line: int, code: str) -> str:
        """Draw a line of code behind its number; lines are counted from 0."""
        number = paint(f"{line + 1:>{self.gutter}} |", DIM, self.color)
        return f"{number} {code}" if code else number

    def arrow(self, sign: str, text: str) -> str:
        """Draw a place or a remark: a sign that starts after the gutter, and a text."""
        return f"{' ' * self.gutter}{paint(sign, DIM, self.color)} {text}"


class Mark(NamedTuple):
    """What is drawn under a range of one line: line and columns from 0 in code points; end None is the line's end."""

    line: int
    start: int
    end: int | None
    label: str
    sign: str
    style: str


def mark(location: Location, label: str, sign: str, style: str) -> Mark:
    """Make the mark of a location; of one that spans lines, the part on its first line."""
    end = max(location.end_column - 1, 0) if location.end_line == location.line else None
    return Mark(location.line - 1, max(location.column - 1, 0), end, sanitize(label), sign, style)


def has_line(source: SourceFile | None, location: Location) -> bool:
    """Whether a source has the line of a location."""
    return source is not None and 1 <= location.line <= len(source.starts)


def draw(source: SourceFile, marks: Sequence[Mark], canvas: Canvas) -> Iterator[str]:
    """Draw the lines from the first mark to the last, each with its marks below it; no value of a Secret is shown."""
    shown = veil(source)
    lines = [found.line for found in marks]
    for number in range(min(lines), max(lines) + 1):
        here = [found for found in marks if found.line == number]
        here.sort(key=lambda found: found.start)
        yield from _draw_line(shown.line(number).rstrip(), number, here, canvas)


def _draw_line(text: str, number: int, marks: list[Mark], canvas: Canvas) -> Iterator[str]:
    spans = [_clamp(found, len(text)) for found in marks]
    first, last = (spans[0][0], max(end for _, end in spans)) if spans else (0, 0)
    line = lay(text, first, last, canvas.room)
    places = [(line.column(start), line.column(end)) for start, end in spans]
    label = max((display_width(found.label) for found in marks), default=0)
    window = line.window(line.column(first), line.column(last), label, canvas.room)
    yield canvas.numbered(number, window.text)
    for found, (start, end) in zip(marks, places, strict=True):
        left = min(max(start - window.shift, 0), window.width)
        right = max(min(end - window.shift, window.width), left + 1)
        words = f" {found.label}" if found.label else ""
        yield canvas.row(" " * left + paint(found.sign * (right - left) + words, found.style, canvas.color))


def _clamp(found: Mark, length: int) -> tuple[int, int]:
    """Clamp the columns of a mark to a line; it is at least one wide, perhaps just behind the last character."""
    start = min(found.start, length)
    end = length if found.end is None else min(found.end, length)
    return start, max(end, start + 1)
