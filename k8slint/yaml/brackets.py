"""Collections in brackets that hold nothing but simple scalars and each other."""

from __future__ import annotations

import re
from typing import Any, Final

from k8slint.yaml.plain import KEY_LENGTH, Unsure, keys, plain

FLOW_LEVELS: Final = 4
_FLOW_QUOTED = r"""[ \n]*(?:"([^"\\\n]*)"|'((?:[^'\n]|'')*)'|"""
_ITEM = re.compile(
    _FLOW_QUOTED
    + r"((?:[A-Za-z0-9_./$]|-(?=[A-Za-z0-9_./-]))(?:[A-Za-z0-9_./$*+=%@()~-]| +(?=[A-Za-z0-9_./$]))*)"
    + r"|([\[{]))[ \n]*"
)
_FLOW_KEY = re.compile(_FLOW_QUOTED + r"([A-Za-z0-9_./$][A-Za-z0-9_./$-]*)): ")
_CLOSE = re.compile(r"[ \n]*[\]}]")


def _collection(text: str, place: int, levels: int) -> tuple[Any, int]:
    """Read the collection that opens at a place: its value and the place behind it."""
    if levels > FLOW_LEVELS:
        raise Unsure
    keyed = text[place] == "{"
    close = "}" if keyed else "]"
    place += 1
    items: list[Any] = []
    pairs: dict[str, Any] = {}
    while True:
        end = _CLOSE.match(text, place)
        if end:  # at once, or behind a comma
            if end[0][-1] != close:
                raise Unsure
            return (pairs if keyed else items), end.end()
        if keyed:
            key, place = _flow_key(text, place)
            if key in pairs:
                raise Unsure
            pairs[key], place = _item(text, place, levels)
        else:
            item, place = _item(text, place, levels)
            items.append(item)
        after = text[place : place + 1]
        if after == ",":
            place += 1
        elif after != close:
            raise Unsure


def _flow_key(text: str, place: int) -> tuple[str, int]:
    found = _FLOW_KEY.match(text, place)
    if not found:
        raise Unsure
    double, single, word = found.groups()
    key = keys[word] if word is not None else double if double is not None else single.replace("''", "'")
    if key is None or len(found[0]) > KEY_LENGTH:
        raise Unsure
    return key, found.end()


def _item(text: str, place: int, levels: int) -> tuple[Any, int]:
    found = _ITEM.match(text, place)
    if not found:
        raise Unsure
    double, single, word, bracket = found.groups()
    if bracket:
        value, place = _collection(text, found.start(4), levels + 1)
        while text[place : place + 1] in (" ", "\n"):
            place += 1
        return value, place
    if word is not None:
        return plain(word), found.end()
    return double if double is not None else single.replace("''", "'"), found.end()


def flow(text: str) -> Any:
    """Give the value of a collection in brackets; line ends stand between its items only."""
    value, place = _collection(text, 0, 1)
    rest = text[place:]
    if rest and not (rest[0] == " " and rest.lstrip(" ")[:1] in ("", "#")):
        raise Unsure
    return value
