"""One document of a source, and the cursor that goes over its values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from k8slint.text import Span
from k8slint.yaml.comments import Comment, find_comments
from k8slint.yaml.places import Path, Places

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator

    from k8slint.text import SourceFile
    from k8slint.yaml.drafts import Draft


class Part(NamedTuple):
    """Where a document stands in what was parsed."""

    draft: Draft
    table: array[int]
    offset: int  # of what was parsed, in the source
    end: int  # of its part of the source


class Origin(Protocol):
    """What knows the parts of a source, and whether they have anything that is written in one place and is in two."""

    @property
    def regular(self) -> bool:
        """Whether there are no merges, no duplicate keys, no aliases in it."""

    def part(self, number: int) -> Part:
        """Give the part of a document, counted from 0, the empty ones too."""


class DuplicateKey(NamedTuple):
    """A key that a mapping has twice: the path of its value, its first place and a later one."""

    path: Path
    first: Span
    again: Span


class Placed(NamedTuple):
    """A value, its place, and that of the key that holds it (None for list entries and the root)."""

    value: Any
    span: Span
    key_span: Span | None


class Site(NamedTuple):
    """Where something stands: a source and a range of its text."""

    source: SourceFile
    span: Span


class Document:
    """One `---` part of a source that is not empty: its value as the API server reads it, and the way to its places.

    `index` counts from 0 among such documents of the source. Never changed once read; places are worked out when
    first asked for.
    """

    __slots__ = ("_found", "_number", "_origin", "index", "source", "value")

    def __init__(self, source: SourceFile, index: int, value: Any, origin: Origin, number: int) -> None:
        self.source = source
        self.index = index
        self.value = value
        self._origin = origin
        self._number = number
        self._found: Places | None = None

    def __repr__(self) -> str:
        return f"Document({self.source.path!r}, {self.index})"

    @property
    def start(self) -> int:
        """Offset of its first content."""
        draft = self._origin.part(self._number).draft
        return self.places.span(draft.value, draft.event, keyed=False).start

    @property
    def part(self) -> Span:
        """The part of the text that is this document's, with the comments around it."""
        part = self._origin.part(self._number)
        return Span(part.offset + part.draft.start, min(part.end, len(self.source.text)))

    @property
    def duplicates(self) -> tuple[DuplicateKey, ...]:
        """Keys that one mapping has twice; none of those that a merge brings once more."""
        if self._origin.regular or not self._origin.part(self._number).draft.odd:
            return ()
        return tuple(self._duplicates(self.value, (), set()))

    def span(self, path: Path) -> Span | None:
        """Place of the value at a path; None if there is none. An alias stands where it is written."""
        found = self._find(path)
        return self.places.span(*found) if found else None

    def key_span(self, path: Path) -> Span | None:
        """Place of the key that holds the value at a path; None for list entries and the root."""
        found = self._find(path)
        return self.places.key_span(found[1]) if found and found[2] else None

    def site(self, path: Path) -> Site | None:
        """Source and place of the value at a path; None if there is none."""
        span = self.span(path)
        return None if span is None else Site(self.source, span)

    def key_site(self, path: Path) -> Site | None:
        """Source and place of the key that holds the value at a path; None for list entries and the root."""
        span = self.key_span(path)
        return None if span is None else Site(self.source, span)

    def along(self, path: Path) -> list[Placed]:
        """Values and places on the way down a path, the root first, as far as there is something."""
        places = self.places
        draft = self._origin.part(self._number).draft  # its value may be another than ours, which is equal
        value, event, keyed = draft.value, draft.event, False
        trail = [Placed(value, places.span(value, event, keyed), None)]
        for step in path:
            keyed = type(value) is dict
            found = places.entry(value, step)
            if found is None:
                break
            value, event = found
            trail.append(Placed(value, places.span(value, event, keyed), places.key_span(event) if keyed else None))
        return trail

    def comments(self) -> tuple[Comment, ...]:
        """Comments in the document's part of the text, by place."""
        return find_comments(self.source.text, self.part, self.places.scalars())

    @property
    def root(self) -> Node:
        """The node that holds all others."""
        return Node(self, ())

    @property
    def places(self) -> Places:
        """The places of all its nodes."""
        if self._found is None:
            part = self._origin.part(self._number)
            self._found = Places(self.source.text, part.table, part.offset, part.draft)
        return self._found

    def _find(self, path: Path) -> tuple[Any, int, bool] | None:
        """Value and event at a path, and whether it stands behind a key."""
        places = self.places
        draft = self._origin.part(self._number).draft  # its value may be another than ours, which is equal
        value, event, keyed = draft.value, draft.event, False
        for step in path:
            keyed = type(value) is dict
            found = places.entry(value, step)
            if found is None:
                return None
            value, event = found
        return value, event, keyed

    def _duplicates(self, value: Any, path: Path, seen: set[int]) -> Iterator[DuplicateKey]:
        """Find duplicate keys below a value; what several aliases share is told once."""
        if id(value) in seen:
            return
        seen.add(id(value))
        places = self.places
        for key, first, again in places.repeated(value):
            yield DuplicateKey((*path, key), places.key_span(first), places.key_span(again))
        entries: Any = value.items() if type(value) is dict else enumerate(value)
        for step, item in entries:
            if type(item) is dict or type(item) is list:
                yield from self._duplicates(item, (*path, step), seen)


