"""Lines of a text: where one begins and ends, and what stands in it beside what is changed."""

from __future__ import annotations

import re
from typing import Final

_BREAK = re.compile(r"\r\n|\n|\r")
_REMARK = re.compile(r"[ \t]*(?:(?<=[ \t])#[^\n\r]*)?(?=[\n\r]|\Z)")
_COMMENT_LINE = re.compile(r"(?:\r\n|\n|\r)( *)#[^\n\r]*")
_BLANK: Final = " \t\n\r"


def line_start(text: str, at: int) -> int:
    """Offset at which the line of an offset begins."""
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def line_end(text: str, at: int) -> int:
    """Offset at which the line of an offset ends, before its line break."""
    found = _BREAK.search(text, at)
    return found.start() if found else len(text)


def after_line(text: str, at: int) -> int:
    """Offset at which the line after that of an offset begins."""
    found = _BREAK.search(text, at)
    return found.end() if found else len(text)


def column(text: str, at: int) -> int:
    """How many characters stand before an offset in its line."""
    return at - line_start(text, at)


def indent(text: str, at: int) -> int:
    """How many blanks the line of an offset begins with."""
    start = line_start(text, at)
    place = start
    while text[place : place + 1] == " ":
        place += 1
    return place - start


def line_break(text: str, at: int) -> str:
    """The line break as the text has it around an offset."""
    found = _BREAK.search(text, at) or _BREAK.search(text)
    return found[0] if found else "\n"


def leads(text: str, at: int) -> bool:
    """Whether there is nothing before an offset in its line but blanks."""
    return not text[line_start(text, at) : at].strip(" ")


def trails(text: str, at: int) -> bool:
    """Whether there is nothing after an offset in its line but blanks and a comment."""
    return _REMARK.match(text, at) is not None


def after_remarks(text: str, at: int, least: int) -> int:
    """The end of the line of an offset, or of the last of the comment lines that follow at once, no less indented."""
    end = line_end(text, at)
    while least and (found := _COMMENT_LINE.match(text, end)) and len(found[1]) >= least:
        end = found.end()
    return end


def whole_lines(text: str, start: int, end: int) -> tuple[int, int]:
    """The range of the lines of two offsets, with the line break that goes with them."""
    first, after = line_start(text, start), after_line(text, end)
    if after == line_end(text, end) and first:  # the last line has no break: the one before it goes
        first -= 2 if text[first - 2 : first] == "\r\n" else 1
    return first, after
