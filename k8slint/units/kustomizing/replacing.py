"""Replacements: a value of one object is put into fields of others."""

from __future__ import annotations

from typing import Any, Final

from k8slint.units.kustomizing.field_paths import Spots, look_up, split
from k8slint.units.kustomizing.fields import entries, flag, maps, number, only, text
from k8slint.units.kustomizing.identity import Gvk, Id
from k8slint.units.kustomizing.ledger import Ledger
from k8slint.units.kustomizing.loading import Loader
from k8slint.units.kustomizing.nodes import List, Map, Node, Owner, Scalar, Step, copied, is_null, rekeyed, replaced
from k8slint.units.kustomizing.objects import Object
from k8slint.units.kustomizing.scalars import tag_of
from k8slint.units.kustomizing.selecting import Target
from k8slint.units.kustomizing.stops import Failure, Refusal
from k8slint.units.kustomizing.twins import spread

_TYPE: Final = ("group", "version", "kind")
_OPTIONS: Final = ("delimiter", "index", "create", "encoding")
_LONGEST: Final = 1_000_000


class Replacer:
    """Applies replacements to the objects of a build."""

    def __init__(self, loader: Loader, directory: str, objects: list[Object], ledger: Ledger, owner: Owner) -> None:
        self._loader = loader
        self._directory = directory
        self._objects = objects
        self._ledger = ledger
        self._owner = owner

    def apply(self, node: Node, *, nested: bool = False) -> None:
        """Apply one entry: a replacement, or a file of some."""
        entry = only(node, ("path", "source", "targets"))
        path = text(entry.get("path"))
        if not path:
            self._replace(entry)
            return
        if nested:
            raise Refusal("a file of replacements that names another", entry.at)
        for document in self._loader.documents(self._directory, path, "replacement", entry["path"].at):
            for one in document if type(document) is List else [document]:
                self.apply(one, nested=True)

    def _replace(self, entry: Map) -> None:
        if is_null(entry.get("source")) or is_null(entry.get("targets")):
            raise Failure("a replacement has a `source` and `targets`", entry.at)
        value = self._source(only(entry["source"], (*_TYPE, "name", "namespace", "fieldPath", "options")))
        for target in maps(entry["targets"], ("select", "reject", "fieldPaths", "options")):
            options = only(target.get("options"), _OPTIONS)
            if text(options.get("encoding")):
                raise Refusal("the encoding of a replacement", options.at)
            chosen = Target(target.get("select"))
            rejected = [Target(one) for one in entries(target.get("reject"))]
            paths = [(split(text(one)), one.at) for one in entries(target.get("fieldPaths"))]
            for one in self._objects:
                if not _selected(one, chosen, rejected):
                    continue
                one.root = copied(one.root, self._owner)
                for path, at in paths or [(("metadata", "name"), target.at)]:
                    spots = Spots(value, at, self._owner, create=flag(options.get("create"))).of(one.root, path)
                    if not spots:
                        raise Failure(f"{one.gvk.kind} `{one.name}` has no such field", at)
                    for holder, step in spots:
                        self._put(holder, step, value, options, entry)
                        spread(one, self._owner)
                one.typed()

    def _source(self, source: Map) -> Node:
        """The value that is put into others."""
        wanted = Gvk(*(text(source.get(name)) for name in _TYPE))
        name, namespace = text(source.get("name")), text(source.get("namespace"))
        found = [
            one
            for one in self._objects
            if any(
                (not name or name == known.name)
                and (not namespace or namespace == known.namespace)
                and known.gvk.selected(wanted)
                for known in (Id(one.gvk, one.name, one.namespace or "default"), *one.earlier())
            )
        ]
        if len(found) != 1:
            what = "nothing" if not found else "several objects"
            raise Failure(f"the source of a replacement selects {what}", (source.get("name") or source).at)
        path = source.get("fieldPath")
        value = look_up(found[0].root, split(text(path) or "metadata.name"), source.at)
        if value is None or is_null(value) or (type(value) is not Scalar and not value):
            raise Failure(f"{found[0].gvk.kind} `{found[0].name}` has no such field", path.at if path else source.at)
        options = only(source.get("options"), _OPTIONS)
        if text(options.get("encoding")):
            raise Refusal("the encoding of a replacement", options.at)
        delimiter = text(options.get("delimiter"))
        if not delimiter:
            return value
        if type(value) is not Scalar:
            raise Refusal("a part of something that is no scalar", options.at)
        parts, index = value.text.split(delimiter), number(options.get("index"))
        if not 0 <= index < len(parts):
            raise Failure(f"`{value.text}` has no part {index}", options.at)
        at = self._ledger.referred(0, None, value.at, parts[index], self._ledger.how(value.at), effective=True)
        return Scalar(parts[index], value.tag, value.style, at, value.key)

    def _put(self, holder: Any, step: Step, value: Node, options: Map, entry: Map) -> None:
        """Put the value, or a part, where another one is."""
        old = holder[step]
        delimiter = text(options.get("delimiter"))
        if type(old) is not Scalar or type(value) is not Scalar:
            if delimiter or type(old) is Scalar:
                raise Refusal("a replacement of a scalar by something else", entry.at)
            holder[step] = rekeyed(copied(value, self._owner), old.key, self._owner)
            return
        by = self._ledger.made("replacement", entry.at)
        if delimiter:
            parts, index = old.text.split(delimiter), number(options.get("index"))
            if index < 0:
                parts.insert(0, value.text)
            elif index >= len(parts):
                parts.append(value.text)
            else:
                parts[index] = value.text
            at = self._ledger.referred(by, None, value.at, value.text, "replacement", effective=True)
            if old.at:
                at = self._ledger.referred(old.at, None, at, value.text, "replacement", effective=True)
            whole = delimiter.join(parts)
            if len(whole) > _LONGEST:
                raise Refusal("a replacement that grows too long", entry.at)
            holder[step] = replaced(old, Scalar(whole, old.tag, old.style, at), self._owner)
            return
        at = self._ledger.referred(by, None, value.at, value.text, "replacement", effective=True)
        if not old.at:
            holder[step] = Scalar(value.text, value.tag, value.style, at, old.key)
            return
        if old.tag != "str" and not old.style and tag_of(value.text) != old.tag:
            raise Refusal("a replacement that changes the type of a value", entry.at)
        holder[step] = replaced(old, Scalar(value.text, old.tag, old.style, at), self._owner)


def _selected(one: Object, chosen: Target, rejected: list[Target]) -> bool:
    """Whether a replacement's target selects an object, by anything that it is or was called."""
    if not chosen.labelled(one):
        return False
    ids = (Id(one.gvk, one.name, one.namespace), *one.earlier())
    if not any(map(chosen.names, ids)):
        return False
    for target in rejected:
        if (target.labels or target.annotations) and target.labelled(one):
            return False
        if not target.empty and any(map(target.names, ids)):
            return False
    return True
