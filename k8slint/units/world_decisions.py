"""What was joined with what into worlds, and by whom, for people who ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from k8slint.units.decisions import open_for
from k8slint.units.model import Resolution, Unit

_ARGO = "argoproj.io"


class WorldDecision(NamedTuple):
    """A world: what joins its parts (`Flux`, `Argo CD`, `configuration`), what is known of it, and why it is open.

    `reasons` tell what brings each part.
    """

    name: str
    how: str
    parts: tuple[str, ...]
    environment: str | None = None
    evidence: tuple[str, ...] = ()
    cluster: str | None = None
    version: tuple[int, int] | None = None
    complete: bool = False
    open: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


def world_decisions(resolution: Resolution) -> tuple[WorldDecision, ...]:
    """The worlds of a run, by name."""
    return tuple(_of(world, resolution) for world in resolution.worlds)


def _of(world: Unit, resolution: Resolution) -> WorldDecision:
    brings = tuple(dict.fromkeys(_brings(world)))
    tools = sorted({tool for tool, _ in brings}, reverse=True)
    how = "configuration" if world.stated else ", ".join(tools) or "Flux"
    return WorldDecision(
        world.name,
        how,
        tuple(part.name for part in world.parts if part.name != world.name),
        world.environment,
        world.evidence,
        world.cluster,
        world.version,
        world.complete,
        tuple(open_for(world, resolution.builds)),
        tuple(text for _, text in brings),
    )


def _brings(world: Unit) -> Iterator[tuple[str, str]]:
    """Which tool brings each part, and by which resource."""
    topology = world.topology
    if topology is None:
        return
    names = {part.name for part in world.parts}
    for resource in world.resources:
        tool = "Argo CD" if resource.group == _ARGO else "Flux"
        for applied in topology.of.get(id(resource), ()):
            brought = [unit.name for unit in topology.brought(applied) if unit.name in names]
            if brought:
                yield tool, f"{resource} in {resource.document.source.path} applies {_few(brought)}"


def _few(names: Iterable[str], most: int = 3) -> str:
    every = list(dict.fromkeys(names))
    return ", ".join(every[:most]) + (f" and {len(every) - most} more" if len(every) > most else "")
