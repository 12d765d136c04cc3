"""Rules over units: every check visits its subjects, and what it says becomes findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from k8slint.api import Cluster, Context
from k8slint.engine import place
from k8slint.engine.failures import failure
from k8slint.engine.policies import Policies
from k8slint.engine.subjects import Subjects, file_of, owner
from k8slint.engine.verdict import judge
from k8slint.findings import (
    Confidence,
    Evidence,
    Failure,
    Finding,
    Location,
    Problem,
    Related,
    RelatedPlace,
    Safety,
    Severity,
    TextFix,
)
from k8slint.graph import Graph
from k8slint.resources import Resource
from k8slint.resources.hooks import is_test
from k8slint.rulebook import Check, Rule
from k8slint.units import Unit
from k8slint.yaml import Document, Node, ReadError

#: Crashes of one rule that are told one by one.
_FAILURES = 10
#: Places that are told besides that of a finding: nobody reads more, and hostile manifests have thousands for each.
_RELATED = 100
#: Characters of documents that are read again to prove fixes which nobody has asked for yet; then findings have none:
#: hostile manifests have thousands in one document, and each is proved on the whole of it.
_PROVED = 2_000_000
_RELIABILITY = "reliability"  # nobody relies on what only `helm test` applies
_VALUE = "the value comes from here"
_OTHER_VALUE = "the value at the other end comes from here"
_RENDERED = frozenset({"chart", "world"})
_OTHERS = 3  # of the other ends whose values are told
_MANY = "there are too many fixes to show"


class Run:
    """One pass of the rules over units and documents; collects findings and failures."""

    def __init__(
        self,
        rules: Sequence[Rule],
        cluster: Cluster,
        policies: Policies,
        *,
        fixing: bool = False,
        identify: bool = False,
        documents: Callable[[str], Sequence[Document]] = lambda _path: (),
    ) -> None:
        self.findings: list[Finding] = []
        self.holders: list[Resource | None] = []  # the resource in which each of them lies
        self.failures: list[Failure] = []
        self._cluster = cluster
        self._crashes: dict[str, int] = {}
        self._by_subject: dict[str, list[Rule]] = {}
        for rule in rules:
            if rule.subject is not None:
                self._by_subject.setdefault(rule.subject, []).append(rule)
        self.of_texts = frozenset(rule.id for rule in rules if rule.subject in _TEXT_SUBJECTS)
        self._fixing = fixing
        self._identify = identify  # say of each finding what its fingerprint is over
        self._documents = documents  # of a file, by its path
        self._proved = 0
        self._unit: Unit | None = None
        self._holders: dict[int, list[Resource]] = {}  # of this unit, by the `id` of their document; empty: not made yet
        self._places: dict[tuple[Node, bool], Location] = {}  # of what is related, in this unit
        self._checks: dict[str, Check | None] = {}
        self._policies = policies
        self._options = {rule.id: {**rule.defaults, **policies.default.options.get(rule.id, {})} for rule in rules}

    def unit(self, unit: Unit, graph: Graph, *, in_world: bool = False) -> None:
        """Run the rules whose subjects lie in a unit.

        What a rule says of a whole unit it says of the world that it is a part of (`in_world`), and of that only this.
        """
        subjects = Subjects(unit)
        tests = frozenset([id(one) for one in unit.resources if "annotations" in one.metadata and is_test(one.value)])
        self._places = {}
        cluster = self._cluster if unit.version is None else self._cluster._replace(version=unit.version)
        plain = Context(unit, graph, {}, cluster)  # for the many rules without options
        self._holders = {}
        for name, rules in self._by_subject.items():
            if name in _TEXT_SUBJECTS or (name == "Unit" and in_world) or (name != "Unit" and unit.kind == "world"):
                continue
            found = subjects.of(name)
            if not found:
                continue
            for rule in rules:
                if unit.example and rule.evidence is not Evidence.INTRINSIC:
                    continue  # examples are linked with nothing
                visited = found
                if tests and rule.category == _RELIABILITY:
                    visited = [one for one in found if id(owner(one)) not in tests]
                for options, some in self._by_options(rule, visited):
                    self._visit(rule, some, unit, Context(unit, graph, options, cluster) if options else plain)

    def texts(self, subject: str, subjects: Iterable[Any], unit_of: Callable[[Any], Unit | None]) -> None:
        """Run the rules about sources (what could not be read) or documents."""
        rules = self._by_subject.get(subject, ())
        if not rules:
            return
        for found in subjects:
            unit = unit_of(found)
            self._look_into(unit)
            for rule in rules:
                self._visit(rule, (found,), unit, Context(unit or _NO_UNIT, _NO_GRAPH))

    def _by_options(self, rule: Rule, subjects: Sequence[Any]) -> Iterable[tuple[Mapping[str, Any], Sequence[Any]]]:
        """Subjects with the options that the rule has where they are written: nearly always the same for all."""
        if self._policies.single or not rule.options:
            return ((self._options[rule.id], subjects),)
        groups: dict[int, tuple[Mapping[str, Any], list[Any]]] = {}
        for subject in subjects:
            policy = self._policies.at(file_of(subject))
            if id(policy) not in groups:
                groups[id(policy)] = ({**rule.defaults, **policy.options.get(rule.id, {})}, [])
            groups[id(policy)][1].append(subject)
        return groups.values()

    def _visit(self, rule: Rule, subjects: Sequence[Any], unit: Unit | None, context: Context) -> None:
        check = self._checks.get(rule.id) or self._check(rule)
        if check is None:
            return
        for subject in subjects:
            try:
                for problem in check(subject, context):
                    where = place.place(problem.node, key=problem.key, within=problem.within)
                    policy = self._policies.at(where.path)
                    if rule.id in policy.rules:
                        self.findings.append(self._finding(rule, problem, subject, unit, where, policy.severity.get(rule.id)))
            except Exception as error:  # noqa: BLE001  # whatever a body raises, the run goes on
                self._crash(rule, unit, subject, error)

    def _check(self, rule: Rule) -> Check | None:
        """The check of a rule, loaded when its first subject comes; None where it cannot be loaded, told once."""
        if rule.id not in self._checks:
            self._checks[rule.id] = None
            try:
                self._checks[rule.id] = rule.load()
            except Exception as error:  # noqa: BLE001  # likewise
                self._crash(rule, None, None, error)
        return self._checks[rule.id]

    def _finding(
        self, rule: Rule, problem: Problem, subject: Any, unit: Unit | None, where: Location, configured: Severity | None
    ) -> Finding:
        severity, confidence = judge(problem, rule, unit, configured)
        node = problem.node
        resource = self._holder(node, subject, unit)
        related = tuple(RelatedPlace(self._place(other), other.message, other.listed) for other in problem.related[:_RELATED])
        if unit is not None and unit.kind in _RENDERED:
            related += self._values(problem, resource, unit)
        advice, fix, not_fixed = problem.help, None, None
        if problem.fix is not None:
            advice = problem.fix.title if advice is None else advice
            made = self._text_fix(rule, problem, confidence, subject, unit)
            fix, not_fixed = (None, made) if isinstance(made, str) else (made, None)
        found = Finding(
            rule=rule.id,
            severity=severity,
            confidence=confidence,
            message=problem.message,
            location=where,
            label=problem.label,
            effect=problem.effect if problem.effect is not None else rule.effect,
            help=advice if advice is not None else rule.help,
            yaml_path=Resource.field(place.relative(node, resource)),
            unit=None if unit is None else unit.name,
            resource=None if resource is None else place.resource_id(resource),
            related=related,
            fingerprint=place.fingerprint(rule.id, resource, node),
            identity=place.identity(resource, node) if self._identify else (),
            url=rule.url,
            fix=fix,
            not_fixed=not_fixed,
        )
        self.holders.append(resource)
        return found

    def _values(self, problem: Problem, resource: Resource | None, unit: Unit) -> tuple[RelatedPlace, ...]:
        """Where the values of a chart stand that a problem was made of, and those of what it has to do with."""
        own = dict.fromkeys(place.values(problem.node, resource, key=problem.key), _VALUE)
        others: dict[Location, str] = {}
        for other in problem.related:
            if len(others) == _OTHERS:
                break
            if other.listed or isinstance(other.node, ReadError):
                continue
            holder = self._holder(other.node, other.node, unit)
            # A list stands for the names of its entries.
            names = [name for entry in other.node.elements() if (name := entry.get("name")) is not None][:_OTHERS]
            for node in (other.node, *names):
                others.update(dict.fromkeys(place.values(node, holder, key=other.key and node is other.node)[:1], _OTHER_VALUE))
        return tuple(RelatedPlace(where, message) for where, message in {**others, **own}.items())

    def _text_fix(
        self, rule: Rule, problem: Problem, confidence: Confidence, subject: Any, unit: Unit | None
    ) -> TextFix | str | None:
        """The fix of a problem as changes of text, or why there is none; None where that cannot be told for a crash.

        What is not proved to be wrong is not certain to be cured either.
        """
        from k8slint.engine.rewriting import rewritten  # most findings have no fix
        from k8slint.fix import text_fix

        if problem.fix is None:
            return None
        fix = rewritten(problem.fix, self._documents)
        if isinstance(fix, str):
            return fix
        if confidence is not Confidence.PROVED:
            fix = fix._replace(safety=Safety.UNSAFE)
        self._proved += sum(end - start for start, end in (edit.node.document.part for edit in fix.edits))
        if self._proved > _PROVED and not self._fixing:
            return _MANY
        try:
            return text_fix(fix)
        except Exception as error:  # noqa: BLE001  # the finding stands, and so does the run
            self._crash(rule, unit, subject, error)
            return None

    def _place(self, related: Related) -> Location:
        """Where something related is: many findings may share it."""
        node, key = related.node, related.key
        if isinstance(node, ReadError):
            return place.place(node, key=key)
        found = self._places.get((node, key))
        if found is None:
            found = self._places[node, key] = place.place(node, key=key)
        return found

    def _look_into(self, unit: Unit | None) -> None:
        """Take up a unit: the resources in which nodes lie are now its own."""
        if unit is not self._unit:
            self._unit, self._holders = unit, {}

    def _holder(self, node: Node | ReadError, subject: Any, unit: Unit | None) -> Resource | None:
        """The resource in which a node lies: the subject's, else the one of the unit whose document holds it."""
        if isinstance(node, ReadError):
            return None
        resource = owner(subject)
        if resource is not None and resource.document is node.document and node.path[: len(resource.path)] == resource.path:
            return resource  # another one may lie in the same list
        if unit is None:
            return None
        if not self._holders:
            for other in unit.resources:
                self._holders.setdefault(id(other.document), []).append(other)
        for other in self._holders.get(id(node.document), ()):
            if node.path[: len(other.path)] == other.path:
                return other
        return None

    def _crash(self, rule: Rule, unit: Unit | None, subject: Any, error: Exception) -> None:
        self._crashes[rule.id] = self._crashes.get(rule.id, 0) + 1
        if self._crashes[rule.id] <= _FAILURES:
            resource = owner(subject) if subject is not None else None
            name = None if unit is None else unit.name
            self.failures.append(failure(error, rule=rule.id, unit=name, resource=resource))


_TEXT_SUBJECTS = frozenset({"Source", "Document"})
#: What checks of texts get to see: what could not be read belongs to no graph.
_NO_UNIT = Unit("", ())
_NO_GRAPH = Graph(_NO_UNIT)
