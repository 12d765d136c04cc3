"""One line of code as a terminal shows it: tabs expanded, wide characters counted, cut around what is marked."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from k8slint.report.terminal import TAB, display_width, escape

if TYPE_CHECKING:
    from collections.abc import Sequence

CUT = "…"
CONTEXT = 8  # columns kept before a mark where a line is cut
FAR = 8  # times the room: what lies further from a mark is not looked at, so that a line of megabytes costs nothing


class Window(NamedTuple):
    """What is shown of a line: its text, how wide it is, and how far its columns moved to the left."""

    text: str
    width: int
    shift: int


class Line(NamedTuple):
    """What each character of a line is shown as, and the column at which each begins and, at last, the line ends."""

    cells: Sequence[str]
    columns: Sequence[int]
    more_left: bool
    more_right: bool
    base: int  # index of its first character in the whole line

    def column(self, index: int) -> int:
        """Find the column of a character of the whole line; beyond the end each counts one."""
        inner = max(index - self.base, 0)
        beyond = inner - len(self.cells)
        return self.columns[-1] + beyond if beyond > 0 else self.columns[inner]

    def window(self, start: int, end: int, label: int, room: int) -> Window:
        """Cut to the room there is, so that the columns from start to end, and a label behind them, are seen."""
        total = self.columns[-1]
        if total <= room and not self.more_left and not self.more_right:
            return Window("".join(self.cells), total, 0)
        needed = end - start + len(" ") + label
        begin = start - max((room - needed) // 2, CONTEXT)
        if not self.more_right:
            begin = min(begin, max(total, start + needed) - room + len(CUT))
        if begin <= 0 or start + needed < room:
            begin = 0
        first = bisect_right(self.columns, begin) - 1
        left = CUT if first or self.more_left else ""
        limit = self.columns[first] + room - len(left)
        whole = total <= limit and not self.more_right
        last = len(self.cells) if whole else bisect_right(self.columns, limit - len(CUT)) - 1
        text = left + "".join(self.cells[first:last]) + ("" if whole else CUT)
        shift = self.columns[first] - len(left)
        return Window(text, self.columns[last] - shift, shift)


def lay(text: str, start: int, end: int, room: int) -> Line:
    """Lay out a line, as far as it can be seen around its characters from start to end."""
    low, high = 0, len(text)
    if high > 2 * FAR * room:
        low = max(start - FAR * room, 0)
        high = min(max(min(end, start + FAR * room), start) + FAR * room, high)
    part = text[low:high]
    more = low > 0, high < len(text)
    if part.isascii() and part.isprintable():
        return Line(part, range(len(part) + 1), *more, low)
    cells = [TAB if cell == "\t" else cell if cell.isprintable() else escape(cell) for cell in part]
    return Line(cells, [0, *accumulate(map(display_width, cells))], *more, low)
