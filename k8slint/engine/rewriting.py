"""Edits of composed documents become edits of the files that they are composed of, where there is one place to change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from k8slint.findings import Change, Edit, Fix
from k8slint.units.composing import Made
from k8slint.units.kustomizing.outcome import Origin
from k8slint.yaml import Composed, Document, Node, Site, path_at, path_from, path_of_key

#: The documents of a file, by its path.
Documents = Callable[[str], Sequence[Document]]

_COMPOSED = "Kustomize composes this value from {} places"
_WRITTEN = "Kustomize writes this value"
_INLINE = "it stands in a text of the kustomization"
_ELSEWHERE = "Kustomize changes what is written there"
_TEMPLATE = "a template makes this value"
_NUMBERS = {2: "two", 3: "three", 4: "four"}
_Path = tuple[str | int, ...]


class _Untold(Exception):  # noqa: N818  # it says why not
    """Why an edit cannot be told as one of a file."""


def rewritten(fix: Fix, documents: Documents) -> Fix | str:
    """The fix as edits of documents as they are written; or why there is none."""
    if not any(isinstance(edit.node.document, Composed) for edit in fix.edits):
        return fix
    try:
        edits: list[Edit] = []
        for edit in fix.edits:
            made = _edit(edit, documents)
            if made not in edits:  # of what is composed twice there is one place; what is written need not be hashable
                edits.append(made)
        return fix._replace(edits=tuple(edits))
    except _Untold as reason:
        return str(reason)


def _edit(edit: Edit, documents: Documents) -> Edit:
    document = edit.node.document
    if not isinstance(document, Composed):
        return edit
    provenance = document.provenance
    if not isinstance(provenance, Made):
        raise _Untold(_TEMPLATE)
    path = (*edit.node.path, *edit.path)
    depth = _depth(document.value, path)
    there, rest = path[:depth], path[depth:]
    if rest and edit.change is not Change.SET:
        raise _Untold(_ELSEWHERE)
    value = _at(document.value, there)
    if rest:
        node = _holder(provenance, there, documents)
        if isinstance(value, list) and node.value != value:
            raise _Untold(_ELSEWHERE)
        if _depth(node.value, rest[:1]):
            raise _Untold(_ELSEWHERE)
    elif isinstance(value, (dict, list)):
        node = _holder(provenance, there, documents)
    else:
        node = _leaf(provenance, there, documents)
    if not rest and (type(node.value) is not type(value) or node.value != value):
        raise _Untold(_ELSEWHERE)
    return Edit(node, rest, edit.value, edit.change, edit.within)


def _depth(value: Any, path: _Path) -> int:
    """How many steps of a path lead to something."""
    for depth, step in enumerate(path):
        if isinstance(value, dict):
            there = step in value
        else:
            there = isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value)
        if not there:
            return depth
        value = value[step]
    return len(path)


def _at(value: Any, path: _Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _leaf(made: Made, path: _Path, documents: Documents) -> Node:
    """The node of a scalar where a file has it just so."""
    origin = made.object.origin(path)
    _check(origin)
    site = made.site(path)
    assert site is not None  # noqa: S101  # its origin is known
    return _found(site, documents, path_at)


def _holder(made: Made, path: _Path, documents: Documents) -> Node:
    """The node of a mapping or list in the file that brought it."""
    if path and isinstance(path[-1], str):
        origin, site = made.object.key_origin(path), made.key_site(path)
        _check(origin)
        assert site is not None  # noqa: S101  # likewise
        return _found(site, documents, path_of_key)
    origin = made.object.origin(path)
    _check(origin)
    site = made.site(path)
    assert site is not None  # noqa: S101  # likewise
    return _found(site, documents, path_from)


def _check(origin: Origin | None) -> None:
    """Raise where nobody wrote a value, or more than one place did."""
    if origin is None:
        raise _Untold(_WRITTEN)
    if len(origin.parts) > 1:
        raise _Untold(_COMPOSED.format(_NUMBERS.get(len(origin.parts), "several")))
    if origin.effective.how not in {"base", "patch"}:
        raise _Untold(_WRITTEN)


def _found(site: Site, documents: Documents, look: Callable[[Document, Any], _Path | None]) -> Node:
    for document in documents(site.source.path):
        if document.source is site.source and document.part.start <= site.span.start <= document.part.end:
            path = look(document, site.span)
            if path is not None:
                return Node(document, path)
    raise _Untold(_INLINE)
