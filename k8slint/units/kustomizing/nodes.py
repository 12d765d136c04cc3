"""Values with marks: what objects are made of while they are built.

Trees are shared: a parsed file serves every build that reads it, a built base every overlay on it. A collection is
changed in place by its owner alone; everybody else changes a copy of it, and of what leads to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, Union, final

from k8slint.units.kustomizing.outcome import Path
from k8slint.units.kustomizing.stops import Mark, Refusal

Tag = Literal["str", "int", "float", "bool", "null", "time", "merge", "odd"]
Style = Literal["", "quoted", "folded", "hollow"]
"""How a scalar is written: plain, between quotes or as a block, as a folded block, not at all between brackets."""

Node = Union["Scalar", "Map", "List"]
Step = str | int

_COPIES = 3_000_000  # nodes that one owner copies at most


class Owner:
    """Who may change a collection in place: one step of a build, which copies so many nodes and no more.

    `changed` are values that were set and have twins elsewhere in their object.
    """

    __slots__ = ("changed", "left")

    def __init__(self) -> None:
        self.left = _COPIES
        self.changed: list[Scalar] = []

    def spend(self, nodes: int) -> None:
        """Count nodes that are copied; raises Refusal when they are too many."""
        self.left -= nodes
        if self.left < 0:
            raise Refusal("it grows too large")


@final
class Scalar:
    """A scalar as it is written: text, tag by the rules of Kustomize's YAML, style; marks of it and of its key.

    `twin` is what it has in common with all that are one value in several places; never changed once made.
    """

    __slots__ = ("at", "key", "style", "tag", "text", "twin")

    def __init__(
        self, text: str, tag: Tag = "str", style: Style = "quoted", at: Mark = 0, key: Mark = 0, twin: object = None
    ) -> None:
        self.text = text
        self.tag: Tag = tag
        self.style: Style = style
        self.at = at
        self.key = key
        self.twin = twin

    def __repr__(self) -> str:
        return f"Scalar({self.text!r}, {self.tag!r})"

    def keyed(self, key: Mark) -> Scalar:
        """The same scalar behind another key."""
        return self if self.key == key else Scalar(self.text, self.tag, self.style, self.at, key, self.twin)


@final
class Map(dict[str, Node]):
    """A mapping; `owner` is None once everybody shares it, `plain` its value."""

    __slots__ = ("at", "key", "owner", "plain")

    def __init__(self, entries: Any = (), at: Mark = 0, key: Mark = 0, owner: Owner | None = None) -> None:
        super().__init__(entries)
        self.at = at
        self.key = key
        self.owner = owner
        self.plain: dict[str, Any] | None = None

    def copied(self, owner: Owner, key: Mark | None = None) -> Map:
        """A copy that holds the same nodes."""
        copy = Map(self, self.at, self.key if key is None else key, owner)
        owner.spend(len(copy) + 1)
        return copy

    def keyed(self, key: Mark, owner: Owner) -> Map:
        """The same mapping behind another key."""
        return self if self.key == key else self.copied(owner, key)

    def map(self, name: str) -> Map | None:
        """The mapping behind a key, if it is one."""
        found = self.get(name)
        return found if type(found) is Map else None

    def list(self, name: str) -> List | None:
        """The list behind a key, if it is one."""
        found = self.get(name)
        return found if type(found) is List else None

    def scalar(self, name: str) -> Scalar | None:
        """The scalar behind a key, if it is one."""
        found = self.get(name)
        return found if type(found) is Scalar else None


@final
class List(list[Node]):
    """A list; its slots are those of a mapping."""

    __slots__ = ("at", "key", "owner", "plain")

    def __init__(self, entries: Any = (), at: Mark = 0, key: Mark = 0, owner: Owner | None = None) -> None:
        super().__init__(entries)
        self.at = at
        self.key = key
        self.owner = owner
        self.plain: list[Any] | None = None

    def copied(self, owner: Owner, key: Mark | None = None) -> List:
        """A copy that holds the same nodes."""
        copy = List(self, self.at, self.key if key is None else key, owner)
        owner.spend(len(copy) + 1)
        return copy

    def keyed(self, key: Mark, owner: Owner) -> List:
        """The same list behind another key."""
        return self if self.key == key else self.copied(owner, key)


def is_null(node: Node | None) -> bool:
    """Whether there is nothing, or a null."""
    return node is None or (type(node) is Scalar and node.tag == "null")


def own(holder: Any, step: Step, owner: Owner) -> Any:
    """The node that an owned collection holds, as one that may be changed: copied, unless it is the owner's already."""
    node = holder[step]
    if type(node) is Scalar or node.owner is owner:
        return node
    copy = node.copied(owner)
    holder[step] = copy
    return copy


def replaced(old: Scalar, new: Scalar, owner: Owner) -> Scalar:
    """A scalar in the place of another: behind its key, and with its twins, which are to follow."""
    made = Scalar(new.text, new.tag, new.style, new.at, old.key, old.twin)
    if old.twin is not None:
        owner.changed.append(made)
    return made


def rekeyed(node: Node, key: Mark, owner: Owner) -> Node:
    """The same node behind another key."""
    return node.keyed(key) if type(node) is Scalar else node.keyed(key, owner)


def copied(node: Node, owner: Owner) -> Any:
    """A copy of all of a node that its owner may change."""
    if type(node) is Scalar:
        return node
    copy: Any
    if type(node) is Map:
        copy = Map({name: copied(entry, owner) for name, entry in node.items()}, node.at, node.key, owner)
    else:
        copy = List([copied(entry, owner) for entry in node], node.at, node.key, owner)
    owner.spend(len(copy) + 1)
    return copy


def leaves(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """The scalars and empty collections below a node."""
    if type(node) is Scalar or not node:
        yield path, node
    elif type(node) is Map:
        for name, entry in node.items():
            yield from leaves(entry, (*path, name))
    elif type(node) is List:
        for index, entry in enumerate(node):
            yield from leaves(entry, (*path, index))


def descend(node: Node, path: Path) -> Node | None:
    """The node at a path; None if there is none."""
    for step in path:
        if type(node) is Map:
            found = node.get(step) if type(step) is str else None
        elif type(node) is List:
            found = node[step] if type(step) is int and 0 <= step < len(node) else None
        else:
            found = None
        if found is None:
            return None
        node = found
    return node
