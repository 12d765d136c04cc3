"""The baseline of a command line: read before the run, written after it, and what is said of it on stderr."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from k8slint import report, rulebook
from k8slint.cli.errors import Refused, UsageError
from k8slint.cli.output import write_file
from k8slint.discover import STDIN
from k8slint.discover.names import BASELINE, absolute, printable, relative
from k8slint.findings import Finding, Report
from k8slint.report.terminal import sanitize
from k8slint.report.words import plural

if TYPE_CHECKING:
    from k8slint.baseline import Baseline, Entry
    from k8slint.rulebook import Rule

_F = TypeVar("_F", bound=Callable[..., Any])

_MANIFEST = re.compile(rb"^(?:kind|apiVersion):", re.MULTILINE)
_TOLD = 3  # entries that are named


class Task(NamedTuple):
    """What a run has to do with a baseline: the one that it is given, and whether it is written afterwards.

    `named` are the paths that were linted, as reports name them; none where only a part of what is found there is told.
    """

    command: str
    old: Baseline
    target: str
    named: tuple[str, ...]
    write: bool


def options(function: _F) -> _F:
    """The options that read and write a baseline."""
    for option in (
        click.option(
            "--write-baseline",
            is_flag=False,
            flag_value="",
            metavar="[FILE]",
            help=f"Write what is found to a baseline, so that it is not reported again.  [default FILE: {BASELINE}]",
        ),
        click.option("--baseline", metavar="FILE", envvar="K8SLINT_BASELINE", help="Report only what is not in this baseline."),
    ):
        function = option(function)
    return function


def task(  # one parameter an option, and the rules
    command: str,
    book: Sequence[Rule],
    read: str | None,
    write: str | None,
    paths: Sequence[str],
    *,
    dry: bool = False,
    part: bool = False,
) -> Task | None:
    """What the words of a command line ask for; None where they ask for no baseline. Raises errors of use.

    `book` are all rules, which know their former ids.
    `read` is the file of --baseline or of the configuration, `write` that of --write-baseline, empty where it names none.
    `dry`: nothing may be written; `part`: only a part of what is found will be told.
    """
    if read is None and write is None:
        return None
    if write is not None and dry:
        raise UsageError(command, "--diff writes nothing, and --write-baseline a file: run one after the other")
    if read == "":
        raise UsageError(command, "the baseline has an empty path: an unset variable, perhaps")
    path = write or read or BASELINE
    here = os.getcwd()
    if write == STDIN:
        raise UsageError(command, f"--write-baseline writes a file, and - is none: --write-baseline={BASELINE} -")
    if os.path.isdir(path):
        hint = f"; with FILE before it: --write-baseline={BASELINE} {path}" if write else ""
        raise UsageError(command, f"the baseline {printable(path)} is a directory{hint}")
    named = tuple(STDIN if path == STDIN else printable(relative(absolute(path, here), here)) for path in paths or (".",))
    known = _loaded(command, book, path, missing=write is not None)
    return Task(command, known, path, () if part else named, write is not None)


def _loaded(command: str, book: Sequence[Rule], path: str, *, missing: bool) -> Baseline:
    """A baseline as it is on disk; one without entries where there is none and that is no fault."""
    from datetime import UTC, datetime  # most runs have no baseline

    from k8slint.baseline import LARGEST, Baseline, BaselineError, parse

    here = os.getcwd()
    where = absolute(path, here)
    name, base = relative(where, here), relative(os.path.dirname(where), here)
    if missing and not os.path.lexists(path):
        return Baseline(printable(name), base)
    try:
        if os.path.lexists(path) and not os.path.isfile(path):
            raise UsageError(command, f"the baseline {printable(path)} is no file")
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "; --write-baseline makes one" if isinstance(error, FileNotFoundError) else ""
        raise UsageError(command, f"the baseline {printable(path)} cannot be read: {reason}{hint}") from None
    try:
        return parse(printable(name), data, base, today=datetime.now(UTC).date(), renamed=rulebook.renamed(book))
    except BaselineError as error:
        if missing and _MANIFEST.search(data):
            hint = f"with FILE before it: --write-baseline={BASELINE} {printable(path)}"
            raise UsageError(command, f"{printable(path)} is a manifest, not a baseline; {hint}") from None
        raise Refused(*error.lines) from None


def finish(task: Task, result: Report, options: report.Options) -> tuple[Report, list[str]]:
    """Write the baseline if that is asked for; the report without what it hides by now, and what is to be said of it."""
    task = task._replace(old=task.old.of(result.objects))
    if not task.write:
        return result, list(_remarks(task.old, result, task.named))
    if result.failures:
        return result, [f"{task.old.path}: not written: what is found may not be all"]
    findings = _all(result)
    if not (findings or result.summary.resources):
        return result, []  # nothing was linted: the exit code says so
    from k8slint.baseline import BaselineError, parse, rewrite

    try:
        ran = [rule.id for rule in result.rules]
        update = rewrite(task.old, findings, ran, task.named, lambda finding: options.shows(finding.severity))
    except BaselineError as error:
        raise Refused(*error.lines) from None
    data = update.text.encode("utf-8", "surrogatepass")
    if task.old.document is None or update.text != task.old.document.source.text:
        write_file(task.command, task.target, [update.text])
    new = parse(task.old.path, data, task.old.base, today=task.old.today)
    new = new.of(result.objects)
    matched = new.match(findings)
    others = result.summary.suppressed - len(result.baselined)
    told = [f"wrote {task.old.path}: {plural(update.known, 'finding')}{_changes(update.new, update.gone)}"]
    told += _expired(new, findings)
    summary = result.summary._replace(suppressed=others + len(matched.hidden))
    return result._replace(findings=matched.left, baselined=matched.hidden, summary=summary), told


def _all(result: Report) -> list[Finding]:
    """Everything that was found, also what the baseline hid, in the order of reports."""
    found = (*result.findings, *result.baselined)
    return sorted(found, key=lambda one: (one.location.path, one.location.line, one.location.column, one.rule, one.message))


def _changes(new: int, gone: int) -> str:
    parts = [f"{number:,} {word}" for number, word in ((new, "new"), (gone, "gone")) if number]
    return f" ({', '.join(parts)})" if parts else ""


def _remarks(baseline: Baseline, result: Report, named: Sequence[str]) -> Iterator[str]:
    findings = _all(result)
    yield from _expired(baseline, findings)
    unused = list(baseline.unused(findings, [rule.id for rule in result.rules], named))
    stale = [entry for entry, known in unused if not known]
    if stale:
        entries = "1 entry matches" if len(stale) == 1 else f"{len(stale):,} entries match"
        yield f"{baseline.path}: {entries} nothing any more: {_some(baseline, stale)}; --write-baseline drops what is gone"
    fewer = [entry for entry, known in unused if known]
    if fewer:
        entries = "1 entry counts" if len(fewer) == 1 else f"{len(fewer):,} entries count"
        yield f"{baseline.path}: {entries} more than there is: {_some(baseline, fewer)}; --write-baseline lowers the count"


def _expired(baseline: Baseline, findings: Sequence[Finding]) -> Iterator[str]:
    owners = {number for number in baseline.match(findings).owners if number is not None}
    entries = [baseline.entries[number] for number in sorted(owners) if baseline.expired(baseline.entries[number])]
    if entries:
        what = "1 entry has expired" if len(entries) == 1 else f"{len(entries):,} entries have expired"
        yield f"{baseline.path}: {what}, so that what is found there is reported: {_some(baseline, entries)}"


def _some(baseline: Baseline, entries: Sequence[Entry]) -> str:
    told = [f"line {baseline.line(entry)} ({_named(entry)})" for entry in entries[:_TOLD]]
    more = len(entries) - _TOLD
    return sanitize(", ".join(told) + (f" and {more:,} more" if more > 0 else ""))


def _named(entry: Entry) -> str:
    return f"{entry.key.rule}, {entry.key.resource or entry.path or 'a line'}"
