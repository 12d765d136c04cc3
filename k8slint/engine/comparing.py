"""What a change brings: the findings of a tree that another one did not have, whatever moved or was renamed meanwhile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from k8slint.engine import Examined
from k8slint.engine.changed import Key, Moved, key_of, moved, objects
from k8slint.engine.policies import Policies
from k8slint.findings import Cause, Evidence, Finding, Location, RelatedPlace, Report, RuleInfo, Severity, Since
from k8slint.text import SecretFile, SourceFile


def _nothing(_path: str) -> bool:
    return False


class Side(NamedTuple):
    """One of two trees: what it is, what was found, and how it is called.

    `root` is the directory in which it lies, as reports name it; what is below is called alike in both. `revision` is what
    a person calls it, and stands before the paths of what is on no disk; None for what lies there. `left_out`: whether a file
    lies at a path, as reports name it, that was not read.
    """

    examined: Examined
    report: Report
    root: str = "."
    revision: str | None = None
    unknown: tuple[str, ...] = ()  # directories of which it does not know what lies there, as both trees call them
    left_out: Callable[[str], bool] = _nothing

    def name(self, path: str) -> str:
        """How both trees call a path or unit."""
        if self.root == "." or not path.startswith(self.root):
            return path
        rest = path[len(self.root) :]
        return rest[1:] if rest.startswith("/") else f".{rest}" if not rest or rest[0] == " " else path

    def path(self, name: str) -> str:
        """How reports on this tree call the path of a file that both trees call like this."""
        return name if self.root == "." else f"{self.root}/{name}"

    def shown(self, where: Location) -> Location:
        """A place as the report on the other tree names it: `HEAD:shop/web.yaml`."""
        return where if self.revision is None else where._replace(path=f"{self.revision}:{where.path}")

    def told(self, finding: Finding) -> Finding:
        """A finding of this tree as the report on the other one tells it: nobody is to fix it."""
        recorded = self.revision is not None
        related = (place._replace(location=self.shown(place.location), recorded=recorded) for place in finding.related)
        return finding._replace(location=self.shown(finding.location), related=tuple(related), fix=None, not_fixed=None)

    def sources(self) -> Mapping[str, SourceFile]:
        """The texts of the tree by the paths that the report on the other tree gives them."""
        if self.revision is None:
            return self.report.sources
        return {
            path: (SecretFile if isinstance(source, SecretFile) else SourceFile)(path, source.text)
            for path, source in ((f"{self.revision}:{path}", source) for path, source in self.report.sources.items())
        }


def compare(old: Side, new: Side, base: str, policies: Policies | None = None) -> Report:
    """The report on a tree without what another one had already, with what the change took away from what it broke.

    `base` is what a person calls the old tree. What is missing may live elsewhere; what was here, and what a change took
    away, weighs more: as much as what is nearly there. `policies` are those of the run.
    """
    change = moved(objects(old.examined.streams, old.name), objects(new.examined.streams, new.name))
    pairs = _Pairs(old, new, change)
    found, gone = pairs.match()
    brought, causes, afar = _explained(old, new, change, found, policies)
    known = {place.location.path for finding in brought for place in finding.related}
    sources = {path: source for path, source in old.sources().items() if path in known and path not in new.report.sources}
    return new.report._replace(
        findings=brought,
        sources={**new.report.sources, **sources},
        failures=(*new.report.failures, *(one for one in old.report.failures if one not in new.report.failures)),
        since=Since(
            base,
            len(new.report.findings) - len(found),
            tuple(map(old.told, gone)),
            afar,
            causes,
            old.report.summary.resources,
        ),
    )


def _explained(
    old: Side, new: Side, change: Moved, found: Sequence[Finding], policies: Policies | None
) -> tuple[tuple[Finding, ...], tuple[Cause, ...], int]:
    if not found:
        return (), (), 0
    from k8slint.engine.old_ends import Ends  # most changes bring nothing

    ends = Ends(old, new, change)
    recorded = old.revision is not None
    told = [ends.of(finding) for finding in found]
    rules = {rule.id: rule for rule in new.report.rules}
    brought: list[Finding] = []
    for finding, one in zip(found, told, strict=True):
        more = (RelatedPlace(old.shown(end.where), end.message, recorded=recorded) for end in one.ends)
        severity = finding.severity
        if one.lost and severity is Severity.INFO and (rule := rules.get(finding.rule)) is not None:
            severity = _of_lost(rule, None if policies is None else policies.at(finding.location.path).severity.get(rule.id))
        brought.append(finding._replace(related=(*finding.related, *more), severity=severity))
    return tuple(brought), tuple(ends.causes(told)), sum(one.afar for one in told)


def _of_lost(rule: RuleInfo, configured: Severity | None) -> Severity:
    """What a finding weighs of which the change took away the other end."""
    if rule.evidence is not Evidence.ABSENCE:
        return Severity.INFO
    return max(rule.severities[0] if configured is None else configured, Severity.WARNING, key=lambda one: one.rank)


_Match = Callable[[Finding], Hashable | None]


class _Pairs:
    """Finds for the findings of the new tree those of the old one that are the same."""

    def __init__(self, old: Side, new: Side, change: Moved) -> None:
        self._old = old
        self._new = new
        self._change = change
        self._old_units = {old.name(unit.name) for unit in old.examined.resolution.units}
        self._paths_before = {old.name(stream.source.path) for stream in old.examined.streams}
        self._paths_now = {new.name(stream.source.path) for stream in new.examined.streams}

    def match(self) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
        """What is new, and what is fixed: surest likeness first, so that each old finding answers for one new one."""
        old, new = list(self._old.report.findings), list(self._new.report.findings)
        worse: list[Finding] = []
        for before, after, fits in self._ways():
            waiting: dict[Hashable, list[Finding]] = defaultdict(list)
            for finding in old:
                waiting[before(finding)].append(finding)
            waiting.pop(None, None)
            rest: list[Finding] = []
            met: set[int] = set()
            for finding in new:
                candidates = waiting.get(after(finding), [])
                index = next((index for index, one in enumerate(candidates) if fits(one, finding)), None)
                if index is None:
                    rest.append(finding)
                    continue
                other = candidates.pop(index)
                met.add(id(other))
                if self._is_worse(other, finding):
                    worse.append(finding)
            old = [finding for finding in old if id(finding) not in met]
            new = rest
        order = {id(finding): number for number, finding in enumerate(self._new.report.findings)}
        known = (finding for finding in new if not self._is_unknown(finding))
        return tuple(sorted((*known, *worse), key=lambda finding: order[id(finding)])), tuple(old)

    def _ways(self) -> Iterator[tuple[_Match, _Match, Callable[[Finding, Finding], bool]]]:
        """How two findings may be alike: what each is compared by, and what else must hold."""
        here, there = self._old.name, self._new.name

        def anything(_one: Finding, _other: Finding) -> bool:
            return True

        def at(name: Callable[[str], str], *, said: bool) -> _Match:
            return lambda one: (one.rule, one.identity, name(one.location.path), one.message if said else "")

        def about(key: Callable[[Key], Key], *, steps: bool) -> _Match:
            def match(one: Finding) -> Hashable | None:
                found = key_of(one)
                return None if found is None else (one.rule, key(found), one.identity[4:] if steps else one.message)

            return match

        def same(key: Key) -> Key:
            return key

        yield at(here, said=True), at(there, said=True), anything
        yield about(same, steps=False), about(same, steps=False), self._stays  # entries of a list changed places
        yield at(here, said=False), at(there, said=False), anything
        yield _moved, _moved, self._moves
        if self._change.renamed:
            yield about(self._change.key, steps=True), about(same, steps=True), self._renames

    def _stays(self, one: Finding, other: Finding) -> bool:
        return self._old.name(one.location.path) == self._new.name(other.location.path)

    def _moves(self, one: Finding, other: Finding) -> bool:
        """Whether a finding went to another file with its object: it is no longer in the one, or was not in the other."""
        was, is_now = self._old.name(one.location.path), self._new.name(other.location.path)
        old_key, new_key = key_of(one), key_of(other)
        if was == is_now:
            return True
        if old_key is None or new_key is None:
            return was not in self._paths_now or is_now not in self._paths_before
        return (was, new_key) not in self._change.new or (is_now, old_key) not in self._change.old

    def _renames(self, one: Finding, _other: Finding) -> bool:
        key = key_of(one)
        return key is not None and key in self._change.renamed

    def _is_worse(self, old: Finding, new: Finding) -> bool:
        """Whether it got worse: in an object that changed a higher severity, or a unit has it that was there without it."""
        if new.severity.rank < old.severity.rank and self._changes(old, new):
            return True  # else more is known of it, as where the first of its kind is written
        if self._old.name(old.location.path) != self._new.name(new.location.path):
            return False  # it moved, and units with it
        had = {self._old.name(unit) for unit in _units(old)}
        return any(unit in self._old_units and unit not in had for unit in map(self._new.name, _units(new)))

    def _changes(self, old: Finding, new: Finding) -> bool:
        """Whether the object itself, as it is written, is another one."""
        before, after = key_of(old), key_of(new)
        if before is None or after is None:
            return False
        was = self._change.old.get((self._old.name(old.location.path), before))
        is_now = self._change.new.get((self._new.name(new.location.path), after))
        return was is not None and is_now is not None and was != is_now

    def _is_unknown(self, finding: Finding) -> bool:
        path = self._new.name(finding.location.path)
        return any(path.startswith(f"{directory}/") for directory in self._old.unknown)


def _moved(one: Finding) -> Hashable:
    return one.rule, one.identity


def _units(finding: Finding) -> Iterable[str]:
    return (finding.unit, *finding.also_in) if finding.unit is not None else finding.also_in
