"""Each key and each value has its place: exactly its text."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint.text import SourceFile, Span
from k8slint.yaml import Document, read
from k8slint.yaml.events import Parser, use

if TYPE_CHECKING:
    from collections.abc import Iterator

    Path = tuple[str | int, ...]

# A text, and for some paths the text of the key (None if it has none) and of the value.
PLACES: list[tuple[str, dict[Any, tuple[str | None, str]]]] = [
    (
        "a: foo  # c\n'b' : \"q r\"\n\"c\":  'it''s'\nd: multi\n  line # x\ne:   80\n",
        {
            (): (None, "a: foo  # c\n'b' : \"q r\"\n\"c\":  'it''s'\nd: multi\n  line # x\ne:   80"),
            ("a",): ("a", "foo"),
            ("b",): ("'b'", '"q r"'),
            ("c",): ('"c"', "'it''s'"),
            ("d",): ("d", "multi\n  line"),
            ("e",): ("e", "80"),
        },
    ),
    (
        "# first\n\nspec:\n  ports: # all\n  - name: http # one\n    port: 80\n\n  -  port: 81\n  # last\nkind: x\n",
        {
            ("spec",): ("spec", "ports: # all\n  - name: http # one\n    port: 80\n\n  -  port: 81"),
            ("spec", "ports"): ("ports", "- name: http # one\n    port: 80\n\n  -  port: 81"),
            ("spec", "ports", 0): (None, "name: http # one\n    port: 80"),
            ("spec", "ports", 1): (None, "port: 81"),
            ("spec", "ports", 1, "port"): ("port", "81"),
        },
    ),
    (
        "a: [1, 'x', {b: c , 'd': [ ]}, e: f]\ng: {\n  h: i,\n}\n",
        {
            ("a",): ("a", "[1, 'x', {b: c , 'd': [ ]}, e: f]"),
            ("a", 0): (None, "1"),
            ("a", 1): (None, "'x'"),
            ("a", 2): (None, "{b: c , 'd': [ ]}"),
            ("a", 2, "b"): ("b", "c"),
            ("a", 2, "d"): ("'d'", "[ ]"),
            ("a", 3): (None, "e: f"),
            ("a", 3, "e"): ("e", "f"),
            ("g",): ("g", "{\n  h: i,\n}"),
        },
    ),
    (
        "a: |  # note\n  x\n   y\n\n\nb: >-\n    z \n\n# end\nc: |+\n  k\n\nd: |2-\n   l\n  \ne:\n- |\n m\n",
        {
            ("a",): ("a", "|  # note\n  x\n   y"),
            ("b",): ("b", ">-\n    z "),
            ("c",): ("c", "|+\n  k\n"),
            ("e", 0): (None, "|\n m"),
        },
    ),
    (
        'a: |\r\n  x\r\n  y\r\nb: "z"\r\nc:\r\n  - d\r\n',
        {("a",): ("a", "|\r\n  x\r\n  y"), ("b",): ("b", '"z"'), ("c",): ("c", "- d")},
    ),
    ("a: |\n  x\n  y", {("a",): ("a", "|\n  x\n  y"), (): (None, "a: |\n  x\n  y")}),
    ("a: >\n\n\nb: |-", {("a",): ("a", ">"), ("b",): ("b", "|-")}),
    ("a: |\n  x\n     \n \n", {("a",): ("a", "|\n  x\n     ")}),
    (
        "a: !!str  80\nb: &x # note\n  c: 1\nd: *x\ne: !t &y\n- f\ng: &z {h: 1}\ni: !<u> 'j'\nk: &w |\n  l\n",
        {
            ("a",): ("a", "80"),
            ("b",): ("b", "c: 1"),
            ("d",): ("d", "*x"),
            ("d", "c"): ("c", "1"),
            ("e",): ("e", "- f"),
            ("g",): ("g", "{h: 1}"),
            ("i",): ("i", "'j'"),
            ("k",): ("k", "|\n  l"),
        },
    ),
    (
        "base: &b\n  k: 1\n  l: [2]\nd:\n  <<: *b\n  k: 3\ne:\n  <<: [*b, {m: 4}]\n",
        {
            ("d",): ("d", "<<: *b\n  k: 3"),
            ("d", "k"): ("k", "3"),
            ("d", "l"): ("l", "[2]"),
            ("d", "l", 0): (None, "2"),
            ("e", "k"): ("k", "1"),
            ("e", "m"): ("m", "4"),
        },
    ),
    ("a: 1\n'a': 2\n", {("a",): ("'a'", "2")}),
    ("on: 1\n0x10: 2\n2.50: 3\n", {("true",): ("on", "1"), ("16",): ("0x10", "2"), ("2.5",): ("2.50", "3")}),
    ("? a\n: - b\n? 'c'\n:\n  d\n? e\n", {("a",): ("a", "- b"), ("c",): ("'c'", "d"), ("e",): ("e", "")}),
    (
        '{"a":{"b":[1,"c\\/"]},\n\t"d":"\\ud83d\\ude00"}',
        {("a", "b"): ('"b"', '[1,"c\\/"]'), ("a", "b", 1): (None, '"c\\/"'), ("d",): ('"d"', '"\\ud83d\\ude00"')},
    ),
    (
        "args: [--to=http://x:80, -v:2, 'a:b']\nk: \"it\\'s\"\n",
        {("args", 0): (None, "--to=http://x:80"), ("args", 1): (None, "-v:2"), ("k",): ("k", '"it\\\'s"')},
    ),
    ("ключ: значение\n😀: [é]\nz: x\n", {("ключ",): ("ключ", "значение"), ("😀", 0): (None, "é"), ("z",): ("z", "x")}),
]

# A text with `^` where the empty value at the path stands.
EMPTY: list[tuple[str, Path]] = [
    ("a:^\nb: 1\n", ("a",)),
    ("a:^   # note\n", ("a",)),
    ("a:^", ("a",)),
    ("a :^\n", ("a",)),
    ("'a':^\n", ("a",)),
    ("a:\n- b\n-^\n- c\n", ("a", 1)),
    ("-   b:^\n", (0, "b")),
    ("{a:^ , b: 1}\n", ("a",)),
    ("{a^, b: 1}\n", ("a",)),
    ("{a^}\n", ("a",)),
    ('{"a"  :^}\n', ("a",)),
    ("? a^\n? b\n", ("a",)),
    ("? a\n# note\n:^\n", ("a",)),
    ("a:^ !!str\nb: 1\n", ("a",)),
    ("a:^ &x\nb: 1\n", ("a",)),
    ("-^ &x\n- 1\n", (0,)),
    ("[a:^ , b]\n", (0, "a")),
]


@pytest.fixture(params=[None, *Parser])
def _parser(request: pytest.FixtureRequest) -> Iterator[None]:
    use(request.param)
    yield
    use(None)


def document_of(text: str) -> Document:
    stream = read(SourceFile("x.yaml", text))
    assert not stream.errors
    (document,) = stream.documents
    return document


def text_at(document: Document, span: Span | None) -> str | None:
    return None if span is None else document.source.slice(span)


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(("text", "expected"), PLACES)
def test_place(text: str, expected: dict[Path, tuple[str | None, str]]) -> None:
    document = document_of(text)
    found = {path: (text_at(document, document.key_span(path)), text_at(document, document.span(path))) for path in expected}
    assert found == expected


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(("marked", "path"), EMPTY)
def test_place_of_nothing(marked: str, path: Path) -> None:
    place = marked.index("^")
    assert document_of(marked.replace("^", "")).span(path) == Span(place, place)


def test_no_place_where_there_is_nothing() -> None:
    document = document_of("a: [1, {b: c}]\n")
    for path in (("b",), ("a", 2), ("a", -1), ("a", "0"), ("a", 1, 0), ("a", 1, "b", "c"), (0,), ("a", True)):
        assert document.span(path) is None
        assert document.key_span(path) is None
    assert document.key_span(()) is None
    assert document.key_span(("a", 0)) is None


@pytest.mark.usefixtures("_parser")
def test_places_in_later_documents() -> None:
    text = "# head\n---\na: 1\n---\n# nothing\n---\nb: [2, 3]\n...\n---\nc: |\n  d\n"
    first, second, third = read(SourceFile("x.yaml", text)).documents
    assert [document.index for document in (first, second, third)] == [0, 1, 2]
    assert [text[document.start] for document in (first, second, third)] == ["a", "b", "c"]
    assert text_at(second, second.span(("b", 1))) == "3"
    assert text_at(third, third.span(("c",))) == "|\n  d"
    broken = read(SourceFile("x.yaml", text + "---\n]\n"))
    assert [document.start for document in broken.documents] == [first.start, second.start, third.start]
    assert [document.span(()) for document in broken.documents] == [d.span(()) for d in (first, second, third)]


@pytest.mark.usefixtures("_parser")
def test_duplicate_keys() -> None:
    text = "a: 1\nb: {c: 1, d: 2, 'c': 3, c: 4}\na: 2\nl:\n- k: {x: 1}\n  k: {z: 1, z: 2}\n'1': x\n1: y\n"
    document = document_of(text)
    found = [(key.path, key.first.start, key.again.start) for key in document.duplicates]
    assert found == [
        (("a",), 0, text.index("a: 2")),
        (("1",), text.index("'1'"), text.index("1: y")),
        (("b", "c"), text.index("c: 1"), text.index("'c'")),
        (("b", "c"), text.index("c: 1"), text.index("c: 4")),
        (("l", 0, "k"), text.index("k: {x"), text.index("k: {z")),
        (("l", 0, "k", "z"), text.index("z: 1"), text.index("z: 2")),
    ]


def test_what_a_merge_brings_is_no_duplicate() -> None:
    document = document_of("x: &x {k: 1}\na:\n  <<: *x\n  <<: {l: 1}\n  k: 2\nb: *x\n")
    assert document.value["a"] == {"k": 2, "l": 1}
    assert document.duplicates == ()


# Random documents, written in random ways

WORDS = [
    "a",
    "b-c",
    "x y",
    "80",
    "0644",
    "true",
    "~",
    "k8s.io/name",
    "-",
    "#",
    "a # b",
    "a: b",
    "'",
    '"',
    "é",
    "😀",
    "{",
    "x\n",
    "p\nq\n\nr",
]
leaves = st.sampled_from([*WORDS, "", None, True, 1, 2.5, "  lead", "trail  "])
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(WORDS[:16]), inner, max_size=3)),
    max_leaves=12,
)


def write(value: Any, column: int, draw: st.DataObject, flow: bool = False) -> str:
    """Write a value in one of the ways in which it can be, behind a key or a dash."""
    pick = draw.draw(st.integers(0, 3))
    remark = draw.draw(st.sampled_from(["", " # c", "\n# c", ""])) if not flow else ""
    pad = "\n" + " " * column
    if isinstance(value, str) and "\n" in value and not flow and not value.startswith(" ") and pick:
        lines = value.removesuffix("\n").split("\n")
        chomping = "+" if value.endswith("\n\n") else "" if value.endswith("\n") else "-"
        return f" |{chomping}" + "".join(pad + "  " + line if line else "\n" for line in lines)
    if not isinstance(value, dict | list):
        plain = value if isinstance(value, str) and re.fullmatch(r"[b-e]-[a-z]|k8s\.io/name|é", value) else None
        return f" {plain or json.dumps(value, ensure_ascii=False)}"
    if not value or flow or pick == 0:
        items = [
            f"{key_of(item, draw)}:{write(value[item], column, draw, flow=True)}"
            if isinstance(value, dict)
            else write(item, column, draw, flow=True)
            for item in value
        ]
        return " " + ("{%s}" if isinstance(value, dict) else "[%s]") % ",".join(items)
    if isinstance(value, dict):
        return remark + "".join(f"{pad}  {key_of(key, draw)}:{write(item, column + 2, draw)}" for key, item in value.items())
    return remark + "".join(f"{pad}  -{write(item, column + 2, draw)}" for item in value)


def key_of(key: str, draw: st.DataObject) -> str:
    return (
        key
        if re.fullmatch(r"[b-e]-[a-z]|k8s\.io/name|é", key) and draw.draw(st.booleans())
        else json.dumps(key, ensure_ascii=False)
    )


def paths(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, value
    for step, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from paths(item, (*path, step))


def read_back(text: str, column: int) -> Any:
    stream = read(SourceFile("x.yaml", f"--- # c\n{' ' * column}{text}\n"))
    return stream.documents[0].value if stream.documents else None


@given(tree=trees, draw=st.data(), parser=st.sampled_from([None, Parser.LENT]))
def test_the_text_of_each_place_reads_as_its_value(tree: Any, draw: st.DataObject, parser: Parser | None) -> None:
    text = f"r:{write({'r': tree}['r'], 0, draw)}\n"
    use(parser)
    try:
        document = document_of(text)
        assert document.value == {"r": tree}, text
        for path, value in paths(document.value):
            span = document.span(path)
            assert span is not None
            column = document.source.position(span.start).column
            assert read_back(document.source.slice(span), column) == value, (text, path)
            key = document.key_span(path)
            if key:
                assert read_back(document.source.slice(key), 0) == path[-1]
                assert key.end < span.start or text[key.end : span.start].strip(" ") == ":"
            above = document.span(path[:-1])
            assert above is not None
            assert above.start <= (key or span).start <= span.end <= above.end
    finally:
        use(None)
