"""The prose of a rule's page, for readers who do not have the page: without front matter and running examples."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*)$")
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")
_EXAMPLES = "Examples"  # the section that holds the page's cases
_CASES = (["bad"], ["good"], ["fixed"], ["options"])  # the second word of a fence that is a case, wherever it stands


class Prose(NamedTuple):
    """What a page says: in Markdown, as plain text, and its first paragraph on one line."""

    markdown: str
    text: str
    first: str


class _Line(NamedTuple):
    text: str
    code: bool  # part of a fence
    case: bool  # part of a fence that is a case


def read(path: str, title: str) -> Prose:
    """Read the prose of a page; of one that is not there, or says nothing, the title stands in."""
    try:
        page = Path(path).read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        page = ""
    return prose(page, title)


def prose(page: str, title: str) -> Prose:
    """Take the prose out of a page's text."""
    lines = list(_without_examples(_lines(_FRONT_MATTER.sub("", page, count=1))))
    markdown = _join(line.text for line in lines)
    if not markdown:
        return Prose(title, title, title)
    text = _join(line.text if line.code else _LINK.sub(r"\1 (\2)", _HEADING.sub(r"\2", line.text)) for line in lines)
    first = next((part for part in re.split(r"\n\s*\n", markdown) if not _HEADING.match(part)), title)
    return Prose(markdown, text, " ".join(first.split()))


def _join(lines: Iterable[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _lines(page: str) -> Iterator[_Line]:
    mark, case = "", False
    for line in page.split("\n"):
        fence = _FENCE.fullmatch(line)
        if not mark and fence:
            mark = fence[1]
            case = fence[2].split()[1:2] in _CASES
            yield _Line(line, True, case)
            continue
        yield _Line(line, bool(mark), case)
        if fence and fence[1].startswith(mark) and not fence[2].strip():
            mark, case = "", False


def _without_examples(lines: Iterable[_Line]) -> Iterator[_Line]:
    depth = 0  # of the heading above the examples that are being left out
    for line in lines:
        heading = None if line.code else _HEADING.fullmatch(line.text)
        if heading and (not depth or len(heading[1]) <= depth):
            depth = len(heading[1]) if heading[2].strip() == _EXAMPLES else 0
        if not depth and not line.case:
            yield line
