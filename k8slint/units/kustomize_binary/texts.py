"""The documents of a build's files and of the texts in its kustomizations, and the places of what stands in them."""

from __future__ import annotations

from typing import Any, NamedTuple

from k8slint.text import SourceFile, Span
from k8slint.units.kustomizing.files import Files
from k8slint.units.kustomizing.inline import Placement, placement
from k8slint.units.kustomizing.outcome import Path, Place
from k8slint.yaml import Document, ReadError, read


class Written(NamedTuple):
    """A document of a file, or of a text that stands in another file; in a list, the part of one object."""

    document: Document
    source: SourceFile
    placement: Placement | None = None
    within: Path = ()

    @property
    def value(self) -> Any:
        """What is written."""
        value = self.document.value
        for step in self.within:
            value = value[step]
        return value

    def place(self, path: Path, *, key: bool = False) -> Place | None:
        """The place of a value, or of its key; None where there is none."""
        path = (*self.within, *path)
        return self._place(self.document.key_span(path) if key else self.document.span(path))

    @property
    def first(self) -> Place:
        """Its first line."""
        start = self.document.span(self.within) or Span(self.document.start, self.document.start)
        end = self.document.source.text.find("\n", start.start, start.end)
        return self._place(Span(start.start, end if end >= 0 else start.end)) or Place(self.source, Span(0, 0))

    def _place(self, span: Span | None) -> Place | None:
        if span is None:
            return None
        return Place(self.source, self.placement.outer(span) if self.placement else span)


class Texts:
    """Reads what a build reads, each file once."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._read: dict[str, tuple[Written, ...]] = {}
        self._objects: dict[str, tuple[Written, ...]] = {}

    def source(self, path: str) -> SourceFile | None:
        """The text of a file, if it is one."""
        found = self._files.source(path)
        return found if isinstance(found, SourceFile) else None

    def is_broken(self, path: str) -> bool:
        """Whether a file is no text, or no YAML: that is reported as what it is."""
        found = self._files.source(path)
        return isinstance(found, ReadError) or (found is not None and bool(read(found).errors))

    def documents(self, path: str) -> tuple[Written, ...]:
        """The documents of a file."""
        found = self._read.get(path)
        if found is None:
            source = self.source(path)
            found = tuple(Written(document, source) for document in read(source).documents) if source is not None else ()
            self._read[path] = found
        return found

    def objects(self, path: str) -> tuple[Written, ...]:
        """The objects of a file: of lists, what they hold."""
        known = self._objects.get(path)
        if known is not None:
            return known
        found: list[Written] = []
        for one in self.documents(path):
            items = one.value.get("items") if isinstance(one.value, dict) else None
            if isinstance(items, list) and str(one.value.get("kind", "")).endswith("List"):
                found += [one._replace(within=("items", number)) for number, item in enumerate(items) if isinstance(item, dict)]
            elif isinstance(one.value, dict):
                found.append(one)
        self._objects[path] = tuple(found)
        return self._objects[path]

    @staticmethod
    def inline(document: Document, at: Path, text: str) -> tuple[Written, ...]:
        """The documents of a text in a document."""
        span = document.span(at) or Span(0, 0)
        lies = placement(document.source, span, text)
        inner = read(SourceFile(document.source.path, text))
        return tuple(Written(one, document.source, lies) for one in inner.documents)
