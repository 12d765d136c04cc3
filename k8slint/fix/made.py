"""From the fix that a problem has in mind to the fix as text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from k8slint.findings import Change, DataEdit, Edit, Fix, Location, Splice, TextFix
from k8slint.fix.cuts import Cut, composed, joined, made
from k8slint.fix.data import edited, ordered, simple
from k8slint.fix.naming import renaming, replacing_part
from k8slint.fix.proof import Portion, portion_of, prove, whole
from k8slint.fix.refusal import Refused
from k8slint.fix.removing import removing
from k8slint.fix.setting import setting
from k8slint.text import SourceFile, Span
from k8slint.yaml import Document, read


def text_fix(fix: Fix) -> TextFix | str:
    """The fix as changes of text, proved; or why there is none, as half a sentence: "`spec.x` is an alias"."""
    try:
        return _text_fix(fix)
    except Refused as refusal:
        return refusal.reason


def _text_fix(fix: Fix) -> TextFix:
    sources: dict[str, SourceFile] = {}
    documents: dict[str, dict[int, Document]] = {}
    changes: dict[str, list[DataEdit]] = {}
    for edit in fix.edits:
        document = edit.node.document
        path = document.source.path
        if sources.setdefault(path, document.source) is not document.source:
            raise Refused("it speaks of two states of a file")
        documents.setdefault(path, {})[document.index] = document
        changes.setdefault(path, []).append(_data_edit(edit))
    splices: list[Splice] = []
    for path in sorted(sources):
        splices += _spliced(sources[path], documents[path], changes[path])
    if not splices:
        raise Refused("nothing is left to change")
    edits = tuple((path, tuple(sorted(changes[path], key=lambda edit: edit.document))) for path in sorted(changes))
    return TextFix(fix.title, fix.safety, tuple(splices), edits)


def _data_edit(edit: Edit) -> DataEdit:
    node = edit.node
    return DataEdit(node.document.index, (*node.path, *edit.path), edit.value, edit.change, edit.within)


def _spliced(source: SourceFile, documents: dict[int, Document], edits: list[DataEdit]) -> list[Splice]:
    """Give the splices of one file, proved."""
    portions = {index: portion_of(document) for index, document in documents.items()}
    if len(portions) > 1 and any(len(portion.documents) > 1 for portion in portions.values()):
        portions = dict.fromkeys(documents, whole(source))
    groups: dict[tuple[int, int], list[DataEdit]] = {}
    for edit in edits:
        portion = portions[edit.document]
        groups.setdefault((portion.start, portion.end), []).append(edit)
    splices: list[Splice] = []
    for (start, _), group in sorted(groups.items()):
        portion = portions[group[0].document]
        cuts = _cuts(portion, documents, group)
        for cut in cuts:
            begin, end = cut.start + start, cut.end + start
            splices.append(Splice(Location.of(source, Span(begin, end)), begin, end, cut.text))
    return splices


def _cuts(portion: Portion, documents: dict[int, Document], edits: list[DataEdit]) -> list[Cut]:
    """Give the cuts of one portion (offsets into it), proved."""
    text = portion.text
    cuts: list[Cut] = []
    expected: dict[int, Any] = {}
    numbers = {document.index: number for number, document in enumerate(portion.documents)}
    for index in sorted({edit.document for edit in edits}):
        number = numbers[index]
        mine = ordered(edit for edit in edits if edit.document == index)
        value = documents[index].value
        for edit in mine:
            after = edited(value, (edit,))  # what cannot be is known before the text is looked at
            for step in simple(value, edit):
                document = _again(portion, text, number) if cuts else documents[index]
                offset = 0 if cuts else portion.start
                new = [Cut(cut.start - offset, cut.end - offset, cut.text) for cut in joined(_step(document, step))]
                cuts = composed(cuts, new, text) if cuts else new
                text = made(text, new)
            value = after
        expected[number] = value
    cuts = [cut for cut in cuts if portion.text[cut.start : cut.end] != cut.text]
    prove(portion, cuts, expected)
    return cuts


def _again(portion: Portion, text: str, number: int) -> Document:
    documents = read(SourceFile(portion.source.path, text)).documents
    if len(documents) != len(portion.documents):
        raise Refused("the text could not be read afterwards")
    return documents[number]


def _step(document: Document, edit: DataEdit) -> Iterable[Cut]:
    if edit.change is Change.SET:
        return setting(document, edit.path, edit.value)
    if edit.change is Change.REMOVE:
        return removing(document, edit.path)
    if edit.change is Change.RENAME:
        return renaming(document, edit.path, edit.value)
    return replacing_part(document, edit.path, edit.within or (0, 0), edit.value)
