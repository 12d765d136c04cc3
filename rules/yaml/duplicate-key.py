"""The check of duplicate-key.md."""

from collections.abc import Iterator
from typing import Any

from k8slint.api import Context, Document, DuplicateKey, Node, Problem, ReadError, Related, Resource

#: What begins a resource.
_OBJECT = {"apiVersion", "kind"}


def check(document: Document, _ctx: Context | None) -> Iterator[Problem]:
    mappings: dict[tuple[str | int, ...], dict[str | int, list[DuplicateKey]]] = {}
    for duplicate in document.duplicates:
        mappings.setdefault(duplicate.path[:-1], {}).setdefault(duplicate.path[-1], []).append(duplicate)
    for path, keys in mappings.items():
        if keys.keys() >= _OBJECT:
            yield two_in_one(document, path, [one for duplicates in keys.values() for one in duplicates])
            continue
        for key, duplicates in keys.items():
            yield twice(document, (*path, key), duplicates)


def twice(document: Document, path: tuple[str | int, ...], duplicates: list[DuplicateKey]) -> Problem:
    """Report a key at its last place, which is the one that counts."""
    times = "twice" if len(duplicates) == 1 else f"{len(duplicates) + 1} times"
    lost = [duplicates[0].first, *(one.again for one in duplicates[:-1])]
    return Problem(
        node=Node(document, path),
        message=f'{holder(document, path[:-1])} has key "{path[-1]}" {times}: only the last one counts',
        label="the last one counts",
        related=tuple(Related(ReadError(document.source, span, ""), "this value is lost") for span in lost),
        key=True,
    )


def two_in_one(document: Document, path: tuple[str | int, ...], duplicates: list[DuplicateKey]) -> Problem:
    """Report two resources with no `---` between them once, where the second begins."""
    second = min(duplicates, key=lambda one: one.again.start)
    first = min(duplicates, key=lambda one: one.first.start).first
    return Problem(
        node=Node(document, second.path),
        message=f"{holder(document, path)} is written into another resource: no `---` stands between them",
        label="a second resource begins here",
        related=(Related(ReadError(document.source, first, ""), "what the second one writes again is lost"),),
        help="write `---` on a line of its own above this one",
        key=True,
    )


def holder(document: Document, path: tuple[str | int, ...]) -> str:
    """Name the mapping that holds a key: `data of ConfigMap web`, `this document`."""
    whole, start = "", 0
    value: Any = document.value
    for depth in range(len(path) + 1):
        if isinstance(value, dict) and isinstance(value.get("kind"), str) and "apiVersion" in value:
            whole, start = f"{value['kind']} {name(value)}".rstrip(), depth
        value = value[path[depth]] if depth < len(path) else None
    inside = Resource.field(path[start:])
    return " of ".join(filter(None, (inside, whole))) or "this document"


def name(value: dict[str, Any]) -> str:
    """Give the name of an object, if it has one."""
    metadata = value.get("metadata")
    found = metadata.get("name") if isinstance(metadata, dict) else None
    return found if isinstance(found, str) else ""
