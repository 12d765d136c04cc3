"""Everything that a build reads, found beforehand: so that nothing is fetched, and nothing outside of the tree is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from k8slint.text import SourceFile, Span
from k8slint.units.kustomize_binary.entries import CHARTS, Entry, Inline, named, of_plugin
from k8slint.units.kustomize_binary.running import Limits
from k8slint.units.kustomize_binary.stopping import failed, place_of, refused
from k8slint.units.kustomizing.files import Files, Found, is_remote, joined, within
from k8slint.units.kustomizing.outcome import Path, Place
from k8slint.yaml import Document, ReadError, read

NAMES: Final = ("kustomization.yaml", "kustomization.yml", "Kustomization")

_ABSOLUTE = re.compile(r"[/\\]|[A-Za-z]:[/\\]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_FUNCTION = "config.kubernetes.io/function"
_DEEPEST = 100


class Needs(NamedTuple):
    """What a build reads.

    `files` are bytes by path; `links` the paths that are named, but are links, and where they lead. `documents` are the
    kustomizations by directory, the root's first. `restricted`: all files lie where Kustomize wants them.
    """

    files: Mapping[str, bytes]
    links: Mapping[str, str]
    documents: Mapping[str, Document]
    restricted: bool

    def followed(self, path: str) -> str:
        """Where a path leads, if a link is a part of it."""
        for link, target in self.links.items():
            if path == link or path.startswith(f"{link}/"):
                return joined(target, path.removeprefix(link).lstrip("/"))
        return path


class Gatherer:
    """Follows what kustomizations name, from a root on; raises Stopped at what must not or cannot be built."""

    def __init__(self, files: Files, limits: Limits) -> None:
        self._files = files
        self._limits = limits
        self._data: dict[str, bytes] = {}
        self._links: dict[str, str] = {}
        self._documents: dict[str, Document] = {}
        self._size = 0
        self._restricted = True

    def needs(self, root: str) -> Needs:
        """What a build of a directory reads."""
        self._kustomization(root, None, ())
        return Needs(self._data, self._links, self._documents, self._restricted)

    def _kustomization(self, directory: str, at: Place | None, way: Sequence[str]) -> None:
        if directory in way:
            raise failed("the kustomization includes itself" if at is not None else "it includes itself", at)
        if directory in self._documents:
            return
        if len(way) > _DEEPEST:
            raise refused(f"kustomizations are nested deeper than {_DEEPEST} levels", at)
        document = self._documents[directory] = self._read(directory, at)
        way = (*way, directory)
        for field in CHARTS:
            if document.value.get(field):
                raise refused(f"`{field}` needs Helm charts, which are not rendered", place_of(document, (field,), key=True))
        for entry in named(document.value):
            at = place_of(document, entry.at)
            if isinstance(entry, Inline):
                if entry.role == "plugin":
                    self._plugins(directory, SourceFile(document.source.path, entry.text), at)
            else:
                self._entry(directory, entry, at, way)

    def _read(self, directory: str, at: Place | None) -> Document:
        found = [name for name in NAMES if self._files.find(joined(directory, name)).kind == "file"]
        if not found:
            raise failed(f"the directory `{directory}` has no kustomization", at, "resource-not-found")
        if len(found) > 1:
            raise failed(f"the directory `{directory}` has several kustomizations: {', '.join(found)}", at)
        path = self._file(directory, found[0], at)
        source = self._files.source(path)
        if isinstance(source, ReadError):
            raise refused(f"`{path}` cannot be read: {source.message}", Place(source.source, source.span))
        if source is None:
            raise refused(f"`{path}` cannot be read", at)
        stream = read(source)
        if stream.errors:
            error = stream.errors[0]  # it is reported as what it is
            raise refused(f"`{path}` cannot be read: {error.message}", Place(source, error.span))
        if not stream.documents:
            raise failed("the kustomization is empty", Place(source, Span(0, 0)))
        document = stream.documents[0]
        if len(stream.documents) > 1 or not isinstance(document.value, dict):
            raise failed("a kustomization is one mapping", place_of(document))
        return document

    def _entry(self, directory: str, entry: Entry, at: Place, way: Sequence[str]) -> None:
        """Follow an entry, whether it names a file or a directory."""
        self._local(entry.text, at)
        found = self._find(directory, entry.text)
        if found.kind == "outside":
            raise refused(f"`{entry.text}` lies outside of the tree that is linted", at)
        if found.kind == "missing":
            raise failed(f"`{entry.text}` does not exist", at, "resource-not-found")
        if found.kind == "directory":
            if entry.role not in {"resource", "directory", "plugin"}:
                raise failed(f"`{entry.text}` is a directory", at, "resource-not-found")
            self._kustomization(found.path, at, way)
            if entry.role == "plugin":
                self._plugin_directory(found.path, at)
            return
        if entry.role == "directory":
            raise failed(f"`{entry.text}` is no directory", at, "resource-not-found")
        path = self._file(directory, entry.text, at)
        if entry.role == "plugin":
            source = self._files.source(path)
            if isinstance(source, SourceFile):
                self._plugins(directory, source, at)

    def _local(self, text: str, at: Place) -> None:
        """Raise for what Kustomize would fetch, and for what means another place where it is built."""
        if is_remote(text) or _SCHEME.match(text) or text.startswith("git@"):
            raise refused(f"`{text}` is not here: Kustomize would fetch it", at)
        if _ABSOLUTE.match(text):
            raise refused(f"`{text}` is an absolute path", at)
        if "\0" in text or "\\" in text:
            raise refused(f"`{text}` is no path on every system", at)

    def _find(self, directory: str, text: str) -> Found:
        path = joined(directory, text)
        found = self._files.find(path)
        if found.kind != "missing" and found.path != path:
            self._links[path] = found.path
        return found

    def _file(self, directory: str, text: str, at: Place | None) -> str:
        """Take up a file; the path at which it really lies."""
        path = self._find(directory, text).path
        self._restricted = self._restricted and within(directory, path)
        if path not in self._data:
            data = self._files.data(path)
            if data is None:
                raise refused(f"`{text}` cannot be read", at)
            self._data[path] = data
            self._size += len(data)
            if len(self._data) > self._limits.files or self._size > self._limits.size:
                raise refused(f"it reads more than {self._limits.files} files or {self._limits.size >> 20} MiB", at)
        return path

    def _plugin_directory(self, directory: str, at: Place) -> None:
        """Look into the plugins that a kustomization of plugins lists."""
        for entry in named(self._documents[directory].value):
            if isinstance(entry, Entry) and entry.role == "resource":
                found = self._find(directory, entry.text)
                source = self._files.source(found.path) if found.kind == "file" else None
                if isinstance(source, SourceFile):
                    self._plugins(directory, source, at)

    def _plugins(self, directory: str, source: SourceFile, at: Place) -> None:
        """Take up what built-in plugins read; raises for others: they are programs."""
        for document in read(source).documents:
            value = document.value
            if not isinstance(value, dict):
                continue
            name = value.get("kind")
            if value.get("apiVersion") != "builtin" or _is_function(value):
                raise refused(f"{name} is a plugin, and no program of the tree is run", at)
            if name == "HelmChartInflationGenerator":
                raise refused("a Helm chart, which is not rendered", at)
            for entry in of_plugin(value):
                self._of_plugin(directory, entry, at)

    def _of_plugin(self, directory: str, entry: Entry, at: Place) -> None:
        """Take up what a plugin may name: what is no file names none."""
        if _ABSOLUTE.match(entry.text) and entry.at[-1:] != ("path",) and "fieldSpecs" not in entry.at:
            return
        if is_remote(entry.text) or _SCHEME.match(entry.text):
            if _names_files(entry.at):
                raise refused(f"`{entry.text}` is not here: Kustomize would fetch it", at)
            return
        if "\0" not in entry.text and "\\" not in entry.text and self._files.find(joined(directory, entry.text)).kind == "file":
            self._file(directory, entry.text, at)


def _names_files(at: Path) -> bool:
    return any(step in {"path", "paths", "files", "envs", "env", "replacements"} for step in at)


def _is_function(value: dict[str, Any]) -> bool:
    metadata = value.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    return isinstance(annotations, dict) and (_FUNCTION in annotations or "config.k8s.io/function" in annotations)
