"""The format `github`: workflow commands that GitHub Actions turns into annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8slint.findings import Severity
from k8slint.report.terminal import sanitize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.findings import Finding, Report
    from k8slint.report.options import Options

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(report: Report, options: Options) -> Iterator[str]:
    """Write a report, the most severe findings first: GitHub shows only ten of a kind for each step."""
    for finding in sorted(options.listing(report), key=lambda finding: finding.severity.rank):
        properties = ",".join(f"{key}={sanitize(value).translate(_PROPERTY)}" for key, value in _properties(finding))
        text = sanitize(finding.message)
        if finding.help:
            text += f"\nhelp: {sanitize(finding.help)}"
        yield f"::{_COMMANDS[finding.severity]} {properties}::{text.translate(_DATA)}\n"


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
