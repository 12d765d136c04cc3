"""From a text to nodes: what Kustomize reads of YAML, with a mark for every key and value.

Whatever Kustomize's reader and this one may see differently is a reason to refuse.
"""

from __future__ import annotations

import re
from typing import Any

from k8slint.units.kustomizing.ledger import Ledger, Text
from k8slint.units.kustomizing.nodes import List, Map, Node, Scalar, Style, Tag
from k8slint.units.kustomizing.scalars import tag_of
from k8slint.units.kustomizing.stops import Failure, Mark, Refusal, Stop
from k8slint.yaml import events
from k8slint.yaml.drafts import Mark as Offset
from k8slint.yaml.limits import DEFAULT, Limits
from k8slint.yaml.messages import COLON, ESCAPE

_AFTER_SEPARATOR = re.compile(r"^---[ \t]*[^\s#]", re.MULTILINE)
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_TAGS: dict[str, Tag] = {
    "tag:yaml.org,2002:str": "str", "tag:yaml.org,2002:int": "int", "tag:yaml.org,2002:float": "float",
    "tag:yaml.org,2002:bool": "bool", "tag:yaml.org,2002:null": "null",
}  # fmt: skip
_DOUBTFUL = {COLON, f"not valid YAML: {ESCAPE}"}  # libyaml takes less than go-yaml
# libyaml takes no colon within a word inside brackets; another character takes its place meanwhile.
_COLON = "\ue03a"
_WORD = re.compile(
    r"^%.*|(?<![^\s,\[\]{}])[!&*]\S*|(?<=[^\s,\[\]{}?\"'])(:)(?=[^\s\x85\u2028\u2029])", re.MULTILINE
)  # not that of directives, tags, anchors and aliases
_COLLECTIONS = {None, "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}


def read(ledger: Ledger, text: Text, limits: Limits = DEFAULT) -> list[Node]:
    """The documents of a text; raises Refusal for what is not surely read alike, Failure for what is no YAML."""
    reader = _Reader(ledger, text, limits)
    parsed = text.inner
    for pattern, what in ((_AFTER_SEPARATOR, "something after `---`"), (_DIRECTIVE, "a line that begins with `%`")):
        found = pattern.search(text.inner)
        if found:
            raise Refusal(what, reader.spot(found.start(), found.end()))
    problem = events.feed(parsed, reader.receivers())
    if problem is not None and problem.message == COLON and _COLON not in parsed:
        parsed = _WORD.sub(lambda found: _COLON if found[1] else found[0], parsed)
        reader.restart()
        problem = events.feed(parsed, reader.receivers())
    if reader.stop is not None:
        raise reader.stop
    if problem is not None:
        at = reader.spot(problem.start, problem.end)
        open_to_doubt = problem.message in _DOUBTFUL or "\\/" in text.inner
        raise (Refusal if open_to_doubt else Failure)(problem.message, at)
    return reader.documents


class _Reader:
    """The receiving end of a parser: each method takes what an event holds, and answers whether to stop."""

    __slots__ = (
        "_anchors", "_current", "_depth", "_expansion", "_first", "_key", "_key_at", "_last", "_ledger", "_left", "_open",
        "_restores", "_sizes", "_stack", "_table", "_text", "documents", "stop",
    )  # fmt: skip

    def __init__(self, ledger: Ledger, text: Text, limits: Limits) -> None:
        self._ledger = ledger
        self._text = text
        self._table = text.table
        self._first = ledger.add(text)
        self._depth = limits.depth
        self._expansion = limits.expansion
        self._restores = False
        self._begin_text()

    def restart(self) -> None:
        """Read the text again, in which others stand for some of its colons."""
        self._begin_text()
        self._restores = True
        del self._table[:]
        self._text.ends.clear()

    def _begin_text(self) -> None:
        self._left = self._expansion
        self._current: Map | List | None = None
        self._key: str | None = None
        self._key_at: Mark = 0
        self._last: Mark = 0
        self._stack: list[tuple[Map | List | None, str | None, Mark, str | None]] = []
        self._anchors: dict[str, Node] = {}
        self._open: set[str] = set()
        self._sizes: dict[int, int] = {}
        self.documents: list[Node] = []
        self.stop: Stop | None = None

    def receivers(self) -> events.Receivers:
        """What takes each event."""
        return {
            "ScalarEvent": self.scalar, "MappingStartEvent": self.mapping, "SequenceStartEvent": self.sequence,
            "MappingEndEvent": self.end, "SequenceEndEvent": self.end, "AliasEvent": self.alias,
            "DocumentStartEvent": self.start_document, "DocumentEndEvent": self.ignore,
            "StreamStartEvent": self.ignore, "StreamEndEvent": self.end_stream,
        }  # fmt: skip

    def spot(self, start: int, end: int) -> Mark:
        """The mark of a range of the text."""
        self._table.extend((start, max(start, min(end, len(self._text.inner)))))
        return self._first + len(self._table) // 2 - 1

    def scalar(
        self, anchor: str | None, tag: str | None, implicit: tuple[bool, bool], value: str, start: Offset, end: Offset, _: Any
    ) -> bool | None:
        """Take a scalar: a key, if a mapping waits for one."""
        table = self._table
        at = self._first + len(table) // 2
        first = start.index
        if self._restores:
            value = value.replace(_COLON, ":")
        table.append(first)
        table.append(end.index)
        self._last = at
        current = self._current
        if self._key is None and type(current) is Map:
            return self._take_key(anchor, tag, implicit, value, at)
        style: Style
        resolved: Tag = "str"
        if tag is not None and tag != "!":
            found = _TAGS.get(tag)
            if found is None or (found != "str" and tag_of(value) != found):
                return self._refuse(f"the tag {tag}", at)
            resolved, style = found, "quoted" if found == "str" else ""
        elif implicit[0]:
            resolved, style = tag_of(value), ""
            if not value and type(current) is Map and self._flows(current):
                style = "hollow"
        else:
            style = "folded" if self._folds(first, end.index, anchored=anchor is not None or tag is not None) else "quoted"
        node = Scalar(value, resolved, style, at, self._key_at)
        if anchor is not None:
            self._anchors[anchor] = node
        return self._put(node)

    def _take_key(self, anchor: str | None, tag: str | None, implicit: tuple[bool, bool], value: str, at: Mark) -> bool | None:
        if tag is not None:
            return self._refuse("a key with a tag", at)
        if implicit[0]:
            resolved = tag_of(value)
            if resolved not in {"str", "merge"}:
                return self._refuse("a key that is no text", at)
        if type(self._current) is Map and value in self._current:
            if self._text.how == "settings":
                return self._refuse(f"the key `{value}`, which stands here twice", at)
            self.stop = Failure(f"the key `{value}` stands here twice", at)
            return True
        if anchor is not None:
            self._anchors[anchor] = Scalar(value, "str", "", at)
        self._key = value
        self._key_at = at
        return None

    def _flows(self, node: Map) -> bool:
        after = self._table[2 * (node.at - self._first) + 1]
        return self._text.inner[after - 1 : after] == "{"

    def _folds(self, start: int, end: int, *, anchored: bool) -> bool:
        text = self._text.inner
        return text[start] == ">" or (anchored and ">" in text[start:end].partition("\n")[0])

    def mapping(self, anchor: str | None, tag: str | None, _implicit: bool, start: Offset, end: Offset, _: Any) -> bool | None:
        """Take the start of a mapping."""
        return self._begin(Map(), anchor, tag, start.index, end.index)

    def sequence(self, anchor: str | None, tag: str | None, _implicit: bool, start: Offset, end: Offset, _: Any) -> bool | None:
        """Take the start of a list."""
        return self._begin(List(), anchor, tag, start.index, end.index)

    def _begin(self, node: Map | List, anchor: str | None, tag: str | None, start: int, end: int) -> bool | None:
        at = self._first + len(self._table) // 2
        self._table.extend((start, end))
        written = self._text.inner[start:end]
        if tag not in _COLLECTIONS or (written[:1] in {"&", "!"} and "!" in written):
            return self._refuse("a tag", at)
        if type(self._current) is Map and self._key is None:
            return self._refuse("a key that is no text", at)
        if len(self._stack) >= self._depth:
            return self._refuse(f"it is nested deeper than {self._depth} levels", at)
        node.at = at
        node.key = self._key_at
        self._stack.append((self._current, self._key, self._key_at, anchor))
        if anchor is not None:
            self._anchors[anchor] = node
            self._open.add(anchor)
        self._current, self._key, self._key_at = node, None, 0
        return None

    def end(self, start: Offset, end: Offset) -> bool | None:
        """Take the end of a collection."""
        at = self._first + len(self._table) // 2
        self._table.extend((start.index, end.index))
        node = self._current
        if node is None:
            return True
        if self._text.inner[start.index : start.index + 1] in "]}" and end.index > start.index:
            self._last = at
        self._text.ends[node.at - self._first] = self._last - self._first
        if type(node) is Map and "<<" in node and type(node["<<"]) is not Scalar and self._merge(node):
            return True
        self._current, self._key, self._key_at, anchor = self._stack.pop()
        if anchor is not None:
            self._open.discard(anchor)
        return self._put(node)

    def _merge(self, node: Map) -> bool | None:
        """Put what `<<` brings before the mapping's own entries, which win."""
        brought = node.pop("<<")
        merged: dict[str, Node] = {}
        for part in reversed(brought) if type(brought) is List else (brought,):
            if type(part) is not Map:
                return self._refuse("a merge of something that is no mapping", brought.at)
            if self._expand(len(part)):
                return True
            merged.update(part)
        merged.update(node)
        node.clear()
        node.update(merged)
        return None

    def alias(self, anchor: str, start: Offset, end: Offset) -> bool | None:
        """Take an alias: the value stands where its anchor does, the key where the alias is."""
        at = self._last = self._first + len(self._table) // 2
        self._table.extend((start.index, end.index))
        target = self._anchors.get(anchor)
        if target is None or anchor in self._open:
            return self._refuse(f"the alias `*{anchor}`", at)
        if type(self._current) is Map and self._key is None:
            return self._refuse("an alias as a key", at)
        if self._expand(self._size(target)):
            return True
        copy: Node
        if type(target) is Scalar:
            copy = target.keyed(self._key_at)
        else:
            copy = Map(target, target.at, self._key_at) if type(target) is Map else List(target, target.at, self._key_at)
        return self._put(copy)

    def _size(self, node: Node) -> int:
        if type(node) is Scalar:
            return 1
        known = self._sizes.get(id(node))
        if known is None:
            entries: Any = node.values() if type(node) is Map else node
            known = self._sizes[id(node)] = 1 + sum(map(self._size, entries))
        return known

    def _expand(self, nodes: int) -> bool | None:
        self._left -= nodes
        return self._refuse("aliases make too much of it", self._last) if self._left < 0 else None

    def _put(self, node: Node) -> bool | None:
        current = self._current
        if type(current) is Map:
            current[self._key or ""] = node
            self._key = None
            self._key_at = 0
        elif type(current) is List:
            current.append(node)
        else:
            self.documents.append(node)
        return None

    def start_document(self, _start: Offset, _end: Offset, _explicit: bool, version: object, *_: Any) -> bool | None:
        """Take the start of a document: anchors belong to one."""
        self._anchors = {}
        return self._refuse("`%YAML`", self._first) if version is not None else None

    def ignore(self, *_: Any) -> None:
        """Take what says nothing."""

    def end_stream(self, *_: Any) -> bool:
        """Take the end of the text."""
        return True

    def _refuse(self, what: str, at: Mark) -> bool:
        self.stop = Refusal(what, at)
        return True
