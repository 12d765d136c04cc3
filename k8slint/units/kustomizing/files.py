"""The files of a run, as a build asks for them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

from k8slint.text import SourceFile
from k8slint.yaml.decoding import ReadError, decode

Kind = Literal["file", "directory", "missing", "outside"]

_REMOTE = re.compile(
    r"(?:https?:|ssh:|git@|git::|file:|(?:gh:|github\.com|gitlab\.com|bitbucket\.org|dev\.azure\.com)[/:])"
    r"|[\w.-]+\.\w+[:/].*(?://|\?ref=)|.*(?:\?ref=|\.git(?:/|\Z|\?))",
    re.IGNORECASE,
)


class Found(NamedTuple):
    """What lies at a path once links are followed: its kind and its own path; `outside`: links lead out of the run."""

    kind: Kind
    path: str


class Files(Protocol):
    """Reads the files of a run: paths have POSIX separators and begin at its root, which is `.`; `..` leads out of it."""

    def find(self, path: str) -> Found:
        """What lies at a path."""

    def data(self, path: str) -> bytes | None:
        """The bytes of a file; None if it cannot be read."""

    def source(self, path: str) -> SourceFile | ReadError | None:
        """The text of a file; None if it cannot be read."""


class MemoryFiles:
    """Files that are held already: bytes by path, and where links lead."""

    def __init__(self, files: Mapping[str, bytes], links: Mapping[str, str] | None = None) -> None:
        self._files = files
        self._links = links or {}
        self._directories = {"."}
        for path in files:
            while path := posixpath.dirname(path):
                self._directories.add(path)

    def find(self, path: str) -> Found:
        """What lies at a path."""
        if path == ".." or path.startswith(("../", "/")):
            return Found("outside", path)
        if path in self._links:
            return self.find(joined(posixpath.dirname(path), self._links[path]))
        if path in self._files:
            return Found("file", path)
        return Found("directory" if path in self._directories else "missing", path)

    def data(self, path: str) -> bytes | None:
        """The bytes of a file; None if there is none."""
        return self._files.get(path)

    def names(self, path: str) -> Sequence[str]:
        """The names of what lies in a directory."""
        return sorted({posixpath.basename(one) for one in (*self._files, *self._directories) if _above(one) == path})

    def source(self, path: str) -> SourceFile | ReadError | None:
        """The text of a file; None if there is none."""
        data = self._files.get(path)
        return None if data is None else decode(path, data)


def _above(path: str) -> str | None:
    """The directory that a path lies in; None of the root."""
    return None if path == "." else posixpath.dirname(path) or "."


def joined(directory: str, entry: str) -> str:
    """The path that a file of a directory names by a relative one."""
    return posixpath.normpath(posixpath.join(directory, entry))


def within(directory: str, path: str) -> bool:
    """Whether a path lies in a directory, at any depth."""
    return (directory == "." and path != ".." and not path.startswith("../")) or path.startswith(f"{directory}/")


def is_remote(entry: str) -> bool:
    """Whether an entry names something that Kustomize would fetch."""
    return _REMOTE.match(entry) is not None
