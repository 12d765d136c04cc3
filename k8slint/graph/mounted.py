"""Files that containers take one by one (`subPath`) from a volume that a ConfigMap or a Secret fills."""

from __future__ import annotations

import posixpath
from typing import Any, NamedTuple

from k8slint.graph.reference import Reference
from k8slint.resources import Mount, Workload, known_text, lies_in


class MountedFile(NamedTuple):
    """A file of a volume that one mount takes; `items` are the files that the volume has, None: one for each key."""

    mount: Mount
    path: str
    items: tuple[str, ...] | None

    def is_among(self, files: tuple[str, ...]) -> bool:
        """Tell whether it is one of some files, or a directory that holds one."""
        return any(lies_in(file, self.path) for file in files)


def mounted_files(reference: Reference) -> tuple[MountedFile, ...]:
    """Find the files that mounts take from the volume whose only source a reference names; none where unknown."""
    workload, field = reference.want.source, reference.want.field
    if not isinstance(workload, Workload):
        return ()
    template = workload.template
    volume = next((one for one in template.volumes if field[:-1] in ((*one.path, "configMap"), (*one.path, "secret"))), None)
    if volume is None or volume.name is None:
        return ()
    mounts = [mount for one in template.containers for mount in one.mounts if mount.volume == volume.name]
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
