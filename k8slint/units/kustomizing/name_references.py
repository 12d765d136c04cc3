"""Names that follow: what names an object that was renamed, hashed or put into a namespace names it still.

It happens once, when a root is built, and asks for what objects were called when the name was written: of those with
the name and a type that the field may hold, the one in the same namespace, with the same prefixes and suffixes.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from k8slint.units.kustomizing.field_specs import Spec, steps
from k8slint.units.kustomizing.identity import CLUSTER, Gvk
from k8slint.units.kustomizing.ledger import Ledger
from k8slint.units.kustomizing.nodes import Map, Owner, Scalar, Step, is_null, own
from k8slint.units.kustomizing.objects import Object
from k8slint.units.kustomizing.order import type_key
from k8slint.units.kustomizing.settings import Settings
from k8slint.units.kustomizing.stops import Refusal
from k8slint.units.kustomizing.visiting import Making, change_field

Rows = tuple[tuple[Gvk, Spec], ...]


class ReferenceFields:
    """The fields of each type that name others, in the order in which Kustomize looks at them."""

    def __init__(self) -> None:
        self._rows: dict[int, tuple[Settings, Rows]] = {}
        self._found: dict[tuple[int, Gvk], Rows] = {}

    def of(self, settings: Settings, gvk: Gvk) -> Rows:
        """Those of objects of a type."""
        key = (id(settings), gvk)
        found = self._found.get(key)
        if found is None:
            rows = tuple(row for row in self._all(settings) if gvk.selected(row[1].field.type))
            found = self._found[key] = rows
        return found

    def _all(self, settings: Settings) -> Rows:
        known = self._rows.get(id(settings))
        if known is None:
            ordered = sorted(settings.references, key=lambda row: type_key(row[0], "~K"))
            rows = tuple((target, Spec(field, steps(field.path))) for target, fields in ordered for field in fields)
            known = self._rows[id(settings)] = settings, rows
        return known[1]


class References:
    """The names in the objects of a root."""

    def __init__(self, objects: list[Object], ledger: Ledger, owner: Owner) -> None:
        self._objects = objects
        self._ledger = ledger
        self._owner = owner
        self._by_name: dict[str, list[Object]] = defaultdict(list)
        for one in objects:
            for name in {name for name, _, _ in one.past}:
                self._by_name[name].append(one)

    def follow(self, settings: Settings, fields: ReferenceFields) -> None:
        """Let all names follow."""
        if not self._by_name:
            return
        for one in self._objects:
            referrer: _Referrer | None = None
            for target, spec in fields.of(settings, one.original.gvk):
                referrer = referrer or _Referrer(one)
                self._follow(referrer, target, spec)

    def _follow(self, referrer: _Referrer, target: Gvk, spec: Spec) -> None:
        def rename(holder: Any, step: Step) -> None:
            node = holder[step]
            if is_null(node):
                return
            if type(node) is Scalar or type(node) is Map:
                self._rename(referrer, target, spec, holder, step)
                return
            node = own(holder, step, self._owner)
            for index, entry in enumerate(node):
                if type(entry) is Scalar or type(entry) is Map:
                    if not is_null(entry):
                        self._rename(referrer, target, spec, node, index)
                else:
                    raise Refusal("a list of lists where names are", entry.at)

        change_field(referrer.one, spec.steps, Making(self._owner), rename, create=False)

    def _rename(self, referrer: _Referrer, target: Gvk, spec: Spec, holder: Any, step: Step) -> None:
        node = holder[step]
        if type(node) is Scalar:
            found = self._pick(referrer, target, spec, node.text, self._by_name.get(node.text, []), whole=False)
            if found is not None and found.name != node.text:
                holder[step] = self._named(node, found)
            return
        name, namespace = node.get("name"), node.get("namespace")
        if name is None:
            raise Refusal("a reference without a name", node.at)
        known = self._by_name.get(name.text, []) if type(name) is Scalar else []
        if not known:
            return
        if namespace is not None:
            inside = self._inside(referrer, namespace.text if type(namespace) is Scalar else "")
            known = [one for one in known if id(one) in inside]
        found = self._pick(referrer, target, spec, name.text, known, whole=True)
        if found is None or (found.name == name.text and not found.namespace):
            return
        node = own(holder, step, self._owner)
        if found.name != name.text:
            node["name"] = self._named(name, found)
        if found.namespace:
            self._move(node, found)

    def _inside(self, referrer: _Referrer, namespace: str) -> set[int]:
        """What was in a namespace at first; if nothing was, what is in it now."""
        able = [one for one in self._objects if referrer.may_name(one)] if namespace != CLUSTER else []
        found = {id(one) for one in able if one.original.namespace == namespace}
        return found or {id(one) for one in able if one.effective_namespace == namespace}

    def _pick(
        self, referrer: _Referrer, target: Gvk, spec: Spec, name: str, known: list[Object], *, whole: bool
    ) -> Object | None:
        """The object that a name means; raises Refusal where that is open."""
        known = [one for one in known if _was(one, target) and referrer.may_name(one)]
        if spec.field.path.endswith("roleRef/name"):
            role = referrer.role()
            known = [one for one in known if role is None or _was(one, role)]
        if not referrer.cluster_scoped:
            known = [one for one in known if referrer.reaches(one)]
        if len(known) <= 1:
            return known[0] if known else None
        known = [one for one in known if _akin(one, referrer.one, loose=True)]
        if len(known) > 1:
            known = [one for one in known if _akin(one, referrer.one, loose=False)]
        if len({(one.name, one.namespace if whole else "") for one in known}) > 1:
            raise Refusal(f"several objects that `{name}` may mean", referrer.one.root.at)
        return known[0] if known else None

    def _named(self, old: Scalar, found: Object) -> Scalar:
        metadata = found.root.map("metadata")
        name = metadata.scalar("name") if metadata is not None else None
        if name is None:
            raise Refusal("an object without a name", found.root.at)
        kept = old.text if old.text in name.text else None
        at = self._ledger.referred(old.at, kept, name.at, name.text, "reference")
        return Scalar(name.text, "str", old.style, at, old.key)

    def _move(self, node: Map, found: Object) -> None:
        metadata, old = found.root.map("metadata"), node.get("namespace")
        new = metadata.scalar("namespace") if metadata is not None else None
        if new is None or (type(old) is Scalar and old.text == new.text and old.tag == "str"):
            return
        at = self._ledger.referred(0, None, new.at, new.text, "reference", effective=True)
        style = old.style if type(old) is Scalar else ""
        node["namespace"] = Scalar(new.text, "str", style, at, old.key if old is not None else at)


class _Referrer:
    """An object whose fields name others, and what it can name."""

    __slots__ = ("_accounts", "_namespace", "cluster_scoped", "one")

    def __init__(self, one: Object) -> None:
        self.one = one
        self.cluster_scoped = one.cluster_scoped
        self._namespace = one.effective_namespace
        self._accounts: set[str] = set()
        subjects = one.root.list("subjects") if one.gvk.kind == "RoleBinding" else None
        for subject in subjects or ():
            if type(subject) is Map:
                kind, namespace = subject.scalar("kind"), subject.scalar("namespace")
                if kind is not None and kind.text == "ServiceAccount" and namespace is not None:
                    self._accounts.add(namespace.text)

    def may_name(self, other: Object) -> bool:
        """Whether it can name an object at all."""
        return self.cluster_scoped or self.reaches(other, account=False) or other.namespace in self._accounts

    def reaches(self, other: Object, *, account: bool = True) -> bool:
        """Whether an object has no namespace, or the same; `account`: or is a ServiceAccount, which may have another."""
        if other.cluster_scoped or (account and other.gvk.kind == "ServiceAccount"):
            return True
        return other.effective_namespace == self._namespace

    def role(self) -> Gvk | None:
        """The type of the role that a binding says it binds."""
        reference = self.one.root.map("roleRef")
        group, kind = (reference.scalar("apiGroup"), reference.scalar("kind")) if reference is not None else (None, None)
        return None if group is None or kind is None else Gvk(group.text, "", kind.text)


def _was(one: Object, gvk: Gvk) -> bool:
    group, version, _ = one.gvk
    return any(Gvk(group, version, kind).selected(gvk) for _, _, kind in one.past)


def _ends_alike(first: list[str], second: list[str]) -> bool:
    shorter, longer = sorted((first, second), key=len)
    return not longer if not shorter else longer[-len(shorter) :] == shorter


def _akin(one: Object, other: Object, *, loose: bool) -> bool:
    """Whether two objects got the same prefixes and suffixes, as far as both have some; if not loose, altogether."""
    pairs = ((one.prefixes, other.prefixes), (one.suffixes, other.suffixes))
    return all((loose and not (first and second)) or _ends_alike(first, second) for first, second in pairs)
