"""The units that Flux or Argo CD bring into one cluster from one point of entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from k8slint.units.gitops.applied import Key, key
from k8slint.units.model import Unit

if TYPE_CHECKING:
    from k8slint.units.gitops.topology import Topology

#: The directory of Flux itself, beside what it applies.
_FLUX = "flux-system"


class _Edge(NamedTuple):
    """A unit that another one brings, into another cluster if one is named."""

    unit: Unit
    cluster: str | None
    directory: str


def reached(units: Sequence[Unit], topology: Topology | None) -> dict[str, list[Unit]]:
    """The units that come into one cluster from one point of entry, by what their world is called."""
    if topology is None or not topology.entries:
        return {}
    edges = _edges(units, topology)
    entered = {id(edge.unit) for key, found in edges.items() for edge in found if id(edge.unit) != key}
    starts = [unit for unit in units if edges.get(id(unit)) and id(unit) not in entered]
    starts += _first_of_circles(units, edges, starts)
    found: dict[str, list[Unit]] = {}
    for start in starts:
        for name, members in _reached(start, edges):
            if len(members) > 1:
                found.setdefault(name, members)
    return found


def _edges(units: Sequence[Unit], topology: Topology) -> dict[int, list[_Edge]]:
    homes = topology.homes
    edges: dict[int, list[_Edge]] = {}
    for unit in units:
        found: dict[tuple[int, str | None], _Edge] = {}
        asked: set[tuple[tuple[str, ...], str | None, bool, Key | None]] = set()
        for resource in () if unit.example else unit.resources:
            for applied in topology.of.get(id(resource), ()):
                around = topology.places(applied)
                which = (around, applied.cluster, applied.deep, key(applied) if key(applied) in topology.charts else None)
                for other in topology.brought(applied) if which not in asked else ():
                    found.setdefault((id(other), applied.cluster), _Edge(other, applied.cluster, around[0]))
                asked.add(which)
        for home in sorted(homes.of[id(unit)]) if found else ():
            for other in homes.brought(f"{home}/{_FLUX}", deep=False):
                if other is not unit:
                    found.setdefault((id(other), None), _Edge(other, None, home))
        edges[id(unit)] = list(found.values())
    return edges


def _first_of_circles(units: Sequence[Unit], edges: dict[int, list[_Edge]], starts: Iterable[Unit]) -> Iterator[Unit]:
    """Of units that bring one another in a circle, and that nothing else brings, the first."""
    seen = {id(unit) for start in starts for _, members in _reached(start, edges) for unit in members}
    for unit in units:
        if edges.get(id(unit)) and id(unit) not in seen:
            yield unit
            seen |= {id(member) for _, members in _reached(unit, edges) for member in members}


def _reached(start: Unit, edges: dict[int, list[_Edge]]) -> Iterator[tuple[str, list[Unit]]]:
    """The units that come into each cluster from a point of entry, and what the world is called."""
    groups: dict[str, dict[int, Unit]] = {"": {id(start): start}}
    rest = [(start, "")]
    around = start.name
    while rest:
        unit, cluster = rest.pop()
        for edge in edges.get(id(unit), ()):
            into = edge.cluster or cluster
            if edge.unit is start and unit is start:
                around = edge.directory  # the directory that holds the entry applies itself
            if id(edge.unit) not in groups.setdefault(into, {}):
                groups[into][id(edge.unit)] = edge.unit
                rest.append((edge.unit, into))
    for cluster, members in groups.items():
        yield (f"{around} on {cluster}" if cluster else around), list(members.values())
