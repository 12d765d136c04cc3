"""A source is read document by document; what is broken is an error at its place, and never more than that."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest

from k8slint.text import SourceFile
from k8slint.yaml import Limits, Stream, read
from k8slint.yaml.events import Parser, use

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=[None, Parser.LENT])
def _parser(request: pytest.FixtureRequest) -> Iterator[None]:
    use(request.param)
    yield
    use(None)


def read_text(text: str, limits: Limits | None = None) -> Stream:
    source = SourceFile("x.yaml", text)
    return read(source, limits) if limits else read(source)


def errors(text: str) -> list[tuple[str, str]]:
    """Messages, and where they stand: the rest of the line from there."""
    return [
        (error.message, text[error.span.start :].partition("\n")[0])
        for error in read_text(text).errors
        if error.source.text == text
    ]


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(
    ("text", "values", "empty"),
    [
        ("", [], 1),
        ("\n\n", [], 1),
        ("# only\n", [], 1),
        ("---\n", [], 1),
        ("---\n---\n", [], 2),
        ("a: 1", [{"a": 1}], 0),
        ("---\na: 1\n---\n", [{"a": 1}], 1),
        ("# head\n---\na: 1\n", [{"a": 1}], 0),
        ("a: 1\n---\n# nothing\n---\nb: 2\n", [{"a": 1}, {"b": 2}], 1),
        ("a: 1\n...\n---\nb: 2\n...\n", [{"a": 1}, {"b": 2}], 0),
        ("--- # note\na: 1\n---   \nb: 2\n", [{"a": 1}, {"b": 2}], 0),
        ("--- a\n--- |\n b\n--- {c: d}\n", ["a", "b\n", {"c": "d"}], 0),
        ("a: 1\r\n---\r\nb: 2\r\n", [{"a": 1}, {"b": 2}], 0),
        ("a: 1\r---\rb: 2\r", [{"a": 1}, {"b": 2}], 0),
        ("a: |\n  ---\n  b\n---\nc: 1\n", [{"a": "---\nb\n"}, {"c": 1}], 0),
        ("a: ---b\n---\nc: 1\n", [{"a": "---b"}, {"c": 1}], 0),
        ("---a: 1\n", [{"---a": 1}], 0),
        ("~\n---\nnull\n", [None, None], 0),
        ('{"a": 1}\n{"b": 2}\n\n{"c": "\\/"}', [{"a": 1}, {"b": 2}, {"c": "/"}], 0),
        ('{"a": 1}\n---\n{"b": 2}\n', [{"a": 1}, {"b": 2}], 0),
        ("[1]\n[2]\n", [[1], [2]], 0),
    ],
)
def test_documents(text: str, values: list[object], empty: int) -> None:
    stream = read_text(text)
    assert not stream.errors
    assert [document.value for document in stream.documents] == values
    assert stream.empty == empty


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(
    "broken", ["a: b: c\n", "a: 'x\n", "a: [1\n", "\tx: 1\n", "a: {{x}}\n", "a: *x\n", "<<: 1\n", "a: .nan\n", "a: \x01\n"]
)
@pytest.mark.parametrize("before", ["", "# head\n---\nk: 1\n---\n"])
@pytest.mark.parametrize("after", ["", "---\nl: 2\n---\nm: |\n  ---x\n"])
def test_a_broken_document_costs_only_itself(before: str, broken: str, after: str) -> None:
    stream = read_text(before + broken + after)
    assert [document.value for document in stream.documents] == [{"k": 1}] * bool(before) + [{"l": 2}, {"m": "---x\n"}] * bool(
        after
    )
    (error,) = stream.errors
    assert len(before) <= error.span.start <= len(before + broken)


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("a: b: c\n", "mapping values are not allowed here: quote the value if it holds `: `", ": c"),
        ("a: 1\nb\nc: 2\n", "expected `key: value` here: check the indentation", "b"),
        ("a:\n  - b\n c: d\n", "expected `key: value` here: check the indentation", "c: d"),
        ("- a\nb: 1\n", "expected `- ` here: check the indentation", "b: 1"),
        ("a: - b\n", "a list entry is not allowed here", "- b"),
        ("a: 'x\nb: 1\n", "the quote that opens here is never closed", "'x"),
        ("a: 'x\n---\nb: 1\n", "the quote that opens here is never closed", "'x"),
        ("a: [1,\nb: 1\n", "the bracket that opens here is never closed: expected `]`", "[1,"),
        ("a: [1, {b: 1]\n", "expected `,` or `}` here", "]"),
        ('a: "x\nb: "y"\n', "the quote before this closes one that opens on an earlier line", 'y"'),
        ("a: ['x, y]\nb: 'y'\n", "the quote before this closes one that opens on an earlier line", "y'"),
        ("a: [1 2]]\n", "expected `key: value` here: check the indentation", "]"),
        ("a: {b: 1\nc: 2}\n", "expected `,` or `}` here", ": 2}"),
        ("a:\n\tb: 1\n", "a tab cannot indent: use spaces", "\tb: 1"),
        ("a: |\n\tb\n", "a tab cannot indent: use spaces", "\tb"),
        ("a: @b\n", "a value cannot start with `@`: quote it", "@b"),
        ("a: `b`\n", "a value cannot start with a backtick: quote it", "`b`"),
        ("host: *.example.com\n", "expected a name here: quote a value that starts so", ".example.com"),
        ('a: "C:\\Windows"\n', "no escape sequence of double quotes: double the backslash, or use single quotes", '\\Windows"'),
        ('a: "\\/"\n', "no escape sequence of double quotes: double the backslash, or use single quotes", '\\/"'),
        ("a: 1\n...\nb: 2\n", "`---` must stand between documents", "b: 2"),
        ("{a: 1}\n{b: 1}\n---\n", "`---` must stand between documents", "{b: 1}"),
        ("a: |x\n", "expected nothing but an indentation from 1 to 9, `+` or `-` after `|` or `>`", "x"),
        ("a: !b!c d\n", "the tag's prefix is not declared", "!b!c d"),
        ("a: b\x07c\n", "the character U+0007 is not allowed", "\x07c"),
    ],
)
def test_what_is_no_yaml(text: str, message: str, place: str) -> None:
    assert errors(text) == [(f"not valid YAML: {message}", place)]


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("a: 1\nb: {c: [1]\nd: 2}\n", "{c: [1]"),
        ("k: 1\n---\na: [1,\n  2\nb: 1\n", "[1,"),
        ('\ufeffa: "it\\"s\n  x\nb: "y"\n', '"it\\"s'),
        ("a: ['b'\n c: 'd']\n", "['b'"),
        ("a: 'b\n\n", None),  # the place itself
        ("a:\n  - b\n c: d\n", None),
        ("a: 'b' c\n", None),
    ],
)
def test_where_what_is_not_closed_opens(text: str, opened: str | None) -> None:
    (error,) = read_text(text).errors
    assert (text[error.opened.start :].partition("\n")[0] if error.opened else None) == opened
    assert error.opened is None or error.opened.end < error.span.start


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("x.json", '{"a": 1\n"b": 2}', "expected `,` or `}` here"),
        ("x.yaml", '{"a": [1\n}', "expected `,` or `]` here"),
        ("x.json", '[{"a": 1}', "the bracket that opens here is never closed: expected `]`"),
        ("x.json", '{"a": 1}}', "expected nothing behind the last closing bracket"),
        ("x.json", '{"a": "\\q"}', "no escape sequence of JSON: double the backslash"),
        ("x.json", '{"a": \x07}', "the character U+0007 is not allowed"),
    ],
)
def test_what_is_no_json(path: str, text: str, message: str) -> None:
    assert [error.message for error in read(SourceFile(path, text)).errors] == [f"not valid JSON: {message}"]


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("a: {{ .Values.x }}\n", "`{{` begins a mapping in a mapping: quote it, or render the template first", "{{ .Values.x }}"),
        ("{{ x }}: 1\n", "`{{` begins a mapping in a mapping: quote it, or render the template first", "{{ x }}: 1"),
        ("a: [1]\nb: {c: [d]}\n[e, {f: g}]: 1\nh: 1\n", "a mapping or a list cannot be a key", "[e, {f: g}]: 1"),
        ("a: 1\nb:\n  ~: c\n", "null, or a number beyond 64 bits, cannot be a key", "~: c"),
        ("18446744073709551615: 1\n", "null, or a number beyond 64 bits, cannot be a key", "18446744073709551615: 1"),
        ("a: [1, .inf]\n", "infinity and NaN have no JSON form", ".inf]"),
        ("a: 1\n<<: b\n", "`<<` merges a mapping or a list of mappings, nothing else", "<<: b"),
        ("a: !!int x\n", "`x` is no !!int", "!!int x"),
        ("a: !!binary '*'\n", "!!binary needs base64 data", "!!binary '*'"),
        ("a: *b\n", "no anchor `&b` stands before this alias", "*b"),
        ("a: &b [*b]\n", "the value of anchor `&b` contains itself", "*b]"),
        ("%YAML 1.2\n---\na: 1\n", "the API server reads YAML 1.1: leave out `%YAML`", "%YAML 1.2"),
    ],
)
def test_what_the_api_server_refuses(text: str, message: str, place: str) -> None:
    assert errors(text) == [(message, place)]


def test_messages_are_in_one_voice() -> None:
    for text in ("a: !<x y", "%FOO\n---\n", "a: %x", "a: ? b", ": a", "a: &", "{a: :b}", "%YAML 1.1\n%YAML 1.1\n---\n"):
        for message, _ in errors(text):
            assert re.fullmatch(r"[a-z`%!].*[^.]", message), message


def bomb(levels: int) -> str:
    names = "abcdefghijklmnopqrstuvwxyz"
    lines = [f"{names[level]}: &{names[level]} [{', '.join([f'*{names[level - 1]}'] * 9)}]" for level in range(1, levels)]
    return "\n".join(["a: &a [x, x, x, x, x, x, x, x, x]", *lines, ""])


HOSTILE = {
    "alias bomb": (bomb(10), "aliases make more than 100000 nodes"),
    "merge bomb": (
        "a: &a {" + ", ".join(f"k{n}: 1" for n in range(500)) + "}\nb: {<<: [" + "*a, " * 500 + "]}\n",
        "aliases make more",
    ),
    "alias of itself": ("a: &a {b: [*a]}\n", "contains itself"),
    "alias ladder": (
        "".join(f"- &a{n} [{f'*a{n - 1}' if n else ''}]\n" for n in range(9999)),
        "nested deeper than 100 levels through",
    ),
    "ladder of lost values": (
        "x:\n" + "".join(f"  k: &a{n} [{f'*a{n - 1}' if n else ''}]\n" for n in range(9999)),
        "nested deeper than",
    ),
    "open brackets": ("[" * 200_000, "nested deeper than 100 levels"),
    "open braces": ("{a: " * 50_000, "nested deeper than 100 levels"),
    "dashes": ("- " * 100_000, "nested deeper than 100 levels"),
    "question marks": ("? " * 100_000, "nested deeper than 100 levels"),
    "stairs": ("".join(" " * n + "a:\n" for n in range(1500)), "nested deeper than 100 levels"),
    "deep JSON": ('{"a":' * 50_000 + "1" + "}" * 50_000, "nested deeper than 100 levels"),
    "deep odd JSON": ("[" * 2000 + '"\\/"' + "]" * 2000, "nested deeper than 100 levels"),
    "directives": ("".join(f"%TAG !a{n}! x\n" for n in range(50_000)) + "---\na: 1\n", "more than 100 `%TAG` directives"),
    "directives behind CR": (
        "".join(f"%TAG !a{n}! x\r" for n in range(50_000)) + "---\ra: 1\r",
        "more than 100 `%TAG` directives",
    ),
    "NUL": ("a: \0", "U+0000"),
    "lone surrogate": ("a: \udfff", "U+DFFF"),
    "long key": ("x" * 1_000_000 + ": 1\n", "mapping values"),
    "open quote": ('a: "' + "x\n" * 300_000, "never closed"),
    "colons and a fault": ("a: [" + "a:b, " * 50_000 + "] ]", "expected `key: value`"),
    "anchors": ("&a " * 50_000, "must stand between"),
}


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(("text", "message"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_input_is_an_error(text: str, message: str) -> None:
    start = time.process_time()
    stream = read_text(text)
    assert time.process_time() - start < 5  # far from it: none takes a second
    assert any(message in error.message for error in stream.errors)
    for error in stream.errors:
        assert 0 <= error.span.start <= error.span.end <= len(text)


HARMLESS = {
    "spaces": " " * 1_000_000,
    "line ends": "\n" * 1_000_000,
    "comments": "#\n" * 300_000,
    "long scalar": "a: " + "x" * 1_000_000,
    "long number": "a: " + "1" * 1_000_000,
    "long quote": 'a: "' + "x\\n" * 300_000 + '"',
    "long block": "a: |\n" + "  x\n" * 300_000,
    "empty block": "a: |\n" + "\n" * 300_000,
    "keys": "".join(f"k{n}: {n}\n" for n in range(50_000)),
    "one key": "a: 1\n" * 50_000,
    "dashes": "-\n" * 100_000,
    "parts": "---\n" * 100_000,
    "colons": "a: [" + "a:b, " * 50_000 + "]",
    "escapes": 'a: "' + "\\'" * 100_000 + '"',
    "JSON after JSON": '{"a":1}\n' * 5_000,
    "remark after tag": "a: !!str " + "# x\n" * 100_000 + "  x",
}


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS.keys())
def test_large_input_is_read(text: str) -> None:
    start = time.process_time()
    stream = read_text(text)
    assert not stream.errors
    for document in stream.documents[:1]:
        document.comments()
        assert document.span(()) is not None
        assert isinstance(document.duplicates, tuple)
    assert time.process_time() - start < 10


def test_a_text_with_all_private_characters_is_taken_as_it_is() -> None:
    private = "".join(map(chr, range(0xE000, 0xF900)))
    assert [d.value for d in read_text(f"- \ufeff{private}\n").documents] == [["\ufeff" + private]]
    assert [d.value for d in read_text(f"- {private[1:]}\n- [a:b]\n---\nc: 1\n").documents] == [{"c": 1}]
    assert [d.value for d in read_text(f"- {private[3:]}\n- [a:b]\n---\nc: 1\n").documents] == [[private[3:], ["a:b"]], {"c": 1}]


def test_limits_can_be_set() -> None:
    assert not read_text("a: [[1]]\n", Limits(depth=3)).errors
    assert read_text("a: [[[1]]]\n", Limits(depth=3)).errors[0].message == "nested deeper than 3 levels"
    assert not read_text("a: &a [1, 2]\nb: [*a]\n", Limits(expansion=3)).errors
    assert read_text("a: &a [1, 2]\nb: [*a, *a]\n", Limits(expansion=3)).errors


def test_a_large_document_without_aliases_is_no_bomb() -> None:
    stream = read_text("x: &x {a: 1}\nl:\n" + "- {a: 1}\n" * 150_000 + "y: *x\n")
    assert not stream.errors
