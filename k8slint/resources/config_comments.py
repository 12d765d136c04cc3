"""Comments in texts of any format: what is written there configures nothing."""

from __future__ import annotations

import re
from bisect import bisect_right

#: Marks that make a line a comment in some format that people keep in ConfigMaps: shells and YAML, C, INI, SQL.
_LINE = re.compile(r"[ \t]*(?:#|//|;|--[ \t])")
#: A mark behind which the rest of a line is a comment; `http://…#…` holds none of them.
_END = re.compile(r"[ \t](?:#|//)[ \t]")
#: Comments over several lines: of XML anywhere, of C where a line begins.
_BLOCK = re.compile(r"<!--|^[ \t]*/\*", re.MULTILINE)


class Comments:
    """The comments of a text: `offset in comments` tells whether a place lies in one. Offsets are best asked in order."""

    __slots__ = ("_blocks", "_comment", "_line", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._blocks = _blocks(text) if "-->" in text or "*/" in text else []
        self._line: int | None = None
        self._comment = len(text)

    def __contains__(self, offset: int) -> bool:
        start = self._text.rfind("\n", 0, offset) + 1
        if start != self._line:
            self._line, self._comment = start, self._comment_of_line(start)
        if offset >= self._comment:
            return True
        index = bisect_right(self._blocks, (offset, len(self._text))) - 1
        return index >= 0 and offset < self._blocks[index][1]

    def _comment_of_line(self, start: int) -> int:
        """Where the comment of a line begins; the end of the line where there is none."""
        if _LINE.match(self._text, start):
            return start
        end = self._text.find("\n", start)
        end = len(self._text) if end < 0 else end
        found = _END.search(self._text, start, end)
        return end if found is None else found.start()


def _blocks(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = 0
    while opening := _BLOCK.search(text, at):
        closing = "-->" if opening.group() == "<!--" else "*/"
        end = text.find(closing, opening.end())
        if end < 0:
            break
        at = end + len(closing)
        found.append((opening.start(), at))
    return found
