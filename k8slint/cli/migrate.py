"""`k8slint migrate`: the settings of other tools as a configuration of ours."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

import click

from k8slint.cli.errors import UsageError, say
from k8slint.cli.options import loaded_rules
from k8slint.cli.output import write_file, write_stdout
from k8slint.discover.names import printable
from k8slint.migrate import Book, MalformedSettings, Plan, Wish, plan, readable, render, wishes
from k8slint.migrate.reading import LARGEST
from k8slint.report.terminal import sanitize
from k8slint.report.words import plural
from k8slint.rulebook import Rule

_COMMAND = "k8slint migrate"
_NAME = ".k8slint.yaml"
_WORKFLOWS = (".github/workflows", ".circleci")


@click.command("migrate", short_help="Write a configuration from the settings of other tools.")
@click.argument("path", default=".", metavar="[PATH]")
@click.option("--output", metavar="FILE", help=f"Where to write it; - is standard output.  [default: {_NAME} beside PATH]")
@click.option("--force", is_flag=True, help="Write it in the place of a file that is there.")
def command(*, path: str, output: str | None, force: bool) -> int:
    """Read what kube-linter, kube-score, polaris, checkov, trivy and KICS were told, and write what that is here.

    PATH is a directory, in which their files are looked for by name, or one such file. kube-score has no file of settings:
    its options are read from pipelines, hooks and makefiles. What has no counterpart stands in the new file as a comment,
    with the reason. Suppressions in manifests need no migration: those of other tools are honoured where they are.

    Exit code: 0 written, 2 nothing written (nothing found, a file that cannot be read, or one that is there already).
    """
    top = path if os.path.isdir(path) else os.path.dirname(path)
    target = output or os.path.join(top, _NAME)
    if output != "-" and os.path.lexists(target) and not force:
        raise UsageError(_COMMAND, f"{printable(target)} is there already; --force writes in its place, --output - shows it")
    found: list[Wish] = []
    files: list[str] = []
    for name, file in _files(path):
        asked = _asked(name, file, named=file == path)
        if asked:
            files.append(printable(name))
            found += asked
    if not files:
        raise UsageError(_COMMAND, f"no settings of another tool in {printable(path)}; name a file that holds some")
    made = plan(found, book(loaded_rules(_COMMAND)))
    text = render(made, files)
    if output == "-":
        write_stdout([text])
    else:
        write_file(_COMMAND, target, [text])
        say(f"wrote {printable(os.path.normpath(target))}: {_counted(made)}")
    return 0


def book(rules: Iterable[Rule]) -> Book:
    """What the rules are to other tools."""
    rules = tuple(rules)
    known: dict[str, list[str]] = {}
    for rule in rules:
        for peer in rule.equivalents:
            known.setdefault(peer, []).append(rule.id)
    return Book({peer: tuple(ids) for peer, ids in known.items()}, {rule.id: rule.profiles for rule in rules})


def _files(path: str) -> Iterator[tuple[str, str]]:
    """The files that may hold settings: as they are called in the directory, and where they are."""
    if not os.path.isdir(path):
        if not os.path.lexists(path):
            raise UsageError(_COMMAND, f"no such file or directory: {printable(path)}")
        yield os.path.basename(path), path
        return
    try:
        names = sorted(os.listdir(path))
    except OSError as error:
        raise UsageError(_COMMAND, f"{printable(path)} cannot be read: {(error.strerror or str(error)).lower()}") from None
    for folder in _WORKFLOWS:
        inside = os.path.join(path, folder)
        if os.path.isdir(inside) and not os.path.islink(inside):
            names += [f"{folder}/{name}" for name in sorted(os.listdir(inside))]
    for name in names:
        where = os.path.join(path, name)
        if readable(name) and os.path.isfile(where) and not os.path.islink(where):
            yield name, where


def _asked(name: str, file: str, *, named: bool) -> list[Wish]:
    try:
        if not os.path.isfile(file):
            raise UsageError(_COMMAND, f"{printable(file)} is no file")
        with open(file, "rb") as stream:
            data = stream.read(LARGEST + 1)
        return list(wishes(printable(name), data, named=named))
    except OSError as error:
        raise UsageError(_COMMAND, f"{printable(file)} cannot be read: {(error.strerror or str(error)).lower()}") from None
    except MalformedSettings as error:
        raise UsageError(_COMMAND, sanitize(str(error))) from None


def _counted(made: Plan) -> str:
    rules = len({line.value for line in (*made.extend_select, *made.ignore)} | {rule for rule, _ in made.severity})
    left = f", {len(made.left):,} without a counterpart (in its last lines)" if made.left else ""
    suppressions = f", {plural(len(made.suppressions), 'suppression')}" if made.suppressions else ""
    return f"{plural(rules, 'rule')}{suppressions}{left}"
