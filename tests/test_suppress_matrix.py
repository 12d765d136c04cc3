"""Every form of a comment, in every place, in every kind of container: it silences what it is about, and nothing else."""

from __future__ import annotations

from itertools import pairwise

import pytest

from k8slint.engine.marks import THEIRS, TOOLS, may_suppress
from k8slint.findings import Confidence, Finding, Location, Severity
from k8slint.suppress import Scopes, Text, notes, peers
from k8slint.text import SourceFile
from k8slint.yaml import read

RULE = "port-name"
SAYS = f"# k8slint: ignore[{RULE}] as agreed"


def silenced(text: str, *, templated: bool = False, path: str = "a.yaml") -> list[str]:
    """The places at which findings would be silenced: every word of the text that is marked with `@`, without the mark."""
    marks: list[tuple[int, str]] = []
    bare = ""
    for piece, following in pairwise([*text.split("@"), ""]):
        bare += piece
        if following:
            marks.append((len(bare), following.split()[0].strip(",:[]{}\"'#")))
    source = SourceFile(path, bare)
    stream = read(source)
    scopes = Scopes()
    found = notes(Text(source, () if templated else stream.documents, templated))
    for number, note in enumerate(found):
        if note.scope is not None:
            scopes.add(path, note.scope, [word.text for word in note.directive.words], number)
    findings = [finding_at(source, offset) for offset, _ in marks]
    hidden, _ = scopes.match(findings)
    return [marks[number][1] for number in sorted(hidden)]


def finding_at(source: SourceFile, offset: int) -> Finding:
    line, column = source.position(offset)
    where = Location(source.path, line + 1, column + 1, line + 1, column + 2)
    return Finding(RULE, Severity.ERROR, Confidence.PROVED, "wrong", where)


