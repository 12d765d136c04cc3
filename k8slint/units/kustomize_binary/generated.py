"""What generators make, and which of their entries, files and lines each value comes from."""

from __future__ import annotations

import base64
import binascii
import posixpath
from collections.abc import Iterator
from typing import Any, NamedTuple

from k8slint.text import Span
from k8slint.units.kustomize_binary.entries import GENERATORS
from k8slint.units.kustomize_binary.matching import Affixes, Source, name_of
from k8slint.units.kustomize_binary.texts import Texts, Written
from k8slint.units.kustomizing.files import Files, joined
from k8slint.units.kustomizing.outcome import Part, Path, Place

_FIELDS = {f"{kind}Generator": field for field, kind in GENERATORS.items()}


class Generator(NamedTuple):
    """An entry that makes an object: the document it stands in, where, and what it says."""

    directory: str
    written: Written
    at: Path
    entry: dict[str, Any]

    def part(self, path: Path = ()) -> Part:
        """A place in the entry."""
        place = self.written.place((*self.at, *path)) or self.written.first
        return Part("generator", place)


def generator(source: Source, value: dict[str, Any], affixes: Affixes, texts: Texts) -> Generator | None:
    """The entry that made an object: of its kind, and of its name before that was changed."""
    names = set(affixes.stripped(name_of(value)))
    directory = posixpath.dirname(source.path) or "."
    for written in texts.documents(source.path):
        if not isinstance(written.value, dict):
            continue
        for at, entry in _entries(written.value, source.configured_by):
            name = entry.get("name", entry.get("metadata", {}).get("name") if isinstance(entry.get("metadata"), dict) else None)
            if name in names:
                return Generator(directory, written, at, entry)
    return None


def _entries(value: dict[str, Any], kind: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The entries of a kustomization, or the one that a plugin's file is."""
    field = _FIELDS.get(kind, "")
    entries = value.get(field)
    if value.get("kind") == kind:
        yield (), value
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield (field, number), entry


def part_of(one: Generator, path: Path, value: Any, texts: Texts, files: Files) -> Part:
    """The place that a value of a generated object comes from."""
    if path[:1] in {("data",), ("binaryData",)} and len(path) > 1:
        return _of_data(one, str(path[1]), value, texts, files) or one.part()
    if path == ("metadata", "name"):
        return one.part(("name",) if "name" in one.entry else ("metadata", "name"))
    if path == ("type",) and "type" in one.entry:
        return one.part(("type",))
    return one.part()


def _of_data(one: Generator, key: str, value: Any, texts: Texts, files: Files) -> Part | None:
    for at, text in _texts(one.entry, "literals"):
        if text.partition("=")[0] == key:
            return one.part(at)
    for at, text in _texts(one.entry, "files"):
        name, equals, path = text.partition("=")
        if key == (name if equals else posixpath.basename(text)):
            source = texts.source(files.find(joined(one.directory, path if equals else text)).path)
            if source is None:
                return one.part(at)
            return Part("generator", Place(source, Span(0, len(source.text))), _text(value))
    for at, text in (*_texts(one.entry, "envs"), *_texts({"env": [one.entry.get("env")]}, "env")):
        source = texts.source(files.find(joined(one.directory, text)).path)
        for number, start in enumerate(source.starts if source is not None else ()):
            assert source is not None  # noqa: S101  # it has lines
            line = source.line(number)
            if line.partition("=")[0].strip() == key:
                return Part("generator", Place(source, Span(start, start + len(line))))
        if source is None:
            return one.part(at if at[0] != "env" else ("env",))
    return None


def _text(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    try:
        return base64.b64decode(value, validate=True).decode()
    except (binascii.Error, ValueError):
        return value


def _texts(entry: dict[str, Any], field: str) -> Iterator[tuple[Path, str]]:
    entries = entry.get(field)
    for number, text in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(text, str) and text:
            yield (field, number), text
