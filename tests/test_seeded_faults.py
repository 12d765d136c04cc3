"""One fault at a time in clean worlds: found at its line with its other end, and nothing else is said."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from k8slint import rulebook
from k8slint.discover import find
from k8slint.engine import Settings, lint
from k8slint.engine.fixing import IN_VAIN, Wanted, fix_tree
from k8slint.findings import Finding, Report, Safety, Severity

ROOT = Path(__file__).resolve().parent.parent
UNITS = Path(__file__).parent / "fixtures" / "units"
#: The clean worlds, and how many resources each holds at least.
WORLDS = {"shop": 56, "metrics": 23}


@dataclass(frozen=True, slots=True)
class Edit:
    """A text that occurs once in a file of a world, and what is written instead."""

    world: str
    what: str
    file: str
    find: str
    write: str

    def __str__(self) -> str:
        return self.what


@dataclass(frozen=True, slots=True)
class Fault(Edit):
    """An edit that breaks one thing; the fields are explained in shop.faults.yaml."""

    rule: str
    at: str = ""
    at_file: str = ""
    also: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    hint: str = ""
    profile: str = "default"

    def __str__(self) -> str:
        return f"{self.world}: {self.rule}: {self.what}"


def entries(world: str, name: str) -> Iterator[dict[str, Any]]:
    """The entries of the fixture files about a world: `shop.faults.yaml`, and `shop.faults-scaling.yaml` beside it."""
    for file in sorted([*UNITS.glob(f"{world}.{name}.yaml"), *UNITS.glob(f"{world}.{name}-*.yaml")]):
        for entry in YAML(typ="safe").load(file.read_text("utf-8")):
            yield {"world": world} | {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


FAULTS = [Fault(**entry) for world in WORLDS for entry in entries(world, "faults")]
NEUTRAL = [Edit(**entry) for entry in entries("shop", "neutral")]


def edited(edit: Edit, before: str) -> str:
    assert before.count(edit.find) == 1, f"{edit.find!r} occurs {before.count(edit.find)} times in {edit.file}"
    return before.replace(edit.find, edit.write)


def line_of(marker: str, content: str) -> int:
    """The line, from 1, on which the only occurrence of a text ends; one that ends its line goes first."""
    ends = [index + len(marker) for index in range(len(content)) if content.startswith(marker, index)]
    ends = [end for end in ends if content[end : end + 1] in {"", "\n"}] or ends
    assert len(ends) == 1, f"{marker!r} occurs {len(ends)} times"
    return content.count("\n", 0, ends[0]) + 1


def write_world(folder: Path, world: str, edit: Edit | None = None) -> None:
    shutil.copytree(UNITS / world, folder, dirs_exist_ok=True)
    if edit is not None:
        file = folder / edit.file
        file.write_text(edited(edit, file.read_text("utf-8")), encoding="utf-8")


@cache
def rules(profile: str) -> tuple[rulebook.Rule, ...]:
    return rulebook.choose(rulebook.load(), profiles=(profile,))


def check(folder: Path, profile: str) -> Report:
    return lint(find((".",), cwd=str(folder)), rules(profile), Settings())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tree"


def loud(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.severity is not Severity.INFO]


def audible(report: Report, rule: str) -> list[Finding]:
    """What is loud, and the findings of a rule that gives nothing but advice."""
    quiet = [finding for finding in report.findings if finding.rule == rule and finding.severity is Severity.INFO]
    advice = any(one.id == rule and one.severities == (Severity.INFO,) for one in report.rules)
    return [*loud(report), *(quiet if advice else ())]


def told(findings: list[Finding]) -> str:
    lines = []
    for finding in findings:
        where = finding.location
        lines.append(f"{where.path}:{where.line}:{where.column}: {finding.severity.value}[{finding.rule}]")
        lines.append(f"    {finding.message} (help: {finding.help})")
        lines += [f"    {other.location.path}:{other.location.line}: {other.message}" for other in finding.related]
    return "\n".join(lines) or "nothing"


@pytest.mark.parametrize("profile", ["default", "recommended"])
@pytest.mark.parametrize("world", WORLDS)
def test_a_clean_world_is_clean(folder: Path, world: str, profile: str) -> None:
    write_world(folder, world)
    report = check(folder, profile)
    assert not report.failures
    assert not loud(report), told(loud(report))
    assert report.summary.units == 1
    assert report.summary.resources >= WORLDS[world]
    assert not report.summary.skipped


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_is_found_where_it_is(folder: Path, fault: Fault) -> None:
    write_world(folder, fault.world, fault)
    report = check(folder, fault.profile)
    assert not report.failures
    found = audible(report, fault.rule)
    where = fault.at_file or fault.file
    content = (folder / where).read_text("utf-8")
    markers = (fault.at or fault.write.strip(), *fault.also)
    expected = sorted((fault.rule, where, line_of(marker, content)) for marker in markers)
    assert sorted((f.rule, f.location.path, f.location.line) for f in found) == expected, told(found)
    finding = found[0]
    if fault.other:
        places = [other.location for other in finding.related]
        lines = [(folder / place.path).read_text("utf-8").split("\n")[place.line - 1] for place in places]
        assert any(end in line for end in fault.other for line in lines), told(found)
    said = "\n".join([finding.message, finding.help or "", *(other.message for other in finding.related)])
    assert fault.hint in said, told(found)


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_with_a_fix_is_cured_by_it(folder: Path, fault: Fault) -> None:
    write_world(folder, fault.world, fault)
    tree = find((".",), cwd=str(folder))
    wanted = Wanted(Safety.UNSAFE, lambda finding: finding.severity is not Severity.INFO)
    outcome = fix_tree(tree, rules(fault.profile), Settings(), wanted, lambda *_: None)
    assert not outcome.report.failures
    made = outcome.report.fixed or ()
    before = loud(lint(tree, rules(fault.profile), Settings()))
    left = loud(outcome.report)
    assert all(finding.fix is None for finding in left), told(left)
    known = {(finding.rule, finding.message) for finding in before}
    # A fault may hide another one, which has a fix, too.
    assert len(left) == len(before) - sum((finding.rule, finding.message) in known for finding in made), told(left)
    assert {finding.message for finding in left} <= {finding.message for finding in before}, told(left)


def write_faulty(folder: Path, world: str, seed: int, number: int) -> set[str]:
    """Write a world with several faults at once, as many of so many as do not touch one another; give their rules."""
    write_world(folder, world)
    planted: set[str] = set()
    several = random.Random(seed).sample([fault for fault in FAULTS if fault.world == world], number)  # noqa: S311  # no secret
    for fault in several:
        file = folder / fault.file
        text = file.read_text("utf-8")
        if text.count(fault.find) == 1:
            file.write_text(text.replace(fault.find, fault.write), encoding="utf-8")
            planted.add(fault.rule)
    return planted


@pytest.mark.parametrize(
    ("seed", "number"), [*((seed, 8) for seed in range(12)), *((seed, 20) for seed in range(12, 20)), (355, 40)]
)
def test_all_fixes_of_a_faulty_world_together(folder: Path, seed: int, number: int) -> None:
    """None undoes another one, and nothing comes to light but what another fault hid."""
    planted = write_faulty(folder, "shop", seed, number)
    loudly = Wanted(Safety.UNSAFE, lambda finding: finding.severity is not Severity.INFO)
    outcome = fix_tree(find((".",), cwd=str(folder)), rules("recommended"), Settings(), loudly, lambda *_: None)
    assert not outcome.report.failures
    left = loud(outcome.report)
    assert not [told([finding]) for finding in left if finding.not_fixed == IN_VAIN]
    before = {(finding.rule, finding.message) for finding in outcome.found.findings}
    fingerprints = {(finding.location.path, finding.fingerprint) for finding in outcome.found.findings}
    new = [
        finding
        for finding in left
        if (finding.rule, finding.message) not in before and (finding.location.path, finding.fingerprint) not in fingerprints
    ]
    assert not [told([finding]) for finding in new if finding.rule not in planted]
    assert outcome.report.fixed, "most faults have a fix"


@pytest.mark.parametrize("profile", ["default", "recommended"])
@pytest.mark.parametrize("edit", NEUTRAL, ids=str)
def test_an_edit_that_breaks_nothing_is_not_reported(folder: Path, profile: str, edit: Edit) -> None:
    write_world(folder, edit.world, edit)
    report = check(folder, profile)
    assert not report.failures
    assert not loud(report), told(loud(report))


def test_every_rule_has_a_fault() -> None:
    assert {
        entry["rule"] for file in UNITS.glob("*.faults*.yaml") for entry in YAML(typ="safe").load(file.read_text("utf-8"))
    } == {rule.id for rule in rulebook.load() if rule.subject is not None}


@pytest.mark.parametrize("fault", FAULTS[:: len(FAULTS) // 5], ids=str)
def test_the_command_line_says_the_same(folder: Path, fault: Fault) -> None:
    write_world(folder, fault.world, fault)
    inner = check(folder, fault.profile)
    run = subprocess.run(
        [sys.executable, "-m", "k8slint", "check", "--output-format", "json", "--profile", fault.profile],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == (1 if loud(inner) else 0), run.stderr
    outer = json.loads(run.stdout)["findings"]
    assert [(f["rule"], f["path"], f["line"], f["message"]) for f in outer] == [
        (f.rule, f.location.path, f.location.line, f.message) for f in inner.findings
    ]
