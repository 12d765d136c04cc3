"""Where a value of a built object stands in one of the documents that it was made of: entries of lists may have moved."""

from __future__ import annotations

from typing import Any

from k8slint.units.kustomizing.outcome import Path

#: What tells entries of lists apart, the most telling first.
_KEYS = ("name", "mountPath", "containerPort", "port", "key", "host", "path", "topologyKey", "ip", "devicePath")


def align(written: Any, built: Any, path: Path) -> Path | None:
    """The path, in what is written, of the value that the built object has at a path; None if there is none."""
    found: list[str | int] = []
    for step in path:
        at = _step(written, built, step)
        if at is None:
            return None
        found.append(at)
        written, built = _below(written, at), _below(built, step)
    return tuple(found)


def _step(written: Any, built: Any, step: str | int) -> str | int | None:
    if isinstance(written, dict) and isinstance(built, dict) and step in written:
        return step
    if isinstance(written, list) and isinstance(built, list) and isinstance(step, int):
        return _entry(written, built, step)
    return None


def _below(value: Any, step: Any) -> Any:
    return value[step]


def value_at(value: Any, path: Path) -> tuple[Any, bool]:
    """The value at a path, and whether there is one."""
    for step in path:
        if not _has(value, step):
            return None, False
        value = _below(value, step)
    return value, True


def _has(value: Any, step: str | int) -> bool:
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value)


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
