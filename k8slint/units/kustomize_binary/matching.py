"""The objects that Kustomize prints, and the documents that they were made of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from k8slint.text import SourceFile
from k8slint.units.kustomize_binary.texts import Written
from k8slint.yaml import read

_ORIGIN = "config.kubernetes.io/origin"
_TRANSFORMATIONS = "alpha.config.kubernetes.io/transformations"
_FEW = 200  # candidates that are compared one by one
_HASH = re.compile(r"-[0-9a-z]{10}\Z")


class Source(NamedTuple):
    """What an annotation tells: a file, or the file that configures a transformer or generator, and its kind."""

    path: str
    configured_by: str = ""


class Printed(NamedTuple):
    """An object without the annotations that were asked for, and what they told: its origin, and what has changed it."""

    value: dict[str, Any]
    origin: Source | None
    changed_by: tuple[Source, ...]


def printed(text: str) -> list[Printed] | str:
    """The objects of an output; else why there are none to be had."""
    stream = read(SourceFile("", text))
    if stream.errors:
        return f"what it prints cannot be read: {stream.errors[0].message}"
    found = []
    for document in stream.documents:
        value = document.value
        if not isinstance(value, dict) or not isinstance(value.get("kind"), str) or not isinstance(value.get("metadata"), dict):
            return "what it prints is no object"
        found.append(_printed(value))
    return found


def _printed(value: dict[str, Any]) -> Printed:
    annotations = value["metadata"].get("annotations")
    told = dict(annotations) if isinstance(annotations, dict) else {}
    origins, changes = _told(told.pop(_ORIGIN, None)), _told(told.pop(_TRANSFORMATIONS, None))
    metadata = {key: item for key, item in value["metadata"].items() if key != "annotations"}
    if told:
        metadata = {key: told if key == "annotations" else item for key, item in value["metadata"].items()}
    value = {key: metadata if key == "metadata" else item for key, item in value.items()}
    return Printed(value, origins[0] if origins else None, tuple(changes))


def _told(text: object) -> list[Source]:
    """What one of the annotations tells."""
    if not isinstance(text, str):
        return []
    documents = read(SourceFile("", text)).documents
    value = documents[0].value if documents else None
    found = []
    for one in value if isinstance(value, list) else [value]:
        if not isinstance(one, dict):
            continue
        by = one.get("configuredBy")
        path = one.get("path", one.get("configuredIn"))
        if isinstance(path, str) and "repo" not in one:
            found.append(Source(path, str(by.get("kind", "")) if isinstance(by, dict) else ""))
    return found


class Counterparts:
    """The objects of a file, to be found by what became of them; each is found once, as long as others are left."""

    def __init__(self, candidates: Sequence[Written], affixes: Affixes) -> None:
        self._affixes = affixes
        self._taken: set[int] = set()
        self._by_name: dict[tuple[object, str], list[int]] = defaultdict(list)
        self._by_kind: dict[object, list[int]] = defaultdict(list)
        self._candidates = candidates
        for number, one in enumerate(candidates):
            self._by_name[one.value.get("kind"), name_of(one.value)].append(number)
            self._by_kind[one.value.get("kind")].append(number)

    def find(self, value: dict[str, Any]) -> Written | None:
        """The object that became a built one: by kind, by its name without affixes, by its namespace."""
        kind = value.get("kind")
        found: list[int] = []
        for name in self._affixes.stripped(name_of(value)):
            found = self._by_name.get((kind, name), [])
            if found:
                break
        found = found or self._by_kind.get(kind, []) or list(range(len(self._candidates)))[:_FEW]
        if not found:
            return None
        best = max(found[:_FEW], key=lambda number: self._likeness(value, number))
        self._taken.add(best)
        return self._candidates[best]

    def _likeness(self, value: dict[str, Any], number: int) -> tuple[bool, ...]:
        written = self._candidates[number].value
        return (
            number not in self._taken,
            name_of(written) in name_of(value),
            written.get("apiVersion") == value.get("apiVersion"),
            _metadata(written).get("namespace") == value["metadata"].get("namespace"),
        )


class Affixes(NamedTuple):
    """All prefixes and suffixes of the kustomizations of a build."""

    prefixes: frozenset[str]
    suffixes: frozenset[str]

    def stripped(self, name: str) -> Iterator[str]:
        """What a name may have been before, itself first."""
        seen: dict[str, None] = {}
        rest = [name, _HASH.sub("", name)]
        while rest and len(seen) < _FEW:
            one = rest.pop(0)
            if one in seen or not one:
                continue
            seen[one] = None
            yield one
            rest += [one.removeprefix(prefix) for prefix in self.prefixes if one.startswith(prefix)]
            rest += [one.removesuffix(suffix) for suffix in self.suffixes if one.endswith(suffix)]


def _metadata(value: dict[str, Any]) -> dict[str, Any]:
    found = value.get("metadata")
    return found if isinstance(found, dict) else {}


def name_of(value: dict[str, Any]) -> str:
    """The name of an object; empty if it has none."""
    name = _metadata(value).get("name")
    return name if isinstance(name, str) else ""
