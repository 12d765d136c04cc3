"""How a report is to be shown: what every format is given beside the report itself."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from k8slint.findings import Confidence, Severity
from k8slint.report.terminal import DEFAULT_WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from k8slint.findings import Finding, Report


COMMENT = 65_000  # bytes that a comment on GitHub holds, somewhat less than its 65,536 characters

_SURE = {confidence: rank for rank, confidence in enumerate(Confidence)}


class Options(NamedTuple):
    """How a report is shown.

    `listed` is the mildest severity that is listed. `min_severity` is what the command line gave: it binds every
    format, also those that carry everything. `color` and `width` (in columns) are for people's formats only. `unsafe`:
    unsafe fixes are wanted too; `dry`: fixes are only shown. `statistics`: how often each rule was broken is told after the
    report; `gone`: so is each finding that only an older tree had. `room`: how many bytes `markdown` may have.
    """

    listed: Severity = Severity.WARNING
    min_severity: Severity | None = None
    color: bool = False
    width: int = DEFAULT_WIDTH
    unsafe: bool = False
    dry: bool = False
    statistics: bool = False
    gone: bool = False
    room: int = COMMENT

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


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings for readers who see only the first: severe before mild, proved before guessed, many units before few.

    Equals stay in their order.
    """
    return sorted(findings, key=lambda finding: (finding.severity.rank, _SURE[finding.confidence], -len(finding.also_in)))