# What is marked, the line it is silenced in or above, and what is silenced then.
CASES = [
    ("entry", f"a: 1\nb: @two {SAYS}\nc: @three\n", ["two"]),
    ("entry, at its key", f"a: @one\n@b: two {SAYS}\nc: 3\n", ["b"]),
    ("entry, above", f"a: @one\n{SAYS}\nb: @two\nc: @three\n", ["two"]),
    ("entry with what it holds", f"a: @one\nb: {SAYS}\n  c: @two\n  d: {{e: @three}}\nf: @four\n", ["two", "three"]),
    ("entry with what it holds, above", f"a: @one\n{SAYS}\nb:\n  c: @two\n  d: [@three]\nf: @four\n", ["two", "three"]),
    ("first entry below another", f"x: 1\na:\n  b: @one {SAYS}\n  c: @two\nd: @three\n", ["one"]),
    ("first entry below another, above", f"x: 1\na:\n  {SAYS}\n  b: @one\n  c: @two\nd: @three\n", ["one"]),
    ("deeper comment", f"a:\n  b: @one\n    {SAYS}\nc: @two\nd: @three\n", ["two"]),
    ("other comments between", f"a: @one\n{SAYS}\n# why\n\n# and how\nb: @two\nc: @three\n", ["two"]),
    ("two comments above", f"a: 1\n# k8slint: ignore[other] x\n{SAYS}\nb: @two\nc: @three\n", ["two"]),
    ("behind another comment", f"a: 1\nb: @two # why # k8slint: ignore[{RULE}] as agreed\nc: @three\n", ["two"]),
    ("list item", f"a:\n- n: @one {SAYS}\n  m: @two\n- n: @three\n", ["one", "two"]),
    ("list item, above", f"a:\n- n: @one\n  m: @two\n{SAYS}\n- n: @three\n  m: @four\nb: @five\n", ["three", "four"]),
    ("list item, its second line", f"a:\n- n: @one\n  m: @two {SAYS}\n  o: @three\n- n: @four\n", ["two"]),
    ("list item, dash alone", f"a:\n- {SAYS}\n  n: @one\n  m: @two\n- n: @three\n", ["one", "two"]),
    ("list item, below its dash", f"a:\n-\n  n: @one {SAYS}\n  m: @two\n", ["one"]),
    ("list item with an anchor", f"a:\n- &x {SAYS}\n  n: @one\n  m: @two\n- n: @three\n", ["one", "two"]),
    ("list item that is a scalar", f"a:\n- @one {SAYS}\n- @two\n", ["one"]),
    ("list in a list", f"a:\n- - @one\n  - @two {SAYS}\n- - @three\n", ["two"]),
    ("flow mapping", f"z: 1\na: {{b: @one, c: [@two]}} {SAYS}\nd: @three\n", ["one", "two"]),
    ("flow over lines, its first", f"z: 1\na: [{SAYS.replace('#', ' #', 1)}\n  @one,\n  @two\n]\nb: @three\n", ["one", "two"]),
    ("flow over lines, an item", f"a: [\n  {{n: @one, {SAYS}\n   m: @two}},\n  {{n: @three}}\n]\n", ["one", "two"]),
    ("flow over lines, above an item", f"a: [\n  @one,\n  {SAYS}\n  {{n: @two,\n   m: @three}},\n  @four\n]\n", ["two", "three"]),
    ("flow over lines, its end", f"z: 1\na: [\n  @one,\n  @two\n] {SAYS}\nb: @three\n", ["one", "two"]),
    ("block scalar, at its key", f"a: 1\nb: | {SAYS}\n  @one\n  @two\nc: @three\n", ["one", "two"]),
    ("block scalar, above", f"a: 1\n{SAYS}\nb: >-\n  @one\n  @two\nc: @three\n", ["one", "two"]),
    ("block scalar, in it", f"a: 1\nb: |\n  @one {SAYS}\n  {SAYS}\n  @two\nc: @three\n", []),
    ("block scalar, below it", f"a: 1\nb: |\n  @one\n{SAYS}\nc: @three\n", ["three"]),
    ("quoted over lines, above", f'a: 1\n{SAYS}\nb: "@one\n  @two"\nc: @three\n', ["one", "two"]),
    ("quoted over lines, its end", f'a: 1\nb: "@one\n  @two" {SAYS}\nc: @three\n', ["one", "two"]),
    ("quoted over lines, in it", f'a: 1\nb: "@one {SAYS}\n  @two\n  {SAYS}\n  @three"\nc: @four\n', []),
    ("single quotes, in it", f"a: 1\nb: '@one\n  {SAYS}\n\n  @two'\nc: @three\n", []),
    ("plain over lines, above", f"a: 1\n{SAYS}\nb: @one\n  @two\nc: @three\n", ["one", "two"]),
    ("plain over lines, its end", f"a: 1\nb: @one\n  @two {SAYS}\nc: @three\n", ["one", "two"]),
    ("anchor", f"a: 1\nb: &x {SAYS}\n  c: @one\nd: @two\n", ["one"]),
    ("alias", f"z: 1\na: &x\n  c: @one\nb: @*x {SAYS}\nd: @two\n", ["*x"]),
    ("merge", f"z: 1\na: &x\n  c: @one\nb:\n  <<: @*x {SAYS}\n  d: @two\n", ["*x"]),
    ("empty value", f"a: 1\n@b: {SAYS}\nc: @two\n", ["b"]),
    ("key twice", f"a: 1\nb: @one {SAYS}\nb: @two\nc: 3\n", ["one"]),
    ("document, its first line", f"a: @one {SAYS}\nb: @two\n---\nc: @three\n", ["one", "two"]),
    ("document, above it", f"{SAYS}\na: @one\nb: @two\n---\nc: @three\n", ["one", "two"]),
    ("document, below its mark", f"a: @one\n---\n{SAYS}\n\nb: @two\nc: @three\n---\nd: @four\n", ["two", "three"]),
    ("document, at its mark", f"a: @one\n--- {SAYS}\nb: @two\nc: @three\n", ["two", "three"]),
    ("document, above its mark", f"{SAYS}\n---\nb: @two\nc: @three\n", ["two", "three"]),
    ("document, at the end of another", f"a: @one\n{SAYS}\n---\nb: @two\n", []),
    ("document of one list", f"z: 1\n---\n- @one {SAYS}\n- @two\n", ["one", "two"]),
    ("end of a file", f"a: @one\nb: @two\n{SAYS}\n", []),
    ("windows", f"a: @one\r\nb: @two {SAYS}\r\nc: @three\r\n", ["two"]),
    ("file", f"a: @one\n---\nb: @two\n# k8slint: ignore-file[{RULE}] x\nc:\n  d: @three\n", ["one", "two", "three"]),
    ("file, in an empty document", f"# k8slint: ignore-file[{RULE}]\n---\n---\nb: @two\n", ["two"]),
    ("file, not on a line of its own", f"a: @one # k8slint: ignore-file[{RULE}]\nb: @two\n", []),
    ("file, indented", f"a:\n  # k8slint: ignore-file[{RULE}]\n  b: @two\n", []),
    ("file, in a block scalar", f"a: |\n# k8slint: ignore-file[{RULE}]\nb: @two\n", ["two"]),
    ("file, in text", f"a: |\n  x\n  # k8slint: ignore-file[{RULE}]\nb: @two\n", []),
    ("number sign in a word", f"a: 1\nb: @two#k8slint: ignore[{RULE}]\n".replace(": ignore", ":ignore"), []),
    ("of another rule", "a: 1\nb: @two # k8slint: ignore[other]\n", []),
    ("no list", "a: 1\nb: @two # k8slint: ignore\n", []),
    ("empty list", "a: 1\nb: @two # k8slint: ignore[ ]\n", []),
    ("list that is not closed", f"a: 1\nb: @two # k8slint: ignore[{RULE}\nc: '] @three'\n", []),
    ("no colon", f"a: 1\nb: @two # k8slint ignore[{RULE}]\n", []),
    ("another verb", f"a: 1\nb: @two # k8slint: disable[{RULE}]\n", []),
    ("in quotes", f"a: 1\nb: @two # write `{SAYS}` here\n", []),
]

