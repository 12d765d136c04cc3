"""A document that no source holds as it is: its values are put together from several, and each of them knows where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from k8slint.text import Span
from k8slint.yaml.document import Document, DuplicateKey, Site

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8slint.text import SourceFile
    from k8slint.yaml.comments import Comment
    from k8slint.yaml.places import Path


class Provenance(Protocol):
    """What knows where the values of a composed document stand."""

    def site(self, path: Path) -> Site | None:
        """Where one would edit the value at a path; None if there is none, or nobody wrote it."""

    def key_site(self, path: Path) -> Site | None:
        """Where the key stands that holds the value at a path."""

    def written(self, path: Path) -> str | None:
        """The text at a path as the source has it that brought it, before anything was done to it; None if it has none."""

    def parts(self, path: Path) -> Iterable[Site]:
        """All places that have a part in the value at a path."""

    def values(self, path: Path, *, key: bool = False) -> Iterable[Site]:
        """Of a value that a template makes, or its key, the places of the values that it is made of."""


class Composed(Document):
    """A document that is put together: `source` is the one that brought it, `index` its number in what was made."""

    __slots__ = ("provenance",)

    def __init__(self, source: SourceFile, index: int, value: Any, provenance: Provenance) -> None:
        self.source = source
        self.index = index
        self.value = value
        self.provenance = provenance

    def __repr__(self) -> str:
        return f"Composed({self.source.path!r}, {self.index})"

    @property
    def start(self) -> int:
        """Offset of its first content in the source that brought it."""
        site = self.site(())
        return 0 if site is None or site.source is not self.source else site.span.start

    @property
    def part(self) -> Span:
        """Nothing: no part of a text is this document's alone."""
        return Span(self.start, self.start)

    @property
    def duplicates(self) -> tuple[DuplicateKey, ...]:
        """None: what its sources have twice is theirs."""
        return ()

    def site(self, path: Path) -> Site | None:
        """Source and place of the value at a path: where one would edit it; None if there is none, or nobody wrote it."""
        found = self.provenance.site(path)
        return found if found is not None or path else Site(self.source, Span(0, 0))

    def key_site(self, path: Path) -> Site | None:
        """Source and place of the key that holds the value at a path; None for list entries, the root, and what is implied."""
        return self.provenance.key_site(path)

    def span(self, path: Path) -> Span | None:
        """Place of the value at a path, in whichever source it stands."""
        site = self.site(path)
        return None if site is None else site.span

    def key_span(self, path: Path) -> Span | None:
        """Place of the key that holds the value at a path, in whichever source it stands."""
        site = self.key_site(path)
        return None if site is None else site.span

    def comments(self) -> tuple[Comment, ...]:
        """None: those of its sources are theirs."""
        return ()


def path_at(document: Document, span: Span) -> Path | None:
    """The path of the value of a source's own document that stands exactly in a range; None if none does."""
    return _path_at(document, (), document.value, span, keys=False)


def path_of_key(document: Document, span: Span) -> Path | None:
    """The path of the value whose key stands exactly in a range of a source's own document; None if none does."""
    return _path_at(document, (), document.value, span, keys=True)


def _path_at(document: Document, path: Path, value: Any, span: Span, *, keys: bool) -> Path | None:
    if (document.key_span(path) if keys else document.span(path)) == span:
        return path
    steps: Any = value if type(value) is dict else range(len(value)) if type(value) is list else ()
    for step in steps:
        below = (*path, step)
        key, place = document.key_span(below), document.span(below)
        start = key.start if key is not None else place.start if place is not None else span.end + 1
        if place is not None and start <= span.start and span.end <= place.end:
            found = _path_at(document, below, value[step], span, keys=keys)
            if found is not None:
                return found
    return None


def path_from(document: Document, span: Span) -> Path | None:
    """The path of the outermost collection of a source's own document that begins where a range does; None if none does."""
    path: Path = ()
    value = document.value
    while type(value) is dict or type(value) is list:
        place = document.span(path)
        if place is not None and place.start == span.start:
            return path
        steps: Any = value if type(value) is dict else range(len(value))
        step = next((step for step in steps if _holds(document.span((*path, step)), span)), None)
        if step is None:
            return None
        path, value = (*path, step), value[step]
    return None


def _holds(outer: Span | None, inner: Span) -> bool:
    return outer is not None and outer.start <= inner.start and inner.end <= outer.end
