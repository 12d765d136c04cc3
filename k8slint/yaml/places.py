"""Where the keys and values of a document stand: worked out when asked, from the places of its events.

The events of a document lie one after another: a mapping is its own start, then key and value in turn, then its end;
a sequence its start, its entries, its end; a key, a scalar, an alias is one event.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.text import Span
from k8slint.yaml.drafts import Draft, Special, is_merge
from k8slint.yaml.scalars import key_text

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator

Path = tuple[str | int, ...]

_REMARK = r"(?:\s|(?<=\s)#[^\n\r\x85\u2028\u2029]*)*"
_PROPERTIES = re.compile(rf"(?:(?:!\S*|&[0-9A-Za-z_-]+){_REMARK})+")  # tag and anchor, and what follows them
_COLON = re.compile(rf"{_REMARK}:")
_BREAK = re.compile(r"(?:\r\n|[\n\r\x85\u2028\u2029])")
_LAST_BREAK = re.compile(rf"{_BREAK.pattern}\Z")
_CONTENT = re.compile(r"[\n\r\x85\u2028\u2029]( *)[^ \n\r\x85\u2028\u2029]")  # the first line that is not blank
_BLANKS = " \n\r\x85\u2028\u2029"
_HEADER = re.compile(r"[|>][-+0-9]*")


class Extent(NamedTuple):
    """The range of an entry of a collection, or of the root; `listed`: it is one of a list."""

    start: int
    end: int
    listed: bool


class Places:
    """The places of one document's nodes. An entry of a mapping that came by a merge stands where it is merged from."""

    __slots__ = ("_aliases", "_collections", "_lasts", "_odd", "_offset", "_root", "_table", "_text", "_value", "after")

    def __init__(self, text: str, table: array[int], offset: int, draft: Draft) -> None:
        self._text = text
        self._table = table
        self._offset = offset
        self._root = draft.event
        self._value = draft.value
        self._odd = draft.odd or {}
        self._aliases = draft.aliases or {}
        # By id of a collection: its first event, the event after its last, and the event of each value, in order
        # or (where merges and duplicate keys make another order of it) by key.
        self._collections: dict[int, tuple[int, int, list[int] | dict[str | None, int]]] = {}
        self._lasts: dict[int, tuple[Any, int]] = {}  # by id of an odd mapping: its last value in the text
        self.after = self._walk(draft.value, draft.event)

    def span(self, value: Any, event: int, keyed: bool) -> Span:
        """Place of the value that begins with an event; `keyed` if it is a mapping's."""
        end = self._end(value, event, keyed)
        return Span(self._start(event) if self._is_open(value, event) else self._leaf(event, keyed)[0], end)

    def key_span(self, event: int) -> Span:
        """Place of the key of the value that begins with an event."""
        return Span(*self._leaf(event - 1, keyed=False))

    def entry(self, value: Any, step: str | int) -> tuple[Any, int] | None:
        """Value and first event of an entry of a collection; None if there is none."""
        if type(value) is dict:
            if step not in value:
                return None
            events = self._events(value)
            if type(events) is list:
                events = dict(zip(value, events, strict=True))
            event = events[step]
        elif type(value) is list:
            if type(step) is not int or not 0 <= step < len(value):
                return None
            event = self._events(value)[step]
        else:
            return None
        return value[step], event

    def repeated(self, value: Any) -> Iterator[tuple[str, int, int]]:
        """Keys that a mapping has more than once in its text: each with the events of the first and a later value."""
        children = self._odd.get(id(value))
        if children is None:
            return
        event = self._collections[id(value)][0] + 1
        first: dict[str, int] = {}
        for key, item in zip(children[::2], children[1::2], strict=True):
            text = _text(key)
            if not is_merge(key) and text is not None and first.setdefault(text, event + 1) != event + 1:
                yield text, first[text], event + 1
            event = self._after(_plain(item), event + 1)

    def scalars(self) -> Iterator[Span]:
        """Places of all that may hold a `#` and is no comment, in order; of a block scalar its lines."""
        for event in range(self._root, self.after):
            start, end = self._start(event), self._table[2 * event + 1] + self._offset
            if start < end and self._text[start] in "|>":
                header_end = _BREAK.search(self._text, start, end)
                start = header_end.end() if header_end else end
            if start < end:
                yield Span(start, end)

    def extents(self) -> Iterator[Extent]:
        """Ranges of the root, of each entry of a mapping from its key on, and of each entry of a list: outer ones first."""
        value, event = self._value, self._root
        yield Extent(self._begin(value, event), self._end(value, event, keyed=False), listed=False)
        yield from self._inner(value, event)

    def _inner(self, value: Any, event: int) -> Iterator[Extent]:
        if not self._is_open(value, event):
            return
        keyed = type(value) is dict
        for item, at in self._entries(value):
            yield Extent(self._begin(None if keyed else item, at - keyed), self._end(item, at, keyed), listed=not keyed)
            yield from self._inner(item, at)

    def _entries(self, value: Any) -> Iterator[tuple[Any, int]]:
        """Values of a collection and their first events as the text has them, with those that a later one replaces."""
        children = self._odd.get(id(value))
        if children is None:
            yield from zip(value.values() if type(value) is dict else value, self._events(value), strict=True)
            return
        event = self._collections[id(value)][0] + 1
        for item in map(_plain, children[1::2]):
            yield item, event + 1
            event = self._after(item, event + 1)

    def _begin(self, value: Any, event: int) -> int:
        """Offset at which a node begins, with its anchor and tag; one without text stands behind the colon or dash."""
        start, end = self._table[2 * event] + self._offset, self._table[2 * event + 1] + self._offset
        return start if start < end or self._is_open(value, event) else self._leaf(event, keyed=False)[0]

    # Events

    def _walk(self, value: Any, event: int) -> int:
        """Note the events of a value and all that it holds; give the event after it."""
        if (type(value) is not dict and type(value) is not list) or event in self._aliases:
            return event + 1
        if id(value) in self._odd:
            return self._walk_odd(value, event)
        after = event + 1
        events: list[int] = []
        keys = 0
        entries: Any = value
        if type(value) is dict:
            keys, entries = 1, value.values()
        for entry in entries:
            after += keys
            events.append(after)
            after = self._walk(entry, after) if type(entry) is dict or type(entry) is list else after + 1
        self._collections[id(value)] = event, after + 1, events
        return after + 1

    def _walk_odd(self, value: Any, event: int) -> int:
        """Do the same for a mapping that is not made of its own entries one by one."""
        children = self._odd[id(value)]
        after = event + 1
        events: dict[str | None, int] = {}
        for key, item in zip(children[::2], map(_plain, children[1::2]), strict=True):
            last = item, after + 1
            after = self._walk(item, after + 1)
            if is_merge(key):
                for part in item[::-1] if type(item) is list else (item,):
                    inner = self._events(part)
                    events.update(inner if type(inner) is dict else zip(part, inner, strict=True))
            else:
                events[_text(key)] = last[1]
            self._lasts[id(value)] = last
        self._collections[id(value)] = event, after + 1, events
        return after + 1

    def _events(self, value: Any) -> Any:
        return self._collections[id(value)][2]

    def _after(self, value: Any, event: int) -> int:
        known = None if event in self._aliases else self._collections.get(id(value))
        return known[1] if known else event + 1

    def _is_open(self, value: Any, event: int) -> bool:
        """Whether an event begins a collection that stands here, and is no alias of one."""
        return (type(value) is dict or type(value) is list) and event not in self._aliases

    # Offsets

    def _start(self, event: int) -> int:
        """Offset at which a node begins, after its anchor and tag."""
        start, end = self._table[2 * event] + self._offset, self._table[2 * event + 1] + self._offset
        if end - start > 1 and self._text[start] in "&!":
            found = _PROPERTIES.match(self._text, start, end)
            return found.end() if found else start
        return start

    def _end(self, value: Any, event: int, keyed: bool) -> int:
        """Offset at which a node ends: a block collection with its last leaf."""
        while self._is_open(value, event):
            _, after, events = self._collections[id(value)]
            if self._text[self._start(event)] in "[{":
                return self._table[2 * after - 1] + self._offset
            keyed = type(value) is dict
            if type(events) is list:
                value, event = next(reversed(value.values() if keyed else value)), events[-1]
            else:
                value, event = self._lasts[id(value)]
        return self._leaf(event, keyed)[1]

    def _leaf(self, event: int, keyed: bool) -> tuple[int, int]:
        """Where a scalar or alias starts and ends; one without text stands behind the colon or dash before it."""
        start, end = self._start(event), min(self._table[2 * event + 1] + self._offset, len(self._text))
        if start >= end:
            place = self._behind_colon(event) if keyed else self._behind_dash(event)
            return place, place
        if self._text[start] in "|>":
            end = self._block_end(start, end)
        return start, end

    def _behind_colon(self, event: int) -> int:
        key_end = self._leaf(event - 1, keyed=False)[1]
        found = _COLON.match(self._text, key_end)
        return found.end() if found else key_end

    def _behind_dash(self, event: int) -> int:
        place = self._table[2 * event] + self._offset
        while place and self._text[place - 1] in " \t":
            place -= 1
        return place

    def _block_end(self, start: int, end: int) -> int:
        """Offset at which the last line of a block scalar ends that is part of its value."""
        text = self._text
        header = _HEADER.match(text, start, end)
        modifiers = header[0] if header else ""
        if "+" in modifiers:  # keeps the empty lines that follow
            last = _LAST_BREAK.search(text, max(start, end - 2), end)
            return last.start() if last else end
        first = _CONTENT.search(text, start, end)
        if not first:
            return start + len(modifiers)
        indent = 0 if modifiers[1:].strip("-") else len(first[1])
        words = len(text[start:end].rstrip(_BLANKS)) + start
        line_end = _BREAK.search(text, words, end)
        place = line_end.start() if line_end else end
        for blank in re.compile(rf"{_BREAK.pattern} {{{indent + 1},}}").finditer(text, place, end):
            place = blank.end()  # a line of blanks alone is part of the value as far as it is indented more
        return place


def _plain(child: Any) -> Any:
    return child.value if type(child) is Special else child


def _text(key: Any) -> str | None:
    return key.key if type(key) is Special else key_text(key)
