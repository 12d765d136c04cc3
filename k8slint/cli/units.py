"""`k8slint units`: what is linted together, and why."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from k8slint.cli.given import config_options, given
from k8slint.cli.options import input_options, output_format
from k8slint.cli.output import write_stdout
from k8slint.cli.progress import Progress
from k8slint.cli.setup import prepare
from k8slint.engine import examine
from k8slint.units.listing import as_data, as_text

_COMMAND = "k8slint units"


@click.command("units", short_help="Show what is linted together, and why.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@output_format(("text", "json"))
@input_options
@config_options
@click.option("--verbose", "-v", is_flag=True, help="Also show the evidence of each decision.")
@click.pass_context
def command(context: click.Context, /, *, output_format: str, verbose: bool, **words: Any) -> int:
    """Show the units: what is applied together, in which environment, and how that was decided.

    A reference is looked up in its unit. -v adds the evidence: which directory or label told the environment, what was
    joined with what and by which reference, what is open and why.
    """
    setup = prepare(_COMMAND, given(context, words))
    with Progress(sys.stderr) as progress:
        resolution = examine(setup.tree, setup.settings, progress).resolution
    if output_format == "json":
        write_stdout([json.dumps(as_data(resolution), ensure_ascii=False, indent=2), "\n"])
    else:
        write_stdout([as_text(resolution, verbose=verbose)])
    return 0
