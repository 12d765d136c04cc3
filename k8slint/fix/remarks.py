"""The proof of a text in which comments change: it is read again and holds the same, with all other comments."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from k8slint.fix.cuts import Cut, made
from k8slint.fix.data import same
from k8slint.fix.proof import Portion
from k8slint.fix.refusal import Refused
from k8slint.text import SourceFile
from k8slint.yaml import Document, read

_OPENING = ("#", "{{/*", "{{-/*", "{{- /*", "{{ /*")


def prove_remarks(whole: Portion, cuts: list[Cut]) -> None:
    """Refuse cuts of a whole file that do anything to its data, or to comments other than those that they touch."""
    source = whole.source
    stream = read(SourceFile(source.path, made(source.text, cuts)))
    if len(stream.errors) != len(whole.errors) or len(stream.documents) != len(whole.documents):
        raise Refused("the text would not be read as before")
    for before, after in zip(whole.documents, stream.documents, strict=True):
        if not same(before.value, after.value) or len(after.duplicates) != len(before.duplicates):
            raise Refused("something else would change with it")
        left = iter([comment.text for comment in after.comments()])
        if not all(text in left for text in _kept(before, cuts)):  # each is looked for behind the one before
            raise Refused("a comment would be lost")
    if not whole.documents or whole.errors:
        _look_like_comments(source.text, cuts)


def _kept(document: Document, cuts: list[Cut]) -> Iterator[str]:
    """The comments of a document that no cut touches."""
    touched = [cut for cut in cuts if cut.start < cut.end or cut.text]
    place = 0
    for comment in document.comments():
        start, end = comment.span
        while place < len(touched) and touched[place].end < start:
            place += 1
        if place == len(touched) or touched[place].start > end:
            yield comment.text


def _look_like_comments(text: str, cuts: list[Cut]) -> None:
    """Refuse cuts that take anything but comments, of a text whose data nobody knows."""
    for before, after in pairwise([*cuts, Cut(len(text), len(text), "")]):
        if before.end > after.start:
            raise Refused("two of its edits touch the same text")
    for start, end, new in cuts:
        line = text[max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1 : start]
        inside = any(sign in line for sign in _OPENING)
        for part in (text[start:end], new):
            if part.strip() and not inside and not part.strip().startswith(_OPENING):
                raise Refused("it would touch more than a comment")
