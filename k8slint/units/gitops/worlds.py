"""Worlds: the units that Flux or Argo CD bring into one cluster from one point of entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from k8slint.resources import Resource
from k8slint.units.gaps import of_resources
from k8slint.units.gitops.generators import is_complete
from k8slint.units.identity import Identity
from k8slint.units.model import Gap, Unit
from k8slint.units.naming import bracketed
from k8slint.units.parts import by_identity, clash

if TYPE_CHECKING:
    from k8slint.units.gitops.topology import Topology

#: The directory of Flux itself, beside what it applies.
_FLUX = "flux-system"


class _Edge(NamedTuple):
    """A unit that another one brings, into another cluster if one is named."""

    unit: Unit
    cluster: str | None
    directory: str


def worlds(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """Units whose parts are the units of one cluster, by name; none where nothing joins several.

    Units that define an object differently are alternatives: they are never parts of one world.
    """
    topology = next((unit.topology for unit in units if unit.topology is not None), None)
    if topology is None or not topology.entries:
        return ()
    edges = _edges(units, topology)
    entered = {id(edge.unit) for key, found in edges.items() for edge in found if id(edge.unit) != key}
    starts = [unit for unit in units if edges.get(id(unit)) and id(unit) not in entered]
    starts += _first_of_circles(units, edges, starts)
    found: dict[str, Unit] = {}
    for start in starts:
        for name, members in _reached(start, edges):
            for world in _made(name, members, topology):
                found.setdefault(world.name, world)
    return tuple(found[name] for name in sorted(found))


def _edges(units: Sequence[Unit], topology: Topology) -> dict[int, list[_Edge]]:
    homes = topology.homes
    edges: dict[int, list[_Edge]] = {}
    for unit in units:
        found: dict[tuple[int, str | None], _Edge] = {}
        asked: set[tuple[tuple[str, ...], str | None, bool]] = set()
        for resource in () if unit.example else unit.resources:
            for applied in topology.of.get(id(resource), ()):
                around = topology.places(applied)
                for other in topology.brought(applied) if (around, applied.cluster, applied.deep) not in asked else ():
                    found.setdefault((id(other), applied.cluster), _Edge(other, applied.cluster, around[0]))
                asked.add((around, applied.cluster, applied.deep))
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


def _made(name: str, members: Sequence[Unit], topology: Topology) -> Iterator[Unit]:
    """The worlds of units: those that define nothing differently together, once for each choice of the others."""
    if len(members) < 2:  # noqa: PLR2004  # it is its own world
        return
    members = sorted(members, key=lambda unit: unit.name)
    objects = {id(unit): by_identity(unit.resources) for unit in members}
    contested = _contested(members, objects)
    shared = [unit for unit in members if id(unit) not in contested]
    choices: list[list[Unit]] = []
    for unit in members:
        if id(unit) in contested:
            place = next((one for one in choices if not any(clash(objects[id(unit)], objects[id(other)]) for other in one)), None)
            if place is None:
                choices.append(place := [])
            place.append(unit)
    for choice in choices or [[]]:
        parts = sorted((*shared, *choice), key=lambda unit: unit.name)
        if len(parts) > 1:
            yield _world(bracketed(name, [unit.name for unit in choice]), parts, topology)


def _contested(members: Sequence[Unit], objects: dict[int, dict[Identity, Resource]]) -> frozenset[int]:
    """The units that define some object otherwise than another one of them."""
    by_object: dict[Identity, list[tuple[Unit, Resource]]] = {}
    for unit in members:
        for which, resource in objects[id(unit)].items():
            by_object.setdefault(which, []).append((unit, resource))
    return frozenset(
        id(unit)
        for found in by_object.values()
        if any(resource.value != found[0][1].value for _, resource in found)
        for unit, _ in found
    )


def _world(name: str, parts: Sequence[Unit], topology: Topology) -> Unit:
    environments = {part.environment for part in parts if part.environment is not None}
    environment = environments.pop() if len(environments) == 1 else None
    return Unit(
        name,
        tuple(_once(parts)),
        "world",
        parts=tuple(parts),
        environment=environment,
        evidence=next((part.evidence for part in parts if part.environment == environment), ()) if environment else (),
        gaps=_gaps(parts, topology),
        sources=tuple({source.path: source for part in parts for source in part.sources}.values()),
        generated=tuple(one for part in parts for one in part.generated),
        partial=any(part.partial for part in parts),
        root=all(part.root for part in parts),
        topology=topology,
    )


def _once(parts: Sequence[Unit]) -> Iterator[Resource]:
    """The resources of units; of what several of them define alike, the first."""
    seen: set[Identity] = set()
    for part in parts:
        named = {id(resource): which for which, resource in by_identity(part.resources).items()}
        for resource in part.resources:
            which = named.get(id(resource))
            if which is None or which not in seen:
                yield resource
        seen.update(named.values())


def _gaps(parts: Sequence[Unit], topology: Topology) -> tuple[Gap, ...]:
    """The gaps of units, without those that what they apply leaves in each alone."""
    found: dict[Gap, None] = {}
    for part in parts:
        own = set(of_resources(part.resources))
        left = of_resources(one for one in part.resources if not _is_here(one, topology))
        found.update(dict.fromkeys((*(gap for gap in part.gaps if gap not in own), *left)))
    return tuple(found)


def _is_here(resource: Resource, topology: Topology) -> bool:
    """Whether all that a resource applies is of this repository, and there."""
    applied = topology.of.get(id(resource), ())
    return bool(applied) and is_complete(resource) and all(any(topology.brought(one)) for one in applied)
