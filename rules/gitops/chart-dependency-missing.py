"""Charts that depend on charts which are not in them."""

from __future__ import annotations

from collections.abc import Iterator

from k8slint.api import Chart, Context, Problem, Severity


def check(chart: Chart, _: Context) -> Iterator[Problem]:
    for fault in chart.faults:
        if fault.kind == "dependency-missing":
            severity = Severity.INFO if fault.fetched else None
            yield Problem(fault.node, fault.message, label="not there", severity=severity)
