"""The fields of objects that a transformer changes, by type, as Kustomize's configurations list them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from k8slint.units.kustomizing.identity import Gvk
from k8slint.units.kustomizing.stops import Refusal


class FieldSpec(NamedTuple):
    """A field of objects of one type (empty: of any): its path, and whether it is made where it is missing."""

    group: str
    version: str
    kind: str
    path: str
    create: bool = False

    @property
    def type(self) -> tuple[str, str, str]:
        """The type of the objects."""
        return self[:3]


class Spec(NamedTuple):
    """A field spec with its path in steps."""

    field: FieldSpec
    steps: tuple[str, ...]


def of(path: str, kind: str = "", group: str = "", version: str = "", *, create: bool = False) -> FieldSpec:
    """A field spec, by what matters most."""
    return FieldSpec(group, version, kind, path, create)


def steps(path: str, separator: str = "/") -> tuple[str, ...]:
    """The steps of a path; a backslash keeps the separator after it."""
    parts = path.split(separator)
    if len(parts) > 1 and not parts[0]:
        parts = parts[1:]
    found = [parts[0]]
    for part in parts[1:]:
        if found[-1].endswith("\\"):
            found[-1] = found[-1][:-1] + separator + part
        else:
            found.append(part)
    return tuple(found)


class FieldSpecs:
    """Field specs, found by the type of an object."""

    __slots__ = ("_by_type", "all")

    def __init__(self, specs: Iterable[FieldSpec]) -> None:
        self.all = tuple(Spec(spec, steps(spec.path)) for spec in specs)
        self._by_type: dict[Gvk, tuple[Spec, ...]] = {}

    def __bool__(self) -> bool:
        return bool(self.all)

    def of(self, gvk: Gvk) -> tuple[Spec, ...]:
        """Those that concern objects of a type."""
        found = self._by_type.get(gvk)
        if found is None:
            found = self._by_type[gvk] = tuple(spec for spec in self.all if gvk.selected(spec.field.type))
        return found


def joined(first: Iterable[FieldSpec], second: Iterable[FieldSpec]) -> tuple[FieldSpec, ...]:
    """Two lists as one; raises Refusal where they disagree."""
    found = list(first)
    for spec in second:
        for known in found:
            if Gvk(*known.type).selected(spec.type) and known.path == spec.path:
                if known.create != spec.create:
                    raise Refusal(f"settings that disagree about {spec.path}")
                break
        else:
            found.append(spec)
    return tuple(found)
