"""The transformers that change names and namespaces."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from k8slint.units.kustomizing.field_specs import FieldSpecs
from k8slint.units.kustomizing.ledger import Ledger
from k8slint.units.kustomizing.nodes import List, Map, Owner, Scalar, Step, own
from k8slint.units.kustomizing.objects import Object
from k8slint.units.kustomizing.stops import Failure, Mark, Refusal
from k8slint.units.kustomizing.visiting import Making, change_field, put

_BINDINGS: Final = frozenset({"RoleBinding", "ClusterRoleBinding"})
_NAMESPACE: Final = ("metadata", "namespace")
_KEEP_NAMES: Final = frozenset({"CustomResourceDefinition", "Namespace"})
_API_SERVICE: Final = ("apiregistration.k8s.io", "APIService")


def set_namespace(objects: list[Object], written: Scalar, specs: FieldSpecs, ledger: Ledger, owner: Owner) -> None:
    """Put all objects into a namespace: those that may have one, Namespaces themselves, and what else names theirs."""
    at = ledger.made("namespace", written.at, written.text)
    making = Making(owner, written.key)

    def put_namespace(holder: Any, step: Step) -> None:
        put(holder, step, written.text, at, owner)

    seen = Counter(one.id for one in objects)
    for one in objects:
        before = one.id
        one.remember()
        if not one.cluster_scoped:
            change_field(one, _NAMESPACE, making, put_namespace, create=True)
        binding = one.gvk.kind in _BINDINGS
        if binding:
            _set_subjects(one, making, at, written.text)
        for field, steps in specs.of(one.gvk):
            own_name = field.path == "metadata/name" and one.api_version != "v1"
            subjects = binding and field.kind in _BINDINGS and field.path == "subjects/namespace"
            if field.path != "metadata/namespace" and not own_name and not subjects:
                change_field(one, steps, making, put_namespace, create=field.create)
        after = one.id
        if after != before:
            seen[before] -= 1
            seen[after] += 1
            if seen[after] != 1:
                message = f"the namespace makes two objects of one: {after.gvk.kind} `{after.name}`"
                raise Failure(message, written.at)


def _set_subjects(one: Object, making: Making, at: Mark, namespace: str) -> None:
    """Put the subjects of a binding into a namespace that are the default ServiceAccount of theirs."""
    if one.root.list("subjects") is None:
        return
    subjects: List = own(one.owned(making.owner), "subjects", making.owner)
    for index, entry in enumerate(subjects):
        name = entry.scalar("name") if type(entry) is Map else None
        if name is not None and name.text == "default":
            subject = own(subjects, index, making.owner)
            subject.setdefault("namespace", Scalar("", "str", "", 0, making.at))
            put(subject, "namespace", namespace, at, making.owner)


def affix(objects: list[Object], written: Scalar, specs: FieldSpecs, ledger: Ledger, owner: Owner, *, prefix: bool) -> None:
    """Put a prefix before all names, or a suffix behind them."""
    added = written.text
    making = Making(owner, written.key)

    def extend(holder: Any, step: Step) -> None:
        old = holder[step]
        if type(old) is not Scalar:
            raise Refusal("a name that is no scalar", old.at)
        whole = added + old.text if prefix else old.text + added
        at = ledger.composed(old.at, old.text, ("prefix" if prefix else "suffix", written.at, added))
        holder[step] = Scalar(whole, "str", old.style, at, old.key)

    for one in objects:
        first = one.original.gvk
        kept = first.kind in _KEEP_NAMES or (first.group, first.kind) == _API_SERVICE
        for field, steps in () if kept else specs.all:
            if first.selected(field.type):
                if field.path == "metadata/name":
                    (one.prefixes if prefix else one.suffixes).append(added)
                    one.remember()
                if one.gvk.selected(field.type):
                    change_field(one, steps, making, extend, create=field.create)
