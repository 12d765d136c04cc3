"""The fields of a kustomization as Kustomize decodes them: strictly, and by the words of YAML 1.1."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from k8slint.units.kustomizing.nodes import List, Map, Node, Scalar, is_null
from k8slint.units.kustomizing.scalars import OLD_WORDS, integer
from k8slint.units.kustomizing.stops import Failure, Refusal


def text(node: Node | None) -> str:
    """A text; empty if there is none."""
    if node is None or is_null(node):
        return ""
    if type(node) is not Scalar or not (node.style or (node.tag == "str" and node.text not in OLD_WORDS)):
        raise Failure("this should be a text", node.at)
    return node.text


def flag(node: Node | None) -> bool:
    """A boolean; false if there is none."""
    if node is None or is_null(node):
        return False
    if type(node) is Scalar and not node.style:
        if node.tag == "bool":
            return node.text[0] in "tT"
        if node.text in OLD_WORDS:
            return node.text[0] in "yY" or node.text.lower() == "on"
    raise Failure("this should be `true` or `false`", node.at)


def number(node: Node | None) -> int:
    """A whole number; 0 if there is none."""
    if node is None or is_null(node):
        return 0
    if type(node) is Scalar and not node.style and node.tag == "int":
        value = integer(node.text)
        if type(value) is int:
            return value
    raise Failure("this should be a whole number", node.at)


def entries(node: Node | None) -> list[Node]:
    """The entries of a list; none if there is no list."""
    if node is None or is_null(node):
        return []
    if type(node) is not List:
        raise Failure("this should be a list", node.at)
    return node


def mapping(node: Node | None) -> Map:
    """A mapping; an empty one if there is none."""
    if node is None or is_null(node):
        return Map()
    if type(node) is not Map:
        raise Failure("this should be a mapping", node.at)
    return node


def only(node: Node | None, known: Collection[str]) -> Map:
    """A mapping that has none but the fields that Kustomize knows."""
    found = mapping(node)
    for name, entry in found.items():
        if name not in known:
            unknown(name, entry, known)
    return found


def unknown(name: str, entry: Node, known: Collection[str]) -> None:
    """Stop at a field that Kustomize does not know; it takes some names written in another case."""
    if name.lower() in {one.lower() for one in known}:
        raise Refusal(f"the field `{name}`", entry.key or entry.at)
    raise Failure(f"Kustomize has no field `{name}` here", entry.key or entry.at)


def maps(node: Node | None, known: Collection[str]) -> Iterator[Map]:
    """The mappings of a list, each with none but known fields."""
    for entry in entries(node):
        yield only(entry, known)
