"""The format `markdown`: a comment on a pull request, or the summary of a CI step."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from k8slint.findings import Severity
from k8slint.report.fixes import remark
from k8slint.report.full import place_of
from k8slint.report.inert import code, prose
from k8slint.report.options import worst_first
from k8slint.report.paths import address
from k8slint.report.remarks import remarks
from k8slint.report.summary import closing, failure_line
from k8slint.report.terminal import sanitize
from k8slint.report.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from k8slint.findings import Finding, Report
    from k8slint.report.options import Options

_REST = 1_000  # bytes for the headings of tables, and to say what there is no room for
_CUT = "…"
_LONGEST = 1_000  # characters of one text
_RELATED = 3  # other ends that are shown of a finding
_FAILURES = 5
_HEAD = "| Rule | Where | What |\n| --- | --- | --- |\n"


def render(report: Report, options: Options) -> Iterator[str]:
    """Write a report: a table for each severity, the worst open and the others folded, then the last lines."""
    found = worst_first(options.listing(report))
    counts = Counter(finding.severity for finding in found)
    headings = {severity: plural(number, severity.value) for severity in Severity if (number := counts[severity])}
    yield f"### k8slint: {', '.join(headings.values()) or 'nothing to report'}\n\n"
    crashed, last = _crashed(report), _list(closing(report, options), options.room // 4)
    yield crashed
    rows = _fitting(found, options, options.room - _REST - sum(len(text.encode("utf-8", "replace")) for text in (crashed, last)))
    shown = Counter(finding.severity for finding in found[: len(rows)])
    for number, (severity, heading) in enumerate(headings.items()):
        table = rows[: shown[severity]]
        del rows[: shown[severity]]
        if table:
            yield from _folded(heading, table) if number else (_HEAD, *table, "\n")
    left = ", ".join(
        plural(counts[severity] - shown[severity], severity.value) for severity in Severity if counts[severity] > shown[severity]
    )
    if left:
        yield f"Not shown, because there is no more room: {left}.\n\n"
    yield last


def _crashed(report: Report) -> str:
    """Say what crashed, if anything did; of very many the first."""
    if not report.failures:
        return ""
    lines = [failure_line(failure, report) for failure in report.failures[:_FAILURES]]
    return _list([*lines, *_more(len(report.failures) - len(lines))]) + "\n"


def _folded(heading: str, table: Iterable[str]) -> Iterator[str]:
    yield f"<details><summary>{heading}</summary>\n\n{_HEAD}"
    yield from table
    yield "\n</details>\n\n"


def _list(lines: Sequence[str], room: int | None = None) -> str:
    """Write a list, of very long ones as much as there is room for."""
    written: list[str] = []
    for number, line in enumerate(lines):
        item = f"- {prose(_short(line))}\n"
        if room is not None:
            room -= len(item.encode("utf-8", "replace"))
            if room < 0:
                return "".join((*written, *(f"- {text}\n" for text in _more(len(lines) - number))))
        written.append(item)
    return "".join(written)


def _more(number: int) -> list[str]:
    return [f"and {number:,} more"] if number > 0 else []


def _fitting(found: Sequence[Finding], options: Options, room: int) -> list[str]:
    """Write the rows of the worst findings, as many as there is room for."""
    rows: list[str] = []
    for finding in found:
        row = _row(finding, options)
        room -= len(row.encode("utf-8", "replace"))
        if room < 0:
            break
        rows.append(row)
    return rows


def _row(finding: Finding, options: Options) -> str:
    return f"| {_rule(finding)} | {code(place_of(finding.location))} | {'<br>'.join(_lines(finding, options))} |\n"


def _rule(finding: Finding) -> str:
    """Link the page of the rule; an address that is not plainly one is no link."""
    name, link = prose(finding.rule), address(finding.url)
    return f"[{name}]({link})" if link else name


def _lines(finding: Finding, options: Options) -> Iterator[str]:
    yield prose(_short(finding.message))
    for word, text in remarks(finding):
        yield prose(_short(f"{word}: {text}{remark(finding, options) if word == 'help' else ''}"))
    for place in finding.related[:_RELATED]:
        yield f"{code(place_of(place.location))} {prose(_short(place.message))}".rstrip()
    yield from _more(len(finding.related) - _RELATED)


def _short(text: str) -> str:
    shown = sanitize(text)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + _CUT
