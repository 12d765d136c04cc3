"""Texts of collections: block style line by line, flow style and JSON in one line or several.

What is written are manifests' plain mappings, lists and scalars; the scalars decide (YAML 1.1 as the API server reads
it), and they are our own, so nothing is left for an emitter to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from k8slint.fix.scalars import literal, scalar


class Habits(NamedTuple):
    """How a text is written: columns a level is indented by, and columns from a key to the dashes below it."""

    step: int = 2
    dash: int = 0


def is_branch(value: Any) -> bool:
    """Whether a value is a collection with something in it."""
    return isinstance(value, (dict, list)) and bool(value)


def indented(lines: Iterable[str], columns: int) -> list[str]:
    """Lines moved to the right, those without anything excepted."""
    pad = " " * columns
    return [pad + line if line else line for line in lines]


def block(value: Any, habits: Habits) -> list[str]:
    """Give the lines of a collection with something in it, from column 0."""
    lines: list[str] = []
    if isinstance(value, dict):
        for key, item in value.items():
            lines += behind(f"{scalar(key)}:", item, habits)
    else:
        for item in value:
            lines += behind_dash(item, habits)
    return lines


def behind_dash(value: Any, habits: Habits, gap: int = 1) -> list[str]:
    """Give the lines of a list entry, so many blanks after its dash."""
    dash = "-" + " " * gap
    if not is_branch(value):
        return behind(dash[:-1], value, habits)
    first, *rest = block(value, habits)
    return [dash + first, *indented(rest, len(dash))]


def behind(head: str, value: Any, habits: Habits) -> list[str]:
    """Give the lines of a value after its key and colon, or of one that is no collection after its dash."""
    if is_branch(value):
        inner = habits.step if isinstance(value, dict) else habits.dash
        return [head, *indented(block(value, habits), inner)]
    written = literal(value) if isinstance(value, str) and "\n" in value else None
    if written is None:
        return [f"{head} {scalar(value)}"]
    return [f"{head} {written[0]}", *indented(written[1:], habits.step)]


class Brackets(NamedTuple):
    """How a flow collection is written: keys and texts quoted as in JSON, no blanks, an entry a line."""

    json: bool = False
    tight: bool = False
    lines: bool = False
    step: int = 2


def flow(value: Any, style: Brackets, column: int = 0, line_break: str = "\n") -> str:
    """Give a value within brackets; `column` is that of the line in which it begins."""
    if not is_branch(value):
        return scalar(value, '"' if style.json else "", flow=True)
    if isinstance(value, dict):
        opening, closing = "{", "}"
        entries = [member(key, item, style, column + style.step, line_break) for key, item in value.items()]
    else:
        opening, closing = "[", "]"
        entries = [flow(item, style, column + style.step, line_break) for item in value]
    if style.lines:
        pad = line_break + " " * (column + style.step)
        return opening + pad + f",{pad}".join(entries) + line_break + " " * column + closing
    return opening + ("," if style.tight else ", ").join(entries) + closing


def member(key: str, value: Any, style: Brackets, column: int = 0, line_break: str = "\n") -> str:
    """Give a key with its value within brackets."""
    name = scalar(key, '"' if style.json else "", flow=True)
    tight = style.tight and name[0] == '"'  # a colon ends no other key
    return f"{name}{':' if tight else ': '}{flow(value, style, column, line_break)}"
