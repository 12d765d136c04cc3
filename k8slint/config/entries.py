"""What a configuration comes to, with all it inherits: each setting once, and the file that has the last word on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from k8slint.config.files import Configuration, Layer
from k8slint.config.text import Path
from k8slint.settings import Origin

#: Lists to which a file adds what it inherits; of any other the file's own replaces the inherited one.
_ADDED = frozenset({"extendSelect", "ignore", "overrides", "exclude", "externals", "operators", "helm", "rules", "crds"})
#: Mappings of which each entry is a setting, by how many keys.
_MAPPINGS = {"severity": 1, "worlds": 1, "limits": 1, "options": 2}
#: What holds for a directory: the rest concerns the whole run.
PER_PATH = frozenset({"profile", "select", "extendSelect", "ignore", "severity", "options", "overrides"})


class Entry(NamedTuple):
    """One setting: the keys that lead to it, its value, the file that says it and where in it."""

    keys: tuple[str, ...]
    value: Any
    layer: Layer
    steps: Path

    @property
    def origin(self) -> Origin:
        """Where it is written."""
        return self.layer.text.origin(*self.steps)


def listed(value: Any) -> list[Any]:
    """A list, or the one thing that may stand for it."""
    return value if isinstance(value, list) else [value]


def entries(configuration: Configuration) -> tuple[Entry, ...]:
    """The settings of a configuration whose form is sound, in the order in which they were written first."""
    found: dict[Path, Entry] = {}
    for number, layer in enumerate(configuration.layers):
        for entry in of_layer(layer):
            key = entry.keys if entry.keys[0] not in _ADDED else (*entry.keys, number, *entry.steps)
            found[key] = entry
    return tuple(found.values())


def of_layer(layer: Layer) -> Iterator[Entry]:
    """The settings that one file says itself."""
    for key, value in layer.text.value.items():
        if key == "extend":
            continue
        if key in _ADDED:
            several = isinstance(value, list)
            for index, item in enumerate(listed(value)):
                yield Entry((key,), item, layer, (key, index) if several else (key,))
        elif key == "environment":
            yield from _environment(value, layer)
        else:
            yield from _below((key,), value, layer, _MAPPINGS.get(key, 0))


def _below(keys: tuple[str, ...], value: Any, layer: Layer, depth: int) -> Iterator[Entry]:
    if not depth:
        yield Entry(keys, value, layer, keys)
        return
    for key, item in value.items():
        yield from _below((*keys, key), item, layer, depth - 1)


def _environment(value: Any, layer: Layer) -> Iterator[Entry]:
    if not isinstance(value, dict):
        yield Entry(("environment", "default"), value, layer, ("environment",))
        return
    if "default" in value:
        yield Entry(("environment", "default"), value["default"], layer, ("environment", "default"))
    for pattern, name in value.get("paths", {}).items():
        yield Entry(("environment", "paths", pattern), name, layer, ("environment", "paths", pattern))


def of(found: Iterable[Entry], *keys: str) -> list[Entry]:
    """The settings below some keys."""
    return [entry for entry in found if entry.keys[: len(keys)] == keys]
