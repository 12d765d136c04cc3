"""`k8slint render`: the objects of a unit as they are linted, and where their values come from."""

from __future__ import annotations

import json
import posixpath
import sys
from collections.abc import Iterator
from typing import Any

import click

from k8slint.cli.errors import UsageError, say, unknown_word
from k8slint.cli.given import config_options, given
from k8slint.cli.options import input_options, output_format
from k8slint.cli.output import write_stdout
from k8slint.cli.progress import Progress
from k8slint.cli.setup import prepare
from k8slint.engine import examine
from k8slint.report.manifests import manifest, veiled
from k8slint.report.terminal import sanitize
from k8slint.resources import Resource
from k8slint.rulebook import nearest
from k8slint.units import Resolution, Unit
from k8slint.yaml import Composed, Node

_COMMAND = "k8slint render"


@click.command("render", short_help="Print the objects of a unit as they are linted.")
@click.argument("unit")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@output_format(("yaml", "json"))
@click.option("--origins", is_flag=True, help="Say behind each value in which file and line it stands.")
@click.option("--show-secrets", is_flag=True, help="Show the values of Secrets, too.")
@input_options
@config_options
@click.pass_context
def command(context: click.Context, /, *, unit: str, output_format: str, origins: bool, show_secrets: bool, **words: Any) -> int:
    """Print the objects of a unit: what is linted, after bases, patches and transformers.

    UNIT is a name as `k8slint units` lists them, most often a directory. With --origins each value is followed by the
    place that a person would edit, and by the others that have a part in it.
    """
    setup = prepare(_COMMAND, given(context, words))
    with Progress(sys.stderr) as progress:
        resolution = examine(setup.tree, setup.settings, progress).resolution
    found = _unit(resolution, unit)
    for line in _remarks(resolution, found):
        say(f"{_COMMAND}: {line}")
    if output_format == "json":
        write_stdout([json.dumps(_data(found, origins=origins, secrets=show_secrets), ensure_ascii=False, indent=2), "\n"])
    else:
        write_stdout(_documents(found, origins=origins, secrets=show_secrets))
    return 0


def _unit(resolution: Resolution, name: str) -> Unit:
    """The unit of a name, or of the directory that it is named after; raises UsageError where there is none."""
    units = {unit.name: unit for unit in resolution.units}
    for one in (name, posixpath.normpath(name)):
        if one in units and (units[one].resources or not _why(resolution, one)):
            return units[one]
        why = _why(resolution, one)
        if why:
            raise UsageError(_COMMAND, sanitize(f"{one} is not {why}"))
    several = [unit for unit in units if unit.startswith(f"{posixpath.normpath(name)} [")]
    if len(several) == 1:
        return units[several[0]]
    if several:
        raise UsageError(_COMMAND, sanitize(f"`{name}` are {len(several)} units: {', '.join(several)}"))
    users = resolution.kustomizations.users.get(posixpath.normpath(name), ()) if resolution.kustomizations is not None else ()
    if users:
        raise UsageError(_COMMAND, sanitize(f"`{name}` is no unit of its own, but a part of {', '.join(users)}"))
    raise unknown_word(_COMMAND, "unit", sanitize(name), nearest(name, tuple(units)))


def _why(resolution: Resolution, name: str) -> str:
    """Why a kustomization is not built, or a chart not rendered; empty if it is, or if there is none."""
    builds, releases = resolution.builds, resolution.releases
    if releases is not None and name in releases.unrendered:
        failures = [one.message for one in releases.failures(name) if one.kind != "dependency-missing"]
        return f"rendered: {failures[0] if failures else releases.unrendered[name]}"
    if builds is None or name not in builds.unbuilt:
        return ""
    failed = builds.failed.get(name)
    return f"built: {failed.message if failed is not None else builds.unbuilt[name]}"


def _remarks(resolution: Resolution, unit: Unit) -> Iterator[str]:
    why = _why(resolution, unit.name)
    if why:
        yield f"{unit.name} is not {why}; its resources are shown as they are written"
    for gap in unit.gaps:
        if gap.kind in {"unparsed", "templated"}:
            yield f"{gap.path} is left out: {gap.message}"


def _documents(unit: Unit, *, origins: bool, secrets: bool) -> Iterator[str]:
    for number, resource in enumerate(unit.resources):
        if number:
            yield "---\n"
        value = resource.value if secrets else veiled(resource.value)

        def remark(path: tuple[str | int, ...], resource: Resource = resource) -> str:
            return ", ".join(f"{path}:{line}" for path, line, _ in _places(resource, path)) if origins else ""

        yield manifest(value, remark)


def _places(resource: Resource, path: tuple[str | int, ...]) -> Iterator[tuple[str, int, int]]:
    """File, line and column of what has a part in a value, the one to edit first; each line once."""
    document, path = resource.document, (*resource.path, *path)
    sites = [site for site in (document.site(path),) if site is not None]
    places = [*sites, *document.provenance.parts(path)] if isinstance(document, Composed) else sites
    seen = set()
    for source, span in places:
        position = source.position(span.start)
        if (source.path, position.line) not in seen:
            seen.add((source.path, position.line))
            yield sanitize(source.path), position.line + 1, position.column + 1


def _data(unit: Unit, *, origins: bool, secrets: bool) -> dict[str, Any]:
    """The objects as values for JSON; origins by field, null where nobody asked."""
    return {
        "version": 1,
        "unit": unit.name,
        "objects": [
            {
                "object": resource.value if secrets else veiled(resource.value),
                "origins": _origins(resource) if origins else None,
            }
            for resource in unit.resources
        ],
    }


def _origins(resource: Resource) -> dict[str, list[dict[str, str | int]]]:
    found: dict[str, list[dict[str, str | int]]] = {}
    rest: list[Node] = [Node(resource.document, resource.path)]
    while rest:
        node = rest.pop()
        below = [one for _, one in node.items()] or list(node.elements())
        rest += reversed(below)
        path = node.path[len(resource.path) :]
        if not below:
            places = _places(resource, path)
            found[Resource.field(path)] = [{"path": file, "line": line, "column": column} for file, line, column in places]
    return found
