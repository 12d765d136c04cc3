"""The format `concise`: one line a finding."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from k8slint.report.full import STYLES, place_of
from k8slint.report.terminal import paint, sanitize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.findings import Finding, Report
    from k8slint.report.options import Options

_NEAREST = re.compile(r'nearest: (?:"(?:[^"\\]|\\.)*"|[^,]+)')


def render(report: Report, options: Options) -> Iterator[str]:
    """Write a report: a line a finding, and nothing when there is none."""
    for finding in options.listing(report):
        what = paint(f"{finding.severity.value}[{sanitize(finding.rule)}]", STYLES[finding.severity], options.color)
        inert = "./" * finding.location.path.startswith("::")  # GitHub takes a line that begins so for a command
        yield f"{inert}{place_of(finding.location)}: {what} {sanitize(finding.message)}{_nearest(finding)}\n"


def _nearest(finding: Finding) -> str:
    """Name the near miss that a related place points at, without what else is said of it."""
    hints = (_NEAREST.match(place.message) for place in finding.related)
    hint = next(filter(None, hints), None)
    return f" ({sanitize(hint[0])})" if hint else ""
