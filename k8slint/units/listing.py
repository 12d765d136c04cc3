"""The text and the data of `k8slint units`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from k8slint.units.decisions import Decision, decisions
from k8slint.units.model import Resolution
from k8slint.units.world_decisions import WorldDecision, world_decisions

_SOURCES = ("configuration", "annotation", "label", "directory", "namespace", "prefix or suffix", "values file", "host")
_TOLD = 2  # reasons why a unit is open that stand in its line
_PARTS = 4  # units of a world that stand in its line
_WIDEST = 48


def as_text(resolution: Resolution, *, verbose: bool = False) -> str:
    """The units of a run as a table, and the worlds that they form; verbose: with the evidence of each decision below it."""
    rows: list[Decision | WorldDecision] = [*decisions(resolution), *world_decisions(resolution)]
    if not rows:
        return "no units\n"
    cells = [_cells(row) if isinstance(row, Decision) else _cells_of_world(row) for row in rows]
    widths = [min(max(len(cell[column]) for cell in cells), _WIDEST) for column in range(3)]
    lines = []
    for row, cell in zip(rows, cells, strict=True):
        start = "  ".join(text.ljust(width) for text, width in zip(cell, widths, strict=False))
        lines.append(f"{start}  {cell[3]}".rstrip())
        if verbose:
            evidence = _evidence(row) if isinstance(row, Decision) else _evidence_of_world(row)
            lines += [f"    {line}" for line in evidence]
    return "".join(f"{line}\n" for line in lines)


def as_data(resolution: Resolution) -> dict[str, Any]:
    """The units of a run as values for JSON."""
    return {
        "version": 1,
        "units": [
            {
                "name": row.name,
                "how": row.how,
                "environment": row.environment,
                "evidence": list(row.evidence),
                "resources": row.resources,
                "files": list(row.files),
                "role": row.role or None,
                "open": list(row.open),
                "reasons": list(row.reasons),
            }
            for row in decisions(resolution)
        ],
        "worlds": [
            {
                "name": world.name,
                "how": world.how,
                "environment": world.environment,
                "evidence": list(world.evidence),
                "cluster": world.cluster,
                "kube_version": None if world.version is None else ".".join(map(str, world.version)),
                "complete": world.complete,
                "parts": list(world.parts),
                "open": list(world.open),
                "reasons": list(world.reasons),
            }
            for world in world_decisions(resolution)
        ],
        "skipped": dict(resolution.skipped),
    }


def _cells(row: Decision) -> tuple[str, str, str, str]:
    name = f"  {row.name}" if row.below else row.name
    if row.how == "not linted":
        return name, row.how, row.role, _counted(row)
    remarks = [row.role] if row.role else []
    if row.resources:
        remarks.append(_counted(row))
    if row.open and not row.resources:
        remarks.append(", ".join(row.open))
    elif row.open:
        more = f" and {len(row.open) - _TOLD} more" if len(row.open) > _TOLD else ""
        remarks.append(f"open: {', '.join(row.open[:_TOLD])}{more}")
    return name, row.how, _environment(row) if row.resources or row.environment else "", "; ".join(remarks)


def _cells_of_world(world: WorldDecision) -> tuple[str, str, str, str]:
    parts = ", ".join(world.parts[:_PARTS]) + (f" and {len(world.parts) - _PARTS} more" if len(world.parts) > _PARTS else "")
    remarks = [parts, *(["complete"] if world.complete else [])]
    return world.name, world.how, world.environment or "unknown", "; ".join(remarks)


def _evidence_of_world(world: WorldDecision) -> Iterator[str]:
    if world.cluster is not None:
        yield f"cluster {world.cluster}"
    if world.version is not None:
        yield f"Kubernetes {'.'.join(map(str, world.version))}"
    yield from world.evidence
    yield from _few(world.reasons)
    yield from _few([f"open: {reason}" for reason in world.open])


def _counted(row: Decision) -> str:
    files = len(set(row.files))
    resources = "1 resource" if row.resources == 1 else f"{row.resources} resources"
    return f"{resources} from {files} file{'' if files == 1 else 's'}"


def _environment(row: Decision) -> str:
    """The environment and what told it: `production (directory)`."""
    if row.environment is None:
        return "unknown"
    for line in row.evidence:
        said = line.removeprefix(f"{row.environment}: ")
        if said != line:
            source = next((source for source in _SOURCES if said.startswith(source)), "given")
            return f"{row.environment} ({source})"
    return row.environment


def _evidence(row: Decision) -> Iterator[str]:
    yield from row.evidence
    yield from _few(row.reasons)
    if len(row.open) > _TOLD:
        yield from (f"open: {reason}" for reason in row.open)
    yield from _few(row.files)


def _few(lines: Sequence[str], most: int = 20) -> Iterator[str]:
    yield from lines[:most]
    if len(lines) > most:
        yield f"and {len(lines) - most} more"
