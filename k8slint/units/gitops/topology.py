"""Everything that Flux and Argo CD apply of this repository, and which sources this repository is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from k8slint.resources import Resource
from k8slint.units.gitops.applied import Applied, Key, Source, key
from k8slint.units.gitops.argo import applications, is_all_applied
from k8slint.units.gitops.flux import Sources, kustomized
from k8slint.units.gitops.generators import Generated, is_complete
from k8slint.units.gitops.homes import Homes
from k8slint.units.gitops.repository import Repository

if TYPE_CHECKING:
    from k8slint.units.model import Unit

#: The API groups of what applies, and of where it takes it from.
GROUPS = frozenset(
    {
        *("argoproj.io", "kustomize.toolkit.fluxcd.io", "helm.toolkit.fluxcd.io"),
        *("source.toolkit.fluxcd.io", "source.extensions.fluxcd.io"),
    }
)


class Entry(NamedTuple):
    """A directory of this repository that something applies, as reports name it, and what applies it there."""

    directory: str
    applied: Applied


#: What Flux does not read as it lies in git: nothing tells what of this repository it holds, if anything.
_PACKED = frozenset({"Bucket", "ExternalArtifact", "HelmChart", "OCIRepository"})


class Topology:
    """What resources apply. `own` are the sources that are this repository, because other paths of theirs are here.

    `homes` tells the units that a directory brings, `charts` the chart that a resource installs, once they are made.
    """

    def __init__(self, repository: Repository, resources: Iterable[Resource]) -> None:
        self.repository = repository
        self.homes = Homes(())
        self.charts: Mapping[Key, Unit] = {}
        relevant = [resource for resource in resources if resource.group in GROUPS]
        self.sources = Sources(relevant)
        generated = Generated(repository)
        self.of: dict[int, tuple[Applied, ...]] = {}
        self._delivers: dict[int, bool] = {}
        for resource in relevant:
            found = (*kustomized(resource, self.sources), *applications(resource, generated))
            if found:
                self.of[id(resource)] = found
        self.own = frozenset(one.source for one in self._all() if one.source.kind not in _PACKED and self._shows(one))
        known = (one for one in self._all() if one.source in self.own)
        self.entries = tuple(Entry(directory, one) for one in known for directory in self.places(one))

    def _shows(self, applied: Applied) -> bool:
        """Whether a directory below the top is here that something applies of a source."""
        return any(place != "." and self._holds(applied, place) for place in applied.places)

    def _all(self) -> Iterable[Applied]:
        return (one for found in self.of.values() for one in found)

    def _holds(self, applied: Applied, place: str) -> bool:
        return self.repository.find(self.shown(applied, place)) == "directory"

    def shown(self, applied: Applied, place: str) -> str:
        """A place from the top of the repository, as reports name it."""
        return self.repository.shown(place, applied.by.document.source.path)

    def places(self, applied: Applied) -> tuple[str, ...]:
        """The directories that something applies, as reports name them: those that are there."""
        return tuple(self.shown(applied, place) for place in applied.places if self._holds(applied, place))

    def brought(self, applied: Applied) -> Iterator[Unit]:
        """The units that something brings of this repository; of charts that which is rendered as it says."""
        if applied.source not in self.own:
            return
        chart = self.charts.get(key(applied)) if self.charts else None
        if chart is not None:
            yield chart
        for directory in self.places(applied) if chart is None and not applied.chart else ():
            brought = self.homes.brought(directory, deep=applied.deep)
            yield from (unit for unit in brought if unit.kind != "chart")  # with which values is not known

    def delivers(self, resource: Resource) -> bool:
        """Whether all that a resource applies is of this repository, and there."""
        found = self._delivers.get(id(resource))  # asked of every unit of a world, once it is made
        if found is None:
            applied = self.of.get(id(resource), ())
            known = bool(applied) and is_complete(resource) and is_all_applied(resource, applied)
            found = self._delivers[id(resource)] = known and all(any(self.brought(one)) for one in applied)
        return found

    def may_be_own(self, source: Source) -> bool:
        """Whether a source is this repository, or nothing tells which one it is."""
        known = source.kind == "" and any(one.kind == "" for one in self.own)
        return source in self.own or not (known or source.kind in _PACKED)

    def is_own(self, source: Source) -> bool:
        """Whether a source is this repository."""
        return source in self.own


def topology(repository: Repository, resources: Iterable[Resource]) -> Topology:
    """What the resources of a run apply of the repository that they lie in."""
    return Topology(repository, resources)
