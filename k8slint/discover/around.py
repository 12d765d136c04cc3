"""What lies around the files of a run: found and read only where one of them names it, and never out of what was named."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from k8slint.discover.names import printable, relative
from k8slint.units.kustomizing.files import Found

if TYPE_CHECKING:
    from k8slint.discover.files import File

_NAMES = 1_000  # of a directory, that a misspelt one is compared with
_LIMIT = 1 << 26  # bytes of a file that somebody else but YAML reads


class Around:
    """The directories that were named, with all that is in them; where only files were named, these and nothing else."""

    def __init__(self, files: Iterable[File], cwd: str, tops: Iterable[str]) -> None:
        self._files = {file.path: file for file in files}
        self._cwd = cwd
        self._tops = tuple(os.path.realpath(top).rstrip(os.sep) + os.sep for top in tops)

    def find(self, path: str) -> Found:
        """What lies at a path as reports name it, once links are followed."""
        where = os.path.join(self._cwd, path.replace("/", os.sep))
        real = os.path.realpath(where)
        top = next((top for top in self._tops if f"{real}{os.sep}".startswith(top)), None)
        if top is None or ".git" in real[len(top) :].split(os.sep):
            return Found("outside" if self._tops or os.path.lexists(where) else "missing", path)
        shown = printable(relative(real, self._cwd))
        if os.path.isdir(real):
            return Found("directory", shown)
        return Found("file" if os.path.isfile(real) else "missing", shown)

    def names(self, path: str) -> Sequence[str]:
        """The names of what lies in a directory that belongs to what was named: the first of very many."""
        if self.find(path).kind != "directory":
            return ()
        try:
            with os.scandir(os.path.join(self._cwd, path.replace("/", os.sep))) as found:
                names = sorted(entry.name for entry in islice(found, _NAMES))
        except OSError:
            return ()
        return [name for name in names if name != ".git" and printable(name) == name]

    def where(self, path: str) -> tuple[str, str] | None:
        """Where a directory lies on disk, and the directory around it that was named; None if it lies in none."""
        where = os.path.join(self._cwd, path.replace("/", os.sep))
        real = f"{os.path.realpath(where)}{os.sep}"
        top = next((top for top in self._tops if real.startswith(top)), None)
        return None if top is None or not os.path.isdir(where) else (where, top)

    def data(self, path: str) -> bytes | None:
        """The bytes of a file; None if it cannot be read, or does not belong to what was named."""
        file = self._files.get(path)
        if file is None:
            from k8slint.discover.files import File

            found = self.find(path)
            if found.kind != "file":
                return None
            file = File(found.path, os.path.join(self._cwd, found.path.replace("/", os.sep)))
        data = file.read(_LIMIT + 1)
        return None if data is None or len(data) > _LIMIT else data
