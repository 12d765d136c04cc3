"""The transformers that add labels and annotations, and that of replicas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from k8slint.units.kustomizing.default_fields import CREATED_LABELS
from k8slint.units.kustomizing.field_specs import FieldSpec, FieldSpecs, joined
from k8slint.units.kustomizing.fields import entries, flag, mapping, number, only, text
from k8slint.units.kustomizing.ledger import Ledger
from k8slint.units.kustomizing.nodes import Map, Node, Owner, Scalar, Step, own, replaced
from k8slint.units.kustomizing.objects import Object
from k8slint.units.kustomizing.scalars import check_key
from k8slint.units.kustomizing.settings import Settings, field_spec
from k8slint.units.kustomizing.stops import Failure, Refusal
from k8slint.units.kustomizing.visiting import Making, change, change_field, put


def label(objects: list[Object], node: Node, settings: Settings, ledger: Ledger, owner: Owner) -> None:
    """Add the labels of one entry of `labels`."""
    entry = only(node, ("pairs", "includeSelectors", "includeTemplates", "fields"))
    specs: tuple[FieldSpec, ...] = joined((), map(field_spec, entries(entry.get("fields"))))
    specs = joined(specs, settings.fields["labels"])
    if flag(entry.get("includeSelectors")):
        specs = joined(specs, settings.fields["commonLabels"])
    else:
        if flag(entry.get("includeTemplates")):
            specs = joined(specs, settings.fields["templateLabels"])
        specs = joined(specs, (CREATED_LABELS,))
    add(objects, entry.get("pairs"), FieldSpecs(specs), "label", ledger, owner)


def add(
    objects: Iterable[Object],
    node: Node | None,
    specs: FieldSpecs,
    how: Literal["label", "annotation"],
    ledger: Ledger,
    owner: Owner,
) -> None:
    """Add labels or annotations to the mappings that the specs name."""
    for name, value in sorted(mapping(node).items()):
        check_key(name, value.key, old=True)
        pair = _Pair(name, Scalar(text(value), "str", "", ledger.made(how, value.at, text(value)), value.key), how, owner)
        making = Making(owner, value.key, "map")
        for one in objects:
            pair.begin()
            change(one, specs, making, pair.put)


class _Pair:
    """A label or annotation that is put into mappings: one and the same value into all of an object that lack it."""

    __slots__ = ("_how", "_name", "_owner", "_twin", "_value")

    def __init__(self, name: str, value: Scalar, how: str, owner: Owner) -> None:
        self._name = name
        self._value = value
        self._how = how
        self._owner = owner
        self._twin: object = None

    def begin(self) -> None:
        """Begin with another object."""
        self._twin = object()

    def put(self, holder: Any, step: Step) -> None:
        """Put it into a mapping."""
        held, value = own(holder, step, self._owner), self._value
        if type(held) is not Map:
            raise Refusal(f"{self._how}s that are no mapping", held.at)
        old = held.get(self._name)
        if type(old) is Scalar:
            held[self._name] = replaced(old, Scalar(value.text, "str", old.style, value.at), self._owner)
        else:
            held[self._name] = Scalar(value.text, "str", "", value.at, value.key, self._twin)


def scale(objects: list[Object], node: Node, specs: FieldSpecs, ledger: Ledger, owner: Owner) -> None:
    """Set the replicas that one entry of `replicas` gives."""
    entry = only(node, ("name", "count"))
    name, count = text(entry.get("name")), entry.get("count")
    if type(count) is not Scalar or str(number(count)) != count.text:
        raise Refusal("the count of replicas", entry.at)
    at = ledger.made("replica", count.at, count.text)
    making = Making(owner, count.key)

    def put_count(holder: Any, step: Step) -> None:
        put(holder, step, count.text, at, owner, "int")

    found = False
    for field, steps in specs.all:
        for one in objects:
            if any(known.name == name and known.gvk.selected(field.type) for known in one.ids()):
                found = True
                if one.gvk.selected(field.type):
                    change_field(one, steps, making, put_count, create=field.create)
    if not found:
        where = entry["name"].at if "name" in entry else entry.at
        raise Failure(f"nothing that has replicas is called `{name}`", where)
