"""Marks in templates: each end of a line that Helm copies says, once it is rendered, which line it was.

A mark stands before a line end, in front of blanks that an action trims, or behind those that the action before trims:
where it stands it keeps nothing from being trimmed and adds no blank. What comes out between two marks was made by the
line that the second one names.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from k8slint.text import Span
from k8slint.units.charts.scanning import SPACES, Action, blocks, scan

BEGIN, END = "\ue000", "\ue001"  # private use: no template engine or YAML parser minds them
MARK = re.compile(f"{BEGIN}([0-9a-f]+){END}")

#: Literal text of a template that makes lines of YAML; that of one that makes a name or an image has no such thing.
_YAMLISH = re.compile(r"(?m)^[ \t]*(?:- +)*[\w./\"'-]+:(?=\s|$)|^[ \t]*- ")
_CALLS = re.compile(r"\b(?:include|template|tpl|block)\b")


class Line(NamedTuple):
    """A line of a template: its path in the chart and its range, from one copied line end to the next."""

    path: str
    span: Span


class Marker:
    """What marks the templates of a chart; `lines` are what the marks stand for."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def mark(self, path: str, text: str, *, defines: bool) -> str:
        """A template with marks: outside of its definitions, or also in those that make lines of YAML."""
        actions = scan(text)
        if actions is None or BEGIN in text:
            return text
        return _Marking(self.lines, path, text, actions, defines).whole()


class _Marking:
    """One template while it is marked."""

    def __init__(self, lines: list[Line], path: str, text: str, actions: tuple[Action, ...], defines: bool) -> None:
        self._lines = lines
        self._path = path
        self._text = text
        self._actions = actions
        self._out: list[str] = []
        self._start = 0  # of the line
        self._off = 0  # definitions around that are not marked
        self._closing: set[int] = set()  # numbers of actions that end a definition
        self._silent: dict[int, int] = {}  # what the numbers of actions add to those
        for first, last in blocks(actions):
            if actions[first].defines:
                self._closing.add(last)
                if not (defines and _YAMLISH.search(self._literal(first, last))):
                    self._silent[first] = 1
                    self._silent[last] = -1

    def _literal(self, first: int, last: int) -> str:
        """The text of a definition without its actions."""
        ends = [action.end for action in self._actions[first:last]]
        starts = [action.start for action in self._actions[first + 1 : last + 1]]
        return "".join(self._text[end:start] for end, start in zip(ends, starts or [len(self._text)], strict=False))

    def whole(self) -> str:
        """The template with its marks."""
        place, trimmed = 0, False
        for number, action in enumerate(self._actions):
            self._piece(place, action.start, trimmed, action.left, number)
            self._out.append(self._text[action.start : action.end])
            self._off += self._silent.get(number, 0)
            if action.defines or number in self._closing:
                self._start = action.end
            place, trimmed = action.end, action.right
        self._piece(place, len(self._text), trimmed, trims=False, number=len(self._actions))
        if self._text[-1:] != "\n":
            self._mark(len(self._text))
        return "".join(self._out)

    def _piece(self, start: int, end: int, trimmed: bool, trims: bool, number: int) -> None:
        """Copy the text before an action."""
        text = self._text
        core_start = start
        if trimmed:
            core_start = end - len(text[start:end].lstrip(SPACES))
        core_end = max(core_start, start + len(text[start:end].rstrip(SPACES))) if trims else end
        if core_start > start:
            self._run(start, core_start, behind=True)
        self._core(core_start, core_end)
        if "\n" not in text[core_end:end] and self._interrupts(number):
            self._mark(core_end)
            self._start = core_end
        self._run(core_end, end, behind=False)

    def _core(self, start: int, end: int) -> None:
        """Copy text that nothing trims, a mark before each line end."""
        text = self._text
        while (found := text.find("\n", start, end)) >= 0:
            line_end = found - 1 if found > start and text[found - 1] == "\r" else found
            self._out.append(text[start:line_end])
            self._mark(line_end)
            self._out.append(text[line_end : found + 1])
            start = self._start = found + 1
        self._out.append(text[start:end])

    def _run(self, start: int, end: int, *, behind: bool) -> None:
        """Copy blanks that an action trims, the mark of the line that ends in them in front or behind."""
        found = self._text.find("\n", start, end)
        if found < 0:
            self._out.append(self._text[start:end])
            return
        if behind:
            self._out.append(self._text[start:end])
        self._mark(found)
        if not behind:
            self._out.append(self._text[start:end])
        self._start = self._text.rfind("\n", start, end) + 1

    def _interrupts(self, number: int) -> bool:
        """Whether lines of another place may come out here, in the midst of a line, or a definition ends in one."""
        if number in self._closing:
            return True
        if number == len(self._actions):
            return False
        action = self._actions[number]
        return (action.opens and not action.defines) or _CALLS.search(action.body) is not None

    def _mark(self, end: int) -> None:
        """Say that the line ends here, unless there is nothing on it."""
        start = self._start
        content = self._text[start:end]
        if self._off or not content or content.isspace():
            return
        line = Line(self._path, Span(start, start + len(content.rstrip(SPACES))))
        if not self._lines or self._lines[-1] != line:
            self._lines.append(line)
        self._out.append(f"{BEGIN}{len(self._lines) - 1:x}{END}")
