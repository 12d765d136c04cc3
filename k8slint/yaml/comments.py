"""The comments of a document: what the parser leaves out, found in the text between its scalars."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from k8slint.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

# A number sign begins a comment at the start of a line or after white space.
_COMMENT = re.compile(r"(?<![^\s\ufeff])#[^\n\r\x85\u2028\u2029]*")


class Comment(NamedTuple):
    """A comment: its place, and its text from the number sign to the last character that is no white space."""

    span: Span
    text: str


def find_comments(text: str, part: Span, scalars: Iterable[Span]) -> tuple[Comment, ...]:
    """Find the comments in a part of a text, given the places in it (in order) at which a number sign means itself."""
    found: list[Comment] = []
    place = part.start
    for start, end in (*scalars, (part.end, part.end)):
        while place < start:
            match = _COMMENT.search(text, place, part.end)
            if match is None:
                return tuple(found)
            if match.start() >= start:
                break
            comment = match[0].rstrip()
            found.append(Comment(Span(match.start(), match.start() + len(comment)), comment))
            place = match.end()
        place = max(place, end)
    return tuple(found)
