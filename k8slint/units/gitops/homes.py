"""Where units lie, and which of them a directory brings when it is applied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from k8slint.units.layout import parent

if TYPE_CHECKING:
    from k8slint.units.model import Unit


def homes(unit: Unit) -> frozenset[str]:
    """The directories of a unit: that of its kustomization or chart, or those of its files."""
    if unit.kind in {"kustomize", "chart"}:
        return frozenset((unit.name.partition(" [")[0],))
    return frozenset(parent(source.path) for source in unit.sources)


class Homes:
    """Units by the directories in which they lie."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.of: dict[int, frozenset[str]] = {}
        self._at: dict[str, list[Unit]] = {}
        self._below: dict[str, list[Unit]] = {}
        for unit in units:
            if unit.example:
                continue
            places = self.of[id(unit)] = homes(unit)
            for place in places:
                self._at.setdefault(place, []).append(unit)
                above = place
                while above != ".":
                    above = parent(above)
                    self._below.setdefault(above, []).append(unit)

    def brought(self, directory: str, *, deep: bool) -> Sequence[Unit]:
        """The units that a directory brings: that of a kustomization, else what lies there, and below if it is applied too."""
        here = self._at.get(directory, [])
        built = [unit for unit in here if unit.kind == "kustomize"]
        if built or not deep:
            return built or here
        found = {id(unit): unit for unit in (*here, *self._below.get(directory, ()))}
        return tuple(found.values())
