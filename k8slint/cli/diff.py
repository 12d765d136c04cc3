"""`k8slint diff`: what a change breaks, and what it repairs, between two directories or revisions."""

from __future__ import annotations

import os
from typing import Any

import click

from k8slint.cli import check, since
from k8slint.cli.errors import UsageError
from k8slint.git import GitError
from k8slint.git.recorded import repository, revision
from k8slint.report.terminal import sanitize

_COMMAND = "k8slint diff"
#: Options of `k8slint check` that make no sense of two trees.
_NOT_HERE = frozenset(
    {
        *("paths", "force_exclude", "since", "staged", "stdin_filename", "watch", "show_settings", "no_cache"),
        *("fix", "unsafe_fixes", "diff", "baseline", "write_baseline", "add_ignores", "reason"),
    }
)


@click.command("diff", short_help="Show what a change breaks: two directories, or two revisions.")
@click.argument("old")
@click.argument("new", required=False)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.pass_context
def command(ctx: click.Context, /, *, old: str, new: str | None, paths: tuple[str, ...], **words: Any) -> int:
    """Show what a change breaks: the findings of NEW that OLD had not, each with what the change took away from it.

    OLD and NEW are two directories, or two revisions of git; NEW is the working tree if there is none. `REV...` is the
    last commit that REV and HEAD have in common. PATH limits what is looked at. What moved or was renamed is not new.

    Exit code: 0 nothing new at or above --fail-on, 1 something, 2 the run cannot be trusted.
    """
    if "" in {old, new or ".", *paths}:
        raise UsageError(_COMMAND, "an empty word: an unset variable, perhaps")
    compared, paths = _compared(old, new, paths)
    code: int = ctx.invoke(check.command, paths=paths, compared=compared, **words)
    return code


command.params += [option for option in check.command.params if option.name not in _NOT_HERE]


def _compared(old: str, new: str | None, paths: tuple[str, ...]) -> tuple[since.Compared, tuple[str, ...]]:
    """What two words and some paths mean, and the paths that are linted."""
    if new is not None and os.path.isdir(old) and os.path.isdir(new):
        if paths:
            raise UsageError(_COMMAND, "of two directories everything is compared: name no other path")
        return since.Compared(*(since.of_directory(_COMMAND, one) for one in (old, new))), (new,)
    for here, other in ((old, new), (new, old)):
        if here is not None and os.path.isdir(here) and not _is_revision(here) and not (other and _is_revision(other)):
            raise UsageError(_COMMAND, _alone(here, other))
    if new is not None and not _is_revision(new) and os.path.lexists(new):
        paths, new = (new, *paths), None
    before = since.of_revision(_COMMAND, old, paths)
    after = since.of_working_tree(_COMMAND, paths) if new is None else since.of_revision(_COMMAND, new, paths)
    return since.Compared(before, after), paths


def _alone(directory: str, other: str | None) -> str:
    """What is wrong with a directory that is compared with neither another nor a revision."""
    if other is None:
        return f"{sanitize(directory)} is a directory, and compared with another one: name it, too"
    return f"no such directory: {sanitize(other)}, which {sanitize(directory)} is compared with"


def _is_revision(word: str) -> bool:
    try:
        revision(repository("."), word)
    except GitError:
        return False
    return True
