"""The format `github`: workflow commands that GitHub Actions turns into annotations."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from k8slint.findings import Severity
from k8slint.report.options import worst_first
from k8slint.report.terminal import sanitize
from k8slint.report.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from k8slint.findings import Finding, Report
    from k8slint.report.options import Options

SHOWN = 10  # annotations of a kind that GitHub shows for a step

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(report: Report, options: Options) -> Iterator[str]:
    """Write a report, the worst findings first: GitHub shows only ten of a kind for each step.

    What it does not show is counted in a notice of its own, before the notices that would push it out.
    """
    found = worst_first(options.listing(report))
    hidden = _hidden(Counter(finding.severity for finding in found))
    for finding in found:
        if hidden and finding.severity is Severity.INFO:
            yield hidden
            hidden = ""
        properties = ",".join(f"{key}={sanitize(value).translate(_PROPERTY)}" for key, value in _properties(finding))
        text = sanitize(finding.message)
        if finding.help:
            text += f"\nhelp: {sanitize(finding.help)}"
        yield f"::{_COMMANDS[finding.severity]} {properties}::{text.translate(_DATA)}\n"
    yield hidden


def _hidden(counts: Mapping[Severity, int]) -> str:
    """Write the notice that counts what GitHub will not show; empty if it shows everything."""
    room = dict.fromkeys(Severity, SHOWN)
    if any(counts[severity] > SHOWN for severity in Severity):
        room[Severity.INFO] -= 1  # this notice is one of them
    left = [
        plural(counts[severity] - room[severity], severity.value) for severity in Severity if counts[severity] > room[severity]
    ]
    return (
        f"::notice title=k8slint::not shown as annotations: {', '.join(left)}; the log of the step lists them\n" if left else ""
    )


def _properties(finding: Finding) -> Iterator[tuple[str, str]]:
    """List what tells GitHub where it is; columns are allowed only where the range lies on one line."""
    where = finding.location
    yield "file", where.path
    yield "line", str(where.line)
    yield "endLine", str(where.end_line)
    if where.line == where.end_line:
        yield "col", str(where.column)
        yield "endColumn", str(where.end_column)
    yield "title", finding.rule
