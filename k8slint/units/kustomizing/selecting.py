"""What a target selects: types, names and namespaces by regular expressions, labels and annotations by selectors."""

from __future__ import annotations

import re
from typing import Final

from k8slint.units.kustomizing.fields import only, text
from k8slint.units.kustomizing.identity import Gvk, Id
from k8slint.units.kustomizing.nodes import Node
from k8slint.units.kustomizing.objects import Object, texts
from k8slint.units.kustomizing.patterns import compiled
from k8slint.units.kustomizing.stops import Mark, Refusal

_PATTERNS: Final = ("group", "version", "kind", "name", "namespace")
_SELECTORS: Final = ("labelSelector", "annotationSelector")
_TERM = re.compile(r"(?:[^,(]|\([^)]*\))+")
_SET = re.compile(r"([\w./-]+)\s*(?:(==|=|!=)\s*([\w.-]*)|\s(in|notin)\s*\(([^)]*)\))?")
_ABSENT = re.compile(r"!\s*([\w./-]+)")


class Target:
    """A target as it is written; an empty one selects everything."""

    __slots__ = ("_patterns", "annotations", "at", "empty", "labels")

    def __init__(self, node: Node | None) -> None:
        written = only(node, (*_PATTERNS, *_SELECTORS))
        self.at: Mark = written.at
        values = {name: text(written.get(name)) for name in (*_PATTERNS, *_SELECTORS)}
        self._patterns = {name: compiled(values[name], self.at) for name in _PATTERNS if values[name]}
        self.labels, self.annotations = values["labelSelector"], values["annotationSelector"]
        self.empty = not any(values[name] for name in _PATTERNS)

    def _matches(self, name: str, value: str) -> bool:
        pattern = self._patterns.get(name)
        return pattern is None or pattern.matches(value)

    def of_type(self, gvk: Gvk) -> bool:
        """Whether it selects objects of a type."""
        return all(self._matches(name, value) for name, value in zip(_PATTERNS, gvk, strict=False))

    def names(self, one: Id) -> bool:
        """Whether it selects what is called so."""
        return self.of_type(one.gvk) and self._matches("name", one.name) and self._matches("namespace", one.namespace)

    def labelled(self, one: Object) -> bool:
        """Whether its selectors match the labels and annotations of an object."""
        if not self.labels and not self.annotations:
            return True
        metadata = one.root.map("metadata")
        labels, annotations = (texts(metadata.get(field)) if metadata else {} for field in ("labels", "annotations"))
        return matches(self.labels, labels, self.at) and matches(self.annotations, annotations, self.at)

    def selects(self, one: Object) -> bool:
        """Whether it selects an object, by what it is called or was called at first."""
        if not self.of_type(one.gvk):
            return False
        first, now = one.original, one.id
        return (
            (self._matches("namespace", first.namespace) or self._matches("namespace", now.namespace))
            and (self._matches("name", first.name) or self._matches("name", now.name))
            and self.labelled(one)
        )


def matches(selector: str, labels: dict[str, str], at: Mark) -> bool:
    """Whether labels match a selector as `kubectl -l` takes it; raises Refusal for one that is not plain."""
    return all(_holds(term.strip(), labels, at) for term in _TERM.findall(selector))


def _holds(term: str, labels: dict[str, str], at: Mark) -> bool:
    found = _SET.fullmatch(term)
    if found is None:
        absent = _ABSENT.fullmatch(term)
        if absent is None:
            raise Refusal("a label selector", at)
        return absent[1] not in labels
    key, relation, value, listed, values = found.groups()
    if relation:
        return (labels.get(key) == value) == (relation != "!=")
    if listed:
        among = labels.get(key) in {one.strip() for one in values.split(",")}
        return among if listed == "in" else not among
    return key in labels
