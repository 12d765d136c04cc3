"""The git command line, so that a repository cannot make it run anything: no hook, filter, transport, pager or editor."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import Popen

#: Variables that point git at a repository other than the one of the directory asked about (hooks set them).
_POINTERS = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_LITERAL_PATHSPECS",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)
#: No lock files, no questions, and nothing fetched: a transport may be any program.
_HARMLESS = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",  # what an id says, not what a ref of the repository puts in its place
    "GIT_ALLOW_PROTOCOL": "none",
    "LC_ALL": "C",
}
#: Settings of a repository that name programs to run.
_NO_PROGRAMS = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "--no-pager")
PATIENCE = 60.0  # seconds
_SAID = 300  # characters of git's own words that are passed on
_PREFIX = re.compile(r"\A(?:fatal|error): ")


class GitError(Exception):
    """Why git cannot tell something, in words for a person."""


def answered(directory: str, *arguments: str, stdin: bytes | None = None, index: str | None = None) -> bytes:
    """What git answers about a directory; raises GitError where there is no git or it refuses.

    Only for commands that neither touch the work tree nor show a difference to a person: those run filters and drivers.
    `index` is the file of the index, where it is not that of the repository.
    """
    import subprocess  # costs milliseconds that a run outside of git need not pay

    try:
        done = subprocess.run(  # noqa: S603  # a fixed command; the directory is an argument
            _command(directory, arguments),
            env=_environment(os.environ, index),
            input=b"" if stdin is None else stdin,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise GitError(f"git does not answer within {PATIENCE:.0f} seconds") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in an argument
        raise GitError(f"git cannot be run: {getattr(error, 'strerror', None) or error}") from None
    if done.returncode:
        raise GitError(_reason(done.stderr, done.returncode))
    return done.stdout


def started(directory: str, *arguments: str) -> Popen[bytes]:
    """A git that answers a question after the other about a directory, by pipes; see `answered`."""
    import subprocess  # likewise

    try:
        return subprocess.Popen(  # noqa: S603  # likewise
            _command(directory, arguments),
            env=_environment(os.environ, None),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except (OSError, ValueError) as error:
        raise GitError(f"git cannot be run: {getattr(error, 'strerror', None) or error}") from None


def missing(directory: str, blob: str) -> GitError:
    """Why an object cannot be had: the clone is partial, or the repository is damaged."""
    try:
        partial = answered(directory, "config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$")
    except GitError:  # it exits with 1 where there is no such setting
        partial = b""
    if partial:
        return GitError(f"the object {blob[:12]} is not here: in a partial clone nothing is fetched; run `git fetch` first")
    return GitError(f"the object {blob[:12]} is missing or damaged in this repository: see `git fsck`")


def _command(directory: str, arguments: Iterable[str]) -> list[str]:
    import shutil  # likewise

    program = shutil.which("git")
    if program is None or not os.path.isabs(program):  # a `.` on the PATH may be the linted tree
        raise GitError("git is not installed, or not on the PATH")
    return [program, "-C", directory, *_NO_PROGRAMS, *arguments]


def _environment(inherited: Mapping[str, str], index: str | None) -> dict[str, str]:
    kept = {name: value for name, value in inherited.items() if name not in _POINTERS}
    return {**kept, **_HARMLESS, **({} if index is None else {"GIT_INDEX_FILE": index})}


def _reason(told: bytes, code: int) -> str:
    """What git says when it refuses, in our words where they help more."""
    said = told.decode("utf-8", "replace").strip()
    if "dubious ownership" in said:
        return "git refuses, because the repository belongs to somebody else: see `safe.directory` in `git help config`"
    if "promisor" in said or "transport '" in said:
        return "objects are missing in this partial clone, and nothing is fetched: run `git fetch --refetch --no-filter` first"
    if "not a git repository" in said:
        return "this is no git repository"
    if "corrupt" in said or "unable to unpack" in said or "inflate" in said:
        return "the repository is damaged: see `git fsck`"
    first = _PREFIX.sub("", said.partition("\n")[0])[:_SAID]
    return f"git says: {first}" if first else f"git fails with exit code {code}"
