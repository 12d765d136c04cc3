"""What is said of a finding beside its message: what happens in the cluster, what to write, and where it is as bad."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8slint.report.terminal import sanitize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.findings import Finding

_MOST_UNITS = 8


def remarks(finding: Finding) -> Iterator[tuple[str, str]]:
    """List what is said, each with the word that a report puts before it."""
    if finding.effect:
        yield "effect", sanitize(finding.effect)
    if finding.help:
        yield "help", sanitize(finding.help)
    if finding.also_in:
        more = len(finding.also_in) - _MOST_UNITS
        units = map(sanitize, finding.also_in[:_MOST_UNITS])
        yield "also in", ", ".join((*units, *((f"and {more:,} more",) if more > 0 else ())))


def sentence(finding: Finding) -> str:
    """Write the message with all remarks on one line, for formats that have room for one text only."""
    said = "; ".join(f"{word}: {text}" for word, text in remarks(finding))
    return sanitize(finding.message) + (f" ({said})" if said else "")
