"""The suppressions of one file: what its comments say, and what each of them is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from k8slint.suppress.directives import MARK, Directive, directives
from k8slint.suppress.lines import remarks_in_lines
from k8slint.suppress.peers import MARKS
from k8slint.suppress.remarks import WHOLE, Remark, Scope, Wanted, remarks
from k8slint.text import SourceFile, Span
from k8slint.yaml import Document

#: Why a directive that is well written is about nothing.
_NOTHING = "nothing begins here or below that it could be about"
_OF_FILE = "`ignore-file` stands on a line of its own that is not indented"


class Note(NamedTuple):
    """A directive of ours in a comment. `scope`: what it silences; None: nothing, and `fault` says why."""

    directive: Directive
    remark: Remark
    scope: Scope | None
    fault: str | None = None


class Text(NamedTuple):
    """A file with comments: its documents, or that it is the template of a chart."""

    source: SourceFile
    documents: Sequence[Document] = ()
    templated: bool = False

    @property
    def silent(self) -> bool:
        """Whether no comment can stand in it."""
        return self.source.path.endswith(".json")


def may_say(source: SourceFile, *, peers: bool = False) -> bool:
    """Whether a file has a word of ours anywhere in it, or one of another tool: all others are not looked at."""
    text = source.text
    return (any(mark in text for mark in MARKS) if peers else MARK in text) and not source.path.endswith(".json")


def _is_ours(text: str) -> bool:
    return MARK in text


def _is_theirs(text: str) -> bool:
    return any(mark in text for mark in MARKS)


def notes(text: Text) -> Iterator[Note]:
    """What the comments of a file say in our words."""
    for remark in _remarks(text, _is_ours):
        for directive in directives(text.source.text, remark.start, remark.end, templated=remark.templated):
            if directive.fault is not None:
                yield Note(directive, remark, None, directive.fault)
            elif directive.of_file:
                yield Note(directive, remark, WHOLE if remark.margin else None, None if remark.margin else _OF_FILE)
            else:
                yield Note(directive, remark, remark.node, None if remark.node is not None else _NOTHING)


def peer_remarks(text: Text) -> list[Remark]:
    """The comments of a file that other tools may read."""
    return _remarks(text, _is_theirs)


def _remarks(text: Text, wanted: Wanted) -> list[Remark]:
    source = text.source
    if text.silent:
        return []
    found: list[Remark] = []
    at = 0
    for document in text.documents:
        start, end = document.part
        if source.text.find("#", at, start) >= 0:
            found += remarks_in_lines(source, Span(at, start), wanted)
        if wanted(source.text[start:end]):
            found += remarks(document, wanted)
        at = max(at, end)
    if at < len(source.text):
        found += remarks_in_lines(source, Span(at, len(source.text)), wanted, templated=text.templated)
    return found
