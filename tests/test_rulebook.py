"""Every case on every page of the rule book is a test, and so is every case under fixtures/cases."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from k8slint.engine import cases, lint_texts
from k8slint.engine.cases import bare, settings_of
from k8slint.engine.fixing import Wanted, fix_texts
from k8slint.findings import Finding, Report, Safety, Severity
from k8slint.fix import apply
from k8slint.rulebook import Rule, choose, expect, load
from k8slint.rulebook.book import builtin
from k8slint.rulebook.fences import read_settings
from k8slint.rulebook.index import read
from k8slint.rulebook.readme import readme

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FIXTURES = Path(__file__).parent / "fixtures"
RULES, FAULTS = read()  # a page with faults keeps no other from being tested
PAGES = (*RULES, *load(str(FIXTURES / "rulebook")))
BY_ID = {rule.id: rule for rule in PAGES}
CASES = FIXTURES / "cases"
OPTIONS = re.compile(r"^# options: (.*)$", re.MULTILINE)


def page_cases(*kinds: str) -> Iterator[Any]:
    """The cases of pages by their number there: --update-pages moves them."""
    for rule in PAGES:
        for number, example in enumerate(rule.examples()):
            if example.kind in kinds:
                yield pytest.param(rule, number, id=f"{rule.id}:{example.line}")


def folder_cases() -> Iterator[Any]:
    for folder in sorted(CASES.iterdir()) if CASES.is_dir() else ():
        for case in sorted(folder.iterdir()):
            yield pytest.param(folder.name, case, id=f"{folder.name}/{case.stem}")


def lint(texts: Mapping[str, str], rule: Rule, settings: Mapping[str, Any], profile: str) -> Report:
    """Lint with the rules of a profile and, whatever its profile, the rule that the case is about."""
    profiles = settings.get("profile", profile)
    chosen = choose(RULES, [profiles] if isinstance(profiles, str) else profiles)
    rules = chosen if rule in chosen else (*chosen, rule)
    report = lint_texts(texts, rules, **settings_of(settings, rule))
    assert not report.failures, "\n".join(failure.traceback for failure in report.failures)
    return report


def told(findings: list[Finding], name: str, text: str, place: str, above: int = 0) -> list[str]:
    """Say how the findings in a file differ from what it expects; `above` lines stand over it in what has its text."""
    manifest = expect.read(text)
    there = [finding for finding in findings if finding.location.path == name]
    return [f"{place}:{above + line}: {message}" for line, message in expect.differences(manifest, there)]


def rewrite(path: Path, old: str, new: str, above: int = 0) -> None:
    """Write a text in the place of another into the file that holds it, below so many lines."""
    lines = path.read_bytes().decode().split("\n")
    assert lines[above : above + old.count("\n")] == old.split("\n")[:-1]
    lines[above : above + old.count("\n")] = new.split("\n")[:-1]
    path.write_bytes("\n".join(lines).encode())


def test_pages_have_no_faults() -> None:
    assert not FAULTS, "\n".join(map(str, FAULTS))


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in PAGES])
def test_page_is_whole(rule: Rule) -> None:
    assert not [*cases.faults(rule)]


@pytest.mark.parametrize(("rule", "number"), [*page_cases("bad", "good", "fixed")])
def test_page(rule: Rule, number: int, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-pages"):
        Path(rule.page).write_bytes(cases.updated(rule, RULES).encode())
    wrong = [f"{rule.page}:{line}: {message}" for line, message in cases.differences(rule, number, RULES)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("rule", "number"), [*page_cases("fixed")])
def test_a_fixed_case_takes_the_fixes_that_it_names(rule: Rule, number: int) -> None:
    examples = rule.examples()
    bad = next(other for other in reversed(examples[:number]) if other.kind == "bad")
    assert [*examples[number].files] == [*bad.files], "a fixed case has the files of the bad one"
    safety = examples[number].safety or Safety.SAFE
    outcome = fix_texts(bare(bad.files), [rule], Wanted(safety), **settings_of(bad.settings, rule))
    assert any(finding.fix and finding.fix.safety is safety for finding in outcome.report.fixed or ())


def files_of(case: Path) -> dict[str, Path]:
    paths = sorted(path for path in case.rglob("*") if path.is_file()) if case.is_dir() else [case]
    return {(path.relative_to(case) if case.is_dir() else Path(path.name)).as_posix(): path for path in paths}


def settings_in(texts: Mapping[str, str]) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    for name, text in texts.items():
        for line in OPTIONS.findall(text):
            found, wrong_settings = read_settings(name, line)
            assert not wrong_settings
            settings.update(found)
    return settings


@pytest.mark.parametrize(("rule_id", "case"), [*folder_cases()])
def test_case(rule_id: str, case: Path, request: pytest.FixtureRequest) -> None:
    names = files_of(case)
    texts = {name: path.read_bytes().decode() for name, path in names.items()}
    settings = settings_in(texts)
    manifests = bare(texts)
    report = lint(manifests, BY_ID[rule_id], settings, "recommended")
    expected = [wanted for text in texts.values() for wanted in expect.read(text).expectations]
    meant = {rule_id, *(wanted.rule for wanted in expected)}
    findings = [f for f in report.findings if f.severity is not Severity.INFO or f.rule in meant]
    if request.config.getoption("--update-pages"):
        for name, text in texts.items():
            texts[name] = expect.rewritten(text, [f for f in findings if f.location.path == name])
            rewrite(names[name], text, texts[name])
    wrong = [line for name in texts for line in told(findings, name, texts[name], str(names[name]))]
    assert not wrong, "\n".join(wrong)


def test_index_for_people_is_up_to_date() -> None:
    index = Path(builtin().folder) / "README.md"
    assert index.read_text(encoding="utf-8") == readme(RULES), "run: python -m k8slint.rulebook"


def bad_cases(rule: Rule) -> Iterator[tuple[str, dict[str, str], dict[str, Any], str]]:
    """The bad cases of a rule: what each is called, its manifests, its settings, and the profile that it is linted with."""
    for example in rule.examples():
        if example.kind == "bad":
            yield f"{rule.id}:{example.line}", bare(example.files), dict(example.settings), "strict"
    folder = CASES / rule.id
    for case in sorted(folder.iterdir()) if folder.is_dir() else ():
        texts = {name: path.read_bytes().decode() for name, path in files_of(case).items()}
        yield f"{rule.id}/{case.name}", bare(texts), settings_in(texts), "recommended"


def place(finding: Finding) -> tuple[Any, ...]:
    return (finding.rule, finding.message, finding.location.path, finding.yaml_path, finding.resource)


def fresh(before: Report, after: Report) -> list[str]:
    """The errors and warnings that are there now and were not before, as the same or by the same words."""
    loud = [finding for finding in before.findings if finding.severity is not Severity.INFO]
    known = {(f.rule, f.message) for f in loud} | {(f.location.path, f.fingerprint) for f in loud}
    return [
        f"{finding.rule}: {finding.message}"
        for finding in after.findings
        if finding.severity is not Severity.INFO
        and (finding.rule, finding.message) not in known
        and (finding.location.path, finding.fingerprint) not in known
    ]


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in PAGES])
def test_fixes_cure(rule: Rule) -> None:
    offered: set[Safety] = set()
    for case, manifests, settings, profile in bad_cases(rule):
        before = lint(manifests, rule, settings, profile)
        fixable = [finding for finding in before.findings if finding.rule == rule.id and finding.fix is not None]
        for finding in fixable:
            assert finding.fix is not None
            offered.add(finding.fix.safety)
            alone = apply(before.sources, [finding.fix])
            assert alone.applied, f"{case}: not applied: {finding.message}: {alone.refused}"
            after = lint({**manifests, **alone.texts}, rule, settings, profile)
            still = sum(place(other) == place(finding) for other in after.findings)
            assert still < sum(place(other) == place(finding) for other in before.findings), f"{case}: {finding.message}"
            assert not fresh(before, after), f"{case}: {finding.message}: {fresh(before, after)}"
        if fixable:
            more = settings_of(settings, rule)
            first = fix_texts(manifests, [rule], Wanted(Safety.UNSAFE), **more)
            again = fix_texts({**manifests, **first.after}, [rule], Wanted(Safety.UNSAFE), **more)
            assert not again.after, f"{case}: fixed twice"
    best = Safety.SAFE if Safety.SAFE in offered else Safety.UNSAFE if offered else None
    assert rule.fixability is best, "the page shows the best fix of its rule: a fence `fixed`, else `fixed unsafe`"
