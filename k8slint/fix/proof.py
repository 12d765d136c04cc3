"""The proof of a changed text: it is read again, and holds what it should, no more, no less, with every comment.

How much is read again: a document's part of the file suffices where it begins at the start of the file or with `---`
at the start of a line, and ends at the end of the file or where such a line begins. For `---` there begins a document
whatever stands before it (a scalar or bracket that is open there is an error), and neither anchors nor directives
outlive it; so all other parts are read as before if the new part by itself is one document without an error and ends
with a line break. In all other files, the whole is read.

Comments: a number sign begins one or stands in a scalar. Where no cut takes out or puts in a number sign, no value or
key that changes has one, and no cut ends before one or begins in a line behind one (but at the line's end, which stays
one), all number signs are there still, between what stood beside them. One of them that moved into a scalar or out of one would
have changed its value, a comment in it as another one's text would stand behind that one; so all comments are there.
In all other cases the comments of both texts are compared.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from k8slint.fix.cuts import Cut, made
from k8slint.fix.data import same
from k8slint.fix.lines import line_start
from k8slint.fix.refusal import Refused
from k8slint.text import SourceFile
from k8slint.yaml import Document, Stream, read

_FENCE = re.compile(r"(?:(?<=[\n\r])|\A)---(?=[ \t\n\r]|\Z)")


class Portion(NamedTuple):
    """The part of a source that is read again when something in it changes, and the documents in it."""

    source: SourceFile
    start: int
    end: int
    documents: tuple[Document, ...]
    errors: tuple[str, ...] = ()  # messages of what of it cannot be read
    empty: int = 0  # documents with nothing in them

    @property
    def text(self) -> str:
        """Its text."""
        return self.source.text[self.start : self.end]


def portion_of(document: Document) -> Portion:
    """Give the smallest part of a source with a document in it that is read by itself as it is in the whole."""
    text, part = document.source.text, document.part
    if (part.start == 0 or _FENCE.match(text, part.start)) and (part.end == len(text) or _FENCE.match(text, part.end)):
        return Portion(document.source, part.start, part.end, (document,))
    return whole(document.source)


def whole(source: SourceFile) -> Portion:
    """Give all of a source."""
    stream = _stream(source)
    return Portion(source, 0, len(source.text), stream.documents, tuple(error.message for error in stream.errors), stream.empty)


@lru_cache(maxsize=2)
def _stream(source: SourceFile) -> Stream:
    return read(source)


def prove(portion: Portion, cuts: list[Cut], expected: dict[int, Any]) -> None:
    """Refuse cuts (offsets into the portion) that make anything but the values expected of its documents, by number."""
    parts = [portion.documents[number].part for number in expected]
    for cut in cuts:
        if not any(part.start <= portion.start + cut.start <= portion.start + cut.end <= part.end for part in parts):
            raise Refused("it would touch another document")
    text = made(portion.text, cuts)
    stream = read(SourceFile(portion.source.path, text))
    if len(stream.errors) != len(portion.errors):  # their words may differ: of a file that begins like JSON they do
        message = next((error.message for error in stream.errors if error.message not in portion.errors), "")
        raise Refused(f"the text could not be read afterwards{message and ': '}{message}")
    if portion.end < len(portion.source.text) and text[-1:] not in "\n\r":
        raise Refused("the next document would no longer stand in a line of its own")
    if len(stream.documents) != len(portion.documents) or stream.empty != portion.empty:
        raise Refused("there would be another number of documents")
    for number, (before, after) in enumerate(zip(portion.documents, stream.documents, strict=True)):
        if not same(after.value, expected.get(number, before.value)):
            raise Refused("something else would change with it")
        if len(after.duplicates) > len(before.duplicates):
            raise Refused("a key would stand there twice")
    if _may_touch_comments(portion, cuts, expected) and _remarks(portion, portion.documents) != _remarks(
        Portion(SourceFile(portion.source.path, text), 0, len(text), stream.documents), stream.documents
    ):
        raise Refused("a comment would be lost")


def _may_touch_comments(portion: Portion, cuts: list[Cut], expected: dict[int, Any]) -> bool:
    text = portion.text
    for start, end, new in cuts:
        if "#" in new or "#" in text[start : end + 1]:
            return True
        behind = "#" in text[line_start(text, start) : start]
        if behind and ((text[start : start + 1] or "\n") not in "\n\r" or (new or text[end : end + 1] or "\n")[0] not in "\n\r"):
            return True
    return any(_moves_signs(portion.documents[number].value, value) for number, value in expected.items())


def _moves_signs(old: Any, new: Any) -> bool:
    """Whether there is a number sign in what is not the same in both of two values."""
    if old is new:
        return False
    if type(old) is dict and type(new) is dict:
        gone = (item for key, item in old.items() if key not in new)
        return (
            any("#" in key for key in old.keys() ^ new.keys())
            or any(map(_has_sign, gone))
            or any(_moves_signs(old[key], item) if key in old else _has_sign(item) for key, item in new.items())
        )
    if type(old) is list and type(new) is list:
        shared = min(len(old), len(new))
        return any(map(_moves_signs, old, new)) or _has_sign(old[shared:]) or _has_sign(new[shared:])
    return not same(old, new) and (_has_sign(old) or _has_sign(new))


def _has_sign(value: Any) -> bool:
    if type(value) is dict:
        return any("#" in key or _has_sign(item) for key, item in value.items())
    return any(map(_has_sign, value)) if type(value) is list else type(value) is str and "#" in value


def _remarks(portion: Portion, documents: tuple[Document, ...]) -> list[str]:
    """Comments of the documents in order, and all that stands between the documents: comments, and what is not read."""
    text = portion.source.text
    found: list[str] = []
    place = portion.start
    for document in documents:
        part = document.part
        found.append(text[place : part.start])
        found += [comment.text for comment in document.comments()]
        place = max(place, part.end)
    found.append(text[place : portion.end])
    return found
