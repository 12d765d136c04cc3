"""From what Kustomize makes to documents: built objects that know in which files their values stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from k8slint.text import SourceFile, Span
from k8slint.units.kustomizing.outcome import Built, BuiltObject, How
from k8slint.yaml import Composed, Site
from k8slint.yaml.places import Path

#: The first line of an entry of a list, without what is before it.
_FIRST = re.compile(r"[\s-]*([^\r\n]*[^\s])")
#: What brings a value into being, so that its text is what a source calls it; anything else changes one that is there.
_BRINGS: frozenset[How] = frozenset({"base", "patch", "generator", "replacement"})


class Made:
    """The places of a built object's values, as documents are asked for them."""

    __slots__ = ("object",)

    def __init__(self, made: BuiltObject) -> None:
        self.object = made

    def site(self, path: Path) -> Site | None:
        """Where one would edit the value at a path."""
        origin = self.object.origin(path)
        if origin is None:
            return None
        source, span = origin.effective.place
        return _shown(source, span) if span.start == span.end and self._holds(path) else Site(source, span)

    def _holds(self, path: Path) -> bool:
        """Whether there is a mapping or a list at a path."""
        value: Any = self.object.value
        for step in path:
            value = value[step]
        return isinstance(value, (dict, list))

    def key_site(self, path: Path) -> Site | None:
        """Where the key stands that holds the value at a path; of what is implied, the entry that implies it."""
        origin = self.object.key_origin(path)
        return None if origin is None else _shown(*origin.effective.place)

    def written(self, path: Path) -> str | None:
        """The text at a path before anything was put before or behind it."""
        origin = self.object.origin(path)
        first = origin.parts[0] if origin is not None else None
        return first.text if first is not None and first.how in _BRINGS else None

    def parts(self, path: Path) -> Iterator[Site]:
        """All places that have a part in the value at a path."""
        origin = self.object.origin(path)
        yield from () if origin is None else (Site(*part.place) for part in origin.parts)

    def values(self, _path: Path, *, key: bool = False) -> tuple[Site, ...]:  # noqa: ARG002  # as others are asked
        """None: Kustomize has no templates."""
        return ()


def _shown(source: SourceFile, span: Span) -> Site:
    """A place, of a collection that is known by its beginning alone the first line."""
    if span.start < span.end:
        return Site(source, span)
    found = _FIRST.match(source.text, span.start)
    return Site(source, span) if found is None else Site(source, Span(*found.span(1)))


def composed(built: Built, kustomization: SourceFile) -> Iterator[Composed]:
    """The documents of a build; `kustomization` is the file of its root, to which belongs what nobody wrote."""
    for index, made in enumerate(built.objects):
        origin = made.origin(())
        source = kustomization if origin is None else origin.effective.place.source
        yield Composed(source, index, made.value, Made(made))
