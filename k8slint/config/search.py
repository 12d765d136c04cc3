"""Where configurations are looked for: at and above a directory."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from k8slint import git

OWN = (".k8slint.yaml", ".k8slint.yml")
PYPROJECT = "pyproject.toml"
NAMES = frozenset({*OWN, PYPROJECT})
_TABLE = b"k8slint"
_LARGE = 1 << 18  # bytes


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
    found = [name for name in OWN if os.path.lexists(os.path.join(directory, name))]
    return [*found, PYPROJECT] if _speaks_of_us(os.path.join(directory, PYPROJECT)) else found


def _speaks_of_us(path: str) -> bool:
    """Whether a file of other tools may have a table of ours: most have none, and need not be read as TOML to know that.

    One that is no plain file, or large, or cannot be read, may have one: whoever reads it says what is wrong with it.
    """
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGE:
            return True
        with open(path, "rb") as file:
            return _TABLE in file.read(_LARGE)
    except FileNotFoundError:
        return False
    except OSError:
        return True


def nearby(directory: str) -> bool:
    """Whether there may be a configuration at or above a directory."""
    return any(map(candidates, upwards(directory, git.top(directory))))