# Of what cannot be read, and of templates, lines and their indentation are all there is.
LINES = [
    ("entry", f"x: 1\na: {{{{ .b }}}}\nb: @two {SAYS}\nc: @three\n", ["two"]),
    ("entry with what it holds", f"x: 1\n{SAYS}\na:\n  b: @one\n{{{{- if .c }}}}\n  c: @two\nd: @three\n", ["one", "two"]),
    ("list at the depth of its key", f"x: 1\n{SAYS}\na:\n- @one\n- b: @two\nc: @three\n", ["one", "two"]),
    ("list item", f"a:\n  - n: @one {SAYS}\n    m: @two\n  - n: @three\n", ["one", "two"]),
    ("template comment", f"x: 1\n{{{{/* k8slint: ignore[{RULE}] why */}}}}\na: @one\nb: @two\n", ["one"]),
    ("template comment, trimmed", f"x: 1\n  {{{{- /* k8slint: ignore[{RULE}] why */ -}}}}\na: @one\nb: @two\n", ["one"]),
    ("template comment in its line", f"x: 1\na: @one {{{{/* k8slint: ignore[{RULE}] why */}}}}\nb: @two\n", ["one"]),
    ("template comment over lines", f"x: 1\n{{{{- /*\nk8slint: ignore[{RULE}] why\n*/}}}}\na: @one\nb: @two\n", ["one"]),
    ("template comment that is none", f"x: 1\na: /* k8slint: ignore[{RULE}] */ @one\n", []),
    ("document", f"{{{{- if .x }}}}\n{SAYS}\na: @one\nb:\n  c: @two\n---\nd: @three\n", ["one", "two"]),
    ("document, its first line", f"{{{{- if .x }}}}\na: @one {SAYS}\nb: @two\n---\nd: @three\n", ["one", "two"]),
    ("document, the second", f"a: @one\n---\n{SAYS}\nb: @two\nc: @three\n", ["two", "three"]),
    ("block scalar, in it", f"x: 1\na: |\n  @one {SAYS}\n  {SAYS}\n  @two\nb: @three\n", []),
    ("block scalar of a list item", f"a:\n  - b: |-\n      @one {SAYS}\n    c: @two {SAYS}\n    d: @three\n", ["two"]),
    ("quotes", f"x: 1\na: \"@one {SAYS}\"\nb: '@two {SAYS}'\nc: {{{{ \"@three {SAYS}\" }}}}\n", []),
    ("file", f"# k8slint: ignore-file[{RULE}]\na: @one\n---\nb: @two\n", ["one", "two"]),
    ("file, of a template", f"a: @one\n{{{{- /* k8slint: ignore-file[{RULE}] */}}}}\nb: @two\n", ["one", "two"]),
    ("end", f"a: @one\n{SAYS}\n", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_comment_is_about_one_node(text: str, expected: list[str]) -> None:
    assert silenced(text) == expected


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*case[1:], id=case[0]) for case in LINES])
def test_comment_in_lines_is_about_what_is_indented_more(text: str, expected: list[str]) -> None:
    assert silenced(text, templated=True) == expected


@pytest.mark.parametrize("broken", ["}", "b: [", "\tx: 1", "a: b: c"])
def test_document_that_cannot_be_read_is_taken_by_lines(broken: str) -> None:
    text = f"a: @one\n---\nx: 1\nb: @two {SAYS}\nc: @three\n{broken}\n---\nd: @four {SAYS}\n"
    assert silenced(text) == ["two", "four"]


def test_json_has_no_comments() -> None:
    assert silenced(f'{{"a": "@one {SAYS}",\n"b": "@two"}}', path="a.json") == []


def test_the_cheap_look_sees_whatever_is_read() -> None:
    """What a text is searched for before anything is imported begins each form that is understood, of every tool."""
    for word in (*peers.MARKS, *peers.PREFIXES):
        assert may_suppress(f"x: y # {word}", THEIRS), word
    assert {tool.rstrip(":") for tool in TOOLS} == peers.TOOLS
