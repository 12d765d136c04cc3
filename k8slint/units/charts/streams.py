"""What `helm template` says of itself on its way through a pipe: the template behind each document."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from k8slint.text import Span

_SOURCE = re.compile(r"(?m)^# Source: ([^\s#][^\n\r]*?)[ \t]*\r?$")
_PART = re.compile(r"(?m)^---(?=[ \t\r]|$)")


class SourceLine(NamedTuple):
    """A `# Source:` line: its range, the template that it names, and the range of text that comes from that."""

    span: Span
    template: str
    text: Span


def source_lines(text: str) -> tuple[SourceLine, ...]:
    """The `# Source:` lines of a stream, in order. What lies in `crds/` keeps its parts under one line."""
    if "# Source: " not in text:
        return ()
    parts = [0, *(found.start() for found in _PART.finditer(text)), len(text)]
    found: list[SourceLine] = []
    for start, end in pairwise(parts):
        line = _SOURCE.search(text, start, end)
        if line is not None and not _content(text, start, line.start()):
            found.append(SourceLine(Span(*line.span()), line[1], Span(start, end)))
        elif line is None and found and "/crds/" in found[-1].template and found[-1].text.end == start:
            found[-1] = found[-1]._replace(text=Span(found[-1].text.start, end))
    return tuple(found)


def _content(text: str, start: int, end: int) -> bool:
    """Whether there is more than comments between two offsets, the line that begins the part aside."""
    lines = text[start:end].splitlines()
    return any(line.strip() and not line.startswith(("#", "---")) for line in lines)
