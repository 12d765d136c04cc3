"""Rules as SARIF describes them: what a viewer shows beside a result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sarif_om as om

from k8slint.findings import Evidence, Severity
from k8slint.report import prose
from k8slint.report.paths import address

if TYPE_CHECKING:
    from k8slint.findings import Finding, RuleInfo

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
FULL_LENGTH = 1024  # of a full description; GitHub refuses longer ones
MOST_TAGS = 20

_NOTIFICATIONS = {
    "internal-error": "A rule or a stage of the run crashed: its findings are missing",
    "results-cut": "Some findings were left out of the report",
}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_PRECISION = {
    Evidence.INTRINSIC: "very-high",
    Evidence.CONTRADICTION: "very-high",
    Evidence.ABSENCE: "high",
    Evidence.HEURISTIC: "medium",
}


def describe(rule: RuleInfo) -> Any:
    """Describe a rule by its page."""
    page = prose.read(rule.page, rule.title)
    worst = rule.severities[0] if rule.severities else Severity.WARNING
    return om.ReportingDescriptor(
        id=rule.id,
        name=_name(rule.id),
        deprecated_ids=list(rule.formerly) or None,
        short_description=om.MultiformatMessageString(text=rule.title),
        full_description=om.MultiformatMessageString(text=_cut(page.first)),
        help=om.MultiformatMessageString(text=page.text, markdown=page.markdown),
        help_uri=address(rule.url),
        default_configuration=om.ReportingConfiguration(level=LEVELS[worst]),
        properties={
            "tags": list(dict.fromkeys(("kubernetes", rule.category)))[:MOST_TAGS],
            "precision": _PRECISION[rule.evidence],
            "problem.severity": _PROBLEMS[worst],
        },
    )


def describe_unknown(finding: Finding) -> Any:
    """Describe a rule of which only a finding is known."""
    text = om.MultiformatMessageString(text=finding.rule)
    return om.ReportingDescriptor(
        id=finding.rule,
        name=_name(finding.rule),
        short_description=text,
        full_description=text,
        help=text,
        help_uri=address(finding.url),
        default_configuration=om.ReportingConfiguration(level=LEVELS[finding.severity]),
        properties={"tags": ["kubernetes"]},
    )


def describe_notification(name: str) -> Any:
    """Describe what a run tells of itself: why something was not checked, or that it broke off."""
    text = om.MultiformatMessageString(text=_NOTIFICATIONS.get(name, f"What was not checked: {name}"))
    return om.ReportingDescriptor(id=name, name=_name(name), short_description=text, full_description=text, help=text)


def _name(rule: str) -> str | None:
    """Spell an id as viewers expect names: `service-selects-nothing` is `ServiceSelectsNothing`; None if it is one word."""
    return "".join(word[:1].upper() + word[1:] for word in rule.split("-")) if "-" in rule else None


def _cut(text: str) -> str:
    return text if len(text) <= FULL_LENGTH else text[: FULL_LENGTH - 1].rstrip() + "…"
