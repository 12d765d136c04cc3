"""How generated objects join the others: as new ones, or merged with one that was generated before."""

from __future__ import annotations

from k8slint.units.kustomizing.nodes import Map, Owner, Scalar, copied
from k8slint.units.kustomizing.objects import Object
from k8slint.units.kustomizing.stops import Failure, Refusal

_DATA = ("data", "binaryData")


def absorb(objects: list[Object], made: Object, owner: Owner) -> None:
    """Add a generated object to others, or put it in the place of the one that it changes."""
    now = made.id
    same = [index for index, one in enumerate(objects) if one.name == now.name or one.past]
    same = [index for index in same if now in objects[index].ids()]
    changes = made.behavior in {"merge", "replace"}
    if not same:
        if changes:
            raise Failure(f"there is no {now.gvk.kind} `{now.name}` that it could {made.behavior}", made.generated)
        objects.append(made)
        return
    if len(same) > 1:
        raise Refusal(f"several {now.gvk.kind}s are called `{now.name}`", made.generated)
    if not changes:
        raise Failure(f"there is a {now.gvk.kind} `{now.name}` already: `behavior` says what becomes of it", made.generated)
    before = objects[same[0]]
    made.root = copied(made.root, owner)
    _name_as(made, before, owner)
    if made.behavior == "merge":
        for field in _DATA:
            held = _merged(before.root.get(field), made.root.get(field), made.root, owner)
            if held:
                made.root[field] = held
            else:
                made.root.pop(field, None)
    made.hashed = made.hashed and before.hashed
    made.past, made.prefixes, made.suffixes = before.past, before.prefixes, before.suffixes
    made.variables, made.behavior = before.variables, before.behavior
    objects[same[0]] = made


def _name_as(made: Object, before: Object, owner: Owner) -> None:
    """Give an object the name and namespace of another, and the labels and annotations of both."""
    metadata, old = made.root.map("metadata"), before.root.map("metadata")
    assert metadata is not None  # noqa: S101  # generated
    if old is None:
        raise Refusal("metadata that is no mapping", before.root.at)
    for field in ("labels", "annotations"):
        held = _merged(old.get(field), metadata.get(field), old, owner)
        if held:
            metadata[field] = held
    metadata["name"] = old["name"]
    metadata.pop("namespace", None)
    if before.namespace:
        metadata["namespace"] = old["namespace"]


def _merged(before: object, after: object, holder: Map, owner: Owner) -> Map:
    """The texts of two mappings, the later ones over the earlier ones."""
    first = before if type(before) is Map else None
    second = after if type(after) is Map else None
    model = first if first is not None else second
    found = Map((), model.at if model is not None else holder.at, model.key if model is not None else holder.key, owner)
    for name, node in first.items() if first is not None else ():
        found[name] = Scalar(node.text if type(node) is Scalar else "", "str", "quoted", node.at, node.key)
    if second is not None:
        found.update(second)
    return found
