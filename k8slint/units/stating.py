"""What the user states of units: their environments by path, the worlds that they form, and what operators are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from k8slint.patterns import Patterns, names_path
from k8slint.resources import Resource
from k8slint.settings import Facts, Origin, Statement
from k8slint.units.environments import named_environment
from k8slint.units.gaps import of_resources
from k8slint.units.gitops.homes import homes
from k8slint.units.layout import Layout
from k8slint.units.model import Unit, Unmatched


class Stating:
    """What the user states, looked up by paths as reports name them. `final`: one environment is that of everything."""

    def __init__(self, facts: Facts, layout: Layout, *, final: bool = False) -> None:
        self._facts = facts
        self._layout = layout
        self._final = final
        self._settled: set[str] = set()  # names of units whose environment is stated by path
        self._by_path = [(pattern, Patterns((pattern,)), name) for pattern, name in facts.environments]

    @property
    def worlds(self) -> tuple[Statement, ...]:
        """The worlds that are stated."""
        return self._facts.worlds

    def settled(self, unit: Unit) -> Unit:
        """A unit in the environment that is stated of its path, and without the gaps of kinds whose operators are stated."""
        found = None if self._final or not self._facts.environments else self._environment(unit)
        unit = self.operated(unit)
        if found is None:
            return unit
        self._settled.add(unit.name)
        return _in(unit, *found)

    def operated(self, unit: Unit) -> Unit:
        """A unit that knows the kinds of operators that are stated."""
        kinds = {one.kind: one.group for one in self._facts.operators}
        if not kinds or not any(gap.kind == "unknown-kind" for gap in unit.gaps):
            return unit
        left = set(of_resources(one for one in unit.resources if not _is_of(one, kinds)))
        return unit._replace(gaps=tuple(gap for gap in unit.gaps if gap.kind != "unknown-kind" or gap in left))

    def _environment(self, unit: Unit) -> tuple[str, str] | None:
        """The environment that is stated of the path of a unit, and in which words: the last pattern that fits counts."""
        paths = self._seen(_paths(unit), self._facts.base)
        for pattern, made, name in reversed(self._by_path):
            if any(map(made.names, paths)):
                return name, f"configuration, paths {pattern}"
        return None

    def placed(self, unit: Unit, statements: Sequence[Statement]) -> Unit:
        """A unit that is a part of stated worlds: their environment, cluster and version are its own where they agree."""
        environments = {one.environment for one in statements if one.environment is not None}
        if len(environments) == 1 and not self._final and unit.name not in self._settled:
            unit = _in(unit, environments.pop(), f"configuration, world {statements[0].name}")
        clusters, versions = {one.cluster for one in statements}, {one.version for one in statements}
        cluster = clusters.pop() if len(clusters) == 1 else None
        version = versions.pop() if len(versions) == 1 else None
        return unit._replace(cluster=cluster, version=version) if (cluster, version) != (None, None) else unit

    def defaulted(self, unit: Unit) -> Unit:
        """A unit of which nothing tells the environment in the one that is stated for such."""
        if unit.environment is not None or self._facts.environment is None:
            return unit
        return _in(unit, self._facts.environment, "configuration, default")

    def names(self, patterns: Sequence[str], paths: Iterable[str], base: str) -> bool:
        """Whether patterns that are written in a directory name one of some paths."""
        return any(names_path(patterns, path) for path in self._seen(paths, base))

    def _seen(self, paths: Iterable[str], base: str) -> list[str]:
        """Those of some paths that lie in a directory, as they are seen from there."""
        seen = (self._layout.below(path, base) for path in paths)
        return [path for path in seen if path is not None]

    def apart(self, directory: str) -> tuple[str, ...]:
        """What is stated of a directory of plain files: those of which other things are stated are not applied with it."""
        facts = self._facts
        if not facts.environments and not facts.worlds:
            return ()
        inside = (f"{directory}/_",)
        seen = self._seen(inside, facts.base)
        named = [pattern for pattern, made, _ in self._by_path if any(map(made.names, seen))]
        worlds = [one.name for one in facts.worlds if self.names(anchored(one), inside, one.base)]
        return (*named[-1:], *worlds)

    def members(self, statement: Statement, units: Iterable[Unit]) -> list[Unit]:
        """The units of a world that is stated."""
        patterns = anchored(statement)
        return [one for one in units if not one.example and self.names(patterns, _paths(one), statement.base)]

    def unmatched(self, units: Sequence[Unit]) -> Iterator[Unmatched]:
        """What is stated of nothing in the run."""
        for one in self._facts.worlds:
            if not self.members(one, units):
                yield Unmatched(f"world {one.name}: no unit lies below {', '.join(one.paths) or 'no path'}", one.origin)
        kinds = {one.kind for unit in units for one in unit.resources} if self._facts.operators else set()
        every = self._seen((path for unit in units for path in _paths(unit)), self._facts.base) if self._by_path else ()
        for pattern, made, name in self._by_path:
            if not any(map(made.names, every)):
                yield Unmatched(f"environment {name}: no unit lies at {pattern}", Origin(""))
        for operator in self._facts.operators:
            if operator.kind not in kinds:
                yield Unmatched(f"operator of {operator.kind}: there is no resource of this kind", operator.origin)


def anchored(statement: Statement) -> tuple[str, ...]:
    """The paths of a world as patterns: they begin in the directory in which they are written."""
    return tuple(_anchored(path) for path in statement.paths)


def _anchored(path: str) -> str:
    inside = "/".join(step for step in path.split("/") if step not in {"", "."})
    return f"/{inside}" if inside else "/**"


def _paths(unit: Unit) -> Iterator[str]:
    """Where a unit lies: what makes it, not what it is made of. Files of values that only it has count as its own."""
    if unit.kind in {"plain", "arguments", "stdin"}:
        yield from (source.path for source in unit.sources)
        return
    for home in homes(unit):
        yield f"{home}/_" if home != "." else "_"
    if unit.kind == "chart":
        yield from (source.path for source in unit.sources if source.path.endswith(f"/{unit.name.partition(' [')[2][:-1]}"))


def _in(unit: Unit, environment: str, why: str) -> Unit:
    name = named_environment(environment)
    return unit._replace(environment=name, evidence=(f"{name}: {why}", *unit.evidence))


def _is_of(resource: Resource, kinds: dict[str, str | None]) -> bool:
    return resource.kind in kinds and kinds[resource.kind] in {None, resource.group}
