"""Values that Kustomize keeps in several places of an object at once, so that who changes one of them changes all.

A transformer of labels or annotations puts one node into every field that lacks it. What later sets that label in one
place (another such transformer, a strategic patch, a replacement) sets it in all of them; a JSON patch makes them
separate values.
"""

from __future__ import annotations

from typing import Any

from k8slint.units.kustomizing.nodes import List, Map, Owner, Scalar, own
from k8slint.units.kustomizing.objects import Object


def spread(one: Object, owner: Owner) -> None:
    """Change what has to follow the values that were set in an object since this was last asked for."""
    changed, owner.changed = owner.changed, []
    for value in changed:
        _spread([one.owned(owner)], 0, value, owner)


def _spread(holder: Any, step: str | int, value: Scalar, owner: Owner) -> None:
    node = holder[step]
    if not _holds(node, value):
        return
    node = own(holder, step, owner)
    entries: Any = list(node.items()) if type(node) is Map else enumerate(node)
    for name, entry in entries:
        if type(entry) is not Scalar:
            _spread(node, name, value, owner)
        elif entry.twin is value.twin and entry is not value:
            node[name] = Scalar(value.text, value.tag, value.style, value.at, entry.key, value.twin)


def _holds(node: Any, value: Scalar) -> bool:
    """Whether a collection holds a twin of a value."""
    entries = node.values() if type(node) is Map else node if type(node) is List else ()
    return any(entry.twin is value.twin if type(entry) is Scalar else _holds(entry, value) for entry in entries)
