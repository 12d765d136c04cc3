"""Worlds, as graphs look into them: what is deployed together with a unit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from k8slint.graph.delivery_trees import is_tree
from k8slint.graph.index import Index
from k8slint.units import Unit


class World(NamedTuple):
    """What is deployed together, and where things are in it; `delivered` are the `id`s of all that is in any world.

    `tree`: it is all that is delivered into a cluster from one point of entry.
    """

    unit: Unit
    holds: Index
    delivered: frozenset[int]
    tree: bool = False


def worlds_of(worlds: Iterable[Unit]) -> dict[int, list[World]]:
    """The worlds that units are parts of, by the `id` of each unit."""
    worlds = tuple(worlds)
    delivered = frozenset(id(resource) for unit in worlds for part in unit.parts for resource in part.resources)
    found: dict[int, list[World]] = {}
    for unit in worlds:
        world = World(unit, Index(unit.resources), delivered, is_tree(unit))
        for part in unit.parts:
            found.setdefault(id(part), []).append(world)
    return found
