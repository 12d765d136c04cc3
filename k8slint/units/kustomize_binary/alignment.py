"""Where a value of a built object stands in one of the documents that it was made of: entries of lists may have moved."""

from __future__ import annotations

from typing import Any

from k8slint.units.kustomizing.outcome import Path

#: What tells entries of lists apart, the most telling first.
_KEYS = ("name", "mountPath", "containerPort", "port", "key", "host", "path", "topologyKey", "ip", "devicePath")


def align(written: Any, built: Any, path: Path) -> Path | None:
    """The path, in what is written, of the value that the built object has at a path; None if there is none."""
    found: list[str | int] = []
    at: Any  # a key or an index, as `written` wants it
    for step in path:
        if isinstance(written, dict) and isinstance(built, dict) and step in written:
            at = step
        elif isinstance(written, list) and isinstance(built, list) and isinstance(step, int):
            at = _entry(written, built, step)
        else:
            at = None
        if at is None:
            return None
        found.append(at)
        written, built = written[at], _below(built, step)
    return tuple(found)


def _below(value: Any, step: Any) -> Any:
    return value[step]


def value_at(value: Any, path: Path) -> tuple[Any, bool]:
    """The value at a path, and whether there is one."""
    for step in path:
        if (isinstance(value, dict) and step in value) or (
            isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value)
        ):
            value = value[step]
        else:
            return None, False
    return value, True


def _entry(written: list[Any], built: list[Any], index: int) -> int | None:
    """The entry of a list that is the one of a built list."""
    item = built[index]
    if not isinstance(item, dict):
        if index < len(written) and written[index] == item:
            return index
        return written.index(item) if item in written else _same(written, built, index)
    for key in _KEYS:
        if key in item and not isinstance(item[key], dict | list):
            same = [number for number, one in enumerate(written) if isinstance(one, dict) and one.get(key) == item[key]]
            if same:
                return index if index in same else same[0]
    return _same(written, built, index)


def _same(written: list[Any], built: list[Any], index: int) -> int | None:
    """The entry at the same place, where no entry has come or gone."""
    return index if len(written) == len(built) else None
