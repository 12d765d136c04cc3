"""Worlds: units that are deployed together, as Flux or Argo CD bring them and as the user states it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from k8slint.resources import Resource
from k8slint.units.environments import named_environment
from k8slint.units.gaps import of_resources
from k8slint.units.gitops.homes import Homes
from k8slint.units.gitops.worlds import reached
from k8slint.units.identity import Identity
from k8slint.units.model import Gap, Unit
from k8slint.units.naming import bracketed
from k8slint.units.parts import by_identity, clash

if TYPE_CHECKING:
    from k8slint.settings import Statement
    from k8slint.units.gitops.applied import Key
    from k8slint.units.gitops.topology import Topology
    from k8slint.units.stating import Stating


class _Plan(NamedTuple):
    """The names of the units of a world that is to be; `stated`: what the user says of it."""

    name: str
    units: frozenset[str]
    stated: Statement | None = None


class Joined(NamedTuple):
    """Units as their worlds have them, and those worlds."""

    units: tuple[Unit, ...]
    worlds: tuple[Unit, ...]


def join_worlds(units: Sequence[Unit], stating: Stating, charts: Mapping[str, Key] = MappingProxyType({})) -> Joined:
    """Units whose parts are the units of one cluster, by name; none where nothing joins several.

    Units that define an object differently are alternatives: they are never parts of one world. `charts` are the units of
    charts that something installs, and what it is.
    """
    topology = next((unit.topology for unit in units if unit.topology is not None), None)
    if topology is not None:
        topology.charts = {charts[unit.name]: unit for unit in units if unit.name in charts}
    brought = reached(units, topology)
    plans = [_Plan(name, frozenset(one.name for one in members)) for name, members in brought.items()]
    if stating.worlds:
        plans = _combined(plans, units, stating)
        said = {unit.name: [one.stated for one in plans if one.stated and unit.name in one.units] for unit in units}
        units = tuple(stating.placed(unit, said[unit.name]) if said[unit.name] else unit for unit in units)
    units = tuple(map(stating.defaulted, units))
    if topology is not None:
        topology.homes = Homes(units)
        topology.charts = {charts[unit.name]: unit for unit in units if unit.name in charts}
    found: dict[str, Unit] = {}
    for plan in plans:
        members = [unit for unit in units if unit.name in plan.units]
        for world in _made(plan, members, topology):
            found.setdefault(world.name, stating.operated(world))
    return Joined(tuple(units), tuple(found[name] for name in sorted(found)))


def _combined(plans: Sequence[_Plan], units: Sequence[Unit], stating: Stating) -> list[_Plan]:
    """The worlds that are stated, with what is known to come together with their units; and the others.

    What comes with units of several stated worlds comes into each of them, unless it is stated to be in others. A unit
    that is in several clusters (a base that each of them applies) says nothing of what comes with it.
    """
    stated = {one.name: one for one in stating.worlds}
    members = {name: {unit.name for unit in _right(stating.members(one, units), one)} for name, one in stated.items()}
    placed = frozenset(unit for found in members.values() for unit in found)
    times = Counter(unit for plan in plans for unit in plan.units)
    left = []
    for plan in plans:
        own = {unit for unit in plan.units & placed if times[unit] == 1}
        into = [name for name, found in members.items() if own & found or (found and name == plan.name)]
        for name in into:
            members[name] = members[name] | (plan.units - placed)
        if not into:
            left.append(plan)
    return [*(_Plan(name, frozenset(found), stated[name]) for name, found in members.items() if found), *left]


def _right(members: Sequence[Unit], stated: Statement) -> list[Unit]:
    """The units of a world without alternatives that are for another environment than the stated one."""
    environment = None if stated.environment is None else named_environment(stated.environment)
    contested = _contested(members, {id(unit): by_identity(unit.resources) for unit in members}) if environment else frozenset()
    if not any(id(unit) in contested and unit.environment == environment for unit in members):
        return list(members)
    return [unit for unit in members if id(unit) not in contested or unit.environment == environment]


def _made(plan: _Plan, members: Sequence[Unit], topology: Topology | None) -> Iterator[Unit]:
    """The worlds of units: those that define nothing differently together, once for each choice of the others."""
    fewest = 1 if plan.stated is not None else 2  # else it is its own world
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
        if len(parts) >= fewest:
            yield _world(plan, bracketed(plan.name, [unit.name for unit in choice]), parts, topology)


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


def _world(plan: _Plan, name: str, parts: Sequence[Unit], topology: Topology | None) -> Unit:
    environments = {part.environment for part in parts if part.environment is not None}
    environment = environments.pop() if len(environments) == 1 else None
    stated = plan.stated
    world = Unit(
        name,
        tuple(_once(parts)),
        "world",
        parts=tuple(parts),
        environment=environment,
        evidence=next((part.evidence for part in parts if part.environment == environment), ()) if environment else (),
        gaps=_gaps(parts, topology, complete=stated is not None and stated.complete),
        sources=tuple({source.path: source for part in parts for source in part.sources}.values()),
        generated=tuple(one for part in parts for one in part.generated),
        partial=any(part.partial for part in parts),
        root=all(part.root for part in parts),
        topology=topology,
    )
    if stated is None:
        return world
    if stated.environment is not None:
        environment = named_environment(stated.environment)
        world = world._replace(environment=environment, evidence=(f"{environment}: configuration, world {stated.name}",))
    return world._replace(stated=True, complete=stated.complete, cluster=stated.cluster, version=stated.version)


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


def _gaps(parts: Sequence[Unit], topology: Topology | None, *, complete: bool) -> tuple[Gap, ...]:
    """The gaps of units, without those that what they apply leaves in each alone.

    A chart that is only shown with some values may make other things, unless the world is stated to be `complete`.
    """
    found: dict[Gap, None] = {}
    for part in parts:
        if part.kind == "chart" and not part.installed and not complete:
            found[Gap("chart-source", f"{part.name} may be installed with other values", part.name)] = None
        own = set(of_resources(part.resources))
        left = of_resources(one for one in part.resources if topology is None or not topology.delivers(one))
        found.update(dict.fromkeys((*(gap for gap in part.gaps if gap not in own), *left)))
    return tuple(found)
