"""Which entry of a kustomization changed a value: of those that transformed its object, the last that can bring it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from k8slint.units.kustomize_binary.matching import Source
from k8slint.units.kustomize_binary.patches import Named, Patch, brought, patches
from k8slint.units.kustomize_binary.texts import Texts, Written
from k8slint.units.kustomizing.files import Files
from k8slint.units.kustomizing.outcome import How, Part, Path
from k8slint.yaml import Document

_PATCHES = frozenset({"PatchTransformer", "PatchStrategicMergeTransformer", "PatchJson6902Transformer"})

_IDENTITY = frozenset({("apiVersion",), ("kind",), ("metadata", "name"), ("metadata", "namespace")})
_AFFIXES: dict[str, tuple[str, How]] = {
    "PrefixTransformer": ("namePrefix", "prefix"),
    "SuffixTransformer": ("nameSuffix", "suffix"),
}


class Wanted(NamedTuple):
    """A value that something has changed: its object, where it stands, and what it was before (None: not there)."""

    value: dict[str, Any]
    named: Named
    path: Path
    now: Any
    before: Any
    key: bool = False


class Changes:
    """The changes that the kustomizations of a build make."""

    def __init__(self, documents: Mapping[str, Document], texts: Texts, files: Files) -> None:
        self._documents = documents
        self._texts = texts
        self._files = files
        self._patches: dict[str, tuple[Patch, ...]] = {}

    def patches(self, directory: str) -> tuple[Patch, ...]:
        """The patches of a kustomization."""
        found = self._patches.get(directory)
        if found is None:
            document = self._documents[directory]
            found = self._patches[directory] = tuple(patches(directory, document, self._texts, self._files))
        return found

    def part(self, sources: tuple[Source, ...], wanted: Wanted) -> Part | None:
        """The place that brings a value; None where none can be told."""
        seen = set()
        for source in reversed(sources):
            if source in seen:
                continue
            seen.add(source)
            found = self._of(source, wanted)
            if found is not None:
                return found
        return None

    def _of(self, source: Source, wanted: Wanted) -> Part | None:
        directory = posixpath.dirname(source.path) or "."
        document = self._documents.get(directory)
        if document is None or document.source.path != self._shown(source.path):
            return _of_plugin(self._texts.documents(source.path), wanted)
        if source.configured_by in _PATCHES:
            if wanted.path in _IDENTITY and wanted.now == wanted.before:
                return None  # a patch repeats them to say what it changes
            for patch in reversed(self.patches(directory)):
                place = brought(patch, wanted.named, wanted.value, wanted.path, wanted.now, key=wanted.key)
                if place is not None:
                    return Part("patch", place, _text(wanted.now))
            return None
        written = Written(document, document.source)
        for how, at, text in _entries(source.configured_by, document.value, wanted):
            place = written.place(at)
            if place is not None:
                return Part(how, place, text)
        return None

    def _shown(self, path: str) -> str:
        source = self._texts.source(path)
        return path if source is None else source.path


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _entries(kind: str, value: dict[str, Any], wanted: Wanted) -> Iterator[tuple[How, Path, str | None]]:
    """The entries of a kustomization that may be what one of its transformers goes by."""
    last, now = wanted.path[-1:], wanted.now
    if kind == "NamespaceTransformer" and now == value.get("namespace") and _is_namespace(wanted):
        yield "namespace", ("namespace",), _text(now)
    elif kind == "LabelTransformer" and "annotations" not in wanted.path:
        yield from _labels(value, wanted)
    elif kind == "AnnotationsTransformer" and "annotations" in wanted.path:
        yield from _pairs("annotation", ("commonAnnotations",), value.get("commonAnnotations"), wanted)
    elif kind == "ReplacementTransformer" and now != wanted.before:
        yield from _replacements(value, wanted.path)
    elif kind in _AFFIXES and last == ("name",) and now != wanted.before:
        yield from _affix(*_AFFIXES[kind], value, wanted)
    elif kind == "ReplicaCountTransformer" and last == ("replicas",):
        yield from _counts(value, wanted)
    elif kind == "ImageTagTransformer" and last == ("image",):
        yield from _images(value, str(now), str(wanted.before))


def _is_namespace(wanted: Wanted) -> bool:
    """Whether a value is the namespace of something, or the name of a Namespace."""
    return wanted.path[-1:] == ("namespace",) or (wanted.named.kind == "Namespace" and wanted.path == ("metadata", "name"))


def _labels(value: dict[str, Any], wanted: Wanted) -> Iterator[tuple[How, Path, str | None]]:
    yield from _pairs("label", ("commonLabels",), value.get("commonLabels"), wanted)
    for number, entry in _items(value, "labels"):
        yield from _pairs("label", ("labels", number, "pairs"), entry.get("pairs"), wanted)


def _counts(value: dict[str, Any], wanted: Wanted) -> Iterator[tuple[How, Path, str | None]]:
    for number, entry in _items(value, "replicas"):
        if entry.get("name") in wanted.named.names and entry.get("count") == wanted.now:
            yield "replica", ("replicas", number, "count"), None


def _affix(field: str, how: How, value: dict[str, Any], wanted: Wanted) -> Iterator[tuple[How, Path, str | None]]:
    affix = value.get(field)
    if isinstance(affix, str) and affix and affix in str(wanted.now) and wanted.before is not None:
        yield how, (field,), affix


def _pairs(how: How, at: Path, pairs: Any, wanted: Wanted) -> Iterator[tuple[How, Path, str | None]]:
    key = wanted.path[-1] if wanted.path else ""
    if isinstance(pairs, dict) and isinstance(wanted.now, dict):  # a mapping that was not there before
        yield from ((how, (*at, one), None) for one in pairs if one in wanted.now)
    elif isinstance(pairs, dict) and key in pairs and str(pairs[key]) == str(wanted.now):
        yield how, (*at, key), _text(wanted.now)


def _images(value: dict[str, Any], now: str, before: str) -> Iterator[tuple[How, Path, str | None]]:
    for number, entry in _items(value, "images"):
        name = str(entry.get("name"))
        if not before.startswith(name):
            continue
        for field in ("newTag", "digest", "newName"):
            if field in entry and str(entry[field]) in now:
                yield "image", ("images", number, field), str(entry[field])


def _replacements(value: dict[str, Any], path: Path) -> Iterator[tuple[How, Path, str | None]]:
    last = next((step for step in reversed(path) if isinstance(step, str)), "")
    for number, entry in _items(value, "replacements"):
        targets = entry.get("targets")
        for target in targets if isinstance(targets, list) else ():
            paths = target.get("fieldPaths") if isinstance(target, dict) else None
            if isinstance(paths, list) and any(isinstance(one, str) and one.endswith(last) for one in paths):
                yield "replacement", ("replacements", number, "source"), None
        if "path" in entry:
            yield "replacement", ("replacements", number, "path"), None


def _items(value: dict[str, Any], field: str) -> Iterator[tuple[int, dict[str, Any]]]:
    entries = value.get(field)
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield number, entry


def _of_plugin(documents: tuple[Written, ...], wanted: Wanted) -> Part | None:
    """The value in the settings of a transformer, where it stands there as it is."""
    if isinstance(wanted.now, dict | list):
        return None
    for written in documents:
        rest: list[tuple[Path, Any]] = [((), written.value)]
        while rest:
            at, found = rest.pop()
            if isinstance(found, dict):
                rest += [((*at, key), item) for key, item in found.items()]
            elif isinstance(found, list):
                rest += [((*at, number), item) for number, item in enumerate(found)]
            elif found == wanted.now and at and at[0] not in {"apiVersion", "kind"}:
                place = written.place(at)
                return None if place is None else Part("settings", place, _text(found))
    return None
