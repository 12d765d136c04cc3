"""Fixes of a command line: made in memory, then shown as a diff, written to files, or to stdout."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from k8slint import report
from k8slint.cli.options import charted
from k8slint.cli.output import Done
from k8slint.discover import File, Tree
from k8slint.discover.writing import CannotWrite, Staged, stage_text
from k8slint.engine import Settings
from k8slint.engine.fixing import Fixed, Wanted, fix_tree
from k8slint.findings import Safety
from k8slint.report.diff import unified
from k8slint.report.terminal import use_color
from k8slint.rulebook import Rule
from k8slint.text import SecretFile
from k8slint.units import Charts
from k8slint.yaml import encode

_WHY = "cannot be written"


class Task(NamedTuple):
    """What is to be fixed: a tree, by rules, and how that is told while it goes on."""

    tree: Tree
    rules: Sequence[Rule]
    settings: Settings
    progress: Callable[..., None]

    def fixed(self, wanted: Wanted) -> Fixed:
        """The outcome, in memory."""
        return fix_tree(self.tree, self.rules, self.settings, wanted, self.progress, self._charts)

    def _charts(self, texts: Mapping[str, str]) -> Charts | None:
        return charted(self.tree, self.settings.namespace, texts)


def run(task: Task, options: report.Options, color: str) -> Done:
    """Fix what is listed: in files, or of standard input; or only show how, if that is asked for."""
    safety = Safety.UNSAFE if options.unsafe else Safety.SAFE
    wanted = Wanted(safety, lambda finding: options.shows(finding.severity))
    if options.dry:
        outcome = task.fixed(wanted)
        pieces = diff(outcome, color=use_color(color, sys.stdout, os.environ), escape=sys.stdout.isatty())
        return Done(outcome.found, "".join(pieces).encode("utf-8", "replace"), changes=bool(outcome.after))
    if task.tree.mode == "stdin":
        outcome = task.fixed(wanted)
        return Done(outcome.report, in_place_of(task.tree.files[0], outcome))
    outcome, complaints = written(task, wanted)
    return Done(outcome.report, complaints=tuple(complaints))


def written(task: Task, wanted: Wanted) -> tuple[Fixed, list[str]]:
    """Fix files on disk; what cannot be written is left alone, as is what would have to change together with it.

    Also returns what is to be said of files that could not be written.
    """
    files = {file.path: file for file in task.tree.files}
    locked: dict[str, str] = {}
    while True:
        outcome = task.fixed(wanted._replace(locked={path: f"{_WHY}: {why}" for path, why in locked.items()}))
        staged, wrong = _staged(outcome, files)
        if not wrong:
            break
        for ready in staged.values():
            ready.discard()
        locked.update(wrong)
    for path, ready in staged.items():
        try:
            ready.commit()
        except OSError as error:
            locked[path] = (error.strerror or str(error)).lower()
    return outcome, [f"{path}: {_WHY}: {why}" for path, why in sorted(locked.items())]


def _staged(outcome: Fixed, files: Mapping[str, File]) -> tuple[dict[str, Staged], dict[str, str]]:
    staged: dict[str, Staged] = {}
    wrong: dict[str, str] = {}
    for path, text in outcome.after.items():
        try:
            staged[path] = stage_text(files[path], outcome.before[path].text, text)
        except CannotWrite as error:
            wrong[path] = str(error)
    return staged, wrong


def in_place_of(file: File, outcome: Fixed) -> bytes:
    """What a file would hold after fixes, in its encoding; what it holds where nothing changes."""
    data = file.read() or b""
    text = outcome.after.get(file.path)
    return data if text is None else encode(text, data)


def diff(outcome: Fixed, *, color: bool, escape: bool) -> Iterator[str]:
    """Show what would change, file by file in path order."""
    for path, text in outcome.after.items():
        before = outcome.before[path]
        secret = isinstance(before, SecretFile)
        yield from unified(path, before.text, text, color=color, escape=escape, secret=secret)
