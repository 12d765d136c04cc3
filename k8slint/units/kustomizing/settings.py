"""What transformers change: the defaults, and what a kustomization's `configurations` add to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from k8slint.units.kustomizing.default_fields import FIELDS
from k8slint.units.kustomizing.default_references import REFERENCES, References
from k8slint.units.kustomizing.field_specs import FieldSpec, FieldSpecs, joined, steps
from k8slint.units.kustomizing.fields import entries, flag, maps, only, text
from k8slint.units.kustomizing.identity import Gvk
from k8slint.units.kustomizing.nodes import Map, Node
from k8slint.units.kustomizing.stops import Refusal

_TYPE = ("group", "version", "kind")
_FIELD = (*_TYPE, "path", "create")
_REFERENCES = "nameReference"


class Settings:
    """The fields that transformers change, by the name that configurations give each kind of them."""

    __slots__ = ("_found", "fields", "references")

    def __init__(self, fields: Mapping[str, tuple[FieldSpec, ...]], references: References) -> None:
        self.fields = fields
        self.references = references
        self._found: dict[str, FieldSpecs] = {}

    def specs(self, name: str) -> FieldSpecs:
        """The fields of one kind."""
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = FieldSpecs(self.fields[name])
        return found

    def plus(self, other: Settings) -> Settings:
        """Both; raises Refusal where they disagree."""
        if other is self:
            return self
        fields = {name: joined(specs, other.fields[name]) for name, specs in self.fields.items()}
        references = list(self.references)
        for gvk, specs in other.references:
            for number, (known, before) in enumerate(references):
                if known == gvk:
                    references[number] = (known, joined(before, specs))
                    break
            else:
                references.append((gvk, specs))
        return Settings(fields, tuple(references))


DEFAULT: Final = Settings(FIELDS, REFERENCES)


def merged(first: Settings | None, second: Settings) -> Settings:
    """The settings of what several kustomizations bring: the defaults first, once."""
    if first is None or first is second or first is DEFAULT:
        return second
    return first if second is DEFAULT else first.plus(second)


def configured(documents: list[Node]) -> Settings:
    """The settings that a configuration file holds; raises Refusal for what it should not."""
    if len(documents) != 1 or type(documents[0]) is not Map:
        raise Refusal("a configuration that is no mapping")
    fields: dict[str, tuple[FieldSpec, ...]] = dict.fromkeys(FIELDS, ())
    references: References = ()
    for name, node in documents[0].items():
        if name == _REFERENCES:
            references = tuple((Gvk(*_type(one)), _specs(one.get("fieldSpecs"))) for one in maps(node, (*_TYPE, "fieldSpecs")))
        elif name in fields:
            fields[name] = _specs(node)
        else:
            raise Refusal(f"settings of {name}", node.key)
    return Settings(fields, references)


def _type(one: Map) -> tuple[str, str, str]:
    return text(one.get("group")), text(one.get("version")), text(one.get("kind"))


def _specs(node: Node | None) -> tuple[FieldSpec, ...]:
    return tuple(field_spec(one) for one in entries(node))


def field_spec(node: Node) -> FieldSpec:
    """A field spec as it is written; raises Refusal for paths that are more than names."""
    one = only(node, _FIELD)
    path = text(one.get("path"))
    if any(step in {"*", "-", ""} or step[0] == "[" or step.isdigit() for step in steps(path)):
        raise Refusal("the path of a field spec", one.at)
    return FieldSpec(*_type(one), path, flag(one.get("create")))


def gathered(specs: Iterable[FieldSpec], *more: Iterable[FieldSpec]) -> tuple[FieldSpec, ...]:
    """Lists of field specs as one."""
    found = joined((), specs)
    for one in more:
        found = joined(found, one)
    return found
