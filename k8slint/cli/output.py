"""Writing reports: stdout as UTF-8, files whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import click

from k8slint import report
from k8slint.cli.errors import UsageError, unknown_word
from k8slint.findings import Report
from k8slint.report import fixes, summary
from k8slint.report.terminal import sanitize, terminal_width, use_color
from k8slint.rulebook import nearest

#: Formats that say nothing where nothing was linted: an error does.
_FOR_PEOPLE = frozenset({"full", "concise"})


class Done(NamedTuple):
    """The outcome of a run. `stdout`: what goes there instead of the report, which is then told on stderr.

    `complaints` say what could not be written. `changes`: whether files would change, where that is all that was asked.
    `told` is said of the run on stderr.
    """

    report: Report
    stdout: bytes | None = None
    complaints: tuple[str, ...] = ()
    changes: bool | None = None
    told: tuple[str, ...] = ()


def is_empty(result: Report) -> bool:
    """Whether nothing was there to lint, in either tree where two are compared."""
    old = 0 if result.since is None else result.since.resources
    return not (result.findings or result.summary.resources or result.summary.suppressed or old)


def show(done: Done, name: str, options: report.Options, color: str) -> None:
    """Write the outcome of a run: the report to stdout, and beside it what is no part of it to stderr."""
    result = done.report
    nothing = is_empty(result)
    stream = sys.stdout if done.stdout is None else sys.stderr
    shown = options._replace(color=use_color(color, stream, os.environ), width=terminal_width(os.environ))
    pieces = () if done.changes is not None or (nothing and name in _FOR_PEOPLE) else report.render(name, result, shown)
    if done.stdout is None:
        write_stdout(pieces)
    else:
        sys.stdout.buffer.write(done.stdout)
        sys.stdout.buffer.flush()
        for piece in pieces:
            click.echo(piece, nl=False, err=True, color=shown.color)
    if nothing and name in _FOR_PEOPLE:
        return  # the error on stderr says it
    if done.changes is not None or report.FORMATS[name].closing:
        lines: Iterable[str] = summary.closing(result, shown)
    else:
        lines = () if name in _FOR_PEOPLE else fixes.outcome(result, shown)
    for line in lines:
        click.echo(line, err=True)
    if shown.statistics and (name != "full" or done.changes is not None):
        from k8slint.report import statistics  # only where that is asked for

        told = shown._replace(color=use_color(color, sys.stderr, os.environ))
        for line in statistics.render(result, told):
            click.echo(line, nl=False, err=True, color=told.color)


def parse_targets(command: str, texts: Iterable[str]) -> list[tuple[str, str]]:
    """The formats and files of several `FORMAT=FILE`; raises UsageError also where two want the same file."""
    targets: dict[str, str] = {}
    for text in texts:
        name, path = _parse_target(command, text)
        if targets.setdefault(path, name) is not name:
            raise UsageError(command, f"two reports want to be written to {sanitize(path)}")
    return [(name, path) for path, name in targets.items()]


def _parse_target(command: str, text: str) -> tuple[str, str]:
    """The format and file of `FORMAT=FILE`; raises UsageError where it is not that."""
    name, equals, path = text.partition("=")
    if not equals or not path:
        raise UsageError(command, f"--output wants FORMAT=FILE, not `{text}`")
    if path == "-":
        raise UsageError(command, "--output wants a file; what goes to stdout is for --output-format to say")
    if name not in report.FORMATS:
        raise unknown_word(command, "output format", name, nearest(name, tuple(report.FORMATS)))
    return name, path


def write_stdout(pieces: Iterable[str]) -> None:
    """Write text to stdout as UTF-8, whatever the locale says."""
    out = sys.stdout.buffer
    for piece in pieces:
        out.write(piece.encode("utf-8", "replace"))
    out.flush()


def write_files(targets: Iterable[tuple[str, str]], result: Report, options: report.Options) -> Iterator[str]:
    """Write a report to files, each in its format, and say which of them cannot be written."""
    for name, path in targets:
        try:
            _write(path, report.render(name, result, options))
        except OSError as error:
            yield _unwritten(path, error)


def write_file(command: str, path: str, pieces: Iterable[str]) -> None:
    """Write a file whole or not at all; raises UsageError where it cannot be written."""
    try:
        _write(path, pieces)
    except OSError as error:
        raise UsageError(command, _unwritten(path, error)) from None


def _unwritten(path: str, error: OSError) -> str:
    return f"{sanitize(path)}: cannot be written: {error.strerror}"


def _write(path: str, pieces: Iterable[str]) -> None:
    data = b"".join(piece.encode("utf-8", "replace") for piece in pieces)
    from k8slint.discover.writing import stage  # most runs write no file

    if os.path.lexists(path) and not os.path.isfile(path):
        with open(path, "wb") as device:  # a pipe or device: there is nothing to replace
            device.write(data)
        return
    stage(os.path.realpath(path), data).commit()  # through a link, not over it
