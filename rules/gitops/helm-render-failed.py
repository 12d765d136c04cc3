"""Charts that Helm cannot render."""

from __future__ import annotations

from collections.abc import Iterator

from k8slint.api import Chart, Confidence, Context, Problem, Related, Severity

#: What keeps a part of a chart from being looked at here; Helm itself may well get along with it.
_LIMITS = {
    "required": (Severity.INFO, "its resources were not checked with these values"),
    "remote-schema": (Severity.INFO, "values are not checked against it"),
    "refused": (Severity.WARNING, "what it holds was not checked"),
    "timeout": (Severity.WARNING, None),
    "memory": (Severity.WARNING, None),
    "size": (Severity.WARNING, None),
    "crash": (Severity.WARNING, None),
}


def check(chart: Chart, _: Context) -> Iterator[Problem]:
    for fault in chart.faults:
        if fault.kind == "dependency-missing":
            continue
        severity, effect = _LIMITS.get(fault.kind, (None, None))
        yield Problem(
            fault.node,
            fault.message,
            label="Helm stops here" if fault.kind == "template" else "",
            related=(
                *(Related(place, "it leads here") for place in fault.related),
                *(Related(place, "this is the value") for place in fault.values),
            ),
            effect="its resources were not checked" if severity is Severity.WARNING and effect is None else effect,
            severity=severity,
            confidence=None if severity is None else Confidence.LIKELY,
        )
