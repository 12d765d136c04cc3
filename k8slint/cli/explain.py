"""`k8slint explain`: the page of a rule, in the terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from k8slint import rulebook
from k8slint.cli.errors import unknown_word
from k8slint.cli.options import loaded_rules, output_format, tell_renamed
from k8slint.cli.output import write_stdout
from k8slint.report.terminal import sanitize
from k8slint.rulebook.explain import explain

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_COMMAND = "k8slint explain"


def _ids_of_rules(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    from k8slint.cli.completion import rule_ids  # only a shell asks

    return rule_ids(context, parameter, typed)


@click.command("explain", short_help="Show the page of a rule.")
@click.argument("rule_id", metavar="RULE", shell_complete=_ids_of_rules)
@output_format(("text", "json", "markdown"))
def command(*, rule_id: str, output_format: str) -> int:
    """Show the page of a rule: what happens in the cluster, how to fix it, an example of each."""
    rules = {rule.id: rule for rule in loaded_rules(_COMMAND)}
    now = rulebook.renamed(rules.values()).get(rule_id, rule_id)
    rule = rules.get(now)
    if rule is None:
        raise unknown_word(_COMMAND, "rule", sanitize(rule_id), rulebook.nearest(rule_id, tuple(rules)))
    tell_renamed(rules.values(), [rule_id])
    text = explain(rule, output_format)
    if sys.stdout.isatty() and text.count("\n") >= os.get_terminal_size().lines:
        click.echo_via_pager(text)
    else:
        write_stdout([text])
    return 0
