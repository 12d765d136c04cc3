"""Variables: values of objects by name, which stand in the texts of others as `$(NAME)`."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from k8slint.units.kustomizing.field_paths import look_up, split
from k8slint.units.kustomizing.field_specs import FieldSpecs
from k8slint.units.kustomizing.fields import only, text
from k8slint.units.kustomizing.identity import CLUSTER, CLUSTER_SCOPED, Gvk, gvk
from k8slint.units.kustomizing.ledger import Ledger
from k8slint.units.kustomizing.nodes import List, Map, Node, Owner, Scalar, Step, is_null, own, replaced
from k8slint.units.kustomizing.objects import Object
from k8slint.units.kustomizing.scalars import value_of
from k8slint.units.kustomizing.stops import Failure, Mark, Refusal
from k8slint.units.kustomizing.visiting import Making, change

_SYNTAX = re.compile(r"\$(?:\$|\(([^)]*)\)|\(|(.))", re.DOTALL)
_LONGEST: Final = 1_000_000


class Variable(NamedTuple):
    """A variable as it is written: which object it is of, and which field."""

    name: str
    gvk: Gvk
    object: str
    namespace: str
    path: str
    at: Mark

    def same(self, other: Variable) -> bool:
        """Whether two say the same."""
        return self[:5] == other[:5]


def variable(node: Node) -> Variable:
    """An entry of `vars`."""
    entry = only(node, ("name", "objref", "fieldref"))
    reference = only(entry.get("objref"), ("apiVersion", "group", "version", "kind", "name", "namespace"))
    field = only(entry.get("fieldref"), ("fieldPath", "fieldpath"))
    version, kind = text(reference.get("apiVersion")), text(reference.get("kind"))
    target = gvk(version, kind) if version else Gvk(text(reference.get("group")), text(reference.get("version")), kind)
    path = text(field.get("fieldPath")) or text(field.get("fieldpath")) or "metadata.name"
    return Variable(
        text(entry.get("name")), target, text(reference.get("name")), text(reference.get("namespace")), path, entry.at
    )


def add(known: list[Variable], new: list[Variable], objects: list[Object] | None = None) -> None:
    """Add variables to others; with objects, those that a kustomization defines itself, which mark what they are of."""
    for one in new:
        if objects is not None:
            _mark(one, objects)
        same = [other for other in known if other.name == one.name]
        if not same:
            known.append(one)
        elif objects is not None or not same[0].same(one):
            raise Failure(f"the variable `{one.name}` is defined twice", one.at, same[0].at)


def _mark(one: Variable, objects: list[Object]) -> None:
    group, version, kind = one.gvk
    cluster = (f"{group}/{version}" if group else version, kind) in CLUSTER_SCOPED
    namespace = CLUSTER if cluster else one.namespace or "default"
    anywhere = not (one.namespace or cluster)
    found = [
        other
        for other in objects
        if any(
            known.gvk == one.gvk and known.name == one.object and (anywhere or known.namespace == namespace)
            for known in other.ids()
        )
    ]
    if len(found) > 1:
        raise Refusal("a variable of several objects", one.at)
    for other in found:
        other.variables.append(one.name)


class Variables:
    """The values of the variables of a root, which stand in for their names."""

    def __init__(self, variables: list[Variable], objects: list[Object], ledger: Ledger, owner: Owner) -> None:
        self._ledger = ledger
        self._owner = owner
        self._objects = objects
        self._values: dict[str, tuple[str, Scalar]] = {}
        for one in variables:
            holder = next((other for other in objects if one.name in other.variables), None)
            if holder is None:
                raise Refusal(f"the variable `{one.name}` of an object that is not there", one.at)
            found = look_up(holder.root, split(one.path), one.at)
            if type(found) is not Scalar:
                raise Refusal(f"the variable `{one.name}` of something that is no scalar", one.at)
            value = value_of(found)
            if value is None or isinstance(value, float):
                raise Refusal(f"the variable `{one.name}` of a null or a fraction", one.at)
            self._values[one.name] = (str(value).lower() if isinstance(value, bool) else str(value), found)

    def expand(self, specs: FieldSpecs) -> None:
        """Put values in the place of names."""
        making = Making(self._owner)
        for one in self._objects:
            change(one, specs, making, self._change)

    def _change(self, holder: Any, step: Step) -> None:
        node = holder[step]
        if is_null(node):
            return
        if type(node) is Scalar:
            self._expand(holder, step)
            return
        node = own(holder, step, self._owner)
        if type(node) is Map:
            for name in list(node):
                self._expand(node, name)
        elif type(node) is List:
            for index, entry in enumerate(node):
                if type(entry) is not Scalar or (entry.tag != "str" and not entry.style):
                    raise Refusal("a list of other things than texts where variables may be", entry.at)
                self._expand(node, index)

    def _expand(self, holder: Any, step: Step) -> None:
        node = holder[step]
        if type(node) is not Scalar or node.tag != "str" or "$" not in node.text:
            return
        used: list[str] = []

        def value(found: re.Match[str]) -> str:
            name, other = found[1], found[2]
            if name is None:
                return "$" if found[0] == "$$" else "$(" if other is None else f"${other}"
            if name not in self._values:
                return found[0]
            used.append(name)
            return self._values[name][0]

        expanded = _SYNTAX.sub(value, node.text)
        if len(expanded) > _LONGEST:
            raise Refusal("a text with variables that grows too long", node.at)
        at = node.at
        for name in used:
            target = self._values[name][1]
            at = self._ledger.referred(at, None, target.at, target.text, "variable")
        whole = self._values[used[0]][1] if len(used) == 1 and node.text == f"$({used[0]})" else None
        if whole is None or isinstance(value_of(whole), str):
            holder[step] = replaced(node, Scalar(expanded, "str", "quoted", at), self._owner)
        else:
            holder[step] = replaced(node, Scalar(expanded, whole.tag, "", at), self._owner)
