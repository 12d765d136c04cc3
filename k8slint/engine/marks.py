"""What the text of a file looks like that may silence a finding: nearly no file does, and nothing else is looked at then."""

from __future__ import annotations

_MARKS = (
    *("k8slint", "kube-linter.io/", "kube-score/", "checkov", "polaris.fairwinds.com/"),
    *("trivy:ignore", "kics-scan"),
)


def may_suppress(text: str) -> bool:
    """Whether a text has a word that begins a suppression: ours, or another tool's."""
    return any(mark in text for mark in _MARKS)
