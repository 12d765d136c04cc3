"""The paths of replacements and variables: names with dots between them, entries of lists by index or by a value."""

from __future__ import annotations

import re
from typing import Final

from k8slint.units.kustomizing.field_specs import steps
from k8slint.units.kustomizing.nodes import List, Map, Node, Owner, Scalar, Step, copied
from k8slint.units.kustomizing.patterns import compiled
from k8slint.units.kustomizing.stops import Failure, Mark, Refusal

_BY_VALUE = re.compile(r"\[([^=]*)=(.*)\]")
_INDEX = re.compile(r"[0-9]{1,9}")
_LONGEST: Final = 10_000


def split(path: str) -> tuple[str, ...]:
    """The steps of a path; brackets keep the dots inside of them."""
    found: list[str] = []
    open_step = ""
    for step in steps(path, "."):
        whole = f"{open_step}.{step}" if open_step else step
        if whole.startswith("[") and not whole.endswith("]"):
            open_step = whole
            continue
        open_step = ""
        found.append(whole if "=" in whole or not whole.startswith("[") else whole.strip("[]"))
    return (*found, open_step) if open_step else tuple(found)


def look_up(node: Node | None, path: tuple[str, ...], at: Mark) -> Node | None:
    """The value at a path; None if there is none."""
    for step in path:
        if type(node) is Map:
            node = node.get(step)
        elif type(node) is List:
            node = _entry(node, step, at)
        else:
            return None
    return node


def _entry(entries: List, step: str, at: Mark) -> Node | None:
    found = _BY_VALUE.fullmatch(step)
    if found:
        for entry in entries:
            value = entry.scalar(found[1]) if type(entry) is Map else None
            if value is not None and value.text == found[2]:
                return entry
        return None
    if not _INDEX.fullmatch(step):
        raise Refusal("a path that leads into a list", at)
    index = int(step)
    return entries[index] if index < len(entries) else None


class Spots:
    """Where a value is to be put: the fields of an object that a path names, made where that is asked for."""

    def __init__(self, value: Node, at: Mark, owner: Owner, *, create: bool) -> None:
        self._value = value
        self._at = at
        self._owner = owner
        self._create = create

    def of(self, root: Map, path: tuple[str, ...]) -> list[tuple[Map | List, Step]]:
        """The collections that hold the fields, each with its key or index; the object must be the owner's."""
        found: list[tuple[Map | List, Step]] = []
        self._go(List([root]), 0, path, found)
        return found

    def _go(self, holder: Map | List, step: Step, path: tuple[str, ...], found: list[tuple[Map | List, Step]]) -> None:
        if not path:
            found.append((holder, step))
            if len(found) > _LONGEST:
                raise Refusal("a replacement of too many fields", self._at)
            return
        node: Node = holder[step]  # type: ignore[index]  # it fits its holder
        name, rest = path[0], path[1:]
        by_value = _BY_VALUE.fullmatch(name)
        if by_value:
            self._go_by_value(node, by_value, rest, found)
        elif type(node) is List and name == "*":
            for index in range(len(node)):
                self._go(node, index, rest, found)
        elif type(node) is List and name.isdigit():
            self._go(node, self._index(node, name, rest), rest, found)
        elif type(node) is Map and name != "*":
            if name not in node and self._create:
                node[name] = self._fresh(rest, self._at)
            if name in node:
                self._go(node, name, rest, found)
        else:
            raise Refusal("a path that does not lead through what is there", self._at)

    def _index(self, node: List, name: str, rest: tuple[str, ...]) -> int:
        index = int(name) if _INDEX.fullmatch(name) else len(node) + 1
        if index == len(node) and self._create:
            node.append(self._fresh(rest, 0))
        if index >= len(node):
            raise Failure(f"the list has no entry {name}", self._at)
        return index

    def _go_by_value(self, node: Node, step: re.Match[str], rest: tuple[str, ...], found: list[tuple[Map | List, Step]]) -> None:
        if type(node) is not List or not step[1]:
            raise Refusal("the path of a replacement", self._at)
        pattern = compiled(step[2], self._at, "", "")
        some = False
        for index, entry in enumerate(node):
            value = entry.scalar(step[1]) if type(entry) is Map else None
            if value is not None and pattern.matches(value.text):
                some = True
                self._go(node, index, rest, found)
        if not some and self._create:
            raise Refusal("a replacement that makes an entry of a list", self._at)

    def _fresh(self, rest: tuple[str, ...], key: Mark) -> Node:
        if not rest:
            if type(self._value) is Scalar:
                return Scalar("", "str", "", 0, key)
            made: Node = copied(self._value, self._owner)
            return made
        listed = rest[0].startswith("[") or rest[0].isdigit() or rest[0] == "*"
        return List((), self._at, key, self._owner) if listed else Map((), self._at, key, self._owner)
