"""How often each rule was broken: a table, the most frequent first."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from k8slint.report.fixes import remedy
from k8slint.report.full import STYLES
from k8slint.report.terminal import paint, sanitize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.findings import Report
    from k8slint.report.options import Options


def render(report: Report, options: Options) -> Iterator[str]:
    """Write a line for each rule and severity of what is listed: how many, how bad, which, and how many can be fixed."""
    listed = list(options.listing(report))
    counts = Counter((finding.rule, finding.severity) for finding in listed)
    fixable = Counter((finding.rule, finding.severity, remedy(finding, options)) for finding in listed if finding.fix is not None)
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0][1].rank, row[0][0]))
    wide = max((len(f"{number:,}") for number in counts.values()), default=0)
    broad = max((len(severity.value) for _, severity in counts), default=0)
    for (rule, severity), number in rows:
        how = ", ".join(
            f"{times:,} fixable with {option}"
            for (other, level, option), times in sorted(fixable.items(), key=lambda item: item[0][2])
            if (other, level) == (rule, severity)
        )
        what = paint(f"{severity.value:<{broad}}", STYLES[severity], options.color)
        yield f"{number:>{wide},}  {what}  {sanitize(rule)}{f'  ({how})' if how else ''}\n"
