"""Blocks: what is linted as one whatever else is there: a plain directory, a chart, kustomizations that hang together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from k8slint.units.layout import Layout, parent
from k8slint.units.reach.facts import Facts, facts_of
from k8slint.units.reach.kustomized import Kustomized, Versions
from k8slint.units.reach.words import NameIndex


class Block(NamedTuple):
    """A block, by its directory (of several, the first)."""

    kind: Literal["plain", "chart", "kustomize"]
    directory: str


class Blocks:
    """The blocks of a repository, and what the files in each say; everything is read once it is asked for."""

    def __init__(self, layout: Layout, index: NameIndex, versions: Versions, namespace: str | None) -> None:
        self.layout = layout
        self.kustomized = Kustomized(layout, index, versions)
        self._versions = versions
        self._namespace = namespace
        self._files: dict[str, list[str]] = {}
        for path in layout.paths:
            self._files.setdefault(parent(path), []).append(path)
        self._facts: dict[str, tuple[Facts, ...]] = {}
        self._at: dict[str, Block] = {}

    def of(self, path: str) -> Block:
        """The block of a file."""
        directory = parent(path)
        users = self.kustomized.users(path) if self.kustomized else ()
        return self._kustomize(users[0]) if users else self.at(directory)

    def at(self, directory: str) -> Block:
        """The block of what lies in a directory, and is named by no kustomization."""
        found = self._at.get(directory)
        if found is None:
            found = self._at[directory] = self._find(directory)
        return found

    def _find(self, directory: str) -> Block:
        near = self.kustomized.at_work(directory) if self.kustomized else ()
        if near:
            return self._kustomize(near[0])
        chart = self.layout.chart_of(directory)
        return Block("plain", directory) if chart is None else Block("chart", chart)

    def _kustomize(self, directory: str) -> Block:
        return Block("kustomize", min(self.kustomized.component(directory)))

    def directories(self, block: Block) -> set[str]:
        """The directories in which the files of a block lie."""
        if block.kind == "plain":
            return {block.directory}
        if block.kind == "kustomize":
            return self.kustomized.directories(self.kustomized.component(block.directory))
        return self.below(block.directory)

    def below(self, directory: str) -> set[str]:
        """The directories that lie in one, and that one."""
        prefix = "" if directory == "." else f"{directory}/"
        return {one for one in self._files if f"{one}/".startswith(prefix)}

    def files(self, directory: str) -> Sequence[str]:
        """The files that lie in a directory."""
        return self._files.get(directory, ())

    def facts(self, path: str) -> tuple[Facts, ...]:
        """What each version of a file says."""
        found = self._facts.get(path)
        if found is None:
            of = (facts_of(self.layout, path, data, self._namespace) for data in self._versions(path))
            found = self._facts[path] = tuple(of)
        return found
