"""What reaches a terminal, whatever a manifest holds."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint.findings import (
    Confidence,
    Failure,
    Finding,
    Location,
    RelatedPlace,
    Report,
    ResourceId,
    Safety,
    Severity,
    Splice,
    Summary,
    TextFix,
)
from k8slint.report import Options, render
from k8slint.report.frame import Canvas, draw, mark
from k8slint.report.summary import failure_line
from k8slint.report.terminal import display_width, sanitize, use_color
from k8slint.text import SourceFile

if TYPE_CHECKING:
    from collections.abc import Mapping

STYLE = re.compile(r"\x1b\[(?:0|2|1;3[1346])m")
HARMFUL = {"Cc", "Cf", "Cs", "Zl", "Zp"}

odd = st.sampled_from("\x1b\x07\r\n\t\u202e\u200b\ud800\u0301東\x85\u2028")
texts = st.text(st.characters(codec=None) | odd, max_size=40)
numbers = st.integers(-3, 60) | st.integers(min_value=0, max_value=10**9)
locations = st.builds(Location, st.sampled_from(["a.yaml", "b.yaml"]) | texts, numbers, numbers, numbers, numbers)
places = st.builds(RelatedPlace, locations, texts, st.booleans())
splices = st.builds(Splice, locations, numbers, numbers, texts)
fixes = st.builds(TextFix, texts, st.sampled_from(Safety), st.lists(splices, max_size=2).map(tuple), st.just(()))
findings = st.builds(
    Finding,
    rule=texts,
    severity=st.sampled_from(Severity),
    confidence=st.sampled_from(Confidence),
    message=texts,
    location=locations,
    label=texts,
    effect=st.none() | texts,
    help=st.none() | texts,
    yaml_path=texts,
    unit=st.none() | texts,
    resource=st.none() | st.builds(ResourceId, texts, texts, texts, st.none() | texts, st.none() | texts),
    related=st.lists(places, max_size=6).map(tuple),
    fingerprint=texts,
    also_in=st.lists(texts, max_size=2).map(tuple),
    fix=st.none() | fixes,
    not_fixed=st.none() | texts,
)
failures = st.builds(Failure, texts, st.none() | texts, st.none() | texts, st.none() | texts, st.none() | numbers)
reports = st.builds(
    lambda found, crashed, first, second, skipped, fixed: Report(
        tuple(found),
        Summary(skipped=skipped),
        failures=tuple(crashed),
        sources={"a.yaml": SourceFile("a.yaml", first), "b.yaml": SourceFile("b.yaml", second)},
        fixed=fixed,
    ),
    st.lists(findings, max_size=3),
    st.lists(failures, max_size=2),
    texts,
    st.text(max_size=3000),
    st.dictionaries(texts, st.integers(0, 3), max_size=2),
    st.none() | st.lists(findings, max_size=2).map(tuple),
)
options = st.builds(Options, st.sampled_from(Severity), st.none() | st.sampled_from(Severity), st.booleans(), st.integers(0, 200))


@pytest.mark.parametrize("name", ["full", "concise", "github"])
@given(report=reports, how=options)
def test_nothing_moves_the_cursor(name: str, report: Report, how: Options) -> None:
    shown = "".join(render(name, report, how))
    plain = STYLE.sub("", shown) if how.color else shown
    assert {character for character in plain if unicodedata.category(character) in HARMFUL} <= {"\n"}
    assert plain.encode().decode() == plain
    if name != "full":
        assert plain.count("\n") == sum(how.shows(finding.severity) for finding in report.findings)


@given(report=reports)
def test_what_is_said_of_crashes_is_one_line(report: Report) -> None:
    for failure in report.failures:
        assert failure_line(failure, report).isprintable()


@given(report=reports, how=options)
def test_json_round_trips(report: Report, how: Options) -> None:
    written = "".join(render("json", report, how))
    assert written.isascii()
    read = json.loads(written)
    assert [found["rule"] for found in read["findings"]] == [found.rule for found in how.everything(report)]
    assert [found["path"] for found in read["findings"]] == [found.location.path for found in how.everything(report)]
    assert [found["path"] for found in read["failures"]] == [failure.path for failure in report.failures]


@given(report=reports, how=options)
def test_sarif_is_json_with_all_results(report: Report, how: Options) -> None:
    written = "".join(render("sarif", report, how))
    assert len(json.loads(written)["runs"][0]["results"]) == len(list(how.listing(report)))


@given(text=texts, start=st.integers(0, 50), length=st.integers(0, 50), width=st.integers(30, 80))
def test_carets_stand_below_what_they_mark(text: str, start: int, length: int, width: int) -> None:
    source = SourceFile("a", text.replace("\n", " ").replace("\r", " "))
    where = Location("a", 1, start + 1, 1, start + length + 1)
    code, below = draw(source, [mark(where, "", "^", "")], Canvas(2, width, False))
    assert display_width(code) <= width
    assert display_width(below) <= width + 1
    assert below.startswith("   | ")
    assert re.fullmatch(r" *\^+", below.removeprefix("   | "))


def marked(text: str, part: str, label: str = "x", width: int = 40) -> list[str]:
    start = text.index(part) + 1
    where = Location("a", 1, start, 1, start + len(part))
    return list(draw(SourceFile("a", text), [mark(where, label, "^", "")], Canvas(2, width, False)))


def test_tabs_wide_and_combining_characters_are_counted() -> None:
    assert marked("\ta: 東京 b", "b") == [" 1 |     a: 東京 b", "   |             ^ x"]
    assert marked("a: 東京 b", "東京") == [" 1 | a: 東京 b", "   |    ^^^^ x"]
    assert marked("e\u0301: \x1b!", "\x1b") == [" 1 | e\u0301: \\x1b!", "   |    ^^^^ x"]


def test_long_lines_are_cut_around_the_mark() -> None:
    long = "a" * 50 + "bcd" + "e" * 50
    assert marked(long, "bcd") == [" 1 | …aaaaaaaaaaaaaaabcdeeeeeeeeeeeeeee…", "   |                 ^^^ x"]
    assert marked(long, "a" * 50) == [" 1 | " + "a" * 34 + "…", "   | " + "^" * 34 + " x"]
    assert marked("bcd" + long, "bcd") == [" 1 | bcd" + "a" * 31 + "…", "   | ^^^ x"]
    assert marked(long + "!", "!") == [" 1 | …" + "e" * 31 + "!", "   | " + " " * 32 + "^ x"]


def test_a_line_of_megabytes_costs_nothing() -> None:
    code, below = marked("x" * 3_000_000 + "!" + "\t" * 3_000_000, "!")
    assert code.count("!") == 1
    assert code.index("!") == below.index("^")


def test_sanitize() -> None:
    assert sanitize("plain “text” 東京 é") == "plain “text” 東京 é"
    assert sanitize("\n\r\t\0\x1b\x7f\x9b\u00a0\u202e\ud800\U000e0041") == (r"\n\r\t\x00\x1b\x7f\x9b\xa0\u202e\ud800\U000e0041")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("flag", "environ", "on_terminal", "on_file"),
    [
        ("auto", {}, True, False),
        ("auto", {"TERM": "dumb"}, False, False),
        ("auto", {"NO_COLOR": ""}, True, False),
        ("auto", {"NO_COLOR": "0", "FORCE_COLOR": "1"}, False, False),
        ("auto", {"FORCE_COLOR": "0"}, True, False),
        ("auto", {"FORCE_COLOR": "1", "TERM": "dumb"}, True, True),
        ("auto", {"CLICOLOR_FORCE": "1"}, True, True),
        ("auto", {"GITHUB_ACTIONS": "true"}, True, True),
        ("auto", {"GITHUB_ACTIONS": "true", "NO_COLOR": "1"}, False, False),
        ("always", {"NO_COLOR": "1"}, True, True),
        ("never", {"FORCE_COLOR": "1"}, False, False),
    ],
)
def test_use_color(flag: str, environ: Mapping[str, str], on_terminal: bool, on_file: bool) -> None:
    assert (use_color(flag, Terminal(), environ), use_color(flag, io.StringIO(), environ)) == (on_terminal, on_file)
