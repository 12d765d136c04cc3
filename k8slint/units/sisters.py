"""Roots that are deployed into one namespace beside one another: what is missing in one may be in what the others lack too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from k8slint.units.identity import Identity, identity
from k8slint.units.model import Gap, Unit

#: Units of one namespace that are looked at; among so many there is one.
_PATIENCE = 64


def with_sisters(units: Sequence[Unit], joined: Collection[str] = ()) -> tuple[Unit, ...]:
    """Units, in which each that was built knows the namespaces that it does not own: others deploy into them as well.

    Alternatives (overlays of one base) are no sisters, nor are units of other environments; `joined` are the names of units
    that are known to be deployed together with all others of theirs.
    """
    built = [unit for unit in units if unit.kind == "kustomize" and not unit.partial and unit.name not in joined]
    if not built:
        return tuple(units)
    homes: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        for namespace in {} if unit.example else _namespaces(unit):
            homes[namespace].append(unit)
    known: dict[str, frozenset[Identity]] = {}

    def objects(unit: Unit) -> frozenset[Identity]:
        found = known.get(unit.name)
        if found is None:
            found = known[unit.name] = frozenset(filter(None, map(identity, unit.resources)))
        return found

    def gaps(unit: Unit) -> tuple[Gap, ...]:
        found = []
        for namespace in _namespaces(unit):
            for other in homes[namespace][:_PATIENCE]:
                apart = None not in {unit.environment, other.environment} and unit.environment != other.environment
                if other is not unit and not apart and objects(unit).isdisjoint(objects(other)):
                    found.append(Gap("shared", f"{other.name} is in namespace {namespace} too", unit.name, namespace))
                    break
        return tuple(found)

    names = {unit.name for unit in built}
    return tuple(unit._replace(gaps=(*unit.gaps, *gaps(unit))) if unit.name in names else unit for unit in units)


def _namespaces(unit: Unit) -> dict[str, None]:
    return dict.fromkeys(resource.namespace for resource in unit.resources if resource.namespace is not None)
