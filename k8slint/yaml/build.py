"""Values and places of one text, made while a YAML parser goes through it.

Speed decides the shape of this module: what a parser finds arrives as a method call. A scalar, or the whole of a
collection when it ends, is put on the list of its parent's children, keys and values alike; a mapping is made of its
children in one go. The mark objects of a node (where it starts, where it ends) are put on a list as they are, and
become numbers by the thousand. Whatever manifests seldom have is left to the base class.
"""

from __future__ import annotations

from typing import Any

from k8slint.yaml.drafts import Draft, Mark, Problem, Special, is_merge
from k8slint.yaml.rare import RareBuilder
from k8slint.yaml.scalars import plain_values

_FLUSH = 50_000  # marks kept as objects at a time


class Builder(RareBuilder):
    """The receiving end of a parser: each method takes what an event holds, and answers whether to stop."""

    __slots__ = ()

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
