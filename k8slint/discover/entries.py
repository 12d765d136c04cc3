"""The recorded files of a repository by path, with the directories that they make and the links among them."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator

from k8slint.git.blobs import Blobs
from k8slint.git.recorded import Entry

_HOPS = 40  # links on one way
_LONGEST = 4_096  # bytes of where one leads: no system follows more


class Entries:
    """Recorded files by path; `children` are what lies in each directory, `blobs` their bytes."""

    def __init__(self, entries: Iterable[Entry], blobs: Blobs) -> None:
        self.blobs = blobs
        self.by_path = {entry.path: entry for entry in entries}
        self.children: dict[str, list[str]] = {"": []}
        for path in self.by_path:
            self._hang(path)

    def _hang(self, path: str) -> None:
        while path:
            above = posixpath.dirname(path)
            known = above in self.children
            self.children.setdefault(above, []).append(path)
            if known:
                return
            path = above

    def below(self, directory: str) -> Iterator[Entry]:
        """All files in a directory and the directories in it, in path order."""
        rest = sorted(self.children.get(directory, ()), reverse=True)
        while rest:
            path = rest.pop()
            if path in self.children:
                rest.extend(sorted(self.children[path], reverse=True))
            if path in self.by_path:
                yield self.by_path[path]

    def follow(self, path: str) -> str | None:
        """Where a path leads once its links are followed; None if it leads out of the repository."""
        rest = path.split("/")[::-1] if path else []
        at = ""
        hops = 0
        while rest:
            step = rest.pop()
            if step in {"", "."}:
                continue
            if step == "..":
                if not at:
                    return None
                at = posixpath.dirname(at)
                continue
            here = posixpath.join(at, step)
            entry = self.by_path.get(here)
            if entry is None or entry.kind != "link":
                at = here
                continue
            hops += 1
            target = os.fsdecode(self.blobs.get(entry.blob) or b"/")
            if hops > _HOPS or target.startswith("/") or len(target) > _LONGEST:
                return None
            rest.extend(target.split("/")[::-1])
        return at
