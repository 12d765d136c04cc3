"""What units are called: the directory that makes them, and in brackets what tells them from their sisters."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Collection, Sequence

#: File or directory names told in brackets; the first of them is no other sister's.
_TOLD = 3


def bracketed(name: str, own: Sequence[str]) -> str:
    """The name of a unit that shares its directory with others, by what only it holds."""
    if not own:
        return name
    told = ", ".join(own[:_TOLD])
    return f"{name} [{told}]" if len(own) <= _TOLD else f"{name} [{told} and {len(own) - _TOLD} more]"


def common(paths: Sequence[str]) -> str:
    """The deepest directory that holds all these directories; `.` for the working directory."""
    parts = [() if path == "." else tuple(path.split("/")) for path in paths]
    shared = []
    for steps in zip(*parts, strict=False):
        if len(set(steps)) > 1:
            break
        shared.append(steps[0])
    return "/".join(shared) or "."


def joined_names(groups: Sequence[Sequence[str]], taken: Collection[str]) -> list[str]:
    """Names for groups of directories: the directory around each, where no other unit is called so."""
    around = [common(paths) for paths in groups]
    alone = {paths[0] for paths in groups if len(paths) == 1}
    wanted = Counter(around)
    names = []
    for name, paths in zip(around, groups, strict=True):
        if len(paths) == 1:
            names.append(name)
            continue
        clear = name in paths or (wanted[name] == 1 and name not in taken and name not in alone)
        below = [posixpath.relpath(path, name) for path in paths]
        names.append(name if clear else bracketed(name, below))
    return names
