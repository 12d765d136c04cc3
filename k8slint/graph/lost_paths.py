"""What Flux and Argo CD are told to apply and is not in the repository, and what was probably meant."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from k8slint.near import nearest
from k8slint.resources import Resource
from k8slint.resources.scalars import Path
from k8slint.units.gitops import Applied, Repository, Source, Topology, patterns, value_files
from k8slint.units.gitops.globs import is_pattern

if TYPE_CHECKING:
    from k8slint.units import Unit


class LostPath(NamedTuple):
    """A path that leads nowhere: where it is written, of which source, and how it is called.

    `own`: the source is this repository. `sure`: nothing there can have been overlooked. `is_file`: it leads to a file,
    not to a directory. `near` is what was probably meant, as it would be written there. `made` tells which one it is of
    those that a template makes. `what` it is: a path, a chart, a file of values, a pattern. `left_out`: the source may have
    it, but not the artifact that is made of that.
    """

    by: Resource
    at: Path
    source: Source
    path: str
    own: bool = True
    sure: bool = True
    is_file: bool = False
    near: tuple[str, ...] = ()
    made: str = ""
    what: str = "path"
    left_out: bool = False


def lost_paths(unit: Unit, resource: Resource) -> Iterator[LostPath]:
    """What a resource applies that is not there."""
    topology = unit.topology
    if topology is None:
        return
    told: set[Path] = set()
    for applied in topology.of.get(id(resource), ()):
        lost = _lost(topology, applied)
        if lost is not None and applied.at not in told:
            told.add(applied.at)
            yield lost
    yield from _lost_values(topology, resource)
    yield from _lost_patterns(topology, resource)


def _lost(topology: Topology, applied: Applied) -> LostPath | None:
    kinds = [topology.repository.find(topology.shown(applied, place)) for place in applied.places]
    if "directory" in kinds or "outside" in kinds or not topology.may_be_own(applied.source):
        return None
    if applied.chart and not topology.is_own(applied.source):
        return None  # that of another repository, as a rule
    near = _near(topology, applied, applied.places[0]) if applied.places else ()
    deep = len(applied.path.split("/")) > 1 and bool(near)
    own = topology.is_own(applied.source) or deep
    return LostPath(
        applied.by,
        applied.at,
        applied.source,
        applied.path,
        own,
        is_file="file" in kinds,
        near=near,
        made=applied.made,
        what="chart" if applied.chart else "path",
        left_out=not applied.places,
    )


def _near(topology: Topology, applied: Applied, place: str) -> tuple[str, ...]:
    """The directories that were probably meant, as they would be written."""
    written = str(applied.by.get(*applied.at) or "")
    meant = _meant(topology.repository, place, applied.by.document.source.path)
    return tuple(_as(written, applied, place, one) for one in meant)


def _meant(repository: Repository, place: str, file: str) -> Iterator[str]:
    """The directories that were probably meant by a path from the top, in which one step is wrong."""
    steps = place.split("/")
    for number in range(len(steps)):
        shown = repository.shown("/".join(steps[: number + 1]), file)
        if repository.find(shown) == "directory":
            continue
        for name in nearest(steps[number], repository.names(shown)):
            one = "/".join((*steps[:number], name, *steps[number + 1 :]))
            if repository.find(repository.shown(one, file)) == "directory":
                yield one
        return


def _as(written: str, applied: Applied, place: str, meant: str) -> str:
    """A place as it is written: with the dots and slashes around it, and without what an artifact leaves out."""
    if place != applied.path:
        left_out = place.removesuffix(applied.path) if place.endswith(applied.path) else ""
        meant = meant.removeprefix(left_out)
    start = "./" if written.startswith("./") else "/" if written.startswith("/") else ""
    return f"{start}{meant}{'/' if written.endswith('/') else ''}"


def _lost_values(topology: Topology, resource: Resource) -> Iterator[LostPath]:
    """The files of values that are not there."""
    for one in value_files(resource):
        repository = topology.repository
        shown = repository.shown(one.path, resource.document.source.path)
        if repository.find(shown) == "missing" and topology.is_own(one.source):
            above = posixpath.dirname(one.written)
            near = nearest(posixpath.basename(one.path), repository.files_beside(shown))
            names = tuple(posixpath.join(above, name) for name in near)
            yield LostPath(resource, one.at, one.source, one.written, near=names, what="value file")


def _lost_patterns(topology: Topology, resource: Resource) -> Iterator[LostPath]:
    """The patterns of generators that match nothing."""
    file = resource.document.source.path
    for one in patterns(resource):
        found = topology.repository.matching(one.pattern, file, directories=one.directories)
        if found != () or topology.repository.find(topology.repository.shown(".", file)) != "directory":
            continue
        start = _fixed(one.pattern)
        there = topology.repository.find(topology.repository.shown(start, file))
        if there == "outside" or (there == "directory" and start == one.pattern.rstrip("/")):
            continue
        whole = one.pattern.rstrip("/")
        place = whole if one.directories and not is_pattern(whole) else start
        near = tuple(f"{meant}{one.pattern[len(place) :]}" for meant in _meant(topology.repository, place, file))
        own = topology.is_own(one.source) or (there == "directory" and start != ".") or bool(near)
        if own:
            what = "directories" if one.directories else "files"
            sure = there != "directory" and topology.is_own(one.source)
            yield LostPath(resource, one.at, one.source, one.pattern, sure=sure, near=near, what=what)


def _fixed(pattern: str) -> str:
    """The directory below which everything lies that a pattern matches."""
    steps = pattern.split("/")
    number = next((number for number, step in enumerate(steps) if set(step) & set("*?[")), len(steps) - 1)
    return "/".join(steps[:number]) or "."
