"""The published schema of `json` and `jsonl`: it describes every field, and misses none that is not there."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fixed_report import FOLDER

from k8slint.discover import find
from k8slint.engine import Settings, lint
from k8slint.report import Options, render
from k8slint.report.contract import text
from k8slint.rulebook import load

ROOT = Path(__file__).parents[1]
SCHEMA = json.loads(text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
LINE = jsonschema.Draft202012Validator({"$defs": SCHEMA["$defs"], "$ref": "#/$defs/line"})
GOLDEN = json.loads((FOLDER / "report.json").read_bytes())

Path_ = tuple[str | int, ...]


def objects(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The paths of all objects of a report whose fields are fixed."""
    if isinstance(value, dict):
        if path[-1:] != ("skipped",):
            yield path
        for key, below in value.items():
            yield from objects(below, (*path, key))
    if isinstance(value, list):
        for index, below in enumerate(value):
            yield from objects(below, (*path, index))


def at(value: Any, path: Path_) -> Any:
    for step in path:
        value = value[step]
    return value


def described(part: Any, path: str = "") -> Iterator[str]:
    """Name the properties without a description, of their own or of what they refer to."""
    for name, below in part.get("properties", {}).items():
        target = SCHEMA["$defs"][below["$ref"].rsplit("/", 1)[1]] if "$ref" in below else below
        if not target.get("description"):
            yield f"{path}.{name}"
        yield from described(below, f"{path}.{name}")


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    done = subprocess.run([sys.executable, "-m", "k8slint", "config", "schema", "--report"], capture_output=True, check=True)
    assert json.loads(done.stdout) == SCHEMA, "as it is printed"
    assert (ROOT / "docs" / "schemas" / "report.schema.json").read_text(encoding="utf-8") == text(), "as it is published"
    assert SCHEMA["$id"] == "https://k8slint.dev/schemas/report.schema.json"


def test_every_field_is_described() -> None:
    assert [name for part in (SCHEMA, *SCHEMA["$defs"].values()) for name in described(part)] == []


def test_the_golden_reports_follow_it() -> None:
    assert list(VALIDATOR.iter_errors(GOLDEN)) == []
    for line in (FOLDER / "report.jsonl").read_text(encoding="utf-8").splitlines():
        assert list(LINE.iter_errors(json.loads(line))) == []


def test_no_field_can_be_left_out() -> None:
    for path in objects(GOLDEN):
        for key in at(GOLDEN, path):
            without = copy.deepcopy(GOLDEN)
            del at(without, path)[key]
            assert not VALIDATOR.is_valid(without), (*path, key)


def test_no_field_is_written_that_it_does_not_know() -> None:
    strict = copy.deepcopy(SCHEMA)
    for part in (strict, *strict["$defs"].values(), strict["$defs"]["summary"]["properties"]["findings"]):
        if part.get("properties"):
            part["additionalProperties"] = False
    assert [error.message for error in jsonschema.Draft202012Validator(strict).iter_errors(GOLDEN)] == []
    assert VALIDATOR.is_valid({**GOLDEN, "new": 1}), "fields may be added"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), 2),
        (("findings", 0, "severity"), "critical"),
        (("findings", 0, "confidence"), None),
        (("findings", 0, "line"), 0),
        (("findings", 0, "path"), None),
        (("findings", 0, "fingerprint"), "0123"),
        (("findings", 0, "related"), None),
        (("findings", 4, "fix", "edits"), []),
        (("findings", 4, "fix", "safety"), "maybe"),
        (("summary", "skipped", "patch"), 0),
        (("failures", 0, "line"), "3"),
    ],
)
def test_wrong_values_are_refused(path: Path_, value: Any) -> None:
    wrong = copy.deepcopy(GOLDEN)
    at(wrong, path[:-1])[path[-1]] = value
    assert not VALIDATOR.is_valid(wrong)


@pytest.mark.parametrize("folder", ["examples", "tests/fixtures/kustomize", "tests/fixtures/units"])
def test_runs_follow_it(folder: str) -> None:
    with chdir(ROOT):
        of = lint(find((folder,)), load(), Settings(fixing=True))
    assert of.findings
    assert [error.message for error in VALIDATOR.iter_errors(json.loads("".join(render("json", of, Options()))))] == []
    lines = "".join(render("jsonl", of, Options())).splitlines()
    assert [error.message for line in lines for error in LINE.iter_errors(json.loads(line))] == []
