"""The way to the fields that a spec names: through mappings and all entries of lists, making what is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from k8slint.units.kustomizing.field_specs import FieldSpecs
from k8slint.units.kustomizing.nodes import List, Map, Owner, Scalar, Step, own, replaced
from k8slint.units.kustomizing.objects import Object
from k8slint.units.kustomizing.stops import Mark, Refusal
from k8slint.units.kustomizing.twins import spread

Change = Callable[[Any, Step], None]
"""Changes what an owned collection holds: the collection, and the key or index."""


class Making(NamedTuple):
    """Who makes what is missing on the way: the owner, the mark of the entry that asks for it, and what the field holds."""

    owner: Owner
    at: Mark = 0
    leaf: Literal["map", "scalar"] = "scalar"


def change(one: Object, specs: FieldSpecs, making: Making, changing: Change) -> None:
    """Change every field of an object that the specs name."""
    for spec in specs.of(one.gvk):
        change_field(one, spec.steps, making, changing, create=spec.field.create)


def change_field(one: Object, steps: tuple[str, ...], making: Making, changing: Change, *, create: bool) -> None:
    """Change the fields at one path."""
    if not create and not _exists(one.root, steps, 0):
        return
    box: list[Any] = [one.owned(making.owner)]
    _visit(box, 0, steps, making, changing, create)
    if making.owner.changed:
        spread(one, making.owner)


def _exists(node: Any, steps: tuple[str, ...], depth: int) -> bool:
    """Whether anything may be at a path; nothing is copied for what is not there."""
    while depth < len(steps):
        if type(node) is Map:
            node = node.get(steps[depth].removesuffix("[]"))
            if node is None:
                return False
            depth += 1
        elif type(node) is List:
            return any(_exists(entry, steps, depth) for entry in node)
        else:
            return True
    return True


def _visit(holder: Any, step: Step, steps: tuple[str, ...], making: Making, changing: Change, create: bool) -> None:
    node = holder[step]
    if not steps:
        changing(holder, step)
    elif type(node) is Scalar:
        if node.tag != "null":
            raise Refusal("a field spec leads into a scalar", node.at)
    elif type(node) is List:
        if node:
            node = own(holder, step, making.owner)
            for index in range(len(node)):
                _visit(node, index, steps, making, changing, create)
    else:
        name, rest = steps[0], steps[1:]
        listed = name.endswith("[]")
        name = name.removesuffix("[]")
        made = create and not listed
        if made or name in node:
            node = own(holder, step, making.owner)
            _prepare(node, name, making, deeper=bool(rest), listed=listed, made=made)
            _visit(node, name, rest, making, changing, create)


def _prepare(node: Map, name: str, making: Making, *, deeper: bool, listed: bool, made: bool) -> None:
    """Make what is missing behind a key, or null: a list, or what is below it."""
    found = node.get(name)
    if found is None:
        node[name] = _fresh(making, deeper=deeper, key=making.at)
    elif type(found) is Scalar and found.tag == "null":
        if listed:
            node[name] = List((), found.at, found.key, making.owner)
        elif made:
            fresh = _fresh(making, deeper=deeper, key=found.key)
            node[name] = Scalar("", "str", found.style, found.at, found.key) if type(fresh) is Scalar else fresh


def _fresh(making: Making, *, deeper: bool, key: Mark) -> Map | Scalar:
    if deeper or making.leaf == "map":
        return Map((), making.at, key, making.owner)
    return Scalar("", "str", "", 0, key)


def put(holder: Any, step: Step, text: str, at: Mark, owner: Owner, tag: Literal["str", "int"] = "str") -> None:
    """Put a text where a scalar is; the way it is written stays, and so decides what it means."""
    old = holder[step]
    if type(old) is not Scalar:
        raise Refusal("a field spec leads to something that is no scalar", at)
    holder[step] = replaced(old, Scalar(text, tag, old.style, at), owner)
