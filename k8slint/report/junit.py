"""The format `junit`: a suite a file, a test case a finding; every CI shows test reports."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from k8slint.findings import Severity
from k8slint.report.full import place_of
from k8slint.report.remarks import remarks
from k8slint.report.summary import closing, describe
from k8slint.report.terminal import sanitize
from k8slint.report.xml_text import DECLARATION, content, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from k8slint.findings import Finding, Report
    from k8slint.report.options import Options

_TOOL = "k8slint"
_MOST_RELATED = 8


def render(report: Report, options: Options) -> Iterator[str]:
    """Write a report; the last suite is the run itself: one case that passes, or what crashed."""
    run = len(report.failures) or 1
    counts = _counts(list(options.listing(report)), run, len(report.failures))
    yield f'{DECLARATION}<testsuites name="{_TOOL}"{counts}>\n'
    for path, found in groupby(options.listing(report), key=lambda finding: finding.location.path):
        findings = list(found)
        yield f"  <testsuite name={quoted(path)}{_counts(findings)}>\n"
        yield from (_case(name, finding) for name, finding in zip(_names(findings), findings, strict=True))
        yield "  </testsuite>\n"
    yield f'  <testsuite name="{_TOOL}"{_counts([], run, len(report.failures))}>\n'
    for number, failure in enumerate(report.failures, start=1):
        yield _open_case(f"internal error {number}", _TOOL)
        yield f'      <error type="internal error" message={quoted(describe(failure))}/>\n    </testcase>\n'
    if not report.failures:
        yield f'    <testcase name="run" classname="{_TOOL}"/>\n'
    yield f"    <system-out>{content(list(closing(report, options)))}</system-out>\n"
    yield "  </testsuite>\n</testsuites>\n"


def _counts(findings: Sequence[Finding], more: int = 0, errors: int = 0) -> str:
    """Write the attributes that count: cases, failures among them, and crashes."""
    failures = sum(finding.severity is not Severity.INFO for finding in findings)
    return f' tests="{len(findings) + more}" failures="{failures}" errors="{errors}"'


def _names(findings: Iterable[Finding]) -> Iterator[str]:
    """Name the cases of a file without lines: a viewer that compares two runs knows them again when lines move."""
    seen: Counter[str] = Counter()
    for finding in findings:
        resource = finding.resource
        parts = (resource.namespace, resource.name) if resource else ()
        words = (resource.kind if resource else None, "/".join(filter(None, parts)), finding.yaml_path)
        about = " ".join(sanitize(word) for word in words if word)
        name = f"{sanitize(finding.rule)}: {about}" if about else sanitize(finding.rule)
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name} #{seen[name]}"


def _open_case(name: str, class_name: str) -> str:
    return f"    <testcase name={quoted(name)} classname={quoted(class_name)}>\n"


def _case(name: str, finding: Finding) -> str:
    """Write a finding as a case that failed; advice is one that passed and says something."""
    head, message = _open_case(name, finding.location.path), sanitize(finding.message)
    told = list(_lines(finding))
    if finding.severity is Severity.INFO:
        return f"{head}      <system-out>{content([message, *told])}</system-out>\n    </testcase>\n"
    kind = f"type={quoted(finding.severity.value)} message={quoted(message)}"
    return f"{head}      <failure {kind}>{content(told)}</failure>\n    </testcase>\n"


def _lines(finding: Finding) -> Iterator[str]:
    """Say where it is, what it does, what to write, and what is at the other ends."""
    yield f"{place_of(finding.location)}: {finding.severity.value}[{sanitize(finding.rule)}]"
    yield from (f"{word}: {text}" for word, text in remarks(finding))
    for place in finding.related[:_MOST_RELATED]:
        yield f"{place_of(place.location)}: {sanitize(place.message)}".removesuffix(": ")
    if len(finding.related) > _MOST_RELATED:
        yield f"and {len(finding.related) - _MOST_RELATED:,} more"
    if finding.url:
        yield sanitize(finding.url)
