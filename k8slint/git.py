"""What git knows of a directory, asked of the git command so that nothing of the repository is ever run."""

from __future__ import annotations

import os
from collections.abc import Mapping

#: Variables that point git at a repository other than the one of the directory asked about (hooks set them).
_POINTERS = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_WORK_TREE",
)
#: No lock files, no questions, and nothing fetched: a transport may be any program.
_HARMLESS = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "LC_ALL": "C",
}
#: Settings of a repository that name programs to run.
_NO_PROGRAMS = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "--no-pager")
_PATIENCE = 60.0  # seconds


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
    answer = _ask(directory, "ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z")
    if answer is None:
        return None
    paths = frozenset(os.fsdecode(path) for path in answer.split(b"\0") if path)
    return None if "./" in paths else paths


def _environment(inherited: Mapping[str, str]) -> dict[str, str]:
    return {**{name: value for name, value in inherited.items() if name not in _POINTERS}, **_HARMLESS}


def _ask(directory: str, *arguments: str) -> bytes | None:
    """What git answers about a directory; None where there is no git or it refuses."""
    import shutil  # likewise
    import subprocess  # costs milliseconds that a run outside of git need not pay

    program = shutil.which("git")
    if program is None or not os.path.isabs(program):  # a `.` on the PATH may be the linted tree
        return None
    try:
        done = subprocess.run(  # noqa: S603  # a fixed command; the directory is an argument
            [program, "-C", directory, *_NO_PROGRAMS, *arguments],
            env=_environment(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None
