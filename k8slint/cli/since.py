"""Two trees where a command line names one: what is linted, what it is compared with, and what comes of that."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Sequence
from typing import NamedTuple

from k8slint.cli.errors import UsageError
from k8slint.cli.options import asked, charted, found_tree
from k8slint.cli.progress import Progress
from k8slint.cli.setup import Setup
from k8slint.discover import STDIN, Tree
from k8slint.discover.leaving import Leaving
from k8slint.discover.recorded import recorded
from k8slint.discover.walk import wanted
from k8slint.engine import Known, check, examine
from k8slint.engine.comparing import Side, compare
from k8slint.findings import Report, Since
from k8slint.git import GitError
from k8slint.git.blobs import Blobs
from k8slint.git.recorded import Repository, entries, repository, revision
from k8slint.report.terminal import sanitize

_SHORT = 10  # digits of an id


class Named(NamedTuple):
    """A tree to be looked at: how a person calls it, and what it holds once someone asks.

    `root` is the directory that is called alike in both trees, `revision` what stands before the paths of what lies on no
    disk.
    """

    word: str
    tree: Callable[[Leaving], Tree]
    root: str = "."
    revision: str | None = None


class Compared(NamedTuple):
    """What is compared: `new` None is the working tree."""

    old: Named
    new: Named | None = None


def of_revision(command: str, word: str, paths: Sequence[str]) -> Named:
    """The tree of a revision of the repository around the working directory; raises UsageError where there is none."""
    if STDIN in paths:
        raise UsageError(command, "standard input (-) has no history to compare it with")
    try:
        here = repository(".")
        commit = revision(here, word)
    except GitError as error:
        raise _refused(command, error) from None
    label = word if not word.endswith("...") else commit[:_SHORT]
    return Named(word, lambda leaving: _recorded(command, here, commit, paths, leaving), revision=label)


def _recorded(command: str, here: Repository, commit: str, paths: Sequence[str], leaving: Leaving) -> Tree:
    try:
        return recorded(here.top, entries(here, commit), Blobs(here), paths, leaving=leaving)
    except GitError as error:
        raise _refused(command, error) from None


def _refused(command: str, error: GitError) -> UsageError:
    return UsageError(command, sanitize(str(error)))


def run(command: str, compared: Compared, setup: Setup, progress: Progress) -> Report:
    """The report on a tree without what the old one had already; that one is only linted where there is something to compare."""
    try:
        return _compared(compared, setup, progress)
    except GitError as error:  # bytes that are only asked for while units are built
        raise _refused(command, error) from None


def _compared(compared: Compared, setup: Setup, progress: Progress) -> Report:
    known: Known = {}
    old, named = compared
    settings = setup.settings._replace(identify=True)
    examined = examine(setup.tree, settings, progress, known)
    root = "." if named is None else named.root
    new = Side(examined, check(examined, setup.rules, settings, progress), root, left_out=_left_out(setup.tree))
    if named is None and new.report.summary.resources and not new.report.findings:
        return new.report._replace(since=Since(old.word))
    before = old.tree(setup.leaving)
    settings = settings._replace(reference=asked(before), charts=charted(before, settings.namespace))
    examined = examine(before, settings, progress, known)
    report = check(examined, setup.rules, settings, progress)
    unknown = before.recorded.unknown if before.recorded is not None else ()
    return compare(Side(examined, report, old.root, old.revision, unknown), new, old.word, settings.policies)


def _left_out(tree: Tree) -> Callable[[str], bool]:
    """What knows of a path whether a file lies there that could be one of a tree, and is not read."""
    read = {file.path for file in tree.files if file.unreadable is None}

    def lies(path: str) -> bool:
        if tree.recorded is not None:
            return tree.recorded.entry(path) is not None
        return os.path.lexists(os.path.join(tree.here, path.replace("/", os.sep)))

    return lambda path: path not in read and wanted(posixpath.basename(path)) and lies(path)


def of_directory(command: str, path: str) -> Named:
    """The tree in a directory."""
    root = os.path.relpath(path).replace(os.sep, "/")
    return Named(path, lambda leaving: found_tree(command, (path,), None, leaving), root)


def of_working_tree(command: str, paths: tuple[str, ...]) -> Named:
    """The files on disk that some paths name."""
    return Named("the working tree", lambda leaving: found_tree(command, paths, None, leaving))
