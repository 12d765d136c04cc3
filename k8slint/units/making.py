"""Units, made of the parts that belong to each."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from k8slint.resources import Resource, read
from k8slint.text import SourceFile
from k8slint.units.builds import Builds
from k8slint.units.directory import Directory
from k8slint.units.environments import Environment, boundary, infer
from k8slint.units.faults import Faults
from k8slint.units.gaps import of_resources, of_unseen
from k8slint.units.joining import join
from k8slint.units.kustomizations import Kustomizations
from k8slint.units.kustomize import Kustomization
from k8slint.units.layout import Layout, Place, parent
from k8slint.units.model import NOT_BUILT, Gap, Unit
from k8slint.units.naming import bracketed, common, joined_names
from k8slint.units.neighbours import Neighbours
from k8slint.units.parts import Part, contested
from k8slint.units.variants import combinations, layers, paired
from k8slint.yaml import Composed

ARGUMENTS = "<arguments>"
STDIN = "<stdin>"
#: Directories of what is meant to be used by others, in whatever repository they are.
_BASES = frozenset({"base", "bases"})


class Maker:
    """Makes the units of a run; `reasons` tells what was decided about each, by its name.

    `apart` is what is stated of a directory, so that it is not applied with others.
    """

    def __init__(
        self,
        layout: Layout,
        kustomizations: Kustomizations,
        builds: Builds,
        faults: Faults,
        environment: Environment | None,
        apart: Callable[[str], tuple[str, ...]] = lambda _directory: (),
    ) -> None:
        self.units: list[Unit] = []
        self.reasons: dict[str, tuple[str, ...]] = {}
        self._layout = layout
        self._kustomizations = kustomizations
        self._builds = builds
        self._faults = faults
        self._environment = environment
        self._apart = apart
        self._unseen = of_unseen(layout.unseen)
        self._rendered: Collection[str] = ()  # the charts that are, by their directories

    def one(self, parts: Sequence[Part]) -> None:
        """Make one unit of everything that is not built: standard input, or the files that were named."""
        left = [directory for directory in self._kustomizations.by_directory if directory not in self._builds.directories]
        faulty = tuple(one for directory in left for one in self._faulty(directory))
        kustomized = bool(left)
        gaps = self._not_built(left)
        if self._layout.mode == "stdin":
            self._make(Unit(STDIN, (), "stdin", gaps=gaps, partial=kustomized), parts)
            return
        root = self._layout.alone and not kustomized
        reasons = () if self._layout.alone else ("other manifests lie beside the named files",)
        unit = Unit(ARGUMENTS, (), "arguments", gaps=gaps, partial=kustomized, root=root, kustomizations=faulty)
        self._make(unit, parts, reasons)

    def directories(self, parts: Sequence[Part], rendered: Collection[str] = ()) -> None:
        """Make the units of directories: of kustomizations, charts, examples, and what is left.

        `rendered` are the charts of which nothing is left to be done but what is no part of them.
        """
        self._rendered = rendered
        named: dict[str, list[Part]] = defaultdict(list)
        others: dict[str, list[Part]] = defaultdict(list)
        plain: dict[str, list[Part]] = defaultdict(list)
        for part in parts:
            directory = parent(part.path)
            claims = self._left(self._kustomizations.claims.get(part.path, ()))
            near = self._deployed(self._kustomizations.near(directory)) if not claims else []
            if claims:
                for claim in claims:
                    named[claim].append(part)
            elif self._place(directory).example is not None:
                plain[directory].append(part)
            elif directory in self._kustomizations.by_directory:
                others[directory].append(part)
            elif near:
                others[near[0] if len(near) == 1 else directory].append(part)
            else:
                plain[directory].append(part)
        for directory in sorted({*named, *others, *self._builds.failed}):
            self._kustomization(directory, named.get(directory, []), others.get(directory, []))
        self._plain(plain)

    def built(self, directory: str, documents: Sequence[Composed], namespace: str | None) -> None:
        """Make the unit of a root that was built."""
        one = self._kustomizations.by_directory[directory]
        directories = tuple(self._builds.built[directory].directories)
        affixes = [affix for below in directories for affix in self._affixes(below)]
        source_files = tuple(self._builds.sources(directory).values())
        faults = self._faults.of(one, self._builds.idle(directory))
        root = directory in self._builds.named or posixpath.basename(directory) not in _BASES
        unit = Unit(directory, (), "kustomize", root=root, kustomizations=faults, removed=self._builds.built[directory].removed)
        resources = tuple(read(documents, namespace))
        if resources or faults:
            self._finish(unit, resources, source_files, [self._place(directory).trail], affixes)

    def _affixes(self, directory: str) -> tuple[str, ...]:
        one = self._kustomizations.by_directory.get(directory)
        return () if one is None else one.affixes

    def _faulty(self, directory: str) -> tuple[Kustomization, ...]:
        """What is wrong in the kustomizations of a root that Kustomize cannot build."""
        failed = self._builds.failed.get(directory)
        return () if failed is None else self._faults.of(self._kustomizations.by_directory[directory], failed)

    def _left(self, directories: Iterable[str]) -> list[str]:
        """Directories whose kustomizations are in nothing that was built."""
        return [directory for directory in self._deployed(directories) if directory not in self._builds.directories]

    def _deployed(self, directories: Iterable[str]) -> list[str]:
        return [directory for directory in directories if self._place(directory).example is None]

    def _place(self, directory: str) -> Place:
        return self._layout.place(directory)

    def _not_built(self, directories: Iterable[str]) -> tuple[Gap, ...]:
        found = (self._kustomizations.by_directory.get(directory) for directory in directories)
        return tuple(Gap("not-built", NOT_BUILT, one.path) for one in found if one is not None)

    def _kustomization(self, directory: str, named: Sequence[Part], others: Sequence[Part]) -> None:
        one = self._kustomizations.by_directory.get(directory)
        paths = {part.path for part in others}
        built = directory in self._builds.directories
        for combination in layers(named, others):
            own = tuple(sorted(paths)) if built and not combination.own else combination.own
            name = bracketed(directory, [posixpath.relpath(path, directory) for path in own])
            first = name == directory
            unit = Unit(
                name,
                (),
                "kustomize",
                gaps=() if built else self._not_built((directory,)),
                generated=one.generated if one is not None else (),
                partial=True,
                root=False,
                kustomizations=self._faulty(directory) if first else (),
            )
            reasons = [
                *([f"not built: {self._builds.unbuilt[directory]}"] if first and directory in self._builds.unbuilt else [])
            ]
            reasons += [f"{part.path} is named by no kustomization" for part in combination.parts if part.path in paths]
            self._make(unit, combination.parts, reasons, one.affixes if one is not None else ())

    def _plain(self, plain: Mapping[str, Sequence[Part]]) -> None:
        left: dict[str, Sequence[Part]] = {}
        for directory, parts in plain.items():
            place = self._place(directory)
            if place.example is not None:
                self._make(Unit(directory, (), root=False, example=True), parts, (f"example: {place.example}",))
            elif place.chart is not None:
                rendered = self._layout.chart_of(directory) in self._rendered
                reason = f"in the chart {place.chart}, {'but no template of it' if rendered else 'which is not rendered'}"
                own = [posixpath.basename(part.path) for part in parts] if directory in self._rendered else []
                self._make(Unit(bracketed(directory, own), (), "chart", partial=True, root=False), parts, (reason,))
            else:
                left[directory] = parts
        self._joined(left)

    def _joined(self, left: Mapping[str, Sequence[Part]]) -> None:
        """Make the units of plain directories: those that belong together, once for each combination of variants."""
        variants = {directory: combinations(parts) for directory, parts in left.items()}
        directories = [
            Directory(
                directory,
                (
                    *boundary(self._place(directory).trail),
                    *self._layout.kustomized_above(directory),
                    *self._apart(directory),
                ),
                tuple(resource for part in left[directory] for resource in part.resources),
                contested(left[directory]) if len(variants[directory]) > 1 else frozenset(),
            )
            for directory in sorted(left)
        ]
        groups = join([directory for directory in directories if directory.resources], self._namespaces())
        names = joined_names([group.paths for group in groups], {unit.name for unit in self.units})
        neighbours = Neighbours(directories, left)
        for name, group in zip(names, groups, strict=True):
            unseen = (gap for path in group.paths for gap in self._unseen.get(path, ()))
            gaps = (*neighbours.gaps(group.paths), *unseen)
            for combination in paired([variants[path] for path in group.paths]):
                own = [posixpath.relpath(path, common(group.paths)) for path in combination.own]
                self._make(
                    Unit(bracketed(name, own), (), gaps=gaps, partial=not combination.whole),
                    sorted(combination.parts, key=lambda part: part.path),
                    (*group.reasons, *([f"{', '.join(own)}: one of several alternatives"] if own else [])),
                )

    def _namespaces(self) -> frozenset[str]:
        """The namespaces of what was made so far, and of what Kustomize gives one to or builds."""
        found = {resource.namespace for unit in self.units if not unit.example for resource in unit.resources}
        found |= {one.namespace for one in self._kustomizations.by_directory.values()}
        for built in self._builds.built.values():
            metadata = (one.value.get("metadata") for one in built.objects)
            found |= {one.get("namespace") for one in metadata if isinstance(one, dict)}
        return frozenset(namespace for namespace in found if isinstance(namespace, str))

    def _make(self, unit: Unit, parts: Sequence[Part], reasons: Sequence[str] = (), affixes: Sequence[str] = ()) -> None:
        """Fill a unit with what its parts hold; one without resources is none, unless something is wrong in its making."""
        resources = tuple(resource for part in parts for resource in part.resources)
        if not resources and not unit.kustomizations:
            return
        trails = {self._place(directory).trail for directory in {parent(part.path) for part in parts}}
        sources = tuple(part.source for part in parts if part.source is not None)
        unit = unit._replace(gaps=(*(gap for part in parts for gap in part.gaps), *unit.gaps))
        self._finish(unit, resources, sources, trails, affixes)
        if reasons:
            self.reasons[unit.name] = tuple(reasons)

    def _finish(
        self,
        unit: Unit,
        resources: tuple[Resource, ...],
        sources: tuple[SourceFile, ...],
        trails: Iterable[tuple[str, ...]],
        affixes: Iterable[str],
    ) -> None:
        environment = self._environment if self._environment is not None else infer(trails, resources, affixes)
        self.units.append(
            unit._replace(
                resources=resources,
                environment=environment.name,
                evidence=environment.evidence,
                gaps=(*unit.gaps, *of_resources(resources)),
                sources=sources,
            )
        )
