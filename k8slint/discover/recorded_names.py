"""How the paths of a repository are called: relative to its top by git, to the working directory by reports."""

from __future__ import annotations

import os
import posixpath

from k8slint.discover.names import printable
from k8slint.git import GitError


class Names:
    """How the paths of a repository are called: relative to its top by git, to the working directory by reports."""

    def __init__(self, top: str, here: str) -> None:
        self.top = top
        self.here = segments(here)
        self._here = here
        self._tops = tuple(dict.fromkeys((top, os.path.realpath(top))))
        inside = self._inside(here)
        self._before = "" if inside in {None, ""} else f"{inside}/"
        self._outside = None if inside is not None else os.path.relpath(top, here).replace(os.sep, "/")

    def _inside(self, where: str) -> str | None:
        for path in (where, os.path.realpath(where)):
            for top in self._tops:
                if path == top:
                    return ""
                if path.startswith(top.rstrip(os.sep) + os.sep):
                    return path[len(top.rstrip(os.sep)) + 1 :].replace(os.sep, "/")
        return None

    def inside(self, where: str) -> str:
        """The path in the repository of an absolute one; raises GitError if it lies outside."""
        found = self._inside(where)
        if found is None:
            raise GitError(f"{printable(where)} lies outside of the repository {printable(self.top)}")
        return found

    def path(self, shown: str) -> str | None:
        """The path in the repository of one as reports name it; None if it leads out of it."""
        return self._inside(os.path.normpath(os.path.join(self._here, shown.replace("/", os.sep))))

    def shown(self, path: str) -> str:
        """A path of the repository as reports name it."""
        if self._outside is not None:
            return printable(posixpath.join(self._outside, path) if path else self._outside)
        if not self._before:
            return printable(path or ".")
        if path.startswith(self._before):
            return printable(path[len(self._before) :])
        return printable(posixpath.relpath(f"/{path}", f"/{self._before}"))


def segments(path: str) -> tuple[str, ...]:
    """The parts of an absolute path, as reports show them."""
    return tuple(part for part in printable(path).replace(os.sep, "/").split("/") if part)
