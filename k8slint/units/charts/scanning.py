"""The actions of a Go template, found as text/template's lexer finds them: quotes, comments and trim markers count.

Source: Go, text/template/parse/lex.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

#: What a trim marker trims, and what must stand beside it.
SPACES = " \t\r\n"

_INSIDE = re.compile(
    r'"(?:\\.|[^"\\\n])*"'  # a string
    r"|`[^`]*`"  # a raw one, which may go over several lines
    r"|'(?:\\.|[^'\\\n])*'"  # a character
    r"|[ \t\r\n]-\}\}|\}\}"
)
_WORD = re.compile(r"[ \t\r\n]*([a-z]+)\b")
#: Actions that go on until an `end`.
_OPENING = frozenset({"if", "range", "with", "define", "block"})
_DEFINING = frozenset({"define", "block"})


class Action(NamedTuple):
    """One `{{…}}`: its range, what stands in it, whether it trims the text before and behind it."""

    start: int
    end: int
    body: str
    left: bool
    right: bool
    keyword: str

    @property
    def opens(self) -> bool:
        """Whether an `end` closes it."""
        return self.keyword in _OPENING

    @property
    def defines(self) -> bool:
        """Whether it begins a template of its own, whose text comes out elsewhere."""
        return self.keyword in _DEFINING


def scan(text: str) -> tuple[Action, ...] | None:
    """The actions of a template, in order; None where it is no template: an action does not end."""
    found: list[Action] = []
    place = text.find("{{")
    while place >= 0:
        action = _action(text, place)
        if action is None:
            return None
        found.append(action)
        place = text.find("{{", action.end)
    return tuple(found)


def _action(text: str, start: int) -> Action | None:
    left = text.startswith("-", start + 2) and text[start + 3 : start + 4] in tuple(SPACES)
    inner = start + (4 if left else 2)
    if text.startswith("/*", inner):
        close = text.find("*/", inner + 2)
        after = close + 2
        right = close >= 0 and text[after : after + 1] in tuple(SPACES) and text.startswith("-}}", after + 1)
        if close < 0 or not (right or text.startswith("}}", after)):
            return None
        return Action(start, after + (4 if right else 2), "", left, right, "/*")
    for found in _INSIDE.finditer(text, inner):
        if found[0].endswith("}}"):
            body = text[inner : found.start()]
            word = _WORD.match(body)
            return Action(start, found.end(), body, left, len(found[0]) > len("}}"), word[1] if word else "")
    return None


class Block(NamedTuple):
    """A stretch of actions from one that opens to its `end`, by their numbers; one that is not closed ends with the text."""

    first: int
    last: int


def blocks(actions: tuple[Action, ...]) -> tuple[Block, ...]:
    """The blocks of a template, by where they begin."""
    return tuple(sorted(_blocks(actions)))


def _blocks(actions: tuple[Action, ...]) -> Iterator[Block]:
    opened: list[int] = []
    for number, action in enumerate(actions):
        if action.opens:
            opened.append(number)
        elif action.keyword == "end" and opened:
            yield Block(opened.pop(), number)
    for number in opened:
        yield Block(number, len(actions))
