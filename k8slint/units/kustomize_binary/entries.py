"""What a kustomization names: the files and directories that Kustomize reads for it, and where it says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from k8slint.units.kustomizing.outcome import Path

Role = Literal["resource", "directory", "patch", "data", "settings", "plugin"]

#: Fields that need more than files: what they make comes from elsewhere.
CHARTS = ("helmCharts", "helmChartInflationGenerator")

_LISTS: dict[str, Role] = {
    "resources": "resource", "bases": "directory", "components": "directory", "patchesStrategicMerge": "patch",
    "configurations": "settings", "crds": "settings", "transformers": "plugin", "generators": "plugin",
    "validators": "plugin",
}  # fmt: skip
_OF_MAPPINGS: dict[str, Role] = {"patches": "patch", "patchesJson6902": "patch", "replacements": "settings"}
GENERATORS = {"configMapGenerator": "ConfigMap", "secretGenerator": "Secret"}


class Entry(NamedTuple):
    """A path that is named, as what, and where in the document."""

    text: str
    role: Role
    at: Path


class Inline(NamedTuple):
    """A text that stands in the place of a file."""

    text: str
    role: Role
    at: Path


def named(value: dict[str, Any]) -> Iterator[Entry | Inline]:
    """Everything that a kustomization names; what is malformed names nothing."""
    for field, role in _LISTS.items():
        for at, entry in _items(value, field):
            if isinstance(entry, str):
                yield Inline(entry, role, at) if is_inline(entry) else Entry(entry, role, at)
    for field, role in _OF_MAPPINGS.items():
        for at, entry in _items(value, field):
            path = entry.get("path") if isinstance(entry, dict) else None
            if isinstance(path, str) and path:
                yield Entry(path, role, (*at, "path"))
    openapi = value.get("openapi")
    if isinstance(openapi, dict) and isinstance(openapi.get("path"), str):
        yield Entry(openapi["path"], "settings", ("openapi", "path"))
    for field in GENERATORS:
        for at, entry in _items(value, field):
            yield from data(entry, at)


def is_inline(text: str) -> bool:
    """Whether a text is a manifest, and no path."""
    return "\n" in text or text.lstrip().startswith("{")


def data(entry: Any, at: Path) -> Iterator[Entry]:
    """The files that a generator reads."""
    if not isinstance(entry, dict):
        return
    for field in ("files", "envs"):
        for where, text in _items(entry, field):
            if isinstance(text, str) and text:
                yield Entry(text.partition("=")[2] if field == "files" and "=" in text else text, "data", (*at, *where))
    if isinstance(entry.get("env"), str) and entry["env"]:
        yield Entry(entry["env"], "data", (*at, "env"))


def of_plugin(value: Any, at: Path = ()) -> Iterator[Entry]:
    """Every text in the settings of a plugin: any of them may name a file."""
    rest = [(value, at)]
    while rest:
        found, where = rest.pop()
        if isinstance(found, str):
            text = found.rpartition("=")[2]
            if text and "\n" not in text:
                yield Entry(text, "data", where)
        elif isinstance(found, dict):
            rest += [(item, (*where, key)) for key, item in found.items()]
        elif isinstance(found, list):
            rest += [(item, (*where, number)) for number, item in enumerate(found)]


def _items(value: dict[str, Any], field: str) -> Iterator[tuple[Path, Any]]:
    entries = value.get(field)
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        yield (field, number), entry
