"""Edits of plain data: what a document is to hold once a fix is made, whatever its text looks like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from k8slint.findings import Change, DataEdit
from k8slint.fix.refusal import Refused

Path = tuple[str | int, ...]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def shown(path: Path) -> str:
    """A path as a person writes it: `spec.ports[0]`; "the document" for the root."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _NAME.fullmatch(step):
            text += f".{step}" if text else step
        else:
            text += f'["{step}"]'
    return f"`{text}`" if text else "the document"


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal with the types of all that is in them: `1`, `1.0` and `true` are three."""
    if type(one) is not type(other):
        return False
    if type(one) is dict:
        return len(one) == len(other) and all(key in other and same(item, other[key]) for key, item in one.items())
    if type(one) is list:
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def has(value: Any, step: str | int) -> bool:
    """Whether a value is a collection with an entry of that key or index."""
    if type(value) is dict:
        return step in value
    return type(value) is list and isinstance(step, int) and 0 <= step < len(value)


def ordered(edits: Iterable[DataEdit]) -> list[DataEdit]:
    """Edits in an order in which each still finds what it names: what is set first, then what goes, the last first."""
    setting: list[DataEdit] = []
    going: list[DataEdit] = []
    met: list[DataEdit] = []
    for edit in edits:
        if any(edit == other and same(edit.value, other.value) for other in met):
            continue
        if any(_clash(edit, other) for other in met):
            raise Refused(f"two of its edits change {shown(edit.path)}")
        met.append(edit)
        (setting if edit.change in (Change.SET, Change.REPLACE) else going).append(edit)
    parts = sorted((edit for edit in setting if edit.change is Change.REPLACE), key=lambda edit: edit.within or (0, 0))
    setting = [edit for edit in setting if edit.change is Change.SET] + parts[::-1]
    going.sort(key=lambda edit: tuple((isinstance(step, str), step) for step in edit.path), reverse=True)
    return setting + going


def _clash(one: DataEdit, other: DataEdit) -> bool:
    """Whether two edits of the same value cannot both be made."""
    if one.path != other.path:
        return False
    if one.change is Change.REPLACE and other.change is Change.REPLACE and one.within and other.within:
        (start, end), (begin, stop) = one.within, other.within
        return (start < stop and begin < end) or start == begin
    changes = {one.change, other.change}
    return Change.RENAME not in changes or len(changes) == 1 or Change.REMOVE in changes


def edited(value: Any, edits: Iterable[DataEdit]) -> Any:
    """Give what a value becomes; itself it stays as it is. Refused where an edit names what is not there."""
    for edit in edits:
        value = (_set if edit.change is Change.SET else _changed)(value, edit, 0)
    return value


def _set(value: Any, edit: DataEdit, depth: int) -> Any:
    if depth == len(edit.path):
        return edit.value
    step = edit.path[depth]
    if isinstance(step, str) and (value is None or type(value) is dict):
        return {**(value or {}), step: _set((value or {}).get(step), edit, depth + 1)}
    if isinstance(step, int) and (value is None or type(value) is list):
        entries = [] if value is None else [*value]
        if 0 <= step < len(entries):
            entries[step] = _set(entries[step], edit, depth + 1)
            return entries
        if step == len(entries):
            return [*entries, _set(None, edit, depth + 1)]
        raise Refused(f"there is no {shown(edit.path[: depth + 1])}")
    raise Refused(f"{shown(edit.path[:depth])} is no {'mapping' if isinstance(step, str) else 'list'}")


def _changed(value: Any, edit: DataEdit, depth: int) -> Any:
    """Give a value without an entry, with another name of one, or with another text in place of a part."""
    if depth == len(edit.path):
        return _part(value, edit)
    step = edit.path[depth]
    if not has(value, step):
        raise Refused(f"there is no {shown(edit.path[: depth + 1])}")
    if depth + 1 == len(edit.path) and edit.change is Change.REMOVE:
        if type(value) is dict:
            return {key: item for key, item in value.items() if key != step}
        return [item for index, item in enumerate(value) if index != step]
    if depth + 1 == len(edit.path) and edit.change is Change.RENAME:
        return _renamed(value, edit)
    if type(value) is dict:
        return {**value, step: _changed(value[step], edit, depth + 1)}
    return [_changed(item, edit, depth + 1) if index == step else item for index, item in enumerate(value)]


def _renamed(value: Any, edit: DataEdit) -> dict[str, Any]:
    old, new = edit.path[-1], edit.value
    if type(value) is not dict or not isinstance(new, str):
        raise Refused(f"{shown(edit.path)} has no key to rename")
    if new in value and new != old:
        raise Refused(f"there is {shown((*edit.path[:-1], new))} already")
    return {new if key == old else key: item for key, item in value.items()}


def _part(value: Any, edit: DataEdit) -> str:
    if edit.change is not Change.REPLACE:
        raise Refused("it is the whole document")
    if not isinstance(value, str) or not isinstance(edit.value, str) or edit.within is None:
        raise Refused(f"{shown(edit.path)} is no text")
    start, end = edit.within
    if not 0 <= start <= end <= len(value):
        raise Refused(f"{shown(edit.path)} is shorter")
    return value[:start] + edit.value + value[end:]


def simple(value: Any, edit: DataEdit) -> Iterator[DataEdit]:
    """Split an edit so that no collection that holds something becomes another value: its entries change one by one."""
    if edit.change is not Change.SET:
        yield edit
        return
    old = value
    for step in edit.path:
        if not has(old, step):
            yield edit
            return
        old = old[step]
    yield from _entries(old, edit.value, edit)


def _entries(old: Any, new: Any, edit: DataEdit) -> Iterator[DataEdit]:
    if same(old, new):
        return
    if not old or type(old) not in (dict, list):
        yield edit._replace(value=new)
        return
    if type(old) is not type(new) or not new:
        for step in reversed(old if type(old) is dict else range(len(old))):
            yield edit._replace(path=(*edit.path, step), value=None, change=Change.REMOVE)
        if not same(type(old)(), new):
            yield edit._replace(value=new)
        return
    inner = new.items() if type(new) is dict else enumerate(new)
    for step, item in inner:
        below = edit._replace(path=(*edit.path, step), value=item)
        if has(old, step):
            yield from _entries(old[step], item, below)
        else:
            yield below
    gone = [key for key in old if key not in new] if type(old) is dict else range(len(new), len(old))
    for step in reversed(gone):
        yield edit._replace(path=(*edit.path, step), value=None, change=Change.REMOVE)
