"""`check --add-ignores`: comments for what is found now, written to the files; what could not be written is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from k8slint.cli.errors import UsageError
from k8slint.cli.options import charted
from k8slint.cli.output import Done
from k8slint.discover.writing import CannotWrite, stage_text
from k8slint.engine.ignoring import Ignored, Task, add_ignores
from k8slint.report import Options
from k8slint.report.terminal import sanitize
from k8slint.report.words import plural

if TYPE_CHECKING:
    from k8slint.cli.setup import Setup
    from k8slint.discover import Tree

_COMMAND = "k8slint check"
#: What ends a comment of a template, and what would be taken for a suppression itself.
_FORBIDDEN = ("*/", "{{", "}}", "k8slint:")
_LONGEST = 200


class Asked(NamedTuple):
    """What the command line says: whether comments are to be written, the reason, and whether it asks for fixes, too."""

    comments: bool
    reason: str | None
    fix: bool = False
    diff: bool = False


def run(setup: Setup, options: Options, asked: Asked, progress: Callable[..., None]) -> Done:
    """Write comments for what is listed: the outcome is what is left, and what became of the rest."""
    text = _reason(setup.tree, asked)
    task = Task(
        setup.tree,
        setup.rules,
        setup.settings,
        lambda finding: options.shows(finding.severity),
        text,
        progress,
        lambda texts: charted(setup.tree, setup.settings.namespace, texts),
    )
    outcome = add_ignores(task)
    complaints = tuple(_write(setup.tree, outcome))
    written = len(outcome.after) - len(complaints)
    told = [f"{plural(outcome.number, 'finding')} silenced in {plural(written, 'file')}"]
    for finding, why in outcome.refused:
        where = f"{sanitize(finding.location.path)}:{finding.location.line}"
        told.append(f"{where}: no comment for {finding.severity.value}[{finding.rule}]: {why}")
    return Done(outcome.report, complaints=complaints, told=tuple(told))


def _reason(tree: Tree, asked: Asked) -> str:
    """The reason that stands in the comments; raises UsageError where there is none that can, or nothing to write to."""
    text = (asked.reason or "").strip()
    if not asked.comments:
        raise UsageError(_COMMAND, "--reason is for --add-ignores")
    if not text:
        raise UsageError(_COMMAND, "--add-ignores needs a reason: --reason TEXT")
    if tree.mode == "stdin":
        raise UsageError(_COMMAND, "--add-ignores writes into files: standard input is none")
    if asked.fix or asked.diff:
        other = "--fix" if asked.fix else "--diff"
        raise UsageError(_COMMAND, f"--add-ignores silences, {other} cures: name one of them")
    if not text.isprintable() or len(text) > _LONGEST or any(sign in text for sign in _FORBIDDEN):
        signs = ", ".join(f"`{sign}`" for sign in _FORBIDDEN)
        raise UsageError(_COMMAND, f"--reason: one line of at most {_LONGEST} characters, without {signs}")
    return text


def _write(tree: Tree, outcome: Ignored) -> list[str]:
    """Write the files, each whole or not at all; what could not be written."""
    files = {file.path: file for file in tree.files}
    complaints: list[str] = []
    for path, text in outcome.after.items():
        try:
            stage_text(files[path], outcome.before[path].text, text).commit()
        except (CannotWrite, OSError) as error:
            complaints.append(f"{path}: cannot be written: {getattr(error, 'strerror', None) or error}")
    return complaints
