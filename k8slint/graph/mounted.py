"""Files that containers take one by one (`subPath`) from a volume that a ConfigMap or a Secret fills."""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from collections.abc import Iterable
from typing import Any, NamedTuple

from k8slint.graph.reference import Reference
from k8slint.resources import Mount, Workload, known_text

#: The fields of a volume that one object alone fills.
_SOURCES = (("configMap",), ("secret",))


class MountedFile(NamedTuple):
    """A file of a volume that one mount takes; `items` are the files that the volume has, None: one for each key."""

    mount: Mount
    path: str
    items: tuple[str, ...] | None


class FileNames:
    """The paths of some files, in the order given."""

    __slots__ = ("_sorted", "given")

    def __init__(self, given: Iterable[str]) -> None:
        self.given = tuple(given)
        self._sorted = sorted(f"{path.rstrip('/')}/" for path in self.given)

    def holds(self, path: str) -> bool:
        """Whether one of them has this path, or lies below it."""
        start = f"{path.rstrip('/')}/"
        at = bisect_left(self._sorted, start)
        return at < len(self._sorted) and self._sorted[at].startswith(start)


def mounted_files(reference: Reference) -> tuple[MountedFile, ...]:
    """Find the files that mounts take from the volume whose only source a reference names; none where unknown."""
    workload, field = reference.want.source, reference.want.field
    if not isinstance(workload, Workload):
        return ()
    template = workload.template
    start = template.spec_path
    if field[: len(start)] != start or field[len(start)] != "volumes" or field[len(start) + 2 : -1] not in _SOURCES:
        return ()
    name = known_text(workload.get(*field[:-2], "name"))
    mounts = () if name is None else template.mounts.get(name, ())
    paths = [(mount, known_text(mount.value.get("subPath"))) for mount in mounts]
    files = [(mount, posixpath.normpath(path)) for mount, path in paths if path]
    if not files:
        return ()
    items = workload.get(*field[:-1], "items")
    given = _paths(items) if items else None
    if given is not None and None in given:
        return ()
    known = None if given is None else tuple(path for path in given if path is not None)
    return tuple(MountedFile(mount, path, known) for mount, path in files if path != "." and path[:2] != "..")


def _paths(items: Any) -> list[str | None]:
    entries = items if isinstance(items, list) else [None]
    return [known_text(entry.get("path")) if isinstance(entry, dict) else None for entry in entries]
