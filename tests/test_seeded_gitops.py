"""One fault at a time in a repository that Flux and Argo CD deliver from: found at the line to mend, and nothing else is said."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from planting import UNITS, check, entries, line_of, loud, plant, rules, told

from k8slint.discover import find
from k8slint.engine import Settings, examine
from k8slint.engine.fixing import Wanted, fix_tree
from k8slint.findings import Safety, Severity

WORLD = UNITS / "gitops"


@dataclass(frozen=True, slots=True)
class Edit:
    """A text that occurs once in a file, and what is written instead."""

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
    other: tuple[str, ...] = ()
    hint: str = ""
    profile: str = "default"

    def __str__(self) -> str:
        return f"{self.rule}: {self.what}"


FAULTS = [Fault(**entry) for entry in entries("gitops.faults")]
NEUTRAL = [Edit(**entry) for entry in entries("gitops.neutral")]


def write_world(folder: Path, edit: Edit | None = None) -> None:
    if edit is None:
        plant(WORLD, folder)
    else:
        plant(WORLD, folder, edit.file, edit.find, edit.write)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tree"


@pytest.mark.parametrize("profile", ["default", "recommended"])
def test_the_repository_is_clean(folder: Path, profile: str) -> None:
    write_world(folder)
    report = check(folder, profile)
    assert not report.failures
    assert not loud(report), told(loud(report))
    assert report.summary.resources >= 47


def test_its_worlds(folder: Path) -> None:
    write_world(folder)
    resolution = examine(find((".",), cwd=str(folder)), Settings()).resolution
    worlds = {world.name: [part.name for part in world.parts] for world in resolution.worlds}
    shared = ["infrastructure/configs", "infrastructure/controllers"]
    assert {name: parts for name, parts in worlds.items() if name.startswith("clusters")} == {
        f"clusters/{name}": [f"apps/{name}", f"clusters/{name}", f"clusters/{name}/flux-system", *shared]
        for name in ("production", "staging")
    }
    assert {"agents/collector", "argocd/apps", "argocd/root", "tools/mailer"} < set(worlds["argocd/root"])


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_is_found_where_it_is(folder: Path, fault: Fault) -> None:
    write_world(folder, fault)
    report = check(folder, fault.profile)
    assert not report.failures
    found = loud(report)
    where = fault.at_file or fault.file
    expected = [(fault.rule, where, line_of(fault.at or fault.write.strip(), (folder / where).read_text("utf-8")))]
    assert [(f.rule, f.location.path, f.location.line) for f in found] == expected, told(found)
    finding = found[0]
    if fault.other:
        places = [other.location for other in finding.related]
        lines = [(folder / place.path).read_text("utf-8").split("\n")[place.line - 1] for place in places]
        assert any(end in line for end in fault.other for line in lines), told(found)
    said = "\n".join([finding.message, finding.help or "", *(other.message for other in finding.related)])
    assert fault.hint in said, told(found)


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_with_a_fix_is_cured_by_it(folder: Path, fault: Fault) -> None:
    write_world(folder, fault)
    tree = find((".",), cwd=str(folder))
    wanted = Wanted(Safety.UNSAFE, lambda finding: finding.severity is not Severity.INFO)
    outcome = fix_tree(tree, rules(fault.profile), Settings(), wanted, lambda *_: None)
    assert not outcome.report.failures
    left = loud(outcome.report)
    assert bool(left) != bool(outcome.report.fixed), told(left)


@pytest.mark.parametrize("profile", ["default", "recommended"])
@pytest.mark.parametrize("edit", NEUTRAL, ids=str)
def test_an_edit_that_breaks_nothing_is_not_reported(folder: Path, profile: str, edit: Edit) -> None:
    write_world(folder, edit)
    report = check(folder, profile)
    assert not report.failures
    assert not loud(report), told(loud(report))
