"""Fixes tried out together: those that would bring something worse than what they cure are not made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from k8slint.findings import Finding, Report, TextFix
from k8slint.fix import Applied, apply

#: How often the files are linted to find out which of the fixes of one pass does harm.
TRIALS = 40
#: Why a fix is left out that nobody could try alone.
UNTRIED = "it, or another fix beside it, would bring another problem"

#: Lints the files with some of their texts replaced.
Run = Callable[[Mapping[str, str]], Report]


class Kept(NamedTuple):
    """What can be made in one pass: what was applied, what is found then, and the fixes that were left out, and why."""

    applied: Applied
    report: Report
    left_out: tuple[tuple[TextFix, str], ...] = ()


class Trials:
    """The trials of one pass over what a report says; `after` are the texts that earlier passes changed."""

    def __init__(self, run: Run, report: Report, after: Mapping[str, str]) -> None:
        self._run = run
        self._report = report
        self._after = after
        self._left = TRIALS
        self._left_out: list[tuple[TextFix, str]] = []

    def keep(self, fixes: Sequence[Finding]) -> Kept:
        """Make the fixes of findings, as many as do no harm.

        What was hidden behind a fault may come to light when it is cured, but nothing worse than that fault.
        """
        kept = self._more(Kept(Applied({}, (), ()), self._report), [], fixes)[0]
        return kept._replace(left_out=tuple(self._left_out))

    def _more(self, kept: Kept, base: list[Finding], more: Sequence[Finding]) -> tuple[Kept, list[Finding]]:
        """Add fixes to those that are kept."""
        if not more:
            return kept, base
        if self._left <= 0:
            self._left_out += [(finding.fix, UNTRIED) for finding in more if finding.fix is not None]
            return kept, base
        trial = self._try([*base, *more])
        harm = _harm(kept.report, trial.report, more)
        if harm is None:
            return trial, [*base, *more]
        if len(more) == 1:
            fix, where = more[0].fix, harm.location
            if fix is not None:
                self._left_out.append((fix, f"it would bring {harm.rule} at {where.path}:{where.line}"))
            return kept, base
        half = len(more) // 2
        kept, base = self._more(kept, base, more[:half])
        return self._more(kept, base, more[half:])

    def _try(self, findings: Sequence[Finding]) -> Kept:
        applied = apply(self._report.sources, [finding.fix for finding in findings if finding.fix is not None])
        if not applied.texts:
            return Kept(applied, self._report)
        self._left -= 1
        return Kept(applied, self._run({**self._after, **applied.texts}))


def _harm(before: Report, after: Report, fixes: Sequence[Finding]) -> Finding | None:
    """The first new finding that some fixes must not bring."""
    known = {(finding.location.path, finding.fingerprint) for finding in before.findings}
    mildest = max(finding.severity.rank for finding in fixes)
    for finding in after.findings:
        if finding.severity.rank < mildest and (finding.location.path, finding.fingerprint) not in known:
            return finding
    return None
