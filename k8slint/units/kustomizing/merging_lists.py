"""The strategic merge of lists whose entries have keys (kyaml, yaml/walk/associative_sequence.go).

Entries of the patch come first; of those in the object that have the same keys the last one stays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from k8slint.units.kustomizing.merge_keys import Shape
from k8slint.units.kustomizing.nodes import List, Map, Node, Owner, Scalar, is_null
from k8slint.units.kustomizing.scalars import tag_of
from k8slint.units.kustomizing.stops import Refusal

Merge = Callable[[Node | None, Node | None, Shape | None, Owner], Node | None]

_MOST: Final = 2_000  # entries: every one is compared with all others


def merge_lists(into: List, patch: List | None, shape: Shape, owner: Owner, merge: Merge) -> List:
    """What a list becomes by a patch."""
    keys = shape.keys
    if len(into) + len(patch or ()) > _MOST:
        raise Refusal(f"a list of more than {_MOST} entries", into.at)
    wanted = _values(into, patch, keys)
    if not wanted:
        return into
    found = List((), into.at, into.key, owner)
    used: Sequence[str] = keys
    for values in wanted:
        used, given = _given(wanted, values, keys)
        own_keys, own_values = _given([values], values, keys)
        first, second = _entry(into, own_keys, own_values), _entry(patch, own_keys, own_values)
        entry = merge(first, second, shape.entry, owner)
        if is_null(entry) or (type(entry) is Map and not entry):
            _place(into, None, used, given)
            continue
        if type(entry) is Map:
            for key, text in zip(used, given, strict=False):
                if key not in entry and text:
                    entry[key] = Scalar(text, tag_of(text), "", entry.at, entry.at)
        _place(found, entry, used, given)
    _keep_rest(found, into, keys, used)
    return found


def _keep_rest(found: List, into: List, keys: Sequence[str], used: Sequence[str]) -> None:
    """Add what the object has and was not merged; what was, moves to its place among the object's entries."""
    for entry in list(into):
        if keys == ("",):
            _place(found, entry, keys, [_text(entry)])
            continue
        values: list[str] = []
        for key in used:
            value = entry.get(key) if type(entry) is Map else None
            if value is None:
                found.append(entry)
                continue
            values.append(_text(value))
        if len(used) > 1:
            _place(found, None, used, values)
        _place(found, entry, used, values)


def _text(node: Node | None) -> str:
    return node.text if type(node) is Scalar else ""


def _values(into: List, patch: List | None, keys: tuple[str, ...]) -> list[list[str]]:
    """What entries have for keys, the patch's first; of several keys one may be missing in one of two that are the same."""
    found: list[list[str]] = []
    seen: set[tuple[str, ...]] = set()
    for entry in (*(patch or ()), *into):
        if keys == ("",):
            if type(entry) is not Scalar:
                raise Refusal("an entry that is no scalar", entry.at)
            values = [entry.text]
        elif type(entry) is Map:
            values = ["" if is_null(entry.get(key)) else _text(entry.get(key)) for key in keys]
        else:
            raise Refusal("an entry that is no mapping", entry.at)
        if tuple(values) not in seen:
            seen.add(tuple(values))
            found.append(values)
    if len(keys) > 1:
        _complete(found)
    return found


def _complete(found: list[list[str]]) -> None:
    """Give entries that differ in a missing value alone the values of each other."""
    for first in range(len(found)):
        for second in range(len(found)):
            pairs = list(zip(found[first], found[second], strict=True))
            if any(one == two for one, two in pairs) and all(one == two or not one or not two for one, two in pairs):
                found[first] = found[second] = [one or two for one, two in pairs]


def _given(every: list[list[str]], values: list[str], keys: Sequence[str]) -> tuple[Sequence[str], list[str]]:
    """The keys that any of the entries has, and the values of one for them."""
    known = {key for entry in every for key, value in zip(keys, entry, strict=True) if value}
    if not known:
        return keys, values
    return (
        [key for key in keys if key in known],
        [value for key, value in zip(keys, values, strict=True) if value or key in known],
    )


def _entry(entries: List | None, keys: Sequence[str], values: Sequence[str]) -> Node | None:
    """The first entry that has all the values."""
    for entry in entries or ():
        if type(entry) is Scalar:
            if entry.text == values[0]:
                return entry
        elif type(entry) is Map:
            pairs = zip(keys, values, strict=False)
            if all(entry.get(key) is not None and _text(entry.get(key)) == value for key, value in pairs):
                return entry
    return None


def _matches(entry: Node, key: str, value: str) -> bool:
    if is_null(entry):
        return False
    if not key:
        return type(entry) is Scalar and entry.text == value
    if type(entry) is not Map:
        raise Refusal("an entry that is no mapping", entry.at)
    found = entry.get(key)
    return found is not None and (not value or _text(found) == value)


def _place(entries: List, entry: Node | None, keys: Sequence[str], values: Sequence[str]) -> None:
    """Put an entry (None: nothing) in the place of those that have the values, or at the end."""
    kept: list[Node] = []
    placed = False
    mappings = bool(keys and keys[0] and values and values[0])
    for other in entries:
        if is_null(other) or (type(other) is Map and not other):
            continue
        if type(other) is not Map and mappings:
            kept.append(other)
            continue
        if not all(_matches(other, key, value) for key, value in zip(keys, values, strict=False)):
            if values:
                kept.append(other)
            continue
        placed = True
        if entry is not None:
            kept.append(entry)
    entries[:] = kept
    if entry is not None and not is_null(entry) and not placed:
        entries.append(entry)
