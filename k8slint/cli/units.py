"""`k8slint units`: what is linted together, and why."""

from __future__ import annotations

import json
import sys

import click

from k8slint.cli.options import asked, charted, found_tree, input_options, output_format
from k8slint.cli.output import write_stdout
from k8slint.cli.progress import Progress
from k8slint.engine import Settings, examine
from k8slint.units.listing import as_data, as_text

_COMMAND = "k8slint units"


@click.command("units", short_help="Show what is linted together, and why.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@output_format(("text", "json"))
@input_options
@click.option("--verbose", "-v", is_flag=True, help="Also show the evidence of each decision.")
def command(
    *,
    paths: tuple[str, ...],
    output_format: str,
    env: str | None,
    namespace: str | None,
    stdin_filename: str | None,
    verbose: bool,
) -> int:
    """Show the units: what is applied together, in which environment, and how that was decided.

    A reference is looked up in its unit. -v adds the evidence: which directory or label told the environment, what was
    joined with what and by which reference, what is open and why.
    """
    tree = found_tree(_COMMAND, paths, stdin_filename)
    settings = Settings(environment=env, namespace=namespace, reference=asked(tree), charts=charted(tree, namespace))
    with Progress(sys.stderr) as progress:
        resolution = examine(tree, settings, progress).resolution
    if output_format == "json":
        write_stdout([json.dumps(as_data(resolution), ensure_ascii=False, indent=2), "\n"])
    else:
        write_stdout([as_text(resolution, verbose=verbose)])
    return 0
