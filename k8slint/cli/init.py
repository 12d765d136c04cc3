"""`k8slint init`: a repository's first configuration, baseline and hook."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import click

from k8slint import git
from k8slint.cli import baseline, precommit
from k8slint.cli.errors import UsageError, say
from k8slint.cli.given import Given
from k8slint.cli.output import write_file, write_stdout
from k8slint.cli.progress import Progress
from k8slint.cli.setup import Setup, look, prepare
from k8slint.config import starting
from k8slint.discover.names import BASELINE, printable, relative
from k8slint.engine import examine, lint
from k8slint.findings import Report, Severity
from k8slint.migrate.tools import tool_of
from k8slint.report import Options
from k8slint.report.words import plural

_COMMAND = "k8slint init"
_CONFIG = ".k8slint.yaml"
#: Where a configuration of ours may be that is there already.
_CONFIGS = (_CONFIG, ".k8slint.yml")
_TOLD = 3  # units without an environment, rules


class _Place(NamedTuple):
    """The directory that is begun in, the top of its repository if there is one, and whether somebody can be asked."""

    directory: str
    top: str | None
    yes: bool

    def path(self, name: str) -> str:
        """A file of the directory, as messages call it."""
        return os.path.normpath(os.path.join(self.directory, name))


@click.command("init", short_help="Begin: a configuration, a baseline, a commit hook.")
@click.argument("directory", default=".", metavar="[DIR]")
@click.option("--yes", "-y", is_flag=True, help="Write all of it without asking.")
@click.option("--local", is_flag=True, help="Let the hook run the k8slint that is installed, instead of one of its own.")
def command(*, directory: str, yes: bool, local: bool) -> int:
    """Look at the manifests below DIR, and write what a team needs to keep k8slint on.

    That is, after asking for each: a baseline of what is found today (.k8slint-baseline.yaml), so that only what is new is
    reported, a commented configuration (.k8slint.yaml), and the hook's entry in .pre-commit-config.yaml. What is there
    already stays as it is.

    Exit code: 0 done, 2 nothing to lint, nobody to ask, or something could not be written.
    """
    if not os.path.isdir(directory):
        raise UsageError(_COMMAND, f"no such directory: {printable(directory)}")
    if not yes and not sys.stdin.isatty():
        raise UsageError(_COMMAND, "nobody can be asked here; --yes writes a configuration, a baseline and a hook")
    place = _Place(directory, git.top(directory), yes)
    setup = prepare(_COMMAND, Given(paths=(directory,)))
    above = _above(place, setup)
    task = None if above is not None else _task(place, setup)
    if task is not None:
        setup = setup._replace(settings=setup.settings._replace(baseline=task.old))
    with Progress(sys.stderr) as progress:
        report = lint(setup.tree, setup.rules, setup.settings, progress)
    if not report.summary.resources and not report.findings:
        raise UsageError(_COMMAND, f"no Kubernetes manifests under {printable(directory)}")
    write_stdout([f"{line}\n" for line in _seen(report, directory)])
    if above is None:
        written = [*_frozen(place, report, task), *_configured(place, setup)]
    else:
        say(f"{above} configures this directory already: no configuration and no baseline is written here")
        written = []
    written += _hooked(place, local=local)
    if place.path(BASELINE) in written and not _named(place):
        path = place.path(BASELINE)
        say(f"nothing names {path}: write `baseline: {BASELINE}` in a configuration, or say `--baseline {path}`")
    write_stdout([f"{line}\n" for line in _next(place, written)])
    return 0


def _seen(report: Report, directory: str) -> Iterator[str]:
    summary = report.summary
    found = Counter(one.severity for one in report.findings)
    loud = [plural(found[one], one.value) for one in (Severity.ERROR, Severity.WARNING) if found[one]]
    says = " and ".join(loud) or "nothing to report"
    files = plural(summary.files - sum(summary.skipped.get(why, 0) for why in ("not-kubernetes", "unreadable")), "file")
    yield f"{plural(summary.resources, 'resource')} in {files}, {plural(summary.units, 'unit')}: {says}"
    rules = Counter(one.rule for one in report.findings if one.severity is not Severity.INFO)
    if rules:
        told = [f"{rule} ({number})" for rule, number in rules.most_common(_TOLD)]
        more = len(rules) - len(told)
        yield f"most often: {', '.join(told)}{f' and {more} other rules' if more > 0 else ''}"
    for name in sorted(os.listdir(directory)):
        known = tool_of(name)
        if known is not None:
            yield f"{printable(name)} holds settings of {known[0]}: `k8slint migrate` takes them over"


def _task(place: _Place, setup: Setup) -> baseline.Task | None:
    """What is to be done to freeze what is found; None where that was done before."""
    frozen = place.path(BASELINE)
    return None if os.path.lexists(frozen) else baseline.task(_COMMAND, setup.book, None, frozen, (place.directory,))


def _above(place: _Place, setup: Setup) -> str | None:
    """The configuration that counts here and lies further up, as messages call it; None where there is none."""
    if setup.main is None or not setup.main.layers:
        return None
    where = os.path.realpath(setup.main.layers[-1].directory)
    return None if where == os.path.realpath(place.directory) else setup.main.path


def _named(place: _Place) -> bool:
    """Whether a configuration of the directory says which baseline counts."""
    main = look(_COMMAND, Given(paths=(place.directory,)))
    return main is not None and any("baseline" in layer.text.value for layer in main.layers)


def _frozen(place: _Place, report: Report, task: baseline.Task | None) -> Iterator[str]:
    """Write the baseline, if it is wanted; its file, as messages call it."""
    loud = sum(one.severity is not Severity.INFO for one in report.findings)
    frozen = place.path(BASELINE)
    if loud and task is not None and _wanted(place, f"freeze these {plural(loud, 'finding')} in {frozen}"):
        _, told = baseline.finish(task, report, Options())
        say(*told)
        yield frozen


def _configured(place: _Place, setup: Setup) -> Iterator[str]:
    """Write the configuration, if it is wanted; its file, as messages call it."""
    config = next((place.path(name) for name in _CONFIGS if os.path.lexists(place.path(name))), None)
    if config is not None:
        say(f"{config} is there already and stays as it is")
    elif _wanted(place, f"write {place.path(_CONFIG)}"):
        known = BASELINE if os.path.lexists(place.path(BASELINE)) else None
        yield _write(place.path(_CONFIG), starting.text(_start(setup, place.directory, known)))


def _hooked(place: _Place, *, local: bool) -> Iterator[str]:
    """Write the hook's entry, if it is wanted; its file, as messages call it."""
    if place.top is not None:
        hooks = printable(relative(os.path.join(place.top, precommit.FILE), os.getcwd()))
        added = _with_hook(hooks, local=local)
        if added is not None and _wanted(place, f"add the commit hook to {hooks}"):
            yield _write(hooks, added)


