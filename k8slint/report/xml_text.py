"""Texts as XML 1.0 holds them."""

from __future__ import annotations

import re

from k8slint.report.terminal import escape

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
#: What XML 1.0 has no way to write, not even as a reference: control characters, halves of pairs, two that are none.
_NEVER = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def quoted(text: str) -> str:
    """Write a text as an attribute with its quotes: a reader gets it back, only what XML cannot hold is spelt out.

    What is not printable is written as a reference: no reader makes a space of it, and no terminal obeys it.
    """
    return f'"{_written(text)}"'


def content(lines: list[str]) -> str:
    """Write lines of printable text as the content of an element."""
    return "\n".join(map(_written, lines))


def _written(text: str) -> str:
    marked = text.translate(_MARKUP)
    if marked.isprintable():
        return marked
    return "".join(character if character.isprintable() else _reference(character) for character in marked)


def _reference(character: str) -> str:
    return escape(character) if _NEVER.match(character) else f"&#{ord(character)};"
