"""What of a text goes when a suppression, or a word of one, is no longer needed."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from k8slint.suppress.directives import Directive, Word
from k8slint.suppress.remarks import Remark
from k8slint.text import SourceFile

_BREAK = re.compile(r"\r\n|\n|\r")
_OTHER = re.compile(r"\S")


class Cut(NamedTuple):
    """A range of a text that becomes another text. `certain`: whatever reads the file reads the same afterwards."""

    start: int
    end: int
    text: str
    certain: bool = True


def without(source: SourceFile, remark: Remark, directive: Directive, words: Collection[Word]) -> tuple[Cut, ...]:
    """The cuts that take words out of a directive; with the last of them goes the comment, and its line if it has one."""
    certain = not remark.guessed
    if len(words) < len(directive.words):
        gone = frozenset(words)
        kept = ", ".join(word.text for word in directive.words if word not in gone)
        return (Cut(directive.words[0].start, directive.words[-1].end, kept, certain),)
    text = source.text
    others = ((remark.start, directive.start), (directive.end, remark.end))
    if not remark.templated and any(_OTHER.search(text, *part) for part in others):
        start, end = directive.start, directive.end
        while start > remark.start and text[start - 1] in " \t":
            start -= 1
        while end < remark.end and text[end].isspace():
            end += 1
        return (Cut(start, end if directive.start == remark.start else directive.end, "", certain),)
    if remark.templated and "".join(text[start:end] for start, end in others).strip("{}/*- \t\r\n"):
        return (Cut(directive.start, directive.end, "", certain),)
    if remark.templated:
        certain = _leaves_nothing(source, remark)
    line = source.position(remark.start).line
    begin = source.starts[line]
    if text[begin : remark.start].strip() or not remark.alone:
        before = text[begin : remark.start]
        blank = 0 if remark.templated and not certain else len(before) - len(before.rstrip(" \t"))
        return (Cut(remark.start - blank, remark.end, "", certain),)
    rest = _BREAK.search(text, remark.end)
    return (Cut(begin, len(text) if rest is None else rest.end(), "", certain),)


def without_one(source: SourceFile, remark: Remark, directive: Directive, number: int) -> tuple[Cut, ...]:
    """The cut that takes one word out of a directive, by its number, and leaves the others as they are written."""
    words = directive.words
    if len(words) == 1:
        return without(source, remark, directive, words)
    start, end = (words[number].start, words[number + 1].start) if number == 0 else (words[number - 1].end, words[number].end)
    return (Cut(start, end, "", not remark.guessed),)


def _leaves_nothing(source: SourceFile, remark: Remark) -> bool:
    """Whether the comment of a template takes from what is rendered no more than what goes with it.

    `{{-` takes the blanks and line breaks before it: nothing but its own line's, where it ends a line that ends there anyway.
    """
    text = source.text
    line = source.position(remark.start).line
    above = source.line(line - 1).strip() if line else "-"
    return (
        text.startswith("{{-", remark.start)
        and not text.endswith("-}}", remark.start, remark.end)
        and (bool(above) or not remark.alone)
        and _BREAK.match(text, remark.end) is not None
    )


def replaced(word: Word, text: str) -> tuple[Cut, ...]:
    """The cut that writes another word in the place of one."""
    return (Cut(word.start, word.end, text),)
