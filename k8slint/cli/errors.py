"""What is said on stderr: errors of use, which say what is wrong and the nearest right word, and remarks.

All of it may hold words of others (paths, keys, names of revisions), and a pipeline takes a line that begins with `::` for a
command: every line is made of characters that can be seen.
"""

from __future__ import annotations

import re
import traceback

import click

from k8slint.report.terminal import sanitize
from k8slint.rulebook import nearest

#: What click begins a new line with where it tells what may be chosen.
_LIST = re.compile(r"\n\t")


def say(*lines: str) -> None:
    """Print lines to stderr; whatever in them is not printable is spelt out, line feeds among it."""
    for line in lines:
        click.echo(f"{'./' * line.startswith('::')}{sanitize(line)}", err=True)  # a path: else a command to GitHub


class Refused(click.ClickException):
    """What is wrong with what a run was given, a line each: exit code 2."""

    exit_code = 2

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(map(sanitize, lines)))
        self._lines = lines

    def show(self, file: object = None) -> None:  # noqa: ARG002  # click's signature
        """Print the lines to stderr."""
        say(*self._lines)


class UsageError(Refused):
    """A command line that cannot be followed; `lines` say more."""

    def __init__(self, command: str, message: str, *lines: str) -> None:
        super().__init__(f"{command}: {message}", *lines)


def unknown_word(command: str, what: str, word: str, near: str | None) -> UsageError:
    """The error of a word that names nothing."""
    hint = f"; did you mean `{near}`?" if near else ""
    return UsageError(command, f"unknown {what} `{word}`{hint}")


def unknown_command(word: str, commands: tuple[str, ...]) -> UsageError:
    """The error of a subcommand that does not exist."""
    return unknown_word("k8slint", "command", word, nearest(word, commands))


def tell(error: Exception, *, verbose: bool) -> None:
    """Say on stderr, in one line, what is wrong with a command line, or that the run itself broke off."""
    if isinstance(error, click.UsageError) and not isinstance(error, click.exceptions.NoArgsIsHelpError):
        command = error.ctx.command_path if error.ctx is not None else "k8slint"
        say(f"{command}: {_LIST.sub(' ', _message(error))}")
    elif isinstance(error, click.ClickException):
        error.show()
    else:
        _crashed(error, verbose=verbose)


def _message(error: click.UsageError) -> str:
    """What is wrong, with the name of the variable where the word is not from the command line."""
    text = error.format_message()
    if isinstance(error, click.BadParameter) and error.param is not None and error.ctx is not None:
        variable, name = error.param.envvar, error.param.name
        if name is not None and error.ctx.get_parameter_source(name) is click.core.ParameterSource.ENVIRONMENT:
            return text.replace(error.param.get_error_hint(error.ctx), str(variable))
    return text


def _crashed(error: Exception, *, verbose: bool) -> None:
    if verbose:
        say(*(line for part in traceback.format_exception(error) for line in part.splitlines()))
    say(f"internal error: {type(error).__name__}: {error}. Please report it with this line.")
