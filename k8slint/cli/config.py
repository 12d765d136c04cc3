"""`k8slint config`: the schema of configurations, and what counts for a path."""

from __future__ import annotations

import json
from typing import Any

import click

from k8slint.cli.given import config_options, given
from k8slint.cli.options import input_options, loaded_rules, output_format, selection_options
from k8slint.cli.output import write_stdout
from k8slint.cli.setup import look
from k8slint.cli.showing import render, settings

_SHOW = "k8slint config show"
_SCHEMA = "k8slint config schema"


@click.group("config", short_help="Show what is configured and where, or the schema for editors.")
def command() -> None:
    """Show what is configured and where, or the JSON Schema of configurations."""


@command.command("show", short_help="Show the settings that count for a path, and where each is written.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@output_format(("text", "json"))
@selection_options
@click.option("--fail-on", type=click.Choice(["error", "warning", "info", "never"]), envvar="K8SLINT_FAIL_ON", hidden=True)
@click.option("--min-severity", type=click.Choice(["error", "warning", "info"]), envvar="K8SLINT_MIN_SEVERITY", hidden=True)
@click.option("--baseline", metavar="FILE", envvar="K8SLINT_BASELINE", hidden=True)
@input_options
@config_options
@click.pass_context
def show(context: click.Context, /, *, output_format: str, **words: Any) -> int:
    """Show the settings with which PATH is linted, each with its place: default, file, variable, or option.

    An option beats a variable, a variable the configuration.
    """
    said = given(context, words)
    main = look(_SHOW, said)
    write_stdout([render(main, settings(said, main), output_format)])
    return 0


@command.command("schema", short_help="Print the JSON Schema of .k8slint.yaml, or of reports.")
@click.option("--report", is_flag=True, help="That of `check --output-format json` instead; of `jsonl`, its `#/$defs/line`.")
def schema(*, report: bool) -> int:
    """Print the JSON Schema (draft-07) of .k8slint.yaml, with the ids and options of all rules, for editors.

    The first line of a file says where it is: `# yaml-language-server: $schema=k8slint.schema.json`.
    """
    if report:
        from k8slint.report.contract import text

        write_stdout([text()])
        return 0
    from k8slint.config.schema import published  # nobody else prints it
    from k8slint.rulebook.select import PROFILES

    rules = loaded_rules(_SCHEMA)
    words = {category: f"every rule of the category {category}" for category in sorted({rule.category for rule in rules})}
    words |= {profile: f"every rule of the profile {profile}" for profile in PROFILES} | {"all": "every rule"}
    data = published({rule.id: rule.title for rule in rules}, words, {rule.id: rule.options for rule in rules})
    write_stdout([json.dumps(data, ensure_ascii=False, indent=2), "\n"])
    return 0
