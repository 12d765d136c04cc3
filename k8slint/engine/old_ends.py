"""The other end of what a change broke, in the tree before it: what was there, and what the change did to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.engine import place
from k8slint.engine.changed import Difference, Key, Moved, differences
from k8slint.findings import Cause, Finding, Location
from k8slint.graph import Graph, common_index, worlds_of
from k8slint.resources import PodTemplate, Resource, Service, Workload, label_selector, wants
from k8slint.units import Unit

if TYPE_CHECKING:
    from k8slint.engine.comparing import Side

_ENDS = 3  # of one finding that are told
_TARGETS = 10  # of one field that are looked at
_EXPLAINED = 500  # findings of which the other end is sought: nobody reads more
_STEP = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\.?([^.\[]+)')
_WORD = re.compile(r"[\w.-]+")
_DATA = frozenset({"data", "stringData", "binaryData"})
_OF_PODS = frozenset({"labels", "ports", "replicas"})
_LONGEST = 40  # characters of a value that is told

Path = tuple[str | int, ...]


class End(NamedTuple):
    """A place in the old tree, and what was there."""

    where: Location
    message: str


class Told(NamedTuple):
    """What is known of a new finding: its old ends, what caused it, and whether the change broke it from afar."""

    ends: tuple[End, ...] = ()
    causes: tuple[Cause, ...] = ()  # each of one field
    afar: bool = False


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
        self._left = _EXPLAINED

    def of(self, finding: Finding) -> Told:
        """What is known of a new finding."""
        holder = self._holder(finding)
        if holder is None:
            return Told(afar=self._same_text(finding))
        key = _key(holder.resource)
        before = _nearest(self._was.get(self._before.get(key, key), ()), self._new.name(holder.unit.name), self._old)
        if before is None:
            return Told()
        afar = before.resource.value == holder.resource.value or self._same_text(finding)
        self._left -= 1
        if self._left < 0:
            return Told(afar=afar)
        path = _parsed(finding.yaml_path)
        own = self._own(before.resource, holder.resource, path)
        if own is not None:
            return Told((own,), (), afar)
        value = _at(holder.resource.value, path)
        ends: list[End] = []
        causes: list[Cause] = []
        for target in self._targets(before, holder.resource, finding, path)[:_TARGETS]:
            found, cause = self._became(target, value)
            ends += found
            causes += [] if cause is None else [cause]
        return Told(tuple(dict.fromkeys(ends))[:_ENDS], tuple(dict.fromkeys(causes)), afar)

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
        common = self._new.name(finding.location.path)
        texts = (source for path, source in self._old.report.sources.items() if self._old.name(path) == common)
        old = next(texts, None)
        return new is not None and old is not None and new.text == old.text

    def _own(self, before: Resource, now: Resource, path: Path) -> End | None:
        """What the field itself said before, if it says something else now."""
        was, is_now = _at(before.value, path), _at(now.value, path)
        if was is None or isinstance(was, (dict, list)) or was == is_now or before.kind == "Secret":
            return None
        return End(place.place(before.nearest(*path)), f"this was {_told(was)}")

    def _targets(self, before: _There, now: Resource, finding: Finding, path: Path) -> tuple[_There, ...]:
        """The resources that a field spoke of before the change."""
        graph = self._graph(before.unit)
        resource = before.resource
        found: list[Resource] = list(_referenced(graph, resource, now, path))
        if not found and isinstance(resource, Service):
            found = [one.template.workload for one in graph.selection(resource).pods]
        if not found:
            found = [template.workload for template in _selected(graph, resource, path)]
        if found:
            return tuple(_There(before.unit, one) for one in found)
        return self._named(now, finding, path)

    def _named(self, now: Resource, finding: Finding, path: Path) -> tuple[_There, ...]:
        """The objects that are gone or changed, of which a text speaks: an address in a variable, a message."""
        value = _at(now.value, path)
        said = finding.message if not isinstance(value, str) else f"{finding.message} {value}"
        words = {part for word in _WORD.findall(said) for part in (word, *word.split("."))}
        return tuple(
            there[0]
            for (kind, _, name), there in self._was.items()
            if name in words and (kind in words or kind == "Service") and there[0].resource is not now
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
        full = _full(old)
        if not candidates:
            return [End(where, f"{old} was here")], Cause(f"{full} was deleted", 1)
        now = (same or list(candidates))[0].resource
        if now.name != old.name and now.name is not None:
            end = End(where, f"{old} was here; the change names it {now.name}")
            return [end], Cause(f"{full} is now {_full(now)}", 1)
        if now.namespace != old.namespace and now.namespace is not None:
            where = place.place(old.nearest("metadata", "namespace"))
            end = End(where, f"{old} was in namespace {old.namespace}; the change moves it to {now.namespace}")
            return [end], Cause(f"{full} is now in namespace {now.namespace}", 1)
        if not same:
            return [End(where, f"{old} was part of {was.unit.name}")], Cause(f"{full} is no longer part of {unit}", 1)
        ends = [_end(old, one) for one in _relevant(old, now, value)]
        return ends, Cause(f"{full} was changed", 1, named=False) if ends else None


def _referenced(graph: Graph, resource: Resource, now: Resource, path: Path) -> Iterator[Resource]:
    """What the reference at, or around, a field led to."""
    speaking = [want for want in wants(now) if path[: len(want.field) - 1] == want.field[:-1]]
    if not speaking:
        return
    nearest = max(len(want.field) for want in speaking)
    asked = {(want.kind, want.name) for want in speaking if len(want.field) == nearest}
    for reference in graph.references(resource):
        if (reference.want.kind, reference.want.name) in asked:
            yield from reference.found.targets
            return


def _selected(graph: Graph, resource: Resource, path: Path) -> tuple[PodTemplate, ...]:
    """The pod templates that the selector at a field matched."""
    at = next((index for index, step in enumerate(path) if isinstance(step, str) and step.endswith("elector")), None)
    steps: Path = ("spec", "selector") if at is None else path[: at + 1]
    value = resource.get(*steps)
    if not isinstance(value, dict):
        return ()
    selector = label_selector(value, steps)
    return () if selector.empty else graph.index.certain(selector, resource.namespace)


def _relevant(old: Resource, now: Resource, value: Any) -> list[Difference]:
    """What of a resource is no longer as it was, as far as others rely on it; if there is one, what a field speaks of."""
    found = [one for one in differences(old.value, now.value) if _matters(old, one.path)][:100]
    meant = [one for one in found if value is not None and value in (one.old, one.path[-1] if one.path else None)]
    return (meant or found)[:_ENDS]


def _matters(resource: Resource, path: Path) -> bool:
    if not path or path[0] in {"apiVersion", "status"} or path[:2] == ("metadata", "annotations"):
        return False
    if resource.kind in {"ConfigMap", "Secret"}:
        return path[0] in _DATA
    if isinstance(resource, Workload):
        return not _OF_PODS.isdisjoint(path)
    return path[0] != "metadata" or path[1:2] == ("labels",)


def _end(old: Resource, one: Difference) -> End:
    path = one.path
    where = place.place(old.nearest(*path), key=one.gone and isinstance(path[-1], str))
    named = f"{path[-1]} of {old}" if isinstance(path[-1], str) else f"an entry of {old}"
    if one.gone:
        return End(where, f"{named} was here; the change removes it")
    secret = old.kind == "Secret" or isinstance(one.old, (dict, list)) or isinstance(one.new, (dict, list))
    return End(where, f"{named} was another" if secret else f"{named} was {_told(one.old)}; the change makes it {_told(one.new)}")


def _told(value: Any) -> str:
    text = "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _full(resource: Resource) -> str:
    name = resource.name or "without a name"
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


def _parsed(text: str) -> Path:
    """The path that `Resource.field` writes like this."""
    found: list[str | int] = []
    for quoted, index, plain in _STEP.findall(text):
        if index:
            found.append(int(index))
        else:
            found.append(plain or re.sub(r"\\(.)", r"\1", quoted))
    return tuple(found)


def _at(value: Any, path: Path) -> Any:
    """The value at a path; None where there is none."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value
