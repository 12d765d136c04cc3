"""Findings about suppressions: they have a page and a place, and no check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from k8slint.engine import place
from k8slint.engine.policies import Policies
from k8slint.findings import Confidence, Finding, Location, Safety, Splice, TextFix
from k8slint.rulebook import Rule
from k8slint.suppress import Cut
from k8slint.text import SourceFile, Span

UNUSED = "unused-suppression"
UNKNOWN = "unknown-suppression"
EXPIRED = "expired-suppression"
BARE = "suppression-without-reason"


class Told(NamedTuple):
    """What is said of a suppression: by which rule, and where; `word` is what it is about."""

    rule: str
    where: Location
    word: str
    message: str
    label: str = ""
    help: str | None = None
    fix: TextFix | None = None


class Telling:
    """The rules about suppressions that run, and where."""

    def __init__(self, rules: Sequence[Rule], policies: Policies, units: Mapping[str, str]) -> None:
        self.rules = {rule.id: rule for rule in rules}
        self._policies = policies
        self._units = units  # of files

    def finding(self, told: Told) -> Finding | None:
        """The finding; None where its rule does not run."""
        rule = self.rules.get(told.rule)
        path = told.where.path
        policy = self._policies.at(path)
        if rule is None or rule.id not in policy.rules:
            return None
        return Finding(
            rule=rule.id,
            severity=policy.severity.get(rule.id, rule.severities[0]),
            confidence=Confidence.PROVED,
            message=told.message,
            location=told.where,
            label=told.label,
            effect=rule.effect,
            help=told.help if told.help is not None else rule.help,
            unit=self._units.get(path),
            fingerprint=place.digest([rule.id, told.word]),
            identity=(f"#{place.digest([told.word])}",),
            url=rule.url,
            fix=told.fix,
        )


def text_fix(source: SourceFile, cuts: Sequence[Cut], title: str, *, safe: bool) -> TextFix:
    """A fix that changes comments and no data."""
    splices = tuple(
        Splice(Location.of(source, Span(cut.start, cut.end)), cut.start, cut.end, cut.text)
        for cut in sorted(cuts, key=lambda cut: cut.start)
    )
    certain = safe and all(cut.certain for cut in cuts)
    return TextFix(title, Safety.SAFE if certain else Safety.UNSAFE, splices, ((source.path, ()),))
