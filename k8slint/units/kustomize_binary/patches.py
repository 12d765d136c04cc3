"""The patches of kustomizations, and what they bring to a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from k8slint.units.kustomize_binary.alignment import align, value_at
from k8slint.units.kustomize_binary.entries import is_inline
from k8slint.units.kustomize_binary.texts import Texts, Written
from k8slint.units.kustomizing.files import Files, joined
from k8slint.units.kustomizing.outcome import Path, Place
from k8slint.yaml import Document

_FIELDS = ("patchesStrategicMerge", "patches", "patchesJson6902")


class Patch(NamedTuple):
    """An entry of a kustomization that changes objects: where it stands, its target, and what it holds."""

    field: str
    at: Path
    target: dict[str, Any] | None
    written: tuple[Written, ...]


class Named(NamedTuple):
    """What an object is called: its kind, and the names it has had."""

    kind: str
    names: tuple[str, ...]


def patches(directory: str, document: Document, texts: Texts, files: Files) -> Iterator[Patch]:
    """The patches of a kustomization, in the order of the file."""
    for field in _FIELDS:
        entries = document.value.get(field)
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            at: Path = (field, number)
            if isinstance(entry, str):
                entry = {"patch": entry} if is_inline(entry) else {"path": entry}  # noqa: PLW2901  # one form of what was two
                where = at
            else:
                where = (*at, "patch")
            if not isinstance(entry, dict):
                continue
            inline, path, target = entry.get("patch"), entry.get("path"), entry.get("target")
            target = target if isinstance(target, dict) else None
            if isinstance(inline, str) and inline:
                yield Patch(field, at, target, texts.inline(document, where, inline))
            elif isinstance(path, str) and path:
                yield Patch(field, at, target, texts.documents(files.find(joined(directory, path)).path))


def brought(patch: Patch, named: Named, value: dict[str, Any], path: Path, wanted: Any, *, key: bool) -> Place | None:
    """The place in a patch of the value that an object has at a path; None if the patch does not bring it."""
    if patch.target is not None and not may_select(patch.target, named):
        return None
    for written in patch.written:
        change = written.value
        if isinstance(change, list):
            found = _operated(written, change, path, wanted, key=key)
        elif isinstance(change, dict) and (patch.target is not None or _names(change, named)):
            at = align(change, value, path)
            found = written.place(at, key=key) if at is not None and _is(change, at, wanted) else None
        else:
            found = None
        if found is not None:
            return found
    return None


def may_select(target: dict[str, Any], named: Named) -> bool:
    """Whether a target may select an object, as far as kind and name tell."""
    kind, name = target.get("kind"), target.get("name")
    if isinstance(kind, str) and kind and not _matches(kind, named.kind):
        return False
    return not isinstance(name, str) or not name or any(_matches(name, one) for one in named.names)


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.fullmatch(pattern, text) is not None
    except (re.error, RecursionError):
        return True


def _names(change: dict[str, Any], named: Named) -> bool:
    metadata = change.get("metadata")
    return change.get("kind") == named.kind and isinstance(metadata, dict) and metadata.get("name") in named.names


def _operated(written: Written, operations: list[Any], path: Path, wanted: Any, *, key: bool) -> Place | None:
    """The last operation that writes a value at a path, or something around it."""
    for number in range(len(operations) - 1, -1, -1):
        operation = operations[number]
        pointer = operation.get("path") if isinstance(operation, dict) else None
        if not isinstance(pointer, str) or operation.get("op") not in {"add", "replace"}:
            continue
        steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
        rest = path[len(steps) :]
        if len(steps) > len(path) or not all(map(_steps_on, steps, path)):
            continue
        at: Path = (number, "value", *rest)
        if _is(operations, at, wanted):
            return written.place((number, "path")) if key and not rest else written.place(at, key=key)
    return None


def _steps_on(step: str, taken: str | int) -> bool:
    return step in {"-", str(taken)} or (isinstance(taken, int) and step.isdigit())


def _is(value: Any, path: Path, wanted: Any) -> bool:
    """Whether there is such a value at a path; of collections, any."""
    found, there = value_at(value, path)
    if isinstance(wanted, dict | list):
        return there and type(found) is type(wanted)
    return there and (bool(found == wanted) or str(found) == str(wanted))
