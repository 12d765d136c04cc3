"""References of a values schema that lead out of it: a renderer would fetch them from wherever they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from k8slint.yaml import Document, Node

SCHEMA = "values.schema.json"
_REFERRING = frozenset({"$ref", "$dynamicRef", "$recursiveRef"})
#: The schemas that every validator has.
_DRAFTS = re.compile(r"https?://json-schema\.org/(?:draft-0[3-7]/schema|draft/20\d\d-\d\d/schema|schema)#?")


def remote(document: Document) -> Node | None:
    """The first reference of a schema that leads out of it; None if there is none."""
    for path, value in _references(document.value, ()):
        if path[-1] == "$schema" and _DRAFTS.fullmatch(value):
            continue
        if not value.startswith("#"):
            return Node(document, path)
    return None


def _references(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    rest = [(path, value)]
    while rest:
        path, value = rest.pop()
        if type(value) is dict:
            for key, item in value.items():
                if type(item) is str and (key in _REFERRING or key == "$schema"):
                    yield (*path, key), item
                elif type(item) is dict or type(item) is list:
                    rest.append(((*path, key), item))
        elif type(value) is list:
            rest.extend(((*path, number), item) for number, item in enumerate(value))
