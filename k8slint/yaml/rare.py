"""What manifests seldom have: anchors and aliases, tags, merges, duplicate keys, keys that are not text."""

from __future__ import annotations

from array import array
from math import isfinite
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from k8slint.yaml import tags
from k8slint.yaml.drafts import Anchor, Draft, Mark, Problem, Special, is_merge
from k8slint.yaml.scalars import MEMO, key_text, plain_values, resolve, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8slint.yaml.limits import Limits

COLLECTION_KEY: Final = "a mapping or a list cannot be a key"

_index = attrgetter("index")


class RareBuilder:
    """What a builder knows, and how it builds what is rare. What answers True has met a problem: the builder stops."""

    __slots__ = (
        "_aliases",
        "_anchors",
        "_children",
        "_depth",
        "_expanded",
        "_expansion",
        "_inexpressible",
        "_marks",
        "_odd",
        "_opened",
        "_rare",
        "_root",
        "_sizes",
        "_stack",
        "_start",
        "drafts",
        "problem",
        "table",
    )

    def __init__(self, limits: Limits) -> None:
        self.drafts: list[Draft] = []
        self.problem: Problem | None = None
        self.table = array("I")
        self._depth = limits.depth
        self._expansion = limits.expansion
        self._marks: list[Mark] = []
        self._stack: list[list[Any]] = []
        self._children: list[Any] = []
        self._root = self._start = 0
        self._forget()

    def _forget(self) -> None:
        """Begin a document: anchors and all that is rare belong to one."""
        self._rare = self._inexpressible = False
        self._odd: dict[int, list[Any]] | None = None
        self._aliases: dict[int, int] | None = None
        self._anchors: dict[str, Anchor] = {}
        self._opened: dict[int, str] = {}  # anchors of the collections that are open, by id of their children
        self._sizes: dict[int, tuple[int, int]] = {}  # nodes and levels of anchored collections, by id
        self._expanded = 0

    def _plain(self, text: str) -> Any:
        """Resolve a plain scalar that was not met before, and remember it if it is nothing special."""
        value: Any = resolve(text)
        if value == "<<":
            return self._merge_key()
        if type(value) is float:
            value = self._float(value)
            if type(value) is Special:
                return value
        if len(plain_values) < MEMO:
            plain_values[text] = value
        return value

    def _merge_key(self) -> Special:
        self._rare = True
        start, end = self._marks[-2:]
        return Special("<<", "<<", (start.index, end.index))

    def _float(self, value: float) -> Any:
        """Give a float as its JSON shows it; what it would be as a key is kept if that differs."""
        json, key, finite = shown(value), key_text(value), isfinite(value)
        if finite and key == key_text(json):
            return json
        self._rare = True
        self._inexpressible |= not finite
        return Special(json, key or "")

    def _decorated(self, anchor: str | None, tag: str | None, implicit: tuple[bool, bool], text: str) -> bool | None:
        """Take a scalar with an anchor or a tag."""
        value: Any = text
        if tag == tags.MERGE and text == "<<":
            value = self._merge_key()
        elif tag is not None:
            try:
                value = tags.tagged(tag, text)
            except tags.BadScalar as problem:
                return self._fail(str(problem))
            value = self._float(value) if type(value) is float else value
        elif implicit[0]:
            value = self._plain(text)
        if anchor is not None:
            aliased = "<<" if is_merge(value) else value  # an alias of it merges nothing
            self._anchors[anchor] = Anchor(aliased, self._event())
        self._children.append(value)
        return None

    def _open(self, anchor: str) -> None:
        """Note the anchor of the collection that starts."""
        self._rare = True
        self._opened[id(self._children)] = anchor
        self._anchors[anchor] = Anchor(None, self._event(), self._children)

    def _finish(self, children: list[Any], value: Any) -> None:
        """End a collection in a document with something rare."""
        anchor = self._opened.pop(id(children), None)
        if anchor is not None and self._anchors[anchor].children is children:
            self._anchors[anchor] = Anchor(value, self._anchors[anchor].event)
        self._children = parent = self._stack.pop()
        parent.append(value)

    def _finish_mapping(self, children: list[Any]) -> bool | None:
        """End a mapping with keys that are not text, duplicate keys, or merges: in the order in which they stand."""
        value: dict[str | None, Any] = {}
        odd = False
        for number, (key, item) in enumerate(zip(children[::2], children[1::2], strict=True)):
            if is_merge(key):
                odd = True
                if self._merge(value, item, key.place):
                    return True
                continue
            if type(key) is dict or type(key) is list:
                return self._fail(COLLECTION_KEY, self._place(children[2 * number :]))
            text = key.key if type(key) is Special else key_text(key)
            if text is None:
                self._inexpressible = True
            value[text] = item.value if type(item) is Special else item
        if odd or len(value) * 2 != len(children):
            if self._odd is None:
                self._odd = {}
            self._odd[id(value)] = children
        self._finish(children, value)
        return None

    def _merge(self, into: dict[str | None, Any], source: Any, place: tuple[int, int]) -> bool | None:
        """Merge a mapping or a list of them, as goyaml does: over what stands before; of a list the first wins."""
        parts: Sequence[Any] = source[::-1] if type(source) is list else (source,)
        for part in parts:
            if type(part) is not dict:
                return self._fail("`<<` merges a mapping or a list of mappings, nothing else", place)
            if self._expand(len(part)):
                return True
            into.update(part)
        return None

    def _expand(self, nodes: int) -> bool | None:
        """Count nodes that stand in the text once and in the document again."""
        self._expanded += nodes
        if self._expanded > self._expansion:
            return self._fail(f"aliases make more than {self._expansion} nodes of this document")
        return None

    def _size(self, value: Any) -> tuple[int, int]:
        """Count nodes and levels of a value. Whatever it shares was an alias before, so no level is counted twice."""
        if type(value) is dict:
            items: Any = value.values()
        elif type(value) is list:
            items = value
        else:
            return 1, 0
        known = self._sizes.get(id(value))
        if known is None:
            sizes = [self._size(item) for item in items]
            nodes = 1 + sum(size[0] for size in sizes) + (len(value) if type(value) is dict else 0)
            known = self._sizes[id(value)] = nodes, 1 + max((size[1] for size in sizes), default=0)
        return known

    def _event(self) -> int:
        """Count the events before the one that was just taken."""
        return (len(self._marks) + len(self.table)) // 2 - 1

    def _place(self, children: list[Any]) -> tuple[int, int]:
        """Find where the first of the last children of a mapping stands that has just ended."""
        event = self._event()
        if not self._aliases:  # else no one knows which of them were aliases, of one event
            event -= sum(map(self._events, children))
        self._flush()
        return self.table[2 * event], self.table[2 * event + 1]

    def _events(self, value: Any) -> int:
        """Count the events of a value that holds no alias."""
        if type(value) is list:
            return 2 + sum(map(self._events, value))
        if type(value) is not dict:
            return 1
        children = (self._odd or {}).get(id(value))
        return 2 + (sum(map(self._events, children)) if children else sum(1 + self._events(v) for v in value.values()))

    def _fail(self, message: str, place: tuple[int, int] | None = None) -> bool:
        """Stop, for a reason at a place; without one, at the event that was just taken."""
        start, end = place or (mark.index for mark in self._marks[-2:])
        self.problem = Problem(message, start, end)
        return True

    def _flush(self) -> None:
        """Turn marks into numbers."""
        self.table.extend(map(_index, self._marks))
        self._marks.clear()
