"""One fault at a time in a chart with a subchart: found at the line to mend, in the value sets that have it, alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from planting import UNITS, entries, line_of, loud, plant, rules, told

from k8slint.cli.options import charted
from k8slint.discover import find
from k8slint.engine import Settings, lint
from k8slint.findings import Finding, Report
from k8slint.units.charts import find_renderer

WORLD = UNITS / "umbrella"
CHART = "parcels"
SETS = (CHART, f"{CHART} [values-production.yaml]")

pytestmark = pytest.mark.skipif(find_renderer() is None, reason="nothing renders charts here")


@dataclass(frozen=True, slots=True)
class Edit:
    """A text that occurs once in a file of the chart, and what is written instead."""

    what: str
    file: str
    find: str
    write: str

    def __str__(self) -> str:
        return self.what

    def planted(self, folder: Path) -> Report:
        """What is said of a copy of the chart with this edit."""
        plant(WORLD, folder, f"{CHART}/{self.file}", self.find, self.write)
        return checked(folder)


@dataclass(frozen=True, slots=True)
class Fault(Edit):
    """An edit that breaks one thing; the fields are explained in umbrella.faults.yaml."""

    rule: str
    at: str = ""
    at_file: str = ""
    units: tuple[str, ...] = SETS
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.rule}: {self.what}"


FAULTS = [Fault(**entry) for entry in entries("umbrella.faults")]
NEUTRAL = [Edit(**entry) for entry in entries("umbrella.neutral")]


def checked(folder: Path) -> Report:
    tree = find((), cwd=str(folder))
    found = lint(tree, rules("recommended"), Settings(charts=charted(tree, None)))
    assert not found.failures, found.failures
    return found


def units(finding: Finding) -> tuple[str, ...]:
    return () if finding.unit is None else tuple(sorted((finding.unit, *finding.also_in)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tree"


def test_the_chart_is_clean_and_whole(folder: Path) -> None:
    plant(WORLD, folder)
    found = checked(folder)
    assert not loud(found), told(loud(found))
    assert (found.summary.resources, found.summary.units, found.summary.templates) == (30, 2, 0)


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_is_found_where_it_is_mended(folder: Path, fault: Fault) -> None:
    found = loud(fault.planted(folder))
    assert [finding.rule for finding in found] == [fault.rule], told(found)
    (finding,) = found
    path = f"{CHART}/{fault.at_file or fault.file}"
    line = line_of(fault.at or fault.write, (folder / path).read_text("utf-8"))
    assert (finding.location.path, finding.location.line) == (path, line), told(found)
    assert units(finding) == fault.units, told(found)
    from_values = {one.location for one in finding.related if one.message.endswith("comes from here")}
    lines = {(folder / one.path).read_text("utf-8").splitlines()[one.line - 1] for one in from_values}
    assert set(fault.values) <= lines, told(found)


@pytest.mark.parametrize("edit", NEUTRAL, ids=str)
def test_an_edit_that_breaks_nothing_is_not_reported(folder: Path, edit: Edit) -> None:
    found = loud(edit.planted(folder))
    assert not found, told(found)
