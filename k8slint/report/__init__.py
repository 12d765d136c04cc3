"""Reports: one module a format, each loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from k8slint.report.options import COMMENT, Options, count
from k8slint.report.passwords import discreet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from k8slint.findings import Report

__all__ = ["COMMENT", "FORMATS", "Format", "Options", "count", "render"]


class Format(NamedTuple):
    """A way to write a report. `closing`: the last lines are not part of it and belong on standard error."""

    module: str
    closing: bool = False

    def render(self, report: Report, options: Options) -> Iterator[str]:
        """Write a report, piece by piece; the pieces end with a line feed."""
        pieces: Iterator[str] = import_module(self.module).render(report, options)
        return pieces


FORMATS: Mapping[str, Format] = {
    "full": Format("k8slint.report.full"),
    "concise": Format("k8slint.report.concise", closing=True),
    "json": Format("k8slint.report.json"),
    "jsonl": Format("k8slint.report.jsonl"),
    "sarif": Format("k8slint.report.sarif"),
    "github": Format("k8slint.report.github", closing=True),
    "gitlab": Format("k8slint.report.gitlab", closing=True),
    "junit": Format("k8slint.report.junit"),
    "checkstyle": Format("k8slint.report.checkstyle", closing=True),
    "rdjson": Format("k8slint.report.rdjson", closing=True),
    "markdown": Format("k8slint.report.markdown"),
}


def render(name: str, report: Report, options: Options) -> Iterator[str]:
    """Write a report in a format of FORMATS, piece by piece; the passwords of URLs are in none."""
    return FORMATS[name].render(discreet(report), options)
