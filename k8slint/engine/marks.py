"""What the text of a file looks like that may silence a finding: nearly no file does, and nothing else is looked at then."""

from __future__ import annotations

from collections.abc import Container, Iterable

from k8slint.rulebook import Rule

_OURS = ("k8slint",)
THEIRS = ("checkov", "kics-scan", "kube-linter.io/", "kube-score/", "polaris.fairwinds.com/", "trivy:ignore")
TOOLS = ("checkov:", "kics:", "kube-linter:", "kube-score:", "polaris:", "trivy:")


def marks(rules: Iterable[Rule], found: Container[str]) -> tuple[str, ...]:
    """The words that begin suppressions: other tools' only where there is a finding of a rule that these know."""
    known = any(rule.id in found and any(peer.startswith(TOOLS) for peer in rule.equivalents) for rule in rules)
    return (*_OURS, *(THEIRS if known else ()))


def may_suppress(text: str, words: Iterable[str]) -> bool:
    """Whether a text has one of some words."""
    return any(word in text for word in words)
