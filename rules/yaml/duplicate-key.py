"""The check of duplicate-key.md."""

from collections.abc import Iterator
from typing import Any

from k8slint.api import Context, Document, DuplicateKey, Node, Problem, ReadError, Related, Resource


def check(document: Document, _ctx: Context | None) -> Iterator[Problem]:
    again: dict[tuple[str | int, ...], list[DuplicateKey]] = {}
    for duplicate in document.duplicates:
        again.setdefault(duplicate.path, []).append(duplicate)
    for path, duplicates in again.items():
        yield twice(document, path, duplicates)


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
