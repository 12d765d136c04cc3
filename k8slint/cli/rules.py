"""`k8slint rules`: the table of rules, and what those who write some need."""

from __future__ import annotations

from typing import Any

import click

from k8slint.cli.given import book_options, given
from k8slint.cli.options import chosen_rules, output_format, selection_options
from k8slint.cli.output import write_stdout
from k8slint.cli.rule_pages import new, test
from k8slint.cli.setup import known_rules
from k8slint.rulebook.explain import table

_COMMAND = "k8slint rules"


@click.group("rules", short_help="List the rules; test pages of your own, or begin one.", invoke_without_command=True)
@click.pass_context
@output_format(("text", "json", "markdown"))
@selection_options
@book_options
def command(
    context: click.Context,
    /,
    *,
    output_format: str,
    select: tuple[str, ...],
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
    profile: str | None,
    **words: Any,
) -> int:
    """List the rules, by category: all of them, or those that the options choose.

    Those whose pages the configuration of the working directory names are among them.
    """
    if context.invoked_subcommand is not None:
        return 0
    rules = known_rules(_COMMAND, given(context, words))
    if select or extend_select or ignore or profile:
        rules = chosen_rules(_COMMAND, rules, profile, select, extend_select, ignore)
    write_stdout([table(rules, output_format)])
    return 0


command.add_command(test)
command.add_command(new)
