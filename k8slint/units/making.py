"""Units, made of the parts that belong to each."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from k8slint.units.environments import Environment, boundary, infer
from k8slint.units.gaps import of_resources
from k8slint.units.joining import Directory, join
from k8slint.units.kustomizations import Kustomizations
from k8slint.units.layout import Layout, Place, parent
from k8slint.units.model import Gap, Unit, UnitKind
from k8slint.units.naming import bracketed, joined_names
from k8slint.units.parts import Part
from k8slint.units.variants import Combination, combinations, layers

#: Unreadable files of neighbours that are told of a unit; more say nothing new.
_TOLD = 3
ARGUMENTS = "<arguments>"
STDIN = "<stdin>"


class Maker:
    """Makes the units of a run; `reasons` tells what was decided about each, by its name."""

    def __init__(self, layout: Layout, kustomizations: Kustomizations, environment: Environment | None) -> None:
        self.units: list[Unit] = []
        self.reasons: dict[str, tuple[str, ...]] = {}
        self._layout = layout
        self._kustomizations = kustomizations
        self._environment = environment

    def one(self, parts: Sequence[Part]) -> None:
        """Make one unit of everything: standard input, or the files that were named."""
        stdin = self._layout.mode == "stdin"
        kustomized = bool(self._kustomizations.by_directory)
        if any(part.resources for part in parts):
            self._make(
                STDIN if stdin else ARGUMENTS,
                parts,
                "stdin" if stdin else "arguments",
                partial=kustomized,
                root=stdin or (self._layout.alone and not kustomized),
                gaps=self._not_built(self._kustomizations.by_directory),
                reasons=() if stdin or self._layout.alone else ("other manifests lie beside the named files",),
            )

    def directories(self, parts: Sequence[Part]) -> None:
        """Make the units of directories: of kustomizations, charts, examples, and what is left."""
        kustomized: dict[str, list[Part]] = defaultdict(list)
        named: dict[str, list[Part]] = defaultdict(list)
        plain: dict[str, list[Part]] = defaultdict(list)
        for part in parts:
            directory = parent(part.path)
            claims = self._deployed(self._kustomizations.claims.get(part.path, ()))
            near = self._deployed(self._kustomizations.near.get(directory, ()))
            if claims:
                for claim in claims:
                    named[claim].append(part)
            elif self._place(directory).example is not None:
                plain[directory].append(part)
            elif directory in self._kustomizations.by_directory or not near:
                (kustomized if directory in self._kustomizations.by_directory else plain)[directory].append(part)
            else:
                kustomized[near[0] if len(near) == 1 else directory].append(part)
        for directory in sorted({*kustomized, *named}):
            self._kustomization(directory, named.get(directory, []), kustomized.get(directory, []))
        self._plain(plain)

    def _deployed(self, directories: Iterable[str]) -> list[str]:
        return [directory for directory in directories if self._place(directory).example is None]

    def _place(self, directory: str) -> Place:
        return self._layout.place(directory)

    def _not_built(self, directories: Iterable[str]) -> tuple[Gap, ...]:
        found = (self._kustomizations.by_directory.get(directory) for directory in directories)
        return tuple(Gap("not-built", "Kustomize is not built", one.path) for one in found if one is not None)

    def _kustomization(self, directory: str, named: Sequence[Part], others: Sequence[Part]) -> None:
        one = self._kustomizations.by_directory.get(directory)
        for combination in layers(named, others):
            reasons = [f"{part.path} is named by no kustomization" for part in others if part in combination.parts]
            self._make(
                bracketed(directory, tuple(posixpath.relpath(path, directory) for path in combination.own)),
                combination.parts,
                "kustomize",
                partial=True,
                root=False,
                gaps=self._not_built((directory,)),
                generated=one.generated if one is not None else (),
                affixes=one.affixes if one is not None else (),
                reasons=reasons,
            )

    def _plain(self, plain: Mapping[str, Sequence[Part]]) -> None:
        single: dict[str, Sequence[Part]] = {}
        for directory, parts in plain.items():
            place = self._place(directory)
            if place.example is not None:
                self._make(directory, parts, "plain", example=True, root=False, reasons=(f"example: {place.example}",))
            elif place.chart is not None:
                reason = f"in the chart {place.chart}, which is not rendered"
                self._make(directory, parts, "chart", partial=True, root=False, reasons=(reason,))
            else:
                found = combinations(parts)
                if len(found) == 1:
                    single[directory] = parts
                else:
                    self._variants(directory, found)
        self._joined(single)

    def _variants(self, directory: str, found: Sequence[Combination]) -> None:
        for combination in found:
            own = [posixpath.basename(path) for path in combination.own]
            others = sorted(posixpath.basename(path) for other in found if other is not combination for path in other.own)
            self._make(
                bracketed(directory, own),
                combination.parts,
                "plain",
                partial=not combination.whole,
                reasons=(f"{', '.join(own)}: an alternative to {', '.join(others)}",),
            )

    def _joined(self, single: Mapping[str, Sequence[Part]]) -> None:
        directories = [
            Directory(
                directory,
                boundary(self._place(directory).trail),
                tuple(resource for part in single[directory] for resource in part.resources),
            )
            for directory in sorted(single)
        ]
        groups = join([directory for directory in directories if directory.resources])
        names = joined_names([group.paths for group in groups], {unit.name for unit in self.units})
        unread = _Unread(directories, single)
        for name, group in zip(names, groups, strict=True):
            parts = sorted((part for path in group.paths for part in single[path]), key=lambda part: part.path)
            gaps = unread.near(group.paths, {part.path for part in parts}) if unread else ()
            self._make(name, parts, "plain", gaps=gaps, reasons=group.reasons)

    def _make(
        self,
        name: str,
        parts: Sequence[Part],
        kind: UnitKind,
        *,
        partial: bool = False,
        root: bool = True,
        example: bool = False,
        gaps: Sequence[Gap] = (),
        generated: tuple[tuple[str, str], ...] = (),
        affixes: Sequence[str] = (),
        reasons: Sequence[str] = (),
    ) -> None:
        resources = tuple(resource for part in parts for resource in part.resources)
        if not resources:
            return
        environment = self._environment
        if environment is None:
            trails = {self._place(directory).trail for directory in {parent(part.path) for part in parts}}
            environment = infer(trails, resources, affixes)
        self.units.append(
            Unit(
                name=name,
                resources=resources,
                kind=kind,
                environment=environment.name,
                evidence=environment.evidence,
                gaps=(*(gap for part in parts for gap in part.gaps), *gaps, *of_resources(resources)),
                sources=tuple(part.source for part in parts if part.source is not None),
                generated=generated,
                partial=partial,
                root=root,
                example=example,
            )
        )
        if reasons:
            self.reasons[name] = tuple(reasons)


class _Unread:
    """Files that cannot be read, by directory: they may hold what a neighbour refers to, or would have joined it."""

    def __init__(self, directories: Sequence[Directory], parts: Mapping[str, Sequence[Part]]) -> None:
        self._boundaries = {directory.path: directory.boundary for directory in directories}
        self._in: dict[tuple[str, tuple[str, ...]], list[Gap]] = defaultdict(list)
        self._below: dict[tuple[str, tuple[str, ...]], list[Gap]] = defaultdict(list)
        for directory in directories:
            gaps = [gap for part in parts[directory.path] for gap in part.gaps if gap.kind == "unparsed"]
            self._in[directory.path, directory.boundary] += gaps[:_TOLD]
            self._below[parent(directory.path), directory.boundary] += gaps[:_TOLD]

    def near(self, paths: Iterable[str], own: set[str]) -> tuple[Gap, ...]:
        """What cannot be read in the parents, children and siblings of directories."""
        found: dict[Gap, None] = {}
        for path in paths:
            side = self._boundaries[path]
            for gaps in (self._in.get((parent(path), side), ()), *(self._below.get((at, side), ()) for at in (path, parent(path)))):
                found.update(dict.fromkeys(gap for gap in gaps[: 4 * _TOLD] if gap.path not in own))
        return tuple(found)
