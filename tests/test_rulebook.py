"""Every case on every page of the rule book is a test, and so is every case under fixtures/cases."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from k8slint.engine import lint_texts
from k8slint.findings import Finding, Report, Severity
from k8slint.rulebook import Rule, choose, expect, load
from k8slint.rulebook.book import SUPPRESSIONS, builtin
from k8slint.rulebook.fences import Example, read_settings
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


def page_cases() -> Iterator[Any]:
    for rule in PAGES:
        for example in rule.examples():
            if example.kind != "options":
                yield pytest.param(rule, example, id=f"{rule.id}:{example.line}")


def folder_cases() -> Iterator[Any]:
    for folder in sorted(CASES.iterdir()) if CASES.is_dir() else ():
        for case in sorted(folder.iterdir()):
            yield pytest.param(folder.name, case, id=f"{folder.name}/{case.stem}")


def lint(texts: Mapping[str, str], rule: Rule, settings: Mapping[str, Any], profile: str) -> Report:
    """Lint with the rules of a profile and, whatever its profile, the rule that the case is about."""
    profiles = settings.get("profile", profile)
    chosen = choose(RULES, [profiles] if isinstance(profiles, str) else profiles)
    more: dict[str, Any] = {key: settings[key] for key in ("namespace",) if key in settings}
    if "options" in settings:
        more["options"] = {rule.id: settings["options"]}
    rules = chosen if rule in chosen else (*chosen, rule)
    report = lint_texts(texts, rules=rules, env=settings.get("env"), **more)
    assert not report.failures, "\n".join(failure.traceback for failure in report.failures)
    return report


def told(findings: list[Finding], name: str, text: str, place: str, above: int = 0) -> list[str]:
    """Say how the findings in a file differ from what it expects; `above` lines stand over it in what has its text."""
    manifest = expect.read(text)
    there = [finding for finding in findings if finding.location.path == name]
    return [f"{place}:{above + line}: {message}" for line, message in expect.differences(manifest, there)]


def rewrite(path: Path, old: str, new: str, above: int = 0) -> None:
    """Write the lines of a text that have changed into the file that holds it."""
    lines = path.read_bytes().decode().split("\n")
    for number, (before, after) in enumerate(zip(old.split("\n"), new.split("\n"), strict=True)):
        if before != after:
            lines[above + number] = after
    path.write_bytes("\n".join(lines).encode())


def test_pages_have_no_faults() -> None:
    assert not FAULTS, "\n".join(map(str, FAULTS))


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in PAGES])
def test_page_is_whole(rule: Rule) -> None:
    before, heading, _ = rule.prose().lstrip().partition("\n## How to fix\n")
    assert heading, "a page says how to fix it: ## How to fix"
    assert before.strip(), "a page begins with what happens in the cluster"
    assert not before.startswith("#"), "a page has no heading before its first paragraph"
    kinds = [example.kind for example in rule.examples()]
    if rule.category != SUPPRESSIONS:
        assert "bad" in kinds
        assert "good" in kinds
        rule.load()
    for kind, after in zip(["", *kinds], kinds, strict=False):
        assert after != "fixed" or kind == "bad", "a fixed case follows the bad one that it cures"


@pytest.mark.parametrize(("rule", "example"), [*page_cases()])
def test_page(rule: Rule, example: Example, request: pytest.FixtureRequest) -> None:
    manifests = {name: expect.read(text) for name, text in example.files.items()}
    report = lint({name: manifest.text for name, manifest in manifests.items()}, rule, example.settings, "strict")
    expected = [wanted for manifest in manifests.values() for wanted in manifest.expectations]
    meant = {rule.id, *(wanted.rule for wanted in expected)}
    own = [finding for finding in report.findings if finding.rule in meant]
    texts = dict(example.files)
    if request.config.getoption("--update-pages"):
        for name, text in example.files.items():
            texts[name] = expect.rewritten(text, [finding for finding in own if finding.location.path == name])
            rewrite(Path(rule.page), text, texts[name], example.lines[name] - 1)
    wrong = [line for name in texts for line in told(own, name, texts[name], rule.page, example.lines[name] - 1)]
    assert not wrong, "\n".join(wrong)
    assert bool(expected) == (example.kind == "bad"), "bad cases, and only they, expect something"
    if example.kind == "bad":
        others = [f for f in report.findings if f.rule not in meant and f.severity is Severity.ERROR]
        assert not others, "a bad case is bad in one way: " + "; ".join(f"{f.rule}: {f.message}" for f in others)


@pytest.mark.parametrize(("rule_id", "case"), [*folder_cases()])
def test_case(rule_id: str, case: Path, request: pytest.FixtureRequest) -> None:
    paths = sorted(path for path in case.rglob("*") if path.is_file()) if case.is_dir() else [case]
    names = {(path.relative_to(case) if case.is_dir() else Path(path.name)).as_posix(): path for path in paths}
    texts = {name: path.read_bytes().decode() for name, path in names.items()}
    settings: dict[str, Any] = {}
    for name, text in texts.items():
        for line in OPTIONS.findall(text):
            found, wrong_settings = read_settings(name, line)
            assert not wrong_settings
            settings.update(found)
    manifests = {name: expect.read(text).text for name, text in texts.items()}
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
