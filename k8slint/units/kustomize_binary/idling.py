"""Patches whose target selects nothing: Kustomize leaves them out without a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from k8slint.units.kustomize_binary.changes import Changes
from k8slint.units.kustomize_binary.matching import name_of
from k8slint.units.kustomize_binary.needs import Needs
from k8slint.units.kustomize_binary.patches import Named, may_select
from k8slint.units.kustomize_binary.stopping import place_of
from k8slint.units.kustomize_binary.texts import Texts
from k8slint.units.kustomizing.outcome import BuiltObject, Idle


def idle(needs: Needs, changes: Changes, texts: Texts, objects: Sequence[BuiltObject]) -> Iterator[Idle]:
    """The targets that fit no object by kind and name: none that is built, and none of the files that are read."""
    there: set[Named] | None = None
    for directory, document in needs.documents.items():
        for patch in changes.patches(directory):
            if not patch.target or not {"kind", "name"} & patch.target.keys():
                continue
            if there is None:
                there = _objects(needs, texts, objects)
            if not any(may_select(patch.target, named) for named in there):
                yield Idle(patch.field, place_of(document, (*patch.at, "target")), "its target selects nothing")


def _objects(needs: Needs, texts: Texts, objects: Sequence[BuiltObject]) -> set[Named]:
    values = [one.value for one in objects]
    for path in needs.files:
        values += [written.value for written in texts.objects(path) if path.endswith((".yaml", ".yml", ".json"))]
    return {Named(str(value.get("kind")), (name_of(value),)) for value in values}
