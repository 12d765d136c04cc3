"""The files of a run, as builds ask for them: those that were read already, and what lies around them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from typing import Protocol

from k8slint.text import SourceFile
from k8slint.units.kustomizing.files import Found
from k8slint.units.layout import Layout, parent
from k8slint.yaml import ReadError, Stream, decode


class Store(Protocol):
    """Where files lie, named as reports name them: links are followed, but never out of what was named."""

    def find(self, path: str) -> Found:
        """What lies at a path; `outside`: something that does not belong to the run."""

    def data(self, path: str) -> bytes | None:
        """The bytes of a file; None if it cannot be read."""

    def names(self, path: str) -> Sequence[str]:
        """The names of what lies in a directory."""


class RunFiles:
    """Reads the files of a run; one that was read already is not read again."""

    def __init__(self, layout: Layout, streams: Iterable[Stream], store: Store | None) -> None:
        self._layout = layout
        self._store = store
        self._paths = frozenset(layout.paths)
        self._read: set[str] = set()
        self._directories = {"."}
        for path in self._paths:
            while (path := parent(path)) not in self._directories:  # upwards
                self._directories.add(path)
        self._sources: dict[str, SourceFile | ReadError] = {
            stream.source.path: stream.source for stream in streams if stream.source.text
        }

    def find(self, path: str) -> Found:
        """What lies at a path."""
        path = posixpath.normpath(path)
        shown = self.shown(path)
        if shown in self._paths:
            return Found("file", path)
        if shown in self._directories:
            return Found("directory", path)
        if self._store is None:
            return Found("outside" if path == ".." or path.startswith(("../", "/")) else "missing", path)
        return self._store.find(shown)

    def data(self, path: str) -> bytes | None:
        """The bytes of a file; None if it cannot be read."""
        path = self.shown(path)
        found = self._store.data(path) if self._store is not None else None
        if found is not None:
            self._read.add(path)
        return found

    def source(self, path: str) -> SourceFile | ReadError | None:
        """The text of a file; None if it cannot be read."""
        path = self.shown(path)
        found = self._sources.get(path)
        if found is None:
            data = self.data(path)
            if data is None:
                return None
            found = self._sources[path] = decode(path, data)
        return found

    def shown(self, path: str) -> str:
        """A path as reports name it."""
        return self._layout.resolve(".", path)

    @property
    def others(self) -> frozenset[str]:
        """The files that were read without being among those of the run."""
        return frozenset(self._read - self._paths)

    def beside(self, path: str) -> tuple[str, ...]:
        """The names of what lies in the directory where a path should lead."""
        directory = parent(self.shown(path))
        known = (*self._paths, *self._directories)
        names = {posixpath.basename(one) for one in known if one != directory and parent(one) == directory}
        return tuple(sorted(names.union(self._store.names(directory) if self._store is not None else ())))
