"""What people wrote beside a value for other people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from k8slint.text import Span
from k8slint.yaml.reader import read

if TYPE_CHECKING:
    from k8slint.yaml.document import Node

_BEHIND = re.compile(r"[ \t]+#[^\r\n]*")
_WHOLE = re.compile(r"[ \t]*#")


def is_remarked(node: Node) -> bool:
    """Whether comments stand behind a value, among its lines, or on the line above it: without it they speak of nothing."""
    source, key = node.source, node.key_span
    span = node.span if key is None else Span(key.start, max(key.end, node.span.end))
    around = _around(source.text, span)
    if "#" not in source.text[around.start : around.end]:
        return False
    # Of a document that is put together nobody has the comments: its sources do.
    documents = (node.document,) if node.document.comments() else read(source).documents
    return any(around.start <= one.span.start < around.end for document in documents for one in document.comments())


def _around(text: str, span: Span) -> Span:
    """A place with the comment behind it, and, where it begins its line, with the line above if that is a comment."""
    behind = _BEHIND.match(text, span.end)
    end = span.end if behind is None else behind.end()
    begin = _line_start(text, span.start)
    if begin and not text[begin : span.start].strip(" -"):
        above = _line_start(text, begin - 1 - (text[begin - 2 : begin] == "\r\n"))
        if _WHOLE.match(text, above, begin):
            return Span(above, end)
    return Span(span.start, end)


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
