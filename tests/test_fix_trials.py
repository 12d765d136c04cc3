"""What fixes of one pass rest on, and the trials that find out which of them do harm."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest

from k8slint.engine import trials
from k8slint.engine.footing import Footing
from k8slint.engine.trials import TRIALS, UNTRIED, Kept, Trials
from k8slint.findings import (
    Change,
    Confidence,
    DataEdit,
    Finding,
    Location,
    RelatedPlace,
    Report,
    Safety,
    Severity,
    Splice,
    Summary,
    TextFix,
)
from k8slint.fix import Applied
from k8slint.text import SourceFile

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


def at(line: int, path: str = "a.yaml", end: int | None = None) -> Location:
    return Location(path, line, 1, end or line, 2)


def finding(line: int, *rests_on: Location, severity: Severity = ERROR, listed: bool = False, rule: str = "r") -> Finding:
    """A finding that its line is `- a`; the fix makes it `- b`."""
    start = len("- a\n") * (line - 1) + len("- ")
    edits = (("a.yaml", (DataEdit(0, (line - 1,), "b", Change.SET),)),)
    fix = TextFix(f"mend {line}", Safety.UNSAFE, (Splice(at(line), start, start + 1, "b"),), edits)
    related = tuple(RelatedPlace(place, "there", listed) for place in rests_on)
    return Finding(rule, severity, Confidence.PROVED, "wrong", at(line), related=related, fix=fix, fingerprint=f"{rule}{line}")


def test_what_has_no_fix_is_not_taken() -> None:
    assert not Footing().take(finding(1)._replace(fix=None))


@pytest.mark.parametrize(
    ("first", "second", "taken"),
    [
        (finding(1), finding(2), True),
        (finding(1, at(5)), finding(2, at(5)), True),  # both only read it
        (finding(1, at(2)), finding(2), False),  # the second changes what the first was made from
        (finding(2), finding(1, at(2)), False),
        (finding(2), finding(1, at(1, end=3)), False),
        (finding(2), finding(1, at(2, "b.yaml")), True),
        (finding(2), finding(1, at(2), listed=True), True),  # only more of the same
        (finding(1, at(1)), finding(2), True),  # its own line is no other one
    ],
)
def test_no_fix_changes_what_another_one_rests_on(first: Finding, second: Finding, taken: bool) -> None:
    footing = Footing()
    assert footing.take(first)
    assert footing.take(second) is taken


def test_what_is_not_taken_keeps_nobody_out() -> None:
    footing = Footing()
    assert footing.take(finding(1, at(2)))
    assert not footing.take(finding(2, at(3)))
    assert footing.take(finding(3))


Brings = Callable[[Sequence[int]], Sequence[Finding]]


class World:
    """A list of texts that are a or b, a finding for each `-`, and what mended lines bring besides."""

    def __init__(self, lines: int, brings: Brings = lambda _lines: (), severity: Severity = ERROR) -> None:
        self.text = "- a\n" * lines
        self.runs = 0
        self._brings = brings
        self._severity = severity
        self.report = self.run({})
        self.runs = 0

    def run(self, texts: Mapping[str, str]) -> Report:
        self.runs += 1
        lines = texts.get("a.yaml", self.text).splitlines()
        mended = [number for number, line in enumerate(lines, 1) if line == "- b"]
        left = tuple(finding(number, severity=self._severity) for number, line in enumerate(lines, 1) if line == "- a")
        source = SourceFile("a.yaml", "\n".join([*lines, ""]))
        return Report((*left, *self._brings(mended)), Summary(), sources={"a.yaml": source})

    def keep(self, findings: Sequence[Finding] | None = None) -> Kept:
        return Trials(self.run, self.report, {}).keep(self.report.findings if findings is None else findings)


def mended(kept: Kept) -> list[int]:
    lines = kept.applied.texts.get("a.yaml", "").splitlines()
    return [number for number, line in enumerate(lines, 1) if line == "- b"]


def new(line: int, severity: Severity = ERROR) -> Finding:
    return finding(line, severity=severity, rule="new")._replace(fix=None)


def test_nothing_to_try() -> None:
    world = World(3)
    assert world.keep([]) == Kept(Applied({}, (), ()), world.report)
    assert world.runs == 0


def test_what_does_no_harm_is_tried_once() -> None:
    world = World(20)
    kept = world.keep()
    assert mended(kept) == [*range(1, 21)]
    assert (kept.left_out, kept.report.findings, world.runs) == ((), (), 1)


@pytest.mark.parametrize(
    ("cured", "brought", "harm"),
    [(ERROR, ERROR, False), (WARNING, ERROR, True), (WARNING, WARNING, False), (INFO, WARNING, True), (ERROR, INFO, False)],
)
def test_a_fix_brings_nothing_worse_than_it_cures(cured: Severity, brought: Severity, harm: bool) -> None:
    world = World(8, lambda lines: [new(6, brought)] if 6 in lines else [], cured)
    kept = world.keep()
    assert mended(kept) == [line for line in range(1, 9) if line != 6 or not harm]
    assert [(fix.title, why) for fix, why in kept.left_out] == ([("mend 6", "it would bring new at a.yaml:6")] if harm else [])


def test_of_two_that_do_harm_together_one_is_made() -> None:
    world = World(8, lambda lines: [new(9)] if {2, 7} <= {*lines} else [], WARNING)
    kept = world.keep()
    assert mended(kept) == [1, 2, 3, 4, 5, 6, 8]
    assert [why for _, why in kept.left_out] == ["it would bring new at a.yaml:9"]
    assert kept.report.findings == (finding(7, severity=WARNING),)


def test_what_was_there_before_is_no_harm() -> None:
    world = World(3, lambda _lines: [new(9)], WARNING)
    assert mended(world.keep()) == [1, 2, 3]


def test_trials_are_bounded() -> None:
    world = World(500, lambda lines: [new(line) for line in lines if line % 2], WARNING)
    kept = world.keep()
    assert world.runs == TRIALS
    assert not [line for line in mended(kept) if line % 2]
    assert UNTRIED in {why for _, why in kept.left_out}
    assert len(kept.left_out) + len(mended(kept)) == 500


def test_without_trials_nothing_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "TRIALS", 0)
    world = World(3)
    kept = world.keep()
    assert (kept.applied.texts, world.runs) == ({}, 0)
    assert [why for _, why in kept.left_out] == [UNTRIED] * 3


def test_fixes_that_cannot_be_applied_cost_no_trial() -> None:
    world = World(3)
    first = world.report.findings[0]
    assert first.fix is not None
    gone = first._replace(
        fix=first.fix._replace(splices=(first.fix.splices[0]._replace(start=0, end=1, location=at(1, "gone.yaml")),))
    )
    kept = world.keep([gone])
    assert (kept.applied.texts, world.runs) == ({}, 0)
    assert [fix.title for fix, _ in kept.applied.refused] == ["mend 1"]
