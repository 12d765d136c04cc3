"""The format `jsonl`: each finding as the object of `json` on a line of its own, and at last a line with the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8slint.report.json import VERSION, encode, failure, finding, since, summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.findings import Report
    from k8slint.report.options import Options


def render(report: Report, options: Options) -> Iterator[str]:
    """Write a report line by line; who reads no last line knows that the report is not whole."""
    for found in options.everything(report):
        yield f"{encode(finding(found))}\n"
    compared = None if report.since is None else since(report.since)
    failures = [failure(failed) for failed in report.failures]
    rest = {"version": VERSION, "summary": summary(report), "since": compared, "failures": failures}
    yield f"{encode(rest)}\n"
