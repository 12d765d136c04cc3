"""What Kustomize makes of the kustomizations of a run: of each that no other one uses, and of those that are named besides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from k8slint.text import SourceFile
from k8slint.units.kustomizations import Kustomizations
from k8slint.units.kustomizing.outcome import Built, Failed, Idle, Outcome, Place, Refused, Target
from k8slint.units.layout import Layout, parent
from k8slint.units.releases import Charts
from k8slint.units.run_files import RunFiles, Store
from k8slint.yaml import Stream

#: Asks Kustomize itself: what it makes of a directory, or why it cannot be asked.
Reference = Callable[[str], Outcome | str]


class Beyond(NamedTuple):
    """What a run has beyond its own files.

    `store` finds what is not among them and kustomizations name, `reference` asks Kustomize for what is not built here,
    `roots` are directories that are applied by themselves although other kustomizations use them, `targets` the namespaces
    into which some of them are put. `charts` looks at charts, and renders them if it can.
    """

    store: Store | None = None
    reference: Reference | None = None
    roots: Collection[str] = ()
    charts: Charts | None = None
    targets: Mapping[str, Target] = MappingProxyType({})


_REMOTE = "remote resources"
_FETCH = "Kustomize would fetch it"
_FAILS = "Kustomize fails"


def roots(kustomizations: Kustomizations, layout: Layout, named: Collection[str] = ()) -> tuple[str, ...]:
    """The directories of what is applied by itself: kustomizations that no other one uses, and those that are named.

    Components never are. Of those that use one another in a circle, the first is.
    """
    deployed = [directory for directory in kustomizations.by_directory if layout.place(directory).example is None]
    own = [one for one in deployed if not kustomizations.by_directory[one].component and one not in kustomizations.plugins]
    used = {
        directory
        for directory in deployed
        if any(user != directory and layout.place(user).example is None for user in kustomizations.users.get(directory, ()))
    }
    found = [directory for directory in own if directory not in used or directory in named]
    reached = _reached(kustomizations, (*found, *(one for one in deployed if one not in used)))
    for directory in own:  # what is left goes round in circles
        if directory not in reached:
            found.append(directory)
            reached |= _reached(kustomizations, (directory,))
    return tuple(sorted(found))


def _reached(kustomizations: Kustomizations, directories: Iterable[str]) -> set[str]:
    """Directories, and those that their kustomizations use at any depth."""
    found: set[str] = set()
    rest = list(directories)
    while rest:
        directory = rest.pop()
        if directory not in found:
            found.add(directory)
            rest += kustomizations.uses.get(directory, ())
    return found


class Builds:
    """What was built, by the directory of each root, and what was not, and why.

    `directories` are those of all kustomizations in something that was built, `consumed` the files that only such ones
    read: nobody applies them in any other way. `named` are directories that are known to be applied as they are.
    """

    def __init__(self, kustomizations: Kustomizations, files: RunFiles) -> None:
        self.built: dict[str, Built] = {}
        self.failed: dict[str, Failed] = {}
        self.unbuilt: dict[str, str] = {}
        self.directories: frozenset[str] = frozenset()
        self.consumed: frozenset[str] = frozenset()
        self.named: frozenset[str] = frozenset()
        self.files = files
        self._kustomizations = kustomizations
        self._users: Counter[str] = Counter()  # in how many builds a directory is
        self._idle: Counter[Place] = Counter()  # in how many builds an entry changes nothing
        self._unsure: frozenset[str] = frozenset()  # directories that something uses which is not built

    def add(self, directory: str, outcome: Outcome, reference: Reference | None, *, whole: bool) -> None:
        """Note what comes of a root; `whole`: what it names and is not there does not lie outside of the run either."""
        if isinstance(outcome, Refused) and reference is not None:
            asked = reference(directory)
            outcome = asked if not isinstance(asked, str) else Refused(asked, outcome.place)
        if isinstance(outcome, Built):
            self.built[directory] = outcome
        elif isinstance(outcome, Refused):
            self.unbuilt[directory] = _REMOTE if outcome.reason.endswith(_FETCH) else outcome.reason
        elif whole:
            self.unbuilt[directory] = _FAILS
            self.failed[directory] = outcome
        else:
            self.unbuilt[directory] = "not all of its files were named"

    def close(self, layout: Layout) -> None:
        """Note what the built ones are made of, once all are there."""
        found = {self.files.shown(one) for built in self.built.values() for one in built.directories}
        self.directories = frozenset(found)
        for built in self.built.values():
            self._users.update(set(map(self.files.shown, built.directories)))
            self._idle.update({one.place for one in built.idle})
        for directory, failed in self.failed.items():
            idle = tuple(one for one in failed.idle if self._idle[one.place] == self._users[parent(one.place.source.path)])
            self.failed[directory] = failed._replace(idle=idle)
        self._unsure = frozenset(_reached(self._kustomizations, self.unbuilt))
        read = {path for directory in found for path in self._kustomizations.files(directory)}
        others = {
            path
            for path in read
            if any(
                claim not in found and layout.place(claim).example is None for claim in self._kustomizations.claims.get(path, ())
            )
        }
        self.consumed = frozenset(read - others)

    def idle(self, directory: str) -> tuple[Idle, ...]:
        """The entries that change nothing in a build, nor in any other: what changes something in one overlay is meant for it."""
        return tuple(one for one in self.built[directory].idle if self._idles(one.place))

    def _idles(self, place: Place) -> bool:
        home = parent(place.source.path)
        return home not in self._unsure and self._idle[place] == self._users[home]

    def users_of(self, directory: str) -> tuple[str, ...]:
        """The kustomizations that use a directory."""
        return self._kustomizations.users.get(directory, ())

    def sources(self, directory: str) -> dict[str, SourceFile]:
        """The files that a build has read, by path."""
        built = self.built[directory]
        paths = {self.files.shown(path) for path in built.sources}
        for one in dict.fromkeys(map(self.files.shown, built.directories)):
            paths.update(self._kustomizations.files(one))
        found = ((path, self.files.source(path)) for path in sorted(paths))
        return {path: source for path, source in found if isinstance(source, SourceFile)}

    def source(self, directory: str) -> SourceFile:
        """The kustomization file of a root that was built."""
        path = self._kustomizations.by_directory[directory].path
        found = self.files.source(path)
        return found if isinstance(found, SourceFile) else SourceFile(path, "")

    def reasons(self) -> Mapping[str, int]:
        """Why roots were not built, and how many for each reason; the most frequent first."""
        counts: dict[str, int] = {}
        for reason in self.unbuilt.values():
            counts[reason] = counts.get(reason, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def build(
    layout: Layout,
    streams: Iterable[Stream],
    kustomizations: Kustomizations,
    beyond: Beyond,
) -> Builds:
    """Build the kustomizations of a run."""
    files = RunFiles(layout, streams, beyond.store)
    builds = Builds(kustomizations, files)
    builds.named = frozenset(beyond.roots)
    found = roots(kustomizations, layout, beyond.roots)
    if found:
        from k8slint.units.kustomizing import Kustomizer  # most runs have no kustomization

        kustomizer = Kustomizer(files)
        whole = layout.mode == "directory" or layout.alone
        for directory in found:
            builds.add(directory, kustomizer.build(directory, beyond.targets.get(directory)), beyond.reference, whole=whole)
        builds.close(layout)
    return builds
