"""What git knows of a directory, asked of the git command so that nothing of the repository is ever run."""

from __future__ import annotations

import os

from k8slint.git.asking import GitError, answered

__all__ = ["GitError", "ignored", "top"]


def top(directory: str) -> str | None:
    """The nearest directory at or above this one that holds a `.git`; None outside of any repository."""
    here = os.path.abspath(directory)
    while True:
        if os.path.lexists(os.path.join(here, ".git")):
            return here
        above = os.path.dirname(here)
        if above == here:
            return None
        here = above


def ignored(directory: str) -> frozenset[str] | None:
    """What git ignores below a directory: relative paths, those of directories with a `/` at their end.

    None where git is not installed, refuses, or ignores the directory itself: then it has no say in what lies there.
    """
    try:
        answer = answered(directory, "ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z")
    except GitError:
        return None
    paths = frozenset(os.fsdecode(path) for path in answer.split(b"\0") if path)
    return None if "./" in paths else paths