class Node:
    """A cursor: a value of a document and the path to it. Two are equal if they point at the same place.

    Where there is nothing at the path, the value is None and the place that of the nearest value above.
    """

    __slots__ = ("document", "path", "value")

    def __init__(self, document: Document, path: Path) -> None:
        self.document = document
        self.path = path
        self.value: Any = _descend(document.value, path)[0]

    @property
    def site(self) -> Site:
        """Source and place of the value."""
        path = self.path
        site = self.document.site(path)
        while site is None:
            path = path[:-1]
            site = self.document.site(path)
        return site

    @property
    def key_site(self) -> Site | None:
        """Source and place of the key that holds the value; None for list entries and the root."""
        return self.document.key_site(self.path)

    @property
    def source(self) -> SourceFile:
        """The file in which the value stands."""
        return self.site.source

    @property
    def span(self) -> Span:
        """Place of the value."""
        return self.site.span

    @property
    def key_span(self) -> Span | None:
        """Place of the key that holds the value; None for list entries and the root."""
        site = self.key_site
        return None if site is None else site.span

    def get(self, *path: str | int) -> Node | None:
        """Give the node below, at a path; None where there is none."""
        value, depth = _descend(self.value, path)
        return self._below(path, value) if depth == len(path) else None

    def nearest(self, *path: str | int) -> Node:
        """Give the deepest node there is on a path below: where something that is missing should be."""
        depth = _descend(self.value, path)[1]
        return self._below(path[:depth], _descend(self.value, path[:depth])[0])

    def items(self) -> Iterator[tuple[str, Node]]:
        """Keys and nodes of a mapping; nothing of any other value."""
        if type(self.value) is dict:
            for key, value in self.value.items():
                yield key, self._below((key,), value)

    def elements(self) -> Iterator[Node]:
        """Nodes of a list; nothing of any other value."""
        if type(self.value) is list:
            for index, value in enumerate(self.value):
                yield self._below((index,), value)

    def _below(self, path: Path, value: Any) -> Node:
        node = object.__new__(Node)
        node.document = self.document
        node.path = self.path + path
        node.value = value
        return node

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and self.document is other.document and self.path == other.path

    def __hash__(self) -> int:
        return hash((id(self.document), self.path))

    def __repr__(self) -> str:
        return f"Node({self.document!r}, {self.path!r})"


def _descend(value: Any, path: Path) -> tuple[Any, int]:
    """Follow a path from a value: what is at its end (None if nothing) and how many steps lead to something."""
    for depth, step in enumerate(path):
        if type(value) is dict:
            if step not in value:
                return None, depth
        elif type(value) is not list or type(step) is not int or not 0 <= step < len(value):
            return None, depth
        value = value[step]
    return value, len(path)
