"""How a report is to be shown: what every format is given beside the report itself."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from k8slint.findings import Severity
from k8slint.report.terminal import DEFAULT_WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from k8slint.findings import Finding, Report


class Options(NamedTuple):
    """How a report is shown.

    `listed` is the mildest severity that is listed. `min_severity` is what the command line gave: it binds every
    format, also those that carry everything. `color` and `width` (in columns) are for people's formats only. `unsafe`:
    unsafe fixes are wanted too; `dry`: fixes are only shown.
    """

    listed: Severity = Severity.WARNING
    min_severity: Severity | None = None
    color: bool = False
    width: int = DEFAULT_WIDTH
    unsafe: bool = False
    dry: bool = False

    def shows(self, severity: Severity) -> bool:
        """Whether findings of a severity are listed."""
        return severity.rank <= (self.min_severity or self.listed).rank

    def listing(self, report: Report) -> Iterator[Finding]:
        """Pick the findings that are listed, in their order."""
        mildest = (self.min_severity or self.listed).rank
        return (finding for finding in report.findings if finding.severity.rank <= mildest)

    def everything(self, report: Report) -> Iterator[Finding]:
        """Pick the findings for a format that carries every severity unless the command line says otherwise."""
        return self._replace(listed=Severity.INFO).listing(report)


def count(report: Report) -> Mapping[Severity, int]:
    """Count all findings of a report by severity, listed or not; every severity is there."""
    counted = Counter(finding.severity for finding in report.findings)
    return {severity: counted[severity] for severity in Severity}
