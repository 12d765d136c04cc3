"""What the formats promise beyond one fixed report."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from k8slint.findings import Confidence, Finding, Location, RelatedPlace, Report, Severity, Summary
from k8slint.report import FORMATS, Options, render
from k8slint.report.prose import prose
from k8slint.report.sarif_writer import uri
from k8slint.report.summary import closing
from k8slint.text import SourceFile

BASE = Finding("some-rule", Severity.WARNING, Confidence.PROVED, "Service web is odd", Location("a.yaml", 1, 1, 1, 2), "here")
SUMMARY = Summary(files=12, documents=40, resources=41, units=3, rules=9)


def report(*findings: Finding, source: str | None = None, summary: Summary = SUMMARY) -> Report:
    sources = {} if source is None else {"a.yaml": SourceFile("a.yaml", source)}
    return Report(findings, summary, sources=sources)


def text(name: str, of: Report, options: Options | None = None) -> str:
    return "".join(render(name, of, options or Options()))


def sarif(of: Report, options: Options | None = None) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(text("sarif", of, options))["runs"][0]
    return run


def severities(*of: Severity) -> Report:
    return report(*(BASE._replace(severity=severity) for severity in of))


def test_a_clean_run_is_one_line() -> None:
    assert text("full", report()) == "41 resources in 12 files, 3 units: nothing to report\n"
    assert text("concise", report()) == text("github", report()) == ""
    assert json.loads(text("json", report()))["findings"] == []
    assert sarif(report())["results"] == []


@pytest.mark.parametrize(
    ("found", "options", "said"),
    [
        ((Severity.INFO,), Options(), "nothing to report (1 info not shown)"),
        ((Severity.INFO,), Options(listed=Severity.INFO), "1 info"),
        ((Severity.ERROR, Severity.INFO), Options(), "1 error (1 info not shown)"),
        ((*Severity, *Severity), Options(min_severity=Severity.ERROR), "2 errors (2 warnings, 2 infos not shown)"),
        ((*Severity,), Options(Severity.ERROR, min_severity=Severity.INFO), "1 error, 1 warning, 1 info"),
    ],
)
def test_what_the_last_line_says(found: tuple[Severity, ...], options: Options, said: str) -> None:
    assert closing(severities(*found), options) == (f"41 resources in 12 files, 3 units: {said}",)


def test_one_of_each() -> None:
    one = report(summary=Summary(files=3, resources=1, units=1, skipped={"unreadable": 2, "new-reason": 5}))
    assert closing(one, Options()) == (
        "1 resource in 1 file, 1 unit: nothing to report",
        "not checked: 2 unreadable files, 5 new-reason",
    )


def test_json_carries_infos_unless_the_command_line_says_otherwise() -> None:
    three = severities(*Severity)
    cases = ((Options(Severity.ERROR), 3), (Options(min_severity=Severity.ERROR), 1))
    assert all(len(json.loads(text("json", three, options))["findings"]) == number for options, number in cases)
    assert json.loads(text("json", three, Options(min_severity=Severity.ERROR)))["summary"]["findings"]["info"] == 1
    assert text("concise", three).count("\n") == text("github", three).count("\n") == len(sarif(three)["results"]) == 2


def test_github_shows_the_worst_first_and_columns_of_one_line_only() -> None:
    found = severities(Severity.WARNING, Severity.ERROR)
    assert [line.split()[0] for line in text("github", found).splitlines()] == ["::error", "::warning"]
    spread = report(BASE._replace(location=Location("a,b:c%.yaml", 1, 2, 3, 4), message="5% off", help="write: x"))
    assert text("github", spread) == (
        "::warning file=a%2Cb%3Ac%25.yaml,line=1,endLine=3,title=some-rule::5%25 off%0Ahelp: write: x\n"
    )


def test_github_shows_the_ten_worst_of_a_kind_and_says_how_many_it_does_not() -> None:
    guess = BASE._replace(severity=Severity.ERROR, confidence=Confidence.GUESS, message="guess")
    proved = guess._replace(confidence=Confidence.PROVED, message="proved")
    wide = proved._replace(message="wide", also_in=("a", "b"))
    infos = (BASE._replace(severity=Severity.INFO, message=f"info {number}") for number in range(12))
    lines = text("github", report(*[guess] * 9, proved, *infos, wide), Options(listed=Severity.INFO)).splitlines()
    assert [line.rsplit("::", 1)[1] for line in lines[:3]] == ["wide", "proved", "guess"]
    assert lines[11] == ("::notice title=k8slint::not shown as annotations: 1 error, 3 infos; the log of the step lists them"), (
        "before the tenth notice"
    )
    assert [line.rsplit("::", 1)[1] for line in lines[12:]] == [f"info {number}" for number in range(12)]


@pytest.mark.parametrize(("number", "hidden"), [(9, False), (10, False), (11, True)])
def test_github_counts_what_it_hides_only_if_it_does(number: int, hidden: bool) -> None:
    of = report(*[BASE._replace(severity=Severity.INFO)] * number)
    assert ("not shown as annotations: 2 infos" in text("github", of, Options(listed=Severity.INFO))) is hidden


def test_sarif_keeps_the_worst_of_too_many() -> None:
    warnings = (BASE._replace(message=str(number)) for number in range(5_001))
    run = sarif(report(*warnings, BASE._replace(severity=Severity.ERROR)))
    results = run["results"]
    assert (len(results), results[-1]["level"]) == (5_000, "error")
    assert [result["message"]["text"] for result in results[:-1]] == [str(number) for number in range(4_999)]
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"] == "2 findings were left out: only the 5,000 most severe are reported"


def test_sarif_keeps_within_the_limits_of_locations() -> None:
    places = tuple(RelatedPlace(BASE.location._replace(line=number), "") for number in range(1, 300))
    (result,) = sarif(report(BASE._replace(related=places)))["results"]
    assert [place["id"] for place in result["relatedLocations"]] == list(range(1, 101))
    assert result["message"]["text"].splitlines()[1] == "[a.yaml:1](1)"


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("base/a b.yaml", "base/a%20b.yaml"),
        ("../a:b#c?%.yaml", "../a%3Ab%23c%3F%25.yaml"),
        ("<stdin>", "%3Cstdin%3E"),
        ("d\u00e9p\udcff/\ud800", "d%C3%A9p%3F/%3F"),
        ("d\u00e9p\udcff", "d%C3%A9p%FF"),
        ("/srv/a:b.yaml", "file:///srv/a:b.yaml"),
        ("C:/a.yaml", "file:///C:/a.yaml"),
    ],
)
def test_paths_as_uris(path: str, written: str) -> None:
    assert uri(path) == written


def test_prose_of_a_page() -> None:
    body = "First *one*,\nsee [it](u).\n\n# Examples\n\n````yaml bad\n```\n# X\n````\n## y\n\n# Z\n\nz # z\n"
    assert prose(f"---\ntitle: x\n---\n\n{body}", "x") == (
        "First *one*,\nsee [it](u).\n\n# Z\n\nz # z",
        "First *one*,\nsee it (u).\n\nZ\n\nz # z",
        "First *one*, see [it](u).",
    )
    assert prose("---\ntitle: x\n---\n", "x") == ("x", "x", "x")
    assert prose("```yaml good file=a\n# a\n```\nb\n", "x").markdown == "b"


def test_many_related_places() -> None:
    source = "".join(f"line{number}: 1\n" for number in range(1, 40))
    lines = (30, 2, 28, *range(9, 18))
    places = tuple(RelatedPlace(Location("a.yaml", line, 1, line, 4), f"n{line}") for line in lines)
    shown = text("full", report(BASE._replace(related=places), source=source))
    assert [line for line in shown.splitlines() if ":::" in line or "-->" in line] == [
        "  --> a.yaml:1:1",
        "  ::: a.yaml:28:1",
        "  ::: a.yaml:2:1",
        *(f"  ::: a.yaml:{line}:1 n{line}" for line in range(9, 17)),
        "  ::: and 1 more",
    ]
    assert "28 | line28: 1\n   | --- n28\n29 | line29: 1\n30 | line30: 1\n   | --- n30\n   |\n" in shown


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_loads_what_it_needs_only(name: str) -> None:
    code = (
        "import sys; from k8slint.findings import *; from k8slint.report import *;"
        f"''.join(render({name!r}, Report((), Summary()), Options()));"
        "print(*sorted({'json', 'sarif_om', 'click', 'ruamel', 'jsonschema'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = {"sarif": ["json", "sarif_om"], "json": ["json"], "jsonl": ["json"], "gitlab": ["json"], "rdjson": ["json"]}
    assert done.stdout.split() == modules.get(name, [])


def test_a_run_loads_the_format_that_it_writes_and_no_other() -> None:
    code = (
        "import sys; from k8slint.cli.check import command;"
        "command.main(['--output-format', 'concise', '-'], standalone_mode=False);"
        "print(*sorted(name for name in sys.modules if name.startswith('k8slint.report.')))"
    )
    manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\n"
    done = subprocess.run([sys.executable, "-c", code], input=manifest, capture_output=True, text=True, check=True)
    loaded = {name.rsplit(".", 1)[1] for name in done.stdout.split()}
    assert loaded & {*FORMATS, "inert", "paths", "remarks", "xml_text", "contract"} == {"concise", "full"}
