"""Where configurations are looked for: at and above a directory."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from k8slint import git

OWN = (".k8slint.yaml", ".k8slint.yml")
PYPROJECT = "pyproject.toml"
NAMES = frozenset({*OWN, PYPROJECT})


def upwards(directory: str, top: str | None) -> Iterator[str]:
    """A directory and those above it: up to the top of its repository, else to the home directory or that of the system.

    Outside of a repository nobody's configuration is looked for where everybody may write.
    """
    last = top or os.path.expanduser("~")
    while True:
        if top is None and _is_everybodys(directory):
            return
        yield directory
        above = os.path.dirname(directory)
        if directory in {above, last}:
            return
        directory = above


def _is_everybodys(directory: str) -> bool:
    if os.name == "nt":
        return False  # the mode of every directory says so there
    try:
        return bool(os.stat(directory).st_mode & stat.S_IWOTH)
    except OSError:
        return True


def candidates(directory: str) -> list[str]:
    """The files of a directory that may configure it, the one that wins first."""
    return [name for name in (*OWN, PYPROJECT) if os.path.lexists(os.path.join(directory, name))]


def nearby(directory: str) -> bool:
    """Whether there may be a configuration at or above a directory."""
    return any(map(candidates, upwards(directory, git.top(directory))))
