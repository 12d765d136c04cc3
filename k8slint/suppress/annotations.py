"""The suppressions of a resource in its annotations: `k8slint.dev/ignore: "rule-id, rule-id"`, as it is applied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from k8slint.resources import Resource, Workload
from k8slint.suppress.directives import Word
from k8slint.suppress.peers import PREFIXES

KEY = "k8slint.dev/ignore"
REASON = "k8slint.dev/ignore-reason"

_ANY = (KEY, *PREFIXES)
_WORD = re.compile(r"[^,\s]+")
_Path = tuple[str | int, ...]


class Annotations(NamedTuple):
    """The annotations of a resource, or of its pod template, that say what is ignored in it.

    `path` leads to them below the resource, `below` to what they speak of, in the form of findings: empty for all.
    """

    resource: Resource
    path: _Path
    below: str
    values: Mapping[str, Any]

    def speaks_of(self, field: str) -> bool:
        """Whether a field of the resource lies in what they speak of."""
        return not self.below or field.startswith((f"{self.below}.", f"{self.below}[")) or field == self.below

    @property
    def ours(self) -> bool:
        """Whether there is one of our own."""
        return KEY in self.values

    @property
    def reason(self) -> str:
        """Why, in an annotation of its own."""
        value = self.values.get(REASON)
        return value.strip() if isinstance(value, str) else ""

    def words(self) -> tuple[Word, ...]:
        """The words of our own annotation, with their offsets into its text."""
        value = self.values.get(KEY)
        text = value if isinstance(value, str) else ""
        return tuple(Word(found[0], found.start(), found.end()) for found in _WORD.finditer(text))


def marked(resource: Resource) -> Iterator[Annotations]:
    """The annotations of a resource and of its pod template that say what is ignored."""
    values = resource.metadata.get("annotations")
    if type(values) is dict and _say(values):
        yield Annotations(resource, ("metadata", "annotations"), "", values)
    if isinstance(resource, Workload):
        path = resource.template.path
        if path:
            path = (*path, "metadata", "annotations")
            values = resource.get(*path)
            if type(values) is dict and _say(values):
                yield Annotations(resource, path, Resource.field(path[:-2]), values)


def _say(values: Mapping[str, Any]) -> bool:
    return any(key.startswith(_ANY) for key in values)
