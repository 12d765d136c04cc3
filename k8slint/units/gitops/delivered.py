"""What a run learns from Flux and Argo CD: which directories are applied, and what units are to know of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from k8slint.resources import Resource, read
from k8slint.units.gitops.applied import Applied
from k8slint.units.gitops.homes import Homes
from k8slint.units.gitops.repository import Repository
from k8slint.units.gitops.topology import GROUPS, topology
from k8slint.units.kustomizing.outcome import Place, Target
from k8slint.units.layout import Layout, parent
from k8slint.units.run_files import RunFiles, Store
from k8slint.yaml import Stream

if TYPE_CHECKING:
    from k8slint.units.model import Unit

_WORDS = ("argoproj.io", "toolkit.fluxcd.io")


class Directories(NamedTuple):
    """The directories of this repository that resources apply, as they are written: before anything is built.

    Each comes with the namespace of what names none there; None where it is not known, or not the same for all. `targets`
    are those into which everything of a directory is put, whatever it names; what lies below those that are `deep` goes with
    them.
    """

    namespaces: Mapping[str, str | None]
    targets: Mapping[str, Target]
    deep: frozenset[str] = frozenset()

    def namespace(self, directory: str) -> str | None:
        """The namespace of what names none among the plain files of a directory, applied itself or from above."""
        if not self.namespaces or directory in self.namespaces:
            return self.namespaces.get(directory)
        above = directory
        while above != ".":
            above = parent(above)
            if above in self.deep:
                return self.namespaces[above]
        return None


def applied_directories(layout: Layout, streams: Iterable[Stream], store: Store | None) -> Directories:
    """The directories that the resources of a run apply."""
    found: list[Resource] = []
    streams = tuple(streams)
    for stream in streams:
        text = stream.source.text
        if any(word in text for word in _WORDS) and layout.place(stream.source.path.rpartition("/")[0] or ".").example is None:
            found += (resource for resource in read(stream.documents) if resource.group in GROUPS)
    if not found:
        return Directories({}, {})
    by: dict[str, list[Applied]] = {}
    for entry in topology(Repository(layout, RunFiles(layout, streams, store)), found).entries:
        by.setdefault(entry.directory, []).append(entry.applied)
    namespaces = {directory: {one.namespace for one in several} for directory, several in by.items()}
    same = {directory: min(several, key=str) if len(several) == 1 else None for directory, several in namespaces.items()}
    targets = ((directory, _target(several)) for directory, several in by.items() if same[directory] is not None)
    deep = frozenset(directory for directory, several in by.items() if any(one.deep for one in several))
    return Directories(same, {directory: target for directory, target in targets if target is not None}, deep)


def _target(several: Sequence[Applied]) -> Target | None:
    """The namespace into which all that apply a directory put everything, at the first place that says so."""
    node = several[0].by.node("spec", "targetNamespace")
    if node is None or several[0].namespace is None or not all(one.forced for one in several):
        return None
    return Target(several[0].namespace, Place(node.source, node.span))


def delivered(units: Sequence[Unit], repository: Repository) -> tuple[Unit, ...]:
    """Units that know what is applied, where there is anything of the kind."""
    found = [resource for unit in units if not unit.example for resource in unit.resources if resource.group in GROUPS]
    if not found:
        return tuple(units)
    known = topology(repository, found)
    units = tuple(unit._replace(topology=known) for unit in units)
    known.homes = Homes(units)
    return units
