"""Values and places of one text, made while a YAML parser goes through it.

Speed decides the shape of this module: what a parser finds arrives as a method call. A scalar, or the whole of a
collection when it ends, is put on the list of its parent's children, keys and values alike; a mapping is made of its
children in one go. The mark objects of a node (where it starts, where it ends) are put on a list as they are, and
become numbers by the thousand. Everything that Kubernetes manifests seldom have goes through the methods below
`finish`.
"""

from __future__ import annotations

from array import array
from math import isfinite
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from k8slint.yaml import tags
from k8slint.yaml.scalars import key_text, resolve, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8slint.yaml.limits import Limits


class Mark(Protocol):
    """Where an event starts or ends."""

    @property
    def index(self) -> int:
        """Offset into the text that is parsed, in code points."""


class Problem(NamedTuple):
    """Why a text is not read to its end, and where (offsets into it)."""

    message: str
    start: int
    end: int


class Special(NamedTuple):
    """A child that means one thing as a key and another as a value; with a place it is a `<<`, which as a key merges."""

    value: Any
    key: str
    place: tuple[int, int] | None = None


def is_merge(child: Any) -> bool:
    """Whether a child merges its value if it is a key."""
    return type(child) is Special and child.place is not None


class Anchor(NamedTuple):
    """What an alias stands for: the value and the number of its event; `children` while its collection is open."""

    value: Any
    event: int
    children: list[Any] | None = None


class Draft(NamedTuple):
    """One document as it was built. Events are counted from 0 in the text; two places of the table belong to each."""

    value: Any
    event: int  # of its root
    start: int  # offset at which its part begins
    empty: bool
    odd: dict[int, list[Any]] | None  # by id of a mapping with merges or duplicate keys: its children
    aliases: dict[int, int] | None  # from the event of an alias to that of its anchor
    inexpressible: bool  # it may hold what JSON cannot: infinity, NaN, a null key


_index = attrgetter("index")
_FLUSH = 50_000  # marks kept as objects at a time
_MEMO = 200_000  # plain scalars remembered

plain_values: dict[str, Any] = {}
"""Value of each plain scalar met so far; equal texts share it, in all documents."""


class Builder:
    """The receiving end of a parser: each method takes what an event holds, and answers whether to stop."""

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

    # What a parser calls, the most frequent first

    def scalar(
        self,
        anchor: str | None,
        tag: str | None,
        implicit: tuple[bool, bool],
        value: str,
        start: Mark,
        end: Mark,
        _style: str | None,
    ) -> bool | None:
        """Take a scalar; the first of `implicit` tells plain ones from quoted ones."""
        marks = self._marks
        marks.append(start)
        marks.append(end)
        if anchor is not None or tag is not None:
            return self._decorated(anchor, tag, implicit, value)
        if implicit[0]:
            try:
                self._children.append(plain_values[value])
            except KeyError:
                self._children.append(self._plain(value))
        else:
            self._children.append(value)
        return None

    def start(
        self, anchor: str | None, _tag: str | None, _implicit: bool, start: Mark, end: Mark, _flow: bool | None
    ) -> bool | None:
        """Take the start of a mapping or sequence."""
        marks = self._marks
        marks.append(start)
        marks.append(end)
        stack = self._stack
        stack.append(self._children)
        self._children = []
        if anchor is not None:
            self._open(anchor)
        if len(stack) > self._depth:
            return self._fail(f"nested deeper than {self._depth} levels")
        if len(marks) > _FLUSH:
            self._flush()
        return None

    def end_mapping(self, start: Mark, end: Mark) -> bool | None:
        """Take the end of a mapping."""
        marks = self._marks
        marks.append(start)
        marks.append(end)
        children = self._children
        pairs = iter(children)
        try:
            value = dict(zip(pairs, pairs))  # noqa: B905 (one iterator twice; `strict` is a twentieth of all time)
            "".join(value)  # nothing tells as fast whether all keys are text
        except TypeError:
            return self._finish_mapping(children)
        if self._rare or len(value) * 2 != len(children):
            return self._finish_mapping(children)
        self._children = parent = self._stack.pop()
        parent.append(value)
        return None

    def end_sequence(self, start: Mark, end: Mark) -> bool | None:
        """Take the end of a sequence."""
        marks = self._marks
        marks.append(start)
        marks.append(end)
        children = self._children
        if self._rare:
            self._finish(children, [item.value if type(item) is Special else item for item in children])
            return None
        self._children = parent = self._stack.pop()
        parent.append(children)
        return None

    def alias(self, anchor: str, start: Mark, end: Mark) -> bool | None:
        """Take an alias."""
        self._marks += (start, end)
        target = self._anchors.get(anchor)
        if target is None:
            return self._fail(f"no anchor `&{anchor}` stands before this alias")
        value, event, children = target
        if children is not None:
            return self._fail(f"the value of anchor `&{anchor}` contains itself")
        if type(value) is list or type(value) is dict:
            nodes, levels = self._size(value)
            if len(self._stack) + levels > self._depth:
                return self._fail(f"nested deeper than {self._depth} levels through aliases")
            if self._expand(nodes):
                return True
            if self._aliases is None:
                self._aliases = {}
            self._aliases[self._event()] = event
            if type(value) is list and self._children and is_merge(self._children[-1]):
                self._rare, value = True, Special(value, "")  # goyaml merges no alias of a list
        self._children.append(value)
        return None

    def start_document(self, start: Mark, end: Mark, _explicit: bool, version: tuple[int, int] | None, *_: Any) -> bool | None:
        """Take the start of a document."""
        if version is not None and version != (1, 1):
            self.problem = Problem("the API server reads YAML 1.1: leave out `%YAML`", start.index, end.index)
            return True
        self._start = start.index if self.drafts else 0
        self._root = (len(self._marks) + len(self.table)) // 2
        return None

    def end_document(self, *_: Any) -> bool | None:
        """Take the end of a document."""
        value = self._children.pop()
        if type(value) is Special:
            value = value.value
        empty = False
        if value is None:
            first, last = self._marks[-2:]
            empty = first.index == last.index
        draft = Draft(value, self._root, self._start, empty, self._odd, self._aliases, self._inexpressible)
        self.drafts.append(draft)
        self._forget()
        return None

    def ignore(self, *_: Any) -> None:
        """Take the start of the stream."""

    def end_stream(self, *_: Any) -> bool:
        """Take the end of the stream."""
        return True

    def close(self) -> None:
        """Finish the table; nothing more is taken."""
        self._flush()

    # What is rare

    def _plain(self, text: str) -> Any:
        """Resolve a plain scalar that was not met before, and remember it if it is nothing special."""
        value: Any = resolve(text)
        if value == "<<":
            return self._merge_key()
        if type(value) is float:
            value = self._float(value)
            if type(value) is Special:
                return value
        if len(plain_values) < _MEMO:
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


COLLECTION_KEY: Final = "a mapping or a list cannot be a key"
