"""JSON patches (RFC 6902) as the library applies them that Kustomize uses (evanphx/json-patch v4)."""

from __future__ import annotations

import json
import re
from typing import Any, Final, NamedTuple

from k8slint.units.kustomizing.nodes import List, Map, Node, Owner, Scalar, Style, copied, is_null, leaves, rekeyed
from k8slint.units.kustomizing.objects import Object, normalise
from k8slint.units.kustomizing.scalars import OLD_WORDS, plain, tag_of, value_of
from k8slint.units.kustomizing.stops import Failure, Mark, Refusal

_INDEX: Final = re.compile(r"-?\d{1,9}")


class Operation(NamedTuple):
    """One operation of a patch: paths in steps, and the mark of its path."""

    op: str
    path: tuple[str, ...]
    source: tuple[str, ...]
    value: Node | None
    at: Mark


def check(text: str, at: Mark) -> None:
    """Raise for a list in brackets that is no JSON: Kustomize reads what begins with a bracket as nothing else."""
    if text.lstrip()[:1] == "[":
        try:
            json.loads(text)
        except ValueError:
            if text[0] == "[":
                raise Failure("a patch in brackets has to be JSON", at) from None
            raise Refusal("a patch in brackets that is no JSON", at) from None


def operations(documents: list[Node]) -> list[Operation] | None:
    """The operations of a patch; None if it is a strategic one. Raises Refusal for what is neither surely."""
    found = [document for document in documents if not is_null(document)]
    if not found or type(found[0]) is not List:
        return None
    if len(found) > 1:
        raise Refusal("a JSON patch of several documents", found[1].at)
    return [_operation(entry) for entry in found[0]]


def _operation(entry: Node) -> Operation:
    op, path = (entry.scalar("op"), entry.scalar("path")) if type(entry) is Map else (None, None)
    if type(entry) is not Map or op is None or path is None:
        raise Failure("an operation of a JSON patch has `op` and `path`", entry.at)
    if op.text not in {"add", "remove", "replace", "move", "copy", "test"}:
        raise Failure(f"a JSON patch has no operation `{op.text}`", op.at)
    value = entry.get("value")
    for _, leaf in leaves(value) if value is not None else ():
        if type(leaf) is Scalar and not leaf.style and leaf.text in OLD_WORDS:
            raise Refusal("a word that YAML 1.1 takes for a boolean", leaf.at)
    source = entry.scalar("from")
    return Operation(op.text, _steps(path), _steps(source) if source else (), value, path.at)


def _steps(path: Scalar) -> tuple[str, ...]:
    if not path.text:
        return ()
    if path.text[0] != "/":
        raise Refusal("a path that does not begin with `/`", path.at)
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in path.text[1:].split("/"))


def apply(one: Object, patch: list[Operation], owner: Owner, *, annotated: bool) -> None:
    """Change an object; `annotated`: Kustomize has stored annotations of its own by then, so that their mapping is there."""
    one.root = decoded(one.root, owner)
    metadata = one.root.map("metadata")
    if annotated and metadata is not None and metadata.map("annotations") is None:
        empty = metadata.get("annotations", metadata)
        metadata["annotations"] = Map((), empty.at, empty.key, owner)
    for operation in patch:
        _perform(one.root, operation, owner)
    if one.root.scalar("kind") is None:
        raise Refusal("a JSON patch takes the kind away", patch[0].at)
    one.typed()
    normalise(one, "annotations", owner)


def decoded(node: Node, owner: Owner) -> Any:
    """What is left of a node by a way through JSON: values, not the way in which they are written."""
    if type(node) is Scalar:
        value = value_of(node)
        if not isinstance(value, str):
            return Scalar(node.text or "null", node.tag, "", node.at, node.key)
        style: Style = "quoted" if tag_of(value) != "str" or value in OLD_WORDS else ""
        return Scalar(value, "str", style, node.at, node.key)
    copy: Any
    if type(node) is Map:
        copy = Map({name: decoded(entry, owner) for name, entry in node.items()}, node.at, node.key, owner)
    else:
        copy = List([decoded(entry, owner) for entry in node], node.at, node.key, owner)
    owner.spend(len(copy) + 1)
    return copy


def _perform(root: Map, operation: Operation, owner: Owner) -> None:
    op, path, source, value, at = operation
    if op in {"add", "replace"}:
        made = decoded(value, owner) if value is not None else Scalar("null", "null", "", at, at)
        _put(root, path, made, at, owner, replace=op == "replace")
    elif op == "remove":
        _remove(root, path, at)
    elif op == "test":
        if value is None or plain(copied(_find(root, path, at), owner)) != plain(value):
            raise Failure(f"the test of `{_shown(path)}` fails", at)
    elif op == "move":
        _put(root, path, _remove(root, source, at), at, owner)
    else:
        _put(root, path, copied(_find(root, source, at), owner), at, owner)


def _shown(path: tuple[str, ...]) -> str:
    return "/" + "/".join(path)


def _index(node: List, step: str, at: Mark) -> int | None:
    if not _INDEX.fullmatch(step):
        raise Failure(f"`{step}` is no index of a list", at)
    index = int(step)
    return index if -len(node) <= index < len(node) else None


def _find(root: Node, path: tuple[str, ...], at: Mark) -> Node:
    node = root
    for depth, step in enumerate(path):
        found: Node | None = None
        if type(node) is Map:
            found = node.get(step)
        elif type(node) is List:
            index = _index(node, step, at)
            found = None if index is None else node[index]
        if found is None:
            raise Failure(f"there is no `{_shown(path[: depth + 1])}` in the object", at)
        node = found
    return node


def _put(root: Map, path: tuple[str, ...], value: Node, at: Mark, owner: Owner, *, replace: bool = False) -> None:
    if not path:
        raise Refusal("a JSON patch of a whole object", at)
    holder, step = _find(root, path[:-1], at), path[-1]
    if type(holder) is Map:  # replacing what is not there adds it
        before = holder.get(step)
        holder[step] = rekeyed(value, before.key if before is not None else at, owner)
        return
    if type(holder) is not List:
        raise Failure(f"there is no `{_shown(path)}` in the object", at)
    if step == "-" and not replace:
        holder.append(rekeyed(value, 0, owner))
        return
    if step == "-":
        raise Refusal("a JSON patch replaces `-`", at)
    if not _INDEX.fullmatch(step):
        raise Failure(f"`{step}` is no index of a list", at)
    index, length = int(step), len(holder)
    if replace:
        if not -length <= index < length:
            raise Failure(f"there is no `{_shown(path)}` in the object", at)
        holder[index] = rekeyed(value, 0, owner)
        return
    index = index + length + 1 if index < 0 else index
    if not 0 <= index <= length:
        raise Failure(f"there is no place for `{_shown(path)}` in the object", at)
    holder.insert(index, rekeyed(value, 0, owner))


def _remove(root: Map, path: tuple[str, ...], at: Mark) -> Node:
    if not path:
        raise Refusal("a JSON patch of a whole object", at)
    holder, step = _find(root, path[:-1], at), path[-1]
    if type(holder) is Map and step in holder:
        return holder.pop(step)
    index = _index(holder, step, at) if type(holder) is List else None
    if type(holder) is List and index is not None:
        return holder.pop(index)
    raise Failure(f"there is no `{_shown(path)}` in the object", at)
