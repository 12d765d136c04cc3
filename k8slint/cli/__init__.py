"""The command line: one module a subcommand, imported when it is called."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

import click

from k8slint import __version__
from k8slint.yaml import own_process

#: Subcommand -> what it does, as `k8slint --help` lists it.
_COMMANDS = {
    "check": "Lint manifests: files, directories, or - for standard input.",
    "completion": "Print what a shell needs to complete words.",
    "config": "Show what is configured and where, or the schema for editors.",
    "diff": "Show what a change breaks: two directories, or two revisions.",
    "explain": "Show the page of a rule.",
    "init": "Begin: a configuration, a baseline, a commit hook.",
    "migrate": "Write a configuration from the settings of other tools.",
    "render": "Print the objects of a unit as they are linted.",
    "rules": "List the rules.",
    "units": "Show what is linted together, and why.",
}
_INTERRUPTED = 130


class _Commands(click.Group):
    """The subcommands; the module of one is imported when it is needed, not to list the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        if name not in _COMMANDS:
            return None
        command = importlib.import_module(f"k8slint.cli.{name}").command
        assert isinstance(command, click.Command)  # noqa: S101  # each module of _COMMANDS holds one
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS:
            from k8slint.cli.errors import unknown_command  # only when it fails

            raise unknown_command(args[0], tuple(_COMMANDS))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="k8slint", message="%(prog)s %(version)s")
def cli() -> None:
    """Read Kubernetes manifests the way a compiler reads a program, and say what is broken between them.

    \b
    k8slint check            lint the current directory
    k8slint check deploy/    lint a directory
    helm template web chart/ | k8slint check -
    """  # noqa: D301  # click wants the character, not the escape


def _is_idle(words: Sequence[str]) -> bool:
    """Whether this is a commit hook that has nothing to do, and nothing besides is asked of it."""
    if words[:1] != ["check"] or "--staged" not in words or any(word.startswith("-") for word in {*words} - {"--staged"}):
        return False
    from k8slint.cli.staged_look import look_ahead  # before what takes longer to import than to be told
    from k8slint.git import GitError

    try:
        return look_ahead(os.environ) is None
    except GitError:
        return False  # told by whoever asks in earnest


def run() -> int:
    """Run the command line; return its exit code: 0 nothing to report, 1 findings, 2 the run cannot be trusted."""
    own_process()
    if _is_idle(sys.argv[1:]):
        return 0
    try:
        code = cli.main(prog_name="k8slint", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return _INTERRUPTED
    except BrokenPipeError:
        # Who read the output has closed it; keep the interpreter from complaining when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except Exception as error:  # noqa: BLE001  # Python's own exit code of a crash is 1, which means findings
        from k8slint.cli.errors import tell  # only when it fails

        tell(error, verbose=not {"-v", "--verbose"}.isdisjoint(sys.argv))
        return 2
    return code if isinstance(code, int) else 0
