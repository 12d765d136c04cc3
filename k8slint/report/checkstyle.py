"""The format `checkstyle`: the XML report of Checkstyle, which many dashboards read."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from k8slint.report.remarks import sentence
from k8slint.report.summary import describe
from k8slint.report.xml_text import DECLARATION, content, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.findings import Finding, Report
    from k8slint.report.options import Options

_FORMAT = "10.0"  # of Checkstyle, whose reports look like this


def render(report: Report, options: Options) -> Iterator[str]:
    """Write a report, a file after the other; what crashed is an exception."""
    yield f'{DECLARATION}<checkstyle version="{_FORMAT}">\n'
    for path, findings in groupby(options.listing(report), key=lambda finding: finding.location.path):
        yield f"  <file name={quoted(path)}>\n"
        yield from map(_error, findings)
        yield "  </file>\n"
    for failure in report.failures:
        yield f"  <exception>{content([describe(failure)])}</exception>\n"
    yield "</checkstyle>\n"


def _error(finding: Finding) -> str:
    where = finding.location
    return (
        f'    <error line="{where.line}" column="{where.column}" severity="{finding.severity.value}"'
        f" message={quoted(sentence(finding))} source={quoted(f'k8slint.{finding.rule}')}/>\n"
    )
