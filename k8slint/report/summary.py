"""The last lines of a report: what was looked at, what was found, what was left out, and what crashed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8slint.findings import Severity
from k8slint.report.fixes import fixable, outcome
from k8slint.report.options import count
from k8slint.report.terminal import sanitize
from k8slint.report.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from k8slint.findings import Failure, Report, ResourceId
    from k8slint.report.options import Options

# One and several, by the reason why something was not checked, in the order in which reports name them.
SKIPPED: Mapping[str, tuple[str, str]] = {
    "not-kubernetes": ("other YAML file", "other YAML files"),
    "unreadable": ("unreadable file", "unreadable files"),
    "patch": ("patch", "patches"),
    "local-config": ("local-config document", "local-config documents"),
    "example": ("example document", "example documents"),
    "template": ("template of another tool", "templates of other tools"),
    "helm-not-rendered": ("Helm chart", "Helm charts"),
    "kustomize-not-built": ("kustomization", "kustomizations"),
}
_UNBUILT = "kustomize-not-built"
_UNRENDERED = "helm-not-rendered"
_TOLD = 2  # reasons why kustomizations were not built, or charts not rendered
_CAUSES = 10  # what a change did, that is told
_GONE = 50  # findings that only the older tree had, that are told
_FILES = ("not-kubernetes", "unreadable")  # reasons that count files which were then not linted


def closing(report: Report, options: Options) -> tuple[str, ...]:
    """Write the last lines, without line ends: what was found, fixed, and left out if anything was."""
    summary = report.summary
    skipped = ", ".join(text for _, text in left_out(summary.skipped, summary.unbuilt, summary.unrendered))
    lines = [_found(report, options), *compared(report, options), *outcome(report, options)]
    return (*lines, f"not checked: {skipped}") if skipped else tuple(lines)


def compared(report: Report, options: Options) -> Iterator[str]:
    """Say what a report leaves out because an older tree had it, and what the change did that broke the rest."""
    since = report.since
    if since is None:
        return
    told = [
        f"{len(report.findings) - since.touched:,} new"
        + (f" ({since.afar:,} in what the change did not touch)" if since.afar else ""),
        *([f"{since.touched:,} old in what the commit changed"] if since.touched else []),
        *([f"{len(since.fixed):,} fixed"] if since.fixed else []),
        *([f"{since.old:,} old not shown"] if since.old else []),
    ]
    yield f"compared with {sanitize(since.base)}: {', '.join(told)}"
    for cause in since.causes[:_CAUSES]:
        if cause.named:
            fields = "1 field still names it" if cause.fields == 1 else f"{cause.fields:,} fields still name it"
        else:
            fields = "1 field relies on what it was" if cause.fields == 1 else f"{cause.fields:,} fields rely on what it was"
        yield f"{sanitize(cause.text)}; {fields}"
    gone = [finding for finding in since.fixed or () if options.gone and options.shows(finding.severity)]
    for finding in gone[:_GONE]:
        yield f"fixed: {sanitize(finding.location.path)}:{finding.location.line} {sanitize(finding.message)}"
    if len(gone) > _GONE:
        yield f"and {len(gone) - _GONE:,} more are fixed"


def left_out(
    skipped: Mapping[str, int], unbuilt: Sequence[str] = (), unrendered: Sequence[str] = ()
) -> Iterator[tuple[str, str]]:
    """Say for each reason what was not checked because of it, in the order of reports; unknown reasons come last.

    `unbuilt` are the reasons why kustomizations were not built, `unrendered` those why charts were not rendered.
    """
    why = {_UNBUILT: ("not built", unbuilt), _UNRENDERED: ("not rendered", unrendered)}
    for reason in in_order(skipped):
        number = skipped[reason]
        one, several = SKIPPED.get(reason, (sanitize(reason),) * 2)
        text = f"{number:,} {one if number == 1 else several}"
        yield reason, f"{text} ({_because(*why[reason])})" if reason in why else text


def _because(what: str, reasons: Sequence[str]) -> str:
    """What was not done, and why; only what to do about it, where there is something."""
    cure = next((reason for reason in reasons if reason.startswith("install ")), None)
    if cure is not None:
        return cure
    told = [*reasons[:_TOLD], *(["others"] if len(reasons) > _TOLD else [])]
    return f"{what}: {sanitize(', '.join(told))}" if told else what


def in_order(skipped: Mapping[str, int]) -> list[str]:
    """List the reasons that count anything, in the order of reports."""
    ranks = {reason: rank for rank, reason in enumerate(SKIPPED)}
    reasons = (reason for reason, number in skipped.items() if number > 0)
    return sorted(reasons, key=lambda reason: (ranks.get(reason, len(ranks)), reason))


def _found(report: Report, options: Options) -> str:
    summary, counts = report.summary, count(report)
    files = summary.files - summary.templates - sum(summary.skipped.get(reason, 0) for reason in _FILES)
    read = f"{plural(summary.resources, 'resource')} in {plural(max(files, 0), 'file')}"
    shown, hidden = (
        ", ".join(
            plural(counts[severity], severity.value)
            for severity in Severity
            if counts[severity] and options.shows(severity) is listed
        )
        for listed in (True, False)
    )
    serious = any(counts[one] and not options.shows(one) for one in (Severity.ERROR, Severity.WARNING))
    found = (shown or "nothing to report") + (f" ({hidden} not shown)" if hidden else "")
    if serious and not shown:  # the run may fail for it
        found = f"{hidden} not shown"
    known = f"; {len(report.baselined):,} in the baseline" if report.baselined else ""
    return f"{read}, {plural(summary.units, 'unit')}: {found}{fixable(report, options)}{known}"


def failure_line(failure: Failure, report: Report) -> str:
    """Write what a person is told of a crash, on one line."""
    crashed = {other.rule for other in report.failures}
    others = sum(rule.id not in crashed for rule in report.rules)
    ran = f"; the other {plural(others, 'rule') if others > 1 else 'rule'} ran" if failure.rule and others else ""
    return f"{describe(failure)}{ran}. Please report it with this line."


def describe(failure: Failure) -> str:
    """Say what crashed, on what, and how, on one line."""
    text = f"internal error in rule {failure.rule}" if failure.rule else "internal error"
    if failure.resource:
        text += f" on {_name(failure.resource)}"
    elif failure.unit is not None:
        text += f" in unit {failure.unit}"
    if failure.path is not None:
        text += f" ({failure.path}:{failure.line})" if failure.line else f" ({failure.path})"
    return sanitize(f"{text}: {failure.message}")


def _name(resource: ResourceId) -> str:
    parts = (resource.namespace, resource.name)
    return " ".join((resource.kind, "/".join(filter(None, parts)))).rstrip()
