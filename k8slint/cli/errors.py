"""Errors of use: they say what is wrong and the nearest right word, on stderr, and leave stdout empty."""

from __future__ import annotations

import traceback

import click

from k8slint.report.terminal import sanitize
from k8slint.rulebook import nearest


class UsageError(click.ClickException):
    """A command line that cannot be followed: exit code 2."""

    exit_code = 2

    def __init__(self, command: str, message: str) -> None:
        super().__init__(message)
        self._command = command

    def show(self, file: object = None) -> None:  # noqa: ARG002  # click's signature
        """Print the error to stderr."""
        click.echo(f"{self._command}: {self.message}", err=True)


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
        click.echo(f"{command}: {sanitize(_message(error))}", err=True)
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
        click.echo(
            "\n".join(sanitize(line) for part in traceback.format_exception(error) for line in part.splitlines()), err=True
        )
    click.echo(f"internal error: {type(error).__name__}: {sanitize(str(error))}. Please report it with this line.", err=True)
