"""`k8slint explain`: the page of a rule, in the terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from k8slint import rulebook
from k8slint.cli.errors import unknown_word
from k8slint.cli.given import book_options, given
from k8slint.cli.options import output_format, tell_renamed
from k8slint.cli.output import write_stdout
from k8slint.cli.setup import known_rules
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
@book_options
@click.pass_context
def command(context: click.Context, /, *, rule_id: str, output_format: str, **words: Any) -> int:
    """Show the page of a rule: what happens in the cluster, how to fix it, an example of each.

    RULE may be one whose page the configuration of the working directory names.
    """
    rules = {rule.id: rule for rule in known_rules(_COMMAND, given(context, words))}
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
