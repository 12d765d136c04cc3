"""Texts for pages that read Markdown: what a manifest holds makes no link, no image, no heading and calls nobody there."""

from __future__ import annotations

import re

from k8slint.report.terminal import sanitize

#: Stands between characters that would mean something together; nobody sees it.
_APART = "\u200b"

_CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
#: After these something begins that the page makes a link of or a person whom it tells; escapes do not help there.
_JOINTS = re.compile(
    r"(@(?=\S)|#(?=\d)|\bGH(?=-\d)|:(?=//)|\bwww(?=\.)|\](?=[(\[:])|<(?=[\w/!?])|&(?=[#\w]))",
    re.IGNORECASE,
)
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]#+!~$^])")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;"})


def apart(text: str) -> str:
    """A text that reads the same where it is shown as it is, and where it is taken for Markdown calls nobody and links nothing.

    What stands in backticks is code in both, and stays as it is.
    """
    return "".join(part if code else _JOINTS.sub(rf"\1{_APART}", part) for part, code in _parts(sanitize(text)))


def prose(text: str) -> str:
    """A text as Markdown on one line, in a table too: backticks make code, everything else stands for itself."""
    return "".join(code(part[1:-1]) if is_code else _literal(part) for part, is_code in _parts(sanitize(text)))


def code(text: str) -> str:
    """A text as code; where a table would not let a code span be, in the tags that it stands for."""
    shown = sanitize(text)
    return f"<code>{_literal(shown)}</code>" if "`" in shown or "|" in shown or not shown.strip() else f"`{shown}`"


def _literal(text: str) -> str:
    return _PUNCTUATION.sub(r"\\\1", _JOINTS.sub(rf"\1{_APART}", text)).translate(_ENTITIES)


def _parts(text: str) -> list[tuple[str, bool]]:
    """Split a text at its code spans; the backticks stay with the code."""
    parts: list[tuple[str, bool]] = []
    done = 0
    for found in _CODE.finditer(text):
        parts += ((text[done : found.start()], False), (found[0], True))
        done = found.end()
    return [*parts, (text[done:], False)]
