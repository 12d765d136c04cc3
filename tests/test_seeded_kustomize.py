"""One fault at a time in a Kustomize repository: found at the line to mend, for the overlays that have it, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from planting import UNITS, check, entries, line_of, loud, plant, rules, told

from k8slint.discover import find
from k8slint.engine import Settings, lint
from k8slint.engine.fixing import Wanted, fix_tree
from k8slint.findings import Safety, Severity

WORLD = UNITS / "kustomized"
DEV, PRODUCTION, STAGING = OVERLAYS = ("overlays/dev", "overlays/production", "overlays/staging")
KUBECTL = shutil.which("kubectl")


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
    """An edit that breaks one thing; the fields are explained in shop.faults.yaml and kustomized.faults.yaml."""

    rule: str
    at: str = ""
    at_file: str = ""
    units: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    hint: str = ""
    profile: str = "default"

    def __str__(self) -> str:
        return f"{self.rule}: {self.what}"

    @property
    def overlays(self) -> tuple[str, ...]:
        """The overlays that have the fault."""
        if self.units:
            return self.units
        if self.file.startswith("overlays/"):
            return tuple(overlay for overlay in OVERLAYS if self.file.startswith(f"{overlay}/"))
        return (PRODUCTION, STAGING) if self.file.startswith("components/") else OVERLAYS


FAULTS = [Fault(**entry) for entry in entries("kustomized.faults")]
NEUTRAL = [Edit(**entry) for entry in entries("kustomized.neutral")]


def write_world(folder: Path, edit: Edit | None = None) -> None:
    if edit is None:
        plant(WORLD, folder)
    else:
        plant(WORLD, folder, edit.file, edit.find, edit.write)


def builds(folder: Path, overlay: str) -> bool:
    """Whether Kustomize itself builds an overlay."""
    assert KUBECTL is not None
    return subprocess.run([KUBECTL, "kustomize", overlay], cwd=folder, capture_output=True, check=False).returncode == 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tree"


@pytest.mark.parametrize("profile", ["default", "recommended"])
def test_the_repository_is_clean(folder: Path, profile: str) -> None:
    write_world(folder)
    report = check(folder, profile)
    assert not report.failures
    assert not loud(report), told(loud(report))
    assert report.summary.units == len(OVERLAYS)
    assert report.summary.resources >= 60
    assert not report.summary.skipped


@pytest.mark.skipif(KUBECTL is None, reason="there is no kubectl")
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_kustomize_builds_it(overlay: str) -> None:
    assert builds(WORLD, overlay)


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
    units = sorted(unit for unit in (finding.unit, *finding.also_in) if unit is not None)
    assert tuple(units) == fault.overlays, told(found)
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
    before = loud(lint(tree, rules(fault.profile), Settings(fixing=True)))
    outcome = fix_tree(tree, rules(fault.profile), Settings(), wanted, lambda *_: None)
    assert not outcome.report.failures
    left = loud(outcome.report)
    assert [finding.rule for finding in left] == [finding.rule for finding in before if finding.fix is None], told(left)
    assert set(outcome.after) == ({fault.at_file or fault.file} if not left else set())


@pytest.mark.skipif(KUBECTL is None, reason="there is no kubectl")
@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.rule.startswith("kustomize-")], ids=str)
def test_kustomize_itself_fails_where_it_is_said(folder: Path, fault: Fault) -> None:
    write_world(folder, fault)
    failing = tuple(overlay for overlay in OVERLAYS if not builds(folder, overlay))
    assert failing == (() if fault.rule == "kustomize-patch-not-applied" else fault.overlays)


@pytest.mark.parametrize("profile", ["default", "recommended"])
@pytest.mark.parametrize("edit", NEUTRAL, ids=str)
def test_an_edit_that_breaks_nothing_is_not_reported(folder: Path, profile: str, edit: Edit) -> None:
    write_world(folder, edit)
    report = check(folder, profile)
    assert not report.failures
    assert not loud(report), told(loud(report))
    assert report.summary.units == len(OVERLAYS)
    assert not report.summary.skipped


@pytest.mark.skipif(KUBECTL is None, reason="there is no kubectl")
@pytest.mark.parametrize("edit", NEUTRAL, ids=str)
def test_kustomize_builds_what_is_said_to_be_right(folder: Path, edit: Edit) -> None:
    write_world(folder, edit)
    assert all(builds(folder, overlay) for overlay in OVERLAYS)
