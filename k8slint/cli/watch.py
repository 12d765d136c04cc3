"""`k8slint check --watch`: the report again whenever a file changes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from k8slint.cli.errors import UsageError, say, tell
from k8slint.discover.names import printable, relative

_TOLD = 3  # changed files
_CLEAR = "\x1b[2J\x1b[3J\x1b[H"


def watched(command: str, paths: Sequence[str], run: Callable[[], int], *, verbose: bool) -> int:
    """Run once, and again after every change below some paths, until it is interrupted; the code of the last run.

    Raises UsageError without the extra that watches, for standard input, and for what does not exist.
    """
    if "-" in paths:
        raise UsageError(command, "standard input (-) cannot be watched")
    for path in paths:
        if not os.path.exists(path):
            raise UsageError(command, f"no such file or directory: {printable(path)}")
    try:
        from watchfiles import watch
    except ImportError:
        raise UsageError(command, "--watch needs an extra: pip install 'k8slint[watch]'") from None
    changes: Any = watch(*(paths or (".",)), raise_interrupt=False)
    code = _again(run, verbose=verbose)
    for changed in changes:
        if sys.stdout.isatty():
            click.echo(_CLEAR, nl=False)
        names = sorted({path for _, path in changed})
        say(f"changed: {', '.join(map(_short, names[:_TOLD]))}{', …' if len(names) > _TOLD else ''}")
        code = _again(run, verbose=verbose)
    return code


def _again(run: Callable[[], int], *, verbose: bool) -> int:
    """Run, and go on whatever comes of it: what is half written now is whole with the next change."""
    try:
        return run()
    except click.ClickException as error:
        tell(error, verbose=verbose)
        return error.exit_code


def _short(path: str) -> str:
    return printable(relative(path, os.getcwd()))
