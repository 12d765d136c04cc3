"""Fixes pass by pass, in memory: what is made, what is not, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from k8slint import fix as fixes
from k8slint.api import Context
from k8slint.discover import find
from k8slint.engine import Settings, lint_texts, run, trials
from k8slint.engine.fixing import Fixed, Wanted, fix, fix_texts, fix_tree
from k8slint.engine.merge import merge
from k8slint.engine.sharing import DISAGREE, User
from k8slint.findings import (
    Change,
    Confidence,
    Edit,
    Evidence,
    Finding,
    Fix,
    Location,
    Problem,
    Report,
    Safety,
    Severity,
    Splice,
    Summary,
    TextFix,
)
from k8slint.resources import Resource
from k8slint.rulebook import Check, Rule
from k8slint.text import SourceFile

UNSAFE = Wanted(Safety.UNSAFE)
MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: x\n  b: x\n"


class Made(Rule):
    """A rule whose check is given."""

    __slots__ = ("check",)
    check: Check

    def load(self) -> Check:
        return self.check


def rule(name: str, check: Check, evidence: Evidence = Evidence.INTRINSIC, severity: Severity = Severity.ERROR) -> Rule:
    made = Made(name, "tests", name, (severity,), "0.1.0", (), ("default",), evidence, "Resource", f"{name}.md")
    object.__setattr__(made, "check", check)
    return made


def writes(key: str, old: str, new: Any, safety: Safety = Safety.SAFE, **more: Any) -> Check:
    """A check that wants another value where one is."""

    def check(resource: Resource, _context: Context) -> Iterator[Problem]:
        node = resource.node("data", key)
        if node is not None and node.value == old:
            yield Problem(node, f"{key} is {old}", fix=Fix(f"write `{key}: {new}`", (Edit(node, value=new),), safety), **more)

    return check


def mend(rules: list[Rule], wanted: Wanted = UNSAFE, text: str = MAP) -> Fixed:
    return fix_texts({"a.yaml": text}, rules, wanted)


def fixed(outcome: Fixed) -> list[str]:
    return [finding.rule for finding in outcome.report.fixed or ()]


def not_fixed(outcome: Fixed) -> dict[str, str | None]:
    return {finding.rule: finding.not_fixed for finding in outcome.report.findings}


def test_a_finding_has_its_fix_as_text() -> None:
    (finding,) = lint_texts({"a.yaml": MAP}, [rule("r", writes("a", "x", "v"))]).findings
    assert finding.help == "write `a: v`", "where nothing else is said, the fix is what to write"
    assert finding.fix is not None
    assert (finding.fix.title, finding.fix.safety) == ("write `a: v`", Safety.SAFE)
    assert [(splice.location, splice.text) for splice in finding.fix.splices] == [(Location("a.yaml", 5, 6, 5, 7), "v")]
    assert finding.not_fixed is None


def test_a_fix_that_cannot_be_written_is_told() -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  c: &x x\n  a: *x\n"
    (finding,) = lint_texts({"a.yaml": text}, [rule("r", writes("a", "x", {"b": "c"}))]).findings
    assert (finding.fix is None) == (finding.not_fixed is not None)
    outcome = mend([rule("r", writes("a", "x", object()))])
    assert outcome.after == {}
    assert not_fixed(outcome)["r"] or outcome.report.failures


def test_only_what_is_proved_is_fixed_for_certain() -> None:
    check = writes("a", "x", "v", confidence=Confidence.LIKELY)
    (finding,) = lint_texts({"a.yaml": MAP}, [rule("r", check)]).findings
    assert finding.fix is not None
    assert finding.fix.safety is Safety.UNSAFE


def test_a_crash_in_a_fix_is_told_and_the_finding_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_fix: Fix) -> TextFix | str:
        message = "wrench"
        raise RuntimeError(message)

    monkeypatch.setattr(fixes, "text_fix", crash)
    report = lint_texts({"a.yaml": MAP}, [rule("r", writes("a", "x", "v"))])
    assert [(finding.rule, finding.fix, finding.not_fixed) for finding in report.findings] == [("r", None, None)]
    (failure,) = report.failures
    assert (failure.rule, failure.message, failure.path, failure.resource and failure.resource.name) == (
        "r",
        "RuntimeError: wrench",
        "a.yaml",
        "a",
    )


def test_a_crash_while_fixes_are_applied_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_parts: object) -> Any:
        message = "wrench"
        raise RuntimeError(message)

    monkeypatch.setattr(trials, "apply", crash)
    outcome = mend([rule("r", writes("a", "x", "v"))])
    assert [failure.message for failure in outcome.report.failures] == ["RuntimeError: wrench"]
    assert (fixed(outcome), outcome.after, len(outcome.report.findings)) == ([], {}, 1)


def test_fixes_of_the_wanted_safety() -> None:
    rules = [rule("safe", writes("a", "x", "v")), rule("unsafe", writes("b", "x", "v", Safety.UNSAFE))]
    outcome = mend(rules, Wanted())
    assert outcome.after == {"a.yaml": MAP.replace("a: x", "a: v")}
    assert outcome.before["a.yaml"].text == MAP
    assert fixed(outcome) == ["safe"]
    assert [finding.rule for finding in outcome.found.findings] == ["safe", "unsafe"], "as long as nothing is written"
    assert outcome.found.fixed == outcome.report.fixed
    assert [(finding.rule, finding.fix is not None, finding.not_fixed) for finding in outcome.report.findings] == [
        ("unsafe", True, None)
    ]
    outcome = mend(rules)
    assert outcome.after == {"a.yaml": MAP.replace(": x", ": v")}
    assert fixed(outcome) == ["safe", "unsafe"]
    assert outcome.report.findings == ()


def test_nothing_to_fix() -> None:
    outcome = mend([rule("r", writes("c", "x", "v"))])
    assert (outcome.after, outcome.before, outcome.report.fixed) == ({}, {}, ())
    assert lint_texts({"a.yaml": MAP}, []).fixed is None, "nobody asked"


def test_what_is_not_listed_is_not_fixed() -> None:
    rules = [rule("error", writes("a", "x", "v")), rule("info", writes("b", "x", "v"), severity=Severity.INFO)]
    outcome = mend(rules, Wanted(listed=lambda finding: finding.severity is not Severity.INFO))
    assert fixed(outcome) == ["error"]
    assert outcome.after == {"a.yaml": MAP.replace("a: x", "a: v")}


def test_files_that_cannot_be_changed() -> None:
    outcome = mend([rule("r", writes("a", "x", "v"))], Wanted(locked={"a.yaml": "is made of stone"}))
    assert outcome.after == {}
    assert not_fixed(outcome) == {"r": "a.yaml is made of stone"}
    assert outcome.report.findings[0].fix is None
    assert outcome.found.findings == outcome.report.findings


def test_proofs_are_bounded_until_somebody_asks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(run, "_PROVED", len(MAP) + 1)
    rules = [rule("one", writes("a", "x", "v")), rule("two", writes("b", "x", "v"))]
    findings = lint_texts({"a.yaml": MAP}, rules).findings
    assert [finding.fix is not None for finding in findings] == [True, False]
    assert findings[1].not_fixed == "there are too many fixes to show"
    (tmp_path / "a.yaml").write_text(MAP)
    outcome = fix_tree(find(["."], cwd=str(tmp_path)), rules, Settings(), UNSAFE, lambda *_: None)
    assert fixed(outcome) == ["one", "two"]


def test_pass_by_pass() -> None:
    """One fix brings up the next finding; ten are made at most."""
    chain = [rule(f"r{n}", writes("a", "x" if n == 0 else str(n), n + 1 if n < 0 else str(n + 1))) for n in range(15)]
    outcome = mend(chain)
    assert fixed(outcome) == [f"r{n}" for n in range(10)]
    assert [finding.rule for finding in outcome.report.findings] == ["r10"]
    assert outcome.report.findings[0].fix is not None
    assert 'a: "10"' in outcome.after["a.yaml"].replace("'", '"')


def test_no_ping_pong() -> None:
    rules = [rule("there", writes("a", "x", "v")), rule("back", writes("a", "v", "x"))]
    outcome = mend(rules)
    assert outcome.after == {}, "what it was in the beginning"
    assert fixed(outcome) == ["back"]
    assert not_fixed(outcome) == {"there": "it is there again after its fix"}


def test_a_fix_in_vain_is_made_once() -> None:
    def check(resource: Resource, _context: Context) -> Iterator[Problem]:
        node = resource.node("data", "a")
        assert node is not None
        yield Problem(node, "never right", fix=Fix("write more", (Edit(node, value=f"{node.value}v"),), Safety.SAFE))

    outcome = mend([rule("r", check)])
    assert outcome.after == {"a.yaml": MAP.replace("a: x", "a: xv")}
    assert fixed(outcome) == []
    assert not_fixed(outcome) == {"r": "it is there again after its fix"}


def test_of_two_in_one_text_the_second_is_not_taken_for_the_first() -> None:
    """They are made one after the other, and then the second is the first one at its place."""

    def check(resource: Resource, _context: Context) -> Iterator[Problem]:
        node = resource.node("data", "a")
        assert node is not None
        for word in ("red", "blue"):
            at = str(node.value).find(word)
            if at >= 0:
                within = (at, at + len(word))
                edit = Edit(node, value="no", change=Change.REPLACE, within=within)
                yield Problem(node, f"{word} is there", fix=Fix(f"remove {word}", (edit,), Safety.SAFE), within=within)

    outcome = mend([rule("r", check)], text=MAP.replace("a: x", "a: red and blue"))
    assert outcome.after == {"a.yaml": MAP.replace("a: x", "a: no and no")}
    assert [finding.message for finding in outcome.report.fixed or ()] == ["red is there", "blue is there"]
    assert outcome.report.findings == ()


def test_a_fix_after_which_the_place_is_wrong_in_another_way_is_in_vain() -> None:
    def check(resource: Resource, _context: Context) -> Iterator[Problem]:
        node = resource.node("data", "a")
        assert node is not None
        yield Problem(node, f"{node.value} is wrong", fix=Fix("write more", (Edit(node, value=f"{node.value}v"),), Safety.SAFE))

    outcome = mend([rule("r", check)])
    assert outcome.after == {"a.yaml": MAP.replace("a: x", "a: xv")}
    assert fixed(outcome) == []
    assert not_fixed(outcome) == {"r": "it is there again after its fix"}


def test_fixes_that_touch_one_another_are_made_one_after_the_other() -> None:
    def rename(resource: Resource, _context: Context) -> Iterator[Problem]:
        node = resource.node("data")
        if node is not None and node.get("a") is not None:
            edit = Edit(node, ("a",), "w", change=Change.RENAME)
            yield Problem(node, "a", fix=Fix("rename `a`", (edit,), Safety.SAFE), key=True)

    def remove(resource: Resource, _context: Context) -> Iterator[Problem]:
        node = resource.node("data", "a") or resource.node("data", "w")
        if node is not None:
            yield Problem(node, "gone", fix=Fix("remove it", (Edit(node, change=Change.REMOVE),), Safety.SAFE))

    outcome = mend([rule("rename", rename), rule("remove", remove)])
    assert outcome.after == {"a.yaml": MAP.replace("  a: x\n", "")}
    assert outcome.report.findings == ()


def test_one_change_that_cures_two_findings() -> None:
    outcome = mend([rule("one", writes("a", "x", "v")), rule("two", writes("a", "x", "v"))])
    assert outcome.after == {"a.yaml": MAP.replace("a: x", "a: v")}
    assert fixed(outcome) == ["one", "two"]


@pytest.mark.parametrize("mark", ["", "\ufeff", "\ufeff\ufeff"])
def test_texts_survive_between_passes(mark: str) -> None:
    text = mark + MAP.replace("\n", "\r\n")
    outcome = fix_texts({"a.yaml": text}, [rule("r", writes("a", "x", "v")), rule("s", writes("a", "v", "w"))], UNSAFE)
    assert outcome.after == {"a.yaml": text.removeprefix("\ufeff").replace("a: x", "a: w")}


def splice(text: str, path: str = "a.yaml") -> Splice:
    return Splice(Location(path, 1, 1, 1, 2), 0, 1, text)


def found(unit: str | None, text: str | None, safety: Safety = Safety.SAFE, **more: Any) -> Finding:
    title = TextFix("t", safety, (splice(text),)) if text is not None else None
    where = Location("a.yaml", 1, 1, 1, 2)
    return Finding("r", Severity.ERROR, Confidence.PROVED, "m", where, unit=unit, fix=title, fingerprint="f", **more)


USING: Callable[[], Mapping[str, Any]] = lambda: {"a.yaml": [User("dev"), User("prod")]}  # noqa: E731  # shorter than a function


@pytest.mark.parametrize(
    ("findings", "fix_text", "safety", "why_not"),
    [
        ([found("dev", "x"), found("prod", "x")], "x", Safety.SAFE, None),
        ([found("dev", "x"), found("prod", "x", Safety.UNSAFE)], "x", Safety.UNSAFE, None),
        ([found("dev", "x"), found("prod", "v")], None, None, DISAGREE),
        ([found("dev", "x"), found("prod", None)], None, None, DISAGREE),
        ([found("dev", "x"), found("prod", None, not_fixed="no")], None, None, "no"),
        ([found("dev", None, not_fixed="no"), found("prod", "x")], None, None, "no"),
        (
            [found("dev", "x"), found("dev", "v"), found("prod", "x")],
            None,
            None,
            DISAGREE,
        ),
        ([found("dev", "x")], None, None, "prod also uses this file, where it is right"),
        ([found("test", "x"), found("prod", "x")], None, None, "dev also uses this file, where it is right"),
    ],
)
def test_fixes_in_files_of_several_units(
    findings: list[Finding], fix_text: str | None, safety: Safety | None, why_not: str | None
) -> None:
    (merged,) = merge(findings, users=USING)
    assert (merged.fix and merged.fix.splices[0].text, merged.fix and merged.fix.safety) == (fix_text, safety)
    assert merged.not_fixed == why_not


def test_a_fix_elsewhere_names_the_file() -> None:
    one = found("test", "x")
    assert one.fix is not None
    one = one._replace(fix=one.fix._replace(splices=(splice("x", "b.yaml"),)))
    (merged,) = merge([one], users=lambda: {"b.yaml": [User("test"), User("dev")]})
    assert (merged.fix, merged.not_fixed) == (None, "dev also uses b.yaml, where it is right")


def test_rules_about_texts_ask_no_unit() -> None:
    (merged,) = merge([found("dev", "x")], of_texts={"r"}, users=USING)
    assert merged.fix is not None


def test_who_uses_a_file_is_asked_only_where_there_is_a_fix() -> None:
    def never() -> Any:
        raise AssertionError

    assert merge([found("dev", None)], users=never)[0].not_fixed is None


def test_a_refused_fix_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    text_fix = TextFix("t", Safety.SAFE, (splice("x"),))
    finding = found("a", None)._replace(fix=text_fix)
    report = Report((finding,), Summary(), sources={"a.yaml": SourceFile("a.yaml", "y\n")})
    monkeypatch.setattr(trials, "apply", lambda _sources, asked: fixes.Applied({}, (), tuple((one, "no") for one in asked)))
    outcome = fix(lambda _texts: report, UNSAFE)
    assert not_fixed(outcome) == {"r": "no"}
    assert outcome.report.findings[0].fix is None
