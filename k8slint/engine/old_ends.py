"""The other end of what a change broke, in the tree before it: what was there, and what the change did to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.engine import place
from k8slint.engine.changed import Key, Moved
from k8slint.engine.ended import MOST, End, differs, moved, own, relevant
from k8slint.engine.old_files import file_end
from k8slint.engine.spoken import Path, parsed, referenced, selected
from k8slint.findings import Cause, Finding, Location
from k8slint.graph import Graph, common_index, worlds_of
from k8slint.resources import Resource, Service
from k8slint.resources.scalars import at
from k8slint.units import Unit

if TYPE_CHECKING:
    from k8slint.engine.comparing import Side

_TARGETS = 10  # of one field that are looked at
_EXPLAINED = 500  # findings of which the other end is sought: nobody reads more
_HASH = re.compile(r"-[a-z0-9]{10}\Z")
_WORD = re.compile(r"[\w.-]+")


class Told(NamedTuple):
    """What is known of a new finding: its old ends, what caused it, and whether the change broke it from afar.

    `lost`: the change took away what it names.
    """

    ends: tuple[End, ...] = ()
    causes: tuple[Cause, ...] = ()  # each of one field
    afar: bool = False
    lost: bool = False


class _There(NamedTuple):
    """A resource and the unit that it is a part of."""

    unit: Unit
    resource: Resource


class Ends:
    """Finds the old ends of new findings."""

    def __init__(self, old: Side, new: Side, change: Moved) -> None:
        self._old = old
        self._new = new
        self._before = {after: before for before, after in change.renamed.items()}
        self._change = change
        self._was = _by_key(old.examined.resolution.units)
        self._is = _by_key(new.examined.resolution.units)
        self._graphs: dict[str, Graph] = {}
        self._everything = common_index(old.examined.resolution.units)
        self._worlds = worlds_of(old.examined.resolution.worlds)
        self._broken = frozenset(new.name(stream.source.path) for stream in new.examined.streams if stream.errors)
        self._texts = {old.name(path): source for path, source in old.report.sources.items()}
        self._left = _EXPLAINED

    def of(self, finding: Finding) -> Told:
        """What is known of a new finding."""
        holder = self._holder(finding)
        if holder is None:
            end = file_end(finding, self._old, self._new, self._change)
            return Told(() if end is None else (end,), afar=self._same_text(finding))
        key = _key(holder.resource)
        before = _nearest(self._was.get(self._before.get(key, key), ()), self._new.name(holder.unit.name), self._old)
        if before is None:
            return Told()
        afar = before.resource.value == holder.resource.value or self._same_text(finding)
        self._left -= 1
        if self._left < 0:
            return Told(afar=afar)
        path = parsed(finding.yaml_path)
        itself = own(before.resource, holder.resource, path)
        if itself is not None:
            return Told((itself,), (), afar)
        ends, causes = self._explained(before, holder.resource, finding, path)
        return Told(ends, causes, afar, not holder.unit.partial and any(cause.named for cause in causes))

    def _explained(
        self, before: _There, now: Resource, finding: Finding, path: Path
    ) -> tuple[tuple[End, ...], tuple[Cause, ...]]:
        """What became of what a field spoke of: by its reference or selector, else by the names in its text."""
        value = at(now.value, path)
        for find in (self._targets, self._named):
            told = [self._became(target, value) for target in find(before, now, finding, path)[:_TARGETS]]
            ends = tuple(dict.fromkeys(end for ends, _ in told for end in ends))
            ends = ends or moved(before.resource, now)
            if ends:
                return ends[:MOST], tuple(dict.fromkeys(cause for _, cause in told if cause is not None))
        return (), ()

    def causes(self, told: Iterable[Told]) -> Iterator[Cause]:
        """What the change did, with how much it broke; what broke most comes first."""
        counts: dict[Cause, int] = {}
        for one in told:
            for cause in one.causes:
                counts[cause] = counts.get(cause, 0) + 1
        for cause, count in sorted(counts.items(), key=lambda one: -one[1]):
            yield cause._replace(fields=count)

    # -- who speaks of what ------------------------------------------------------------------------------------------

    def _holder(self, finding: Finding) -> _There | None:
        """The resource that a finding is about, in the new tree."""
        if len(finding.identity) < 4:  # noqa: PLR2004  # group, kind, namespace, name
            return None
        found = self._is.get((finding.identity[1], finding.identity[2], finding.identity[3]), ())
        here = [one for one in found if one.unit.name == finding.unit]
        return next(iter(here or found), None)

    def _same_text(self, finding: Finding) -> bool:
        """Whether the change did not touch the file that a finding stands in."""
        new = self._new.report.sources.get(finding.location.path)
        old = self._texts.get(self._new.name(finding.location.path))
        return new is not None and old is not None and new.text == old.text

    def _targets(self, before: _There, now: Resource, _finding: Finding, path: Path) -> tuple[_There, ...]:
        """The resources that a field spoke of before the change."""
        graph = self._graph(before.unit)
        resource = before.resource
        found: list[Resource] = [*referenced(graph, resource, now, path)]
        if not found and isinstance(resource, Service):
            found = [one.template.workload for one in graph.selection(resource).pods]
        if not found:
            found = [template.workload for template in selected(graph, resource, path)]
        return tuple(_There(before.unit, one) for one in found)

    def _named(self, before: _There, now: Resource, finding: Finding, path: Path) -> tuple[_There, ...]:
        """The objects that are gone or changed, of which a text speaks: an address in a variable, a message."""
        value = at(now.value, path)
        words = set(_WORD.findall(value)) if isinstance(value, str) else set()
        words |= {part for word in words for part in word.split(".")}
        return tuple(
            _nearest_to(before.unit, there)
            for (kind, _, name), there in self._was.items()
            if ((kind == "Service" and name in words) or _speaks(finding.message, kind, name))
            and there[0].resource is not before.resource
        )

    def _graph(self, unit: Unit) -> Graph:
        found = self._graphs.get(unit.name)
        if found is None:
            found = self._graphs[unit.name] = Graph(unit, self._everything, self._worlds.get(id(unit), ()))
        return found

    # -- what became of it -------------------------------------------------------------------------------------------

    def _became(self, was: _There, value: Any) -> tuple[list[End], Cause | None]:
        """What the change did to a resource: where it was, and in a sentence; nothing if it is as it was."""
        old = was.resource
        key = _key(old)
        candidates = self._is.get(self._change.key(key), ())
        unit = self._old.name(was.unit.name)
        same = [one for one in candidates if self._new.name(one.unit.name) == unit]
        where = place.place(old.nearest("metadata", "name"))
        full, called = _full(old), f"{old.kind} {_name(old)}"
        if not candidates:
            return self._gone(where, called, full)
        now = (same or list(candidates))[0].resource
        if now.name is not None and _name(now) != _name(old):
            end = End(where, f"{called} was here; the change names it {_name(now)}")
            return [end], Cause(f"{full} is now {_full(now)}", 1)
        if now.namespace != old.namespace and now.namespace is not None:
            where = place.place(old.nearest("metadata", "namespace"))
            end = End(where, f"{called} was in namespace {old.namespace}; the change moves it to {now.namespace}")
            return [end], Cause(f"{full} is now in namespace {now.namespace}", 1)
        if not same:
            return [End(where, f"{called} was part of {was.unit.name}")], Cause(f"{full} is no longer part of {unit}", 1)
        ends = [differs(old, called, one) for one in relevant(old, now, value)]
        return ends, Cause(f"{full} was changed", 1, named=False) if ends else None

    def _gone(self, where: Location, called: str, full: str) -> tuple[list[End], Cause | None]:
        """What became of a resource that is nowhere in the new tree; of one whose file cannot be read nobody knows."""
        path = self._old.name(where.path)
        if path in self._broken:
            return [End(where, f"{called} was here; not all of the file can be read any more")], None
        file = self._new.path(path)
        if self._new.left_out(file):
            end = End(where, f"{called} was here; the file is left out now")
            return [end], Cause(f"{full} is in {file}, which is left out now", 1)
        return [End(where, f"{called} was here")], Cause(f"{full} was deleted", 1)


def _name(resource: Resource) -> str:
    """The name of a resource, without the end that Kustomize gives it by its content."""
    name = resource.name or "without a name"
    bare = _HASH.sub("", name)
    return bare if bare == place.written_as(resource)[1] else name


def _speaks(message: str, kind: str, name: str) -> bool:
    """Whether a message names an object."""
    _, found, rest = message.partition(f"{kind} {name}")
    return bool(found) and not re.match(r"[\w-]", rest)


def _full(resource: Resource) -> str:
    name = _name(resource)
    return f"{resource.kind} {name}" if resource.namespace is None else f"{resource.kind} {resource.namespace}/{name}"


def _key(resource: Resource) -> Key:
    namespace, name = place.written_as(resource)
    return resource.kind, namespace, name


def _by_key(units: Sequence[Unit]) -> Mapping[Key, tuple[_There, ...]]:
    found: dict[Key, list[_There]] = {}
    for unit in units:
        for resource in unit.resources:
            found.setdefault(_key(resource), []).append(_There(unit, resource))
    return {key: tuple(there) for key, there in found.items()}


def _nearest(found: Sequence[_There], unit: str, side: Side) -> _There | None:
    """The one in the unit of that name, else the first."""
    return next((one for one in found if side.name(one.unit.name) == unit), found[0] if found else None)


def _nearest_to(unit: Unit, found: Sequence[_There]) -> _There:
    """The one that is a part of a unit, else the first."""
    return next((one for one in found if one.unit is unit), found[0])
