"""A copy of what a build reads, in a directory of its own: what was looked at before is what Kustomize sees, and no more."""

from __future__ import annotations

import contextlib
import json
import os
import posixpath
import tempfile
from collections.abc import Iterator
from typing import Any

from k8slint.units.kustomize_binary.needs import Needs
from k8slint.units.kustomize_binary.stopping import refused

_TREE = "tree"
_WRAPPER = "wrapper"
#: Fields of a root that only count in the root; the wrapper is the root here.
_OF_ROOTS = ("sortOptions",)
_METADATA = ("originAnnotations", "transformerAnnotations")


class Stage:
    """A directory with a copy of the tree, and a kustomization beside it that wraps the root and asks for origins."""

    def __init__(self, home: str, needs: Needs, root: str) -> None:
        self.home = home
        self.wrapper = os.path.join(home, _WRAPPER)
        above = max(map(_above, (root, *needs.files, *needs.links)))
        self._base = os.path.join(home, _TREE, *["in"] * above)  # where `.` is; some paths lead up from there
        os.makedirs(self._base)
        self._root = posixpath.normpath(posixpath.join("..", _TREE, *["in"] * above, root))
        for path, data in needs.files.items():
            self._write(path, data)
        for path, target in needs.links.items():
            self._link(path, target)
        os.makedirs(self.wrapper)
        wrapper = os.path.join(self.wrapper, "kustomization.yaml")
        with open(wrapper, "w", encoding="utf-8") as file:  # JSON is YAML, whatever stands in it
            json.dump(_wrapper(next(iter(needs.documents.values())).value, self._root), file)

    def path(self, named: str) -> str | None:
        """The path in the tree of what Kustomize names from the wrapper, or absolutely; None if it lies elsewhere."""
        where = os.path.normpath(os.path.join(self.wrapper, named))
        if not where.startswith(os.path.join(self.home, _TREE) + os.sep):
            return None
        return os.path.relpath(where, self._base).replace(os.sep, "/")

    def without(self, text: str) -> str:
        """A text of Kustomize's, with the paths as they are in the tree."""
        for start in (self._base, os.path.join(self.home, _TREE)):
            text = text.replace(start + os.sep, "").replace(start, ".")
        return text.replace(self._root, "the root")

    def _where(self, path: str) -> str:
        where = os.path.normpath(os.path.join(self._base, path))
        if not where.startswith(os.path.join(self.home, _TREE) + os.sep):
            raise refused(f"`{path}` lies outside of the tree that is linted", None)
        os.makedirs(os.path.dirname(where), exist_ok=True)
        return where

    def _write(self, path: str, data: bytes) -> None:
        with open(self._where(path), "xb") as file:  # of two names that the file system takes for one, the second fails
            file.write(data)

    def _link(self, path: str, target: str) -> None:
        where = self._where(path)
        leads = self._where(target)
        if not os.path.lexists(where) and os.path.lexists(leads):
            os.symlink(os.path.relpath(leads, os.path.dirname(where)), where)


@contextlib.contextmanager
def staged(needs: Needs, root: str) -> Iterator[Stage]:
    """A copy of what a build reads, for as long as it takes; raises Stopped where there can be none."""
    with tempfile.TemporaryDirectory(prefix="k8slint-", ignore_cleanup_errors=True) as home:
        try:
            stage = Stage(os.path.realpath(home), needs, root)
        except (OSError, ValueError) as error:
            raise refused(f"its files cannot be copied: {getattr(error, 'strerror', None) or error}", None) from None
        yield stage


def _above(path: str) -> int:
    """How many directories a path leads up."""
    parts = path.split("/")
    return next((number for number, part in enumerate(parts) if part != ".."), len(parts))


def _wrapper(root: dict[str, Any], directory: str) -> dict[str, Any]:
    metadata = root.get("buildMetadata")
    kept = [one for one in metadata if isinstance(one, str) and one not in _METADATA] if isinstance(metadata, list) else []
    return {
        "resources": [directory],
        "buildMetadata": [*kept, *_METADATA],
        **{field: root[field] for field in _OF_ROOTS if field in root},
    }
