"""The strategic merge of a patch into an object, as Kustomize's own walker does it (kyaml, yaml/merge2).

Both are copies that may be changed. A value is None where there is nothing left of it. The whole object is walked, also
what the patch does not speak of: a key without value disappears on the way, one with `null` written out stays.
"""

from __future__ import annotations

from typing import Final

from k8slint.units.kustomizing.merge_keys import Shape, shape_of
from k8slint.units.kustomizing.merging_lists import merge_lists
from k8slint.units.kustomizing.nodes import List, Map, Node, Owner, Scalar, is_null, rekeyed, replaced
from k8slint.units.kustomizing.stops import Failure, Refusal

_DIRECTIVE: Final = "$patch"
_DIRECTIVES: Final = frozenset({"delete", "replace", "merge"})


def merge(into: Node | None, patch: Node | None, shape: Shape | None, owner: Owner) -> Node | None:
    """What a value becomes by a patch."""
    kind = _kind(into, patch)
    if kind is Scalar:
        if patch is None:
            return into
        return None if is_null(patch) else patch
    if kind is List:
        if shape is None or not shape.keys:
            if patch is None:
                return into
            return None if is_null(patch) else patch
        return _merge_keyed(into, patch, shape, owner)
    return _merge_maps(into, patch, shape, owner)


def _kind(*nodes: Node | None) -> type | None:
    kind: type | None = None
    for node in nodes:
        if not is_null(node):
            if kind is not None and type(node) is not kind:
                raise Refusal("a patch puts another kind of value there", getattr(node, "at", 0))
            kind = type(node)
    return kind


def _merge_maps(into: Node | None, patch: Node | None, shape: Shape | None, owner: Owner) -> Node | None:
    if patch is None and is_null(into):
        return into if type(into) is Scalar and into.text else None
    if patch is not None:
        directive = _directive(patch)
        if is_null(patch) or directive == "delete":
            return None
        if is_null(into) or directive == "replace":
            into = rekeyed(patch, into.key, owner) if into is not None else patch
    assert type(into) is Map  # noqa: S101  # nulls and other kinds are gone
    changes = patch if type(patch) is Map else Map()
    shape = shape or _own_shape(into, changes)
    for name in sorted({*into, *changes}):
        before, change = into.get(name), changes.get(name)
        after = merge(before, change, shape.field(name) if shape else None, owner)
        if after is None or (is_null(after) and not (after is before and change is None)):
            into.pop(name, None)
        else:
            into[name] = _settled(after, before, owner)
    return into


def _settled(after: Node, before: Node | None, owner: Owner) -> Node:
    """A value in the place of an earlier one: behind the same key, a scalar also written in the same way."""
    if before is None or after is before:
        return after
    if type(after) is Scalar and type(before) is Scalar:
        return replaced(before, Scalar(after.text, after.tag, before.style, after.at), owner)
    return rekeyed(after, before.key, owner)


def _own_shape(*maps: Map) -> Shape | None:
    """The shape of an object inside of an object."""
    for one in maps:
        version, kind = one.scalar("apiVersion"), one.scalar("kind")
        shape = shape_of(version.text, kind.text) if version and kind else None
        if shape:
            return shape
    return None


def _directive(patch: Node) -> str:
    """Take `$patch` out of a mapping."""
    found = patch.pop(_DIRECTIVE, None) if type(patch) is Map else None
    return "merge" if found is None else _known(found)


def _known(directive: Node) -> str:
    if type(directive) is not Scalar or directive.text not in _DIRECTIVES:
        raise Failure("`$patch` is `delete`, `replace` or `merge`", directive.at)
    return directive.text


def _list_directive(patch: List) -> str:
    """Take the entries out of a list that are nothing but a `$patch`."""
    for entry in patch:
        if type(entry) is Map and _DIRECTIVE in entry:
            if len(entry) > 1:
                return "merge"
            found = _known(entry[_DIRECTIVE])
            patch[:] = [other for other in patch if not _says(other, found)]
            return found
    return "merge"


def _says(entry: Node, directive: str) -> bool:
    found = entry.get(_DIRECTIVE) if type(entry) is Map else None
    return type(found) is Scalar and found.text == directive


def _merge_keyed(into: Node | None, patch: Node | None, shape: Shape, owner: Owner) -> Node | None:
    if is_null(into):
        if is_null(patch):
            return None
        into = patch
    elif patch is not None:
        if is_null(patch):
            return None
        assert type(patch) is List  # noqa: S101  # as both are lists
        directive = _list_directive(patch)
        if directive == "delete":
            return None
        if directive == "replace":
            into = rekeyed(patch, into.key if into is not None else 0, owner)
    assert type(into) is List  # noqa: S101
    assert patch is None or type(patch) is List  # noqa: S101
    return merge_lists(into, patch, shape, owner, merge)
