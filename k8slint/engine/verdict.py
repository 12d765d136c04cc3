"""How bad and how sure a problem is, once it is known in which unit it stands."""

from __future__ import annotations

from k8slint.findings import Absence, Confidence, Evidence, Problem, Severity
from k8slint.rulebook import Rule
from k8slint.units import Unit

#: Subjects that are files, about which nothing is open however little is known of what they make.
_OF_FILES = frozenset({"Kustomization", "Chart"})


def _milder(one: Severity, other: Severity) -> Severity:
    return one if one.rank >= other.rank else other


def _of_absence(absence: Absence, first: Severity, second: Severity, cap: Severity) -> tuple[Severity, Confidence]:
    """The table of absences: what a missing target weighs, by how complete the knowledge is."""
    if absence is Absence.CLOSED:
        return first, Confidence.PROVED
    if absence is Absence.NEAR:
        return _milder(cap, first), Confidence.LIKELY
    if absence is Absence.OPEN:
        return second, Confidence.LIKELY
    return Severity.INFO, Confidence.LIKELY


def _scale(rule: Rule, configured: Severity | None) -> tuple[Severity, Severity]:
    """What a rule's problems weigh: all of them, and the weaker cases. A page's only severity is both."""
    first, second = rule.severities[0], rule.severities[-1]
    if configured is None:
        return first, second
    return configured, configured if len(rule.severities) == 1 else _milder(second, configured)


def judge(problem: Problem, rule: Rule, unit: Unit | None, configured: Severity | None = None) -> tuple[Severity, Confidence]:
    """Severity and confidence of a problem: the page's, lowered by what is not known; what is not proved is no error.

    A `configured` severity replaces the page's first, also where that may not be an error by itself, and limits the other.
    """
    first, second = _scale(rule, configured)
    severity = problem.severity or rule.severities[0]
    if configured is not None:
        severity = first if severity is rule.severities[0] else _milder(severity, first)
    confidence = problem.confidence
    if confidence is None:
        confidence = Confidence.GUESS if rule.evidence is Evidence.HEURISTIC else Confidence.PROVED
    if problem.absence is not None:
        by_absence, found = _of_absence(problem.absence, first, second, configured or Severity.WARNING)
        # What is only inferred to be a name is not there for certain, however complete the knowledge is.
        confidence = found if problem.confidence is None or found is not Confidence.PROVED else problem.confidence
        severity = _milder(severity, by_absence)
    if unit is not None and unit.partial and rule.evidence is not Evidence.INTRINSIC and rule.subject not in _OF_FILES:
        # What is built from these files may differ from them in any field.
        severity = Severity.INFO
        confidence = Confidence.LIKELY if confidence is Confidence.PROVED else confidence
    if severity is Severity.ERROR and confidence is not Confidence.PROVED and configured is None:
        severity = Severity.WARNING
    return severity, confidence