def _wanted(place: _Place, what: str) -> bool:
    return place.yes or click.confirm(f"{what}?", default=True, err=True)


def _write(path: str, text: str) -> str:
    write_file(_COMMAND, path, [text])
    say(f"wrote {path}")
    return path


def _start(setup: Setup, directory: str, known: str | None) -> starting.Start:
    """What a first configuration could say of a tree."""
    units = examine(setup.tree, setup.settings).resolution.units
    above = "" if os.path.normpath(directory) == "." else f"{os.path.normpath(directory)}/"
    names = (one.name.removeprefix(above) for one in units if one.environment is None and one.kind in {"plain", "kustomize"})
    unknown = [name for name in names if name != "." and " " not in name and not name.startswith("..")]
    return starting.Start(known, unknown[:_TOLD])


def _with_hook(hooks: str, *, local: bool) -> str | None:
    """The configuration of pre-commit with our hook; None where it has it, or where it cannot be added, which is told."""
    text = ""
    if os.path.lexists(hooks):
        try:
            with open(hooks, encoding="utf-8", newline="") as file:
                text = file.read()
        except (OSError, UnicodeDecodeError) as error:
            say(f"{hooks}: no hook added: {error}")
            return None
    try:
        return precommit.with_hook(text, local=local)
    except precommit.NotAdded as error:
        say(f"{hooks}: no hook added: {error}")
        return None


def _next(place: _Place, written: list[str]) -> Iterator[str]:
    """What is to be done now."""
    if not written:
        yield "nothing was written"
        return
    if place.top is None:
        return
    yield f"next: git add {' '.join(written)}"
    if any(os.path.basename(one) == precommit.FILE for one in written):
        yield "      pre-commit install"
