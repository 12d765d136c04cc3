"""The format `sarif`: one run of SARIF 2.1.0, within the limits of GitHub's code scanning."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import sarif_om as om

from k8slint import __version__
from k8slint.report import sarif_rules
from k8slint.report.full import place_of
from k8slint.report.sarif_rules import LEVELS
from k8slint.report.sarif_writer import is_absolute, uri, write
from k8slint.report.summary import describe, left_out
from k8slint.report.terminal import sanitize

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from k8slint.findings import Failure, Finding, Location, RelatedPlace, Report, ResourceId, Splice, TextFix
    from k8slint.report.options import Options

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
HOME = "https://k8slint.dev"
ROOT = "%SRCROOT%"
MOST_RESULTS = 5_000  # GitHub keeps that many of a run, and refuses one of more than 25,000
MOST_LOCATIONS = 100
LINKED = 3  # related places that the message links: GitHub shows no others
INTENDED = {"not-kubernetes", "patch", "local-config", "example"}  # left out because they are not to be checked


def render(report: Report, options: Options) -> Iterator[str]:
    """Write a report as a log with one run."""
    found = list(options.listing(report))
    kept = _worst(found)
    descriptors = [sarif_rules.describe(rule) for rule in report.rules]
    known = {descriptor.id for descriptor in descriptors}
    unknown = {finding.rule: finding for finding in kept if finding.rule not in known}
    descriptors += [sarif_rules.describe_unknown(unknown[rule]) for rule in sorted(unknown)]
    indexes = {descriptor.id: index for index, descriptor in enumerate(descriptors)}
    notifications = list(_notifications(report, len(found) - len(kept), indexes))
    driver = om.ToolComponent(
        name="k8slint",
        version=__version__,
        semantic_version=__version__,
        information_uri=HOME,
        rules=descriptors,
        notifications=[
            sarif_rules.describe_notification(name) for name in dict.fromkeys(told.descriptor.id for told in notifications)
        ],
    )
    run = om.Run(
        tool=om.Tool(driver=driver),
        automation_details=om.RunAutomationDetails(id="k8slint/"),
        column_kind="unicodeCodePoints",
        invocations=[
            om.Invocation(
                execution_successful=not report.failures,
                tool_execution_notifications=notifications,
            )
        ],
        original_uri_base_ids={ROOT: om.ArtifactLocation(description=om.Message(text="the directory in which k8slint ran"))},
        results=[],
    )
    log = om.SarifLog(version="2.1.0", schema_uri=SCHEMA, runs=[run])
    return write(log, (_result(finding, indexes[finding.rule]) for finding in kept))


def _worst(findings: Sequence[Finding]) -> list[Finding]:
    """Pick the worst findings as far as there is room for them, in the order they had."""
    order = sorted(range(len(findings)), key=lambda index: findings[index].severity.rank)
    return [findings[index] for index in sorted(order[:MOST_RESULTS])]


def _result(finding: Finding, rule: int) -> Any:
    related = [place for place in finding.related if not place.recorded][:MOST_LOCATIONS]
    facts = {
        "confidence": finding.confidence.value,
        "yamlPath": finding.yaml_path or None,
        "unit": finding.unit,
        "alsoIn": list(finding.also_in) or None,
    }
    return om.Result(
        rule_id=finding.rule,
        rule_index=rule,
        level=LEVELS[finding.severity],
        message=om.Message(text=_text(finding, related)),
        locations=[_location(finding.location, logical_locations=_logical(finding.resource))],
        related_locations=[
            _location(place.location, id=index, message=om.Message(text=_named(place)))
            for index, place in enumerate(related, start=1)
        ]
        or None,
        fixes=None if finding.fix is None else [_fix(finding.fix)],
        partial_fingerprints={"k8slint/v1": finding.fingerprint} if finding.fingerprint else None,
        properties={key: value for key, value in facts.items() if value is not None},
    )


def _text(finding: Finding, related: Sequence[RelatedPlace]) -> str:
    """Write the message, then links to the other ends, then effect and help, each on a line."""
    lines = [_unlinked(sanitize(finding.message))]
    lines += (f"[{_escape(_named(place))}]({index})" for index, place in enumerate(related[:LINKED], start=1))
    recorded = (place for place in finding.related if place.recorded)  # in no file that a viewer could open
    lines += (_unlinked(f"{place_of(place.location)}: {_named(place)}") for place in recorded)
    remarks = (("effect", finding.effect), ("help", finding.help))
    lines += (_unlinked(f"{word}: {sanitize(text)}") for word, text in remarks if text)
    return "\n".join(lines)


def _named(place: RelatedPlace) -> str:
    return sanitize(place.message or f"{place.location.path}:{place.location.line}")


def _unlinked(text: str) -> str:
    """Keep a text from being read as a link."""
    return _escape(text) if "](" in text else text


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _location(where: Location, **more: Any) -> Any:
    return om.Location(
        physical_location=om.PhysicalLocation(artifact_location=_artifact(where.path), region=_region(where)),
        **more,
    )


def _region(where: Location) -> Any:
    return om.Region(start_line=where.line, start_column=where.column, end_line=where.end_line, end_column=where.end_column)


def _fix(found: TextFix) -> Any:
    """Write a fix: for each file, the ranges that become other texts."""
    changes = [
        om.ArtifactChange(artifact_location=_artifact(path), replacements=[_replacement(splice) for splice in splices])
        for path, splices in groupby(found.splices, key=lambda splice: splice.location.path)
    ]
    return om.Fix(
        artifact_changes=changes,
        description=om.Message(text=_unlinked(sanitize(found.title))),
        properties={"safety": found.safety.value},
    )


def _replacement(splice: Splice) -> Any:
    inserted = om.ArtifactContent(text=splice.text) if splice.text else None
    return om.Replacement(deleted_region=_region(splice.location), inserted_content=inserted)


def _artifact(path: str) -> Any:
    return om.ArtifactLocation(uri=uri(path), uri_base_id=None if is_absolute(path) else ROOT)


def _logical(resource: ResourceId | None) -> list[Any] | None:
    if resource is None:
        return None
    parts = (resource.namespace, resource.kind, resource.name)
    full = "/".join(filter(None, parts))
    return [om.LogicalLocation(name=resource.name, fully_qualified_name=full, kind="resource")]


def _notifications(report: Report, cut: int, rules: Mapping[str, int]) -> Iterator[Any]:
    """Tell what crashed, what was left out of the check, and what of the report."""
    for failure in report.failures:
        yield _failure(failure, rules)
    for reason, text in left_out(report.summary.skipped, report.summary.unbuilt, report.summary.unrendered):
        level = "note" if reason in INTENDED else "warning"
        yield _notification(reason, level, f"not checked: {text}")
    if cut:
        text = f"{cut:,} findings were left out: only the {MOST_RESULTS:,} most severe are reported"
        yield _notification("results-cut", "warning", text)


def _failure(failure: Failure, rules: Mapping[str, int]) -> Any:
    told = _notification("internal-error", "error", describe(failure))
    if failure.rule is not None:
        index = rules.get(failure.rule, -1)
        told.associated_rule = om.ReportingDescriptorReference(id=failure.rule, index=index)
    if failure.path is not None:
        region = om.Region(start_line=failure.line) if failure.line else None
        place = om.PhysicalLocation(artifact_location=_artifact(failure.path), region=region)
        told.locations = [om.Location(physical_location=place)]
    return told


def _notification(name: str, level: str, text: str) -> Any:
    return om.Notification(
        descriptor=om.ReportingDescriptorReference(id=name), level=level, message=om.Message(text=sanitize(text))
    )
