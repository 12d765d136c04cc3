"""What kustomizations make of manifests that stands in none of them: names that patches give, labels that are put on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

_DEEP = 40  # levels below which nothing is looked for
_INLINE = {"patches": "patch", "patchesJson6902": "patch"}
_WHOLE = "patchesStrategicMerge"


class Brought(NamedTuple):
    """Names and labels that something may get; more than it does, as which patch is for what is not asked."""

    names: frozenset[str] = frozenset()
    labels: frozenset[tuple[str, str]] = frozenset()

    def with_(self, other: Brought) -> Brought:
        """What either brings."""
        return Brought(self.names | other.names, self.labels | other.labels)


def of_kustomization(value: Any) -> Brought:
    """What the fields of a kustomization for labels bring."""
    if not isinstance(value, dict):
        return Brought()
    groups = [value.get("commonLabels"), *(one.get("pairs") for one in _mappings(value.get("labels")))]
    return Brought(labels=frozenset(pair for group in groups for pair in _pairs(group)))


def inline(value: Any) -> Iterator[str]:
    """The texts of the patches that stand in a kustomization itself."""
    if isinstance(value, dict):
        for field, key in _INLINE.items():
            yield from (text for one in _mappings(value.get(field)) if isinstance(text := one.get(key), str))
        entries = value.get(_WHOLE)
        yield from (text for text in (entries if isinstance(entries, list) else ()) if isinstance(text, str) and "\n" in text)


def of_patches(documents: Iterable[Any]) -> Brought:
    """What patches of either form bring."""
    names: set[str] = set()
    labels: set[tuple[str, str]] = set()
    for value in documents:
        for one in _mappings(value):  # operations
            last = str(one.get("path")).rpartition("/")[2].replace("~1", "/").replace("~0", "~")
            told = one.get("value")
            if isinstance(told, str):
                names |= {told} if last == "name" else set()
                labels.add((last, told))
        for below in _dictionaries(value, 0):
            labels.update(_pairs(below))
        metadata = value.get("metadata") if isinstance(value, dict) else None
        if isinstance(metadata, dict) and isinstance(metadata.get("name"), str):
            names.add(metadata["name"])
    return Brought(frozenset(names), frozenset(labels))


def _mappings(value: Any) -> Iterator[dict[str, Any]]:
    return (one for one in (value if isinstance(value, list) else ()) if isinstance(one, dict))


def _pairs(value: Any) -> Iterator[tuple[str, str]]:
    for key, text in value.items() if isinstance(value, dict) else ():
        if isinstance(key, str) and isinstance(text, str):
            yield key, text


def _dictionaries(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEP:
        return
    if isinstance(value, dict):
        yield value
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(below, (dict, list)):
            yield from _dictionaries(below, depth + 1)
