"""The repository of a run, as far as the run sees it: what lies at a path from its top."""

from __future__ import annotations

import posixpath
from typing import Literal

from k8slint.text import SourceFile
from k8slint.units.gitops.globs import matching
from k8slint.units.layout import Layout, parent
from k8slint.units.run_files import RunFiles
from k8slint.yaml import ReadError

#: What is known of a path: it leads to a directory or a file, to nothing, or out of what was looked at.
Kind = Literal["directory", "file", "missing", "outside"]


class Repository:
    """Finds paths that are written as seen from the top of the repository, and names them as reports do."""

    def __init__(self, layout: Layout, files: RunFiles) -> None:
        self._layout = layout
        self._files = files
        self._kinds: dict[str, Kind] = {}
        self._tops: dict[str, str] = {}
        self._shown: dict[tuple[str, str], str] = {}
        self._directories: tuple[str, ...] | None = None
        self._matched: dict[tuple[str, str, bool], tuple[str, ...] | None] = {}

    def shown(self, path: str, file: str) -> str:
        """A path from the top of the repository in which a file lies, as reports name it."""
        directory = parent(file)
        top = self._tops.get(directory)
        if top is None:
            top = self._tops[directory] = self._layout.top(directory)
        found = self._shown.get((top, path))
        if found is None:
            found = self._shown[top, path] = posixpath.normpath(posixpath.join(top, path))
        return found

    def find(self, shown: str) -> Kind:
        """What lies at a path as reports name it."""
        found = self._kinds.get(shown)
        if found is None:
            found = self._kinds[shown] = self._files.find(shown).kind if self._layout.mode != "stdin" else "outside"
        return found

    def names(self, shown: str) -> tuple[str, ...]:
        """The names of the directories that lie in the directory where a path should lead."""
        above = parent(shown)
        return tuple(
            name for name in self._files.beside(shown) if self.find(posixpath.normpath(f"{above}/{name}")) == "directory"
        )

    def files_beside(self, shown: str) -> tuple[str, ...]:
        """The names of what lies in the directory where a path to a file should lead."""
        return self._files.beside(shown)

    def source(self, shown: str) -> SourceFile | ReadError | None:
        """The text of a file, or why it cannot be read; None if there is none."""
        return self._files.source(shown)

    def matching(self, pattern: str, file: str, *, directories: bool) -> tuple[str, ...] | None:
        """The paths from the top that a pattern matches, of directories or of files that the run has looked at.

        None where that cannot be told.
        """
        top = self.shown(".", file)
        asked = (top, pattern, directories)
        if asked not in self._matched:
            self._matched[asked] = self._match(*asked)
        return self._matched[asked]

    def _match(self, top: str, pattern: str, directories: bool) -> tuple[str, ...] | None:
        if self._directories is None:
            found: set[str] = set()
            for path in self._layout.paths:
                while (path := parent(path)) not in found and path != ".":  # upwards
                    found.add(path)
            self._directories = tuple(sorted(found))
        every = self._directories if directories else self._layout.paths
        within = every if top == "." else (posixpath.relpath(path, top) for path in every)
        return matching(pattern, (path for path in within if not path.startswith("..")))
