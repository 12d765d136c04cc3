"""The proof of a changed text: it is read again, and holds what it should, no more, no less, with every comment.

How much is read again: a document's part of the file suffices where it begins at the start of the file or with `---`
at the start of a line, and ends at the end of the file or where such a line begins. For `---` there begins a document
whatever stands before it (a scalar or bracket that is open there is an error), and neither anchors nor directives
outlive it; so all other parts are read as before if the new part by itself is one document without an error and ends
with a line break. In all other files, the whole is read.

Comments: a number sign begins one or stands in a scalar. Where no number sign is taken out, put in, or in a changed
value, each one that was there still is, in order; if one had moved into a scalar, that scalar's value would have
changed to one with a number sign. Else the comments of both texts are compared.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from k8slint.fix.cuts import Cut, made
from k8slint.fix.data import same
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
    errors: tuple[str, ...] = ()  # what of it cannot be read

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
    return Portion(source, 0, len(source.text), stream.documents, tuple(error.message for error in stream.errors))


@lru_cache(maxsize=2)
def _stream(source: SourceFile) -> Stream:
    return read(source)


def prove(portion: Portion, cuts: list[Cut], expected: dict[int, Any]) -> None:
    """Refuse cuts (offsets into the portion) that make anything but the values expected of its documents, by number."""
    text = made(portion.text, cuts)
    stream = read(SourceFile(portion.source.path, text))
    if tuple(error.message for error in stream.errors) != portion.errors:
        message = next((error.message for error in stream.errors if error.message not in portion.errors), "")
        raise Refused(f"the text could not be read afterwards{message and ': '}{message}")
    if portion.end < len(portion.source.text) and text[-1:] not in "\n\r":
        raise Refused("the next document would no longer stand in a line of its own")
    if len(stream.documents) != len(portion.documents):
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
    if "#" not in text:
        return any("#" in cut.text for cut in cuts)
    return any("#" in cut.text or "#" in text[cut.start : cut.end] for cut in cuts) or any(
        _differs_with_sign(portion.documents[number].value, value) for number, value in expected.items()
    )


def _differs_with_sign(old: Any, new: Any) -> bool:
    """Whether a value that is new or changed has a number sign in it."""
    if old is new or same(old, new):
        return False
    if type(new) is dict:
        inner = old if type(old) is dict else {}
        return any("#" in key if key not in inner else False for key in new) or any(
            _differs_with_sign(inner.get(key), item) for key, item in new.items()
        )
    if type(new) is list:
        inner_list = old if type(old) is list else []
        return any(
            _differs_with_sign(inner_list[index] if index < len(inner_list) else None, item) for index, item in enumerate(new)
        )
    return isinstance(new, str) and "#" in new


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
