"""`k8slint rules`: the table of rules, and what those who write some need."""

from __future__ import annotations

import click

from k8slint.cli.given import rules_option
from k8slint.cli.options import chosen_rules, loaded_rules, output_format, selection_options
from k8slint.cli.output import write_stdout
from k8slint.cli.rule_pages import new, test
from k8slint.cli.setup import existing
from k8slint.rulebook import Extra
from k8slint.rulebook.explain import table

_COMMAND = "k8slint rules"


@click.group("rules", short_help="List the rules; test pages of your own, or begin one.", invoke_without_command=True)
@click.pass_context
@output_format(("text", "json", "markdown"))
@selection_options
@rules_option("folders")
def command(
    context: click.Context,
    /,
    *,
    output_format: str,
    select: tuple[str, ...],
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
    profile: str | None,
    folders: tuple[str, ...],
) -> int:
    """List the rules, by category: all of them, or those that the options choose."""
    if context.invoked_subcommand is not None:
        return 0
    rules = loaded_rules(_COMMAND, [Extra(folder) for folder in existing(_COMMAND, folders)])
    if select or extend_select or ignore or profile:
        rules = chosen_rules(_COMMAND, rules, profile, select, extend_select, ignore)
    write_stdout([table(rules, output_format)])
    return 0


command.add_command(test)
command.add_command(new)
