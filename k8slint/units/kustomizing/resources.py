"""The objects that a file holds, as Kustomize takes them apart."""

from __future__ import annotations

from typing import Final

from k8slint.units.kustomizing.nodes import List, Map, Node, Scalar, is_null
from k8slint.units.kustomizing.stops import Failure, Refusal

_MOST: Final = 20_000


def objects_in(documents: list[Node]) -> list[Map]:
    """The objects of documents, those of lists too; raises Failure for what Kustomize takes for none."""
    waiting = [document for document in reversed(documents) if not is_null(document)]
    found: list[Map] = []
    held: list[Node] = []
    while waiting or held:
        if not waiting:  # what lists hold comes after all else
            waiting, held = held[::-1], []
            continue
        node = waiting.pop()
        if type(node) is not Map:
            raise Failure("this is no object", node.at)
        if not node:
            continue
        items = _items(node)
        if items is not None:
            held.extend(items)
        else:
            found.append(node)
        if len(found) > _MOST:
            raise Refusal(f"more than {_MOST} objects", node.at)
    return found


def _items(node: Map) -> list[Node] | None:
    """What a list holds; None if it is an object; raises Failure for what is neither."""
    kind = node.get("kind")
    if type(kind) is not Scalar or not kind.text:
        raise Failure("an object has a `kind`", node.at)
    listed = kind.text.endswith("List")
    if listed and "items" in node:
        items = node["items"]
        if type(items) is List:
            return items
        if is_null(items):
            return []
        raise Refusal("the items of a list", items.at)
    _check(node, named=not listed)
    return None


def _check(node: Map, *, named: bool) -> None:
    """Raise for metadata that Kustomize does not take."""
    metadata = node.get("metadata")
    if metadata is not None and type(metadata) is not Map:
        raise Failure("`metadata` is a mapping", metadata.at)
    name = metadata.get("name") if type(metadata) is Map else None
    if named and (type(name) is not Scalar or not name.text or name.tag == "null"):
        raise Failure("an object has a name", node.at)
    for field in ("labels", "annotations") if type(metadata) is Map else ():
        held = metadata.get(field) if type(metadata) is Map else None
        for value in held.values() if type(held) is Map else ():
            if type(value) is not Scalar:
                raise Failure(f"the values of `{field}` are texts", value.at)
