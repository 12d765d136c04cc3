"""The comments that say what is expected."""

from __future__ import annotations

import pytest

from k8slint.findings import Confidence, Finding, Location, Severity
from k8slint.rulebook import expect

TEXT = """\
a: 1   # expect: first
# expect-next: second: with a # in it
  # expect-next[warning]: third
b:  # a comment
c: 2 # kept # expect[some-rule, info]: fourth
"""


def finding(line: int, message: str, rule: str = "some-rule", severity: Severity = Severity.ERROR) -> Finding:
    return Finding(rule, severity, Confidence.PROVED, message, Location("a.yaml", line, 1, line, 2))


def test_read() -> None:
    manifest = expect.read(TEXT)
    assert manifest.text == "a: 1\nb:  # a comment\nc: 2 # kept\n"
    assert manifest.lines == (1, 4, 5, 6)
    assert manifest.expectations == (
        expect.Expectation(1, "first", None, None, 1),
        expect.Expectation(2, "second: with a # in it", None, None, 2),
        expect.Expectation(2, "third", None, Severity.WARNING, 3),
        expect.Expectation(3, "fourth", "some-rule", Severity.INFO, 5),
    )


@pytest.mark.parametrize("text", ["", "a: 1\n", "a: 1", "a: 1\r\nb: 2\r\n", "# expected: x\na: '# expectation'\n"])
def test_text_without_such_comments_stays_as_it_is(text: str) -> None:
    assert expect.read(text) == expect.Manifest(text, (), tuple(range(1, text.count("\n") + 2)))


def test_line_ends_stay() -> None:
    manifest = expect.read("a: 1  # expect: x\r\n# expect-next: y\r\nb: 2\r\n")
    assert manifest.text == "a: 1\r\nb: 2\r\n"
    assert [(wanted.line, wanted.message) for wanted in manifest.expectations] == [(1, "x"), (2, "y")]


def test_differences() -> None:
    manifest = expect.read(TEXT)
    right = [
        finding(1, "first"),
        finding(2, "second: with a # in it"),
        finding(2, "third", severity=Severity.WARNING),
        finding(3, "fourth", severity=Severity.INFO),
    ]
    assert not list(expect.differences(manifest, reversed(right)))
    assert list(expect.differences(manifest, [*right, right[0]])) == [
        (1, "found, not expected: error[some-rule] first"),
    ]
    assert list(expect.differences(manifest, [right[0], right[1], right[3]])) == [
        (3, "expected as warning, not found: third"),
    ]
    moved = [finding(2, "first"), *right[1:3], finding(3, "fourth", "other-rule", Severity.INFO)]
    assert list(expect.differences(manifest, moved)) == [
        (1, "expected, not found: first"),
        (5, "expected as info, not found: fourth"),
        (4, "found, not expected: error[some-rule] first"),
        (5, "found, not expected: info[other-rule] fourth"),
    ]


def test_difference_in_an_empty_text() -> None:
    assert list(expect.differences(expect.read("# expect-next: x"), [finding(1, "y")])) == [
        (1, "expected, not found: x"),
        (1, "found, not expected: error[some-rule] y"),
    ]


def test_rewritten() -> None:
    found = [
        finding(1, "new first"),
        finding(2, "second: with a # in it"),
        finding(2, "new third"),
        finding(3, "new fourth", "other-rule", Severity.WARNING),
    ]
    text = expect.rewritten(TEXT, found)
    assert text == (
        "a: 1   # expect: new first\n"
        "# expect-next: second: with a # in it\n"
        "  # expect-next[error]: new third\n"
        "b:  # a comment\n"
        "c: 2 # kept # expect[other-rule, warning]: new fourth\n"
    )
    assert not list(expect.differences(expect.read(text), found))


def test_only_lines_with_as_many_comments_as_findings_are_rewritten() -> None:
    assert expect.rewritten(TEXT, []) == TEXT
    assert expect.rewritten(TEXT, [finding(2, "x"), finding(4, "y")]) == TEXT


def test_empty_comment_is_filled_in() -> None:
    assert expect.rewritten("a: 1  # expect:\r\n", [finding(1, "x")]) == "a: 1  # expect: x\r\n"
