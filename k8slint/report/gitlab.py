"""The format `gitlab`: a Code Quality report, as merge requests show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8slint.findings import Severity
from k8slint.report.json import encode
from k8slint.report.paths import last_line, spelt
from k8slint.report.remarks import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.findings import Finding, Report
    from k8slint.report.options import Options

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report, options: Options) -> Iterator[str]:
    """Write a report as an array, a finding on a line; GitLab tells old from new by the fingerprints."""
    separator = "[\n"
    for found in options.listing(report):
        yield separator + encode(_issue(found))
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def _issue(found: Finding) -> dict[str, Any]:
    where = found.location
    return {
        "description": sentence(found),
        "check_name": found.rule,
        "fingerprint": found.fingerprint,
        "severity": _SEVERITIES[found.severity],
        "location": {"path": spelt(where.path), "lines": {"begin": where.line, "end": last_line(where)}},
    }
