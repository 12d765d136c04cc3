"""Documents mean what they mean to the API server's readers: each row was taken from sigs.k8s.io/yaml 1.4, or its JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from k8slint.text import SourceFile
from k8slint.yaml import Stream, read
from k8slint.yaml.events import Parser, use

if TYPE_CHECKING:
    from collections.abc import Iterator

BASE = "x: &x {k: 1, l: 2}\n"

VALUES: dict[str, Any] = {
    # collections
    "- - a\n": [["a"]],
    "a:\n- b\n-  c\n- {}\n- []\n-\n": {"a": ["b", "c", {}, [], None]},
    "a: {b:\t1}\n": {"a": {"b": 1}},
    'a: {"b":1}\n': {"a": {"b": 1}},
    "a: ['b':1]\n": {"a": [{"b": 1}]},
    "[a: b, c: d]\n": [{"a": "b"}, {"c": "d"}],
    "{a, b: c}\n": {"a": None, "b": "c"},
    "- ? a\n": [{"a": None}],
    "? a\n? b\n": {"a": None, "b": None},
    "? a\n: b\n": {"a": "b"},
    "? |\n  k\n: v\n": {"k\n": "v"},
    "a: ''\nb: \"\"\nc:\n": {"a": "", "b": "", "c": None},
    # plain scalars
    "a: x #c\nb: x#c\n": {"a": "x", "b": "x#c"},
    "a:b: c\n": {"a:b": "c"},
    "a::: c\n": {"a::": "c"},
    "a: b\n  c\n": {"a": "b c"},
    "a:\n  b\n\n  c\n": {"a": "b\nc"},
    "a\nb": "a b",
    "a:\tb\n": {"a": "b"},
    "a: x\ty\n": {"a": "x\ty"},
    # colons within words in brackets
    "a: [http://x:80/y, b:c]\n": {"a": ["http://x:80/y", "b:c"]},
    "a: {b:c, d: e}\n": {"a": {"b:c": None, "d": "e"}},
    "[a:, b]\n": ["a:", "b"],
    "{a:}\n": {"a:": None},
    "a: ['--to=x:1', --to=y:2, \"z:3\"]\nb: {u: v:w}\n": {"a": ["--to=x:1", "--to=y:2", "z:3"], "b": {"u": "v:w"}},
    "a: [x'y:z, !t u:v, &n w:x, *n ]\n": {"a": ["x'y:z", "u:v", "w:x", "w:x"]},
    # quotes
    'a: "b\n  c"\n': {"a": "b c"},
    "a: 'x\ny'\n": {"a": "x y"},
    "'a b': \"c d\\\n  e\"\n": {"a b": "c de"},
    'a: "\\x41\\u00e9\\U0001F600\\n\\t"\n': {"a": "Aé😀\n\t"},
    "a: \"it\\'s\"\n": {"a": "it's"},
    # block scalars
    "a: >2\n  x\n": {"a": "x\n"},
    "a: |\n x\n  y\n z\n": {"a": "x\n y\nz\n"},
    "a: >\n x\n  y\n z\n": {"a": "x\n y\nz\n"},
    "a: >\n x\n y\n\n z\n": {"a": "x y\nz\n"},
    "a: |\n x": {"a": "x\n"},
    "a: |-\n x\n\nb: |+\n x\n\nc: |\n x\n\n": {"a": "x", "b": "x\n\n", "c": "x\n"},
    "a: |": {"a": ""},
    "a: |+\n\n": {"a": "\n"},
    "a: |\r\n  x\r\n  y\r\n": {"a": "x\ny\n"},
    "a: | # note\n  x # y\n": {"a": "x # y\n"},
    # line ends, marks and characters
    "a: 1\r\nb: 2\rc: 3\n": {"a": 1, "b": 2, "c": 3},
    "a: 1\u2028b: 2\u2029c: 3\x85d: 4\n": {"a": 1, "b": 2, "c": 3, "d": 4},
    "\ufeffa: 1\n": {"a": 1},
    "a: \ufeffb\n": {"a": "\ufeffb"},
    "\n\ufeffa: b\n": {"\ufeffa": "b"},
    "%YAML 1.1\n---\na: yes\n": {"a": True},
    "%TAG ! tag:x,2000:\n---\na: !b c\n": {"a": "c"},
    # anchors and aliases
    "a: &x 1\nb: &x 2\nc: *x\n": {"a": 1, "b": 2, "c": 2},
    "&a a: *a\n": {"a": "a"},
    "a: &a\nb: *a\n": {"a": None, "b": None},
    "a: &x {k: 1}\nb: [*x, *x]\n": {"a": {"k": 1}, "b": [{"k": 1}, {"k": 1}]},
    "a: &x {b: &x 1, c: *x}\nd: *x\n": {"a": {"b": 1, "c": 1}, "d": 1},
    "k: &k yes\n*k : 1\n": {"k": True, "true": 1},
    # merges
    BASE + "d:\n  <<: *x\n  z: 3\n": {"x": {"k": 1, "l": 2}, "d": {"k": 1, "l": 2, "z": 3}},
    BASE + "d:\n  <<: *x\n  k: 3\n": {"x": {"k": 1, "l": 2}, "d": {"k": 3, "l": 2}},
    BASE + "d:\n  k: 3\n  <<: *x\n": {"x": {"k": 1, "l": 2}, "d": {"k": 1, "l": 2}},
    BASE + "d:\n  <<: [*x, {k: 3, m: 4}]\n": {"x": {"k": 1, "l": 2}, "d": {"k": 1, "l": 2, "m": 4}},
    BASE + "d: &d\n  <<: *x\n  m: 1\ne:\n  <<: *d\n": {
        "x": {"k": 1, "l": 2}, "d": {"k": 1, "l": 2, "m": 1}, "e": {"k": 1, "l": 2, "m": 1},
    },
    "? <<\n: {a: 1}\n": {"a": 1},
    "!!merge <<: {a: 1}\n": {"a": 1},
    '"<<": {a: 1}\n': {"<<": {"a": 1}},
    "a: <<\nb: [<<]\n": {"a": "<<", "b": ["<<"]},
    "a: &m <<\n*m : {b: 1}\n": {"a": "<<", "<<": {"b": 1}},
    # keys twice: the last counts
    "a: 1\na: 2\n": {"a": 2},
    'y: 1\n"on": 2\non: 3\n': {"on": 2, "true": 3},
    "a: .inf\na: 1\n": {"a": 1},
    "a: {~: 1}\na: 1\n": {"a": 1},
    # JSON
    '{"a": [1, 2.5, 1E2, null, true, {"b": "c\\n"}], "d": {}}': {"a": [1, 2.5, 100, None, True, {"b": "c\n"}], "d": {}},
    '{"a":\t"x\\/y",\n\t"b": "\\ud83d\\ude00", "c": "\\ud83d"}': {"a": "x/y", "b": "😀", "c": "\ufffd"},
    '[\n\t{"a": "\\/"}\n]\n': [{"a": "/"}],
    '{"a": 1,}': {"a": 1},
}  # fmt: skip

ERRORS = [
    "a: -\n", "a: - b\n", "a: b: c\n", "a: ? b\n", "a: foo: bar\n", "a: 'x\n", 'a: "x\n', "a: [1,2\n", "a:\n\tb: 1\n",
    "a: |\n\tx\n", "a: 'b'c\n", "a: b\n c: d\n", "a: |0\n x\n", "a: |10\n x\n", "*a : 1\n", "a: *b\n",
    "a: *x\nb: &x 1\n", "a: &x [*x]\n",
    "- a\n-\tb\n", ": 1\n", "{a: :b}\n", "a: -1\nb: --\nc: - d\n", 'a: "\\/"\n', 'a: "\\q"\n', 'a: "\\ud800"\n',
    'a: "\\ud83d\\ude00"\n', "%YAML 1.2\n---\na: yes\n", "%YAML 1.3\n---\na: yes\n", "%FOO bar\n---\na: yes\n",
    "\x01: a\n", "a: \x7f\n", "a: \x00\n", "a: \ufffe\n", "a: \ud800\n",
    "<<: x\n", "<<:\n", "<<: [x]\n", "x: &x [{a: 1}]\nd:\n  <<: *x\n", "x: &x 1\nd:\n  <<: *x\n",
    "{a: 1}: 2\n", "? [a]\n: b\n", "a: {{ b }}\n", "a: [.nan]\n", "a:\n  ~: b\n", "x: &x {~: 1}\nd: *x\n",
]  # fmt: skip


@pytest.fixture(params=[None, *Parser])
def _parser(request: pytest.FixtureRequest) -> Iterator[None]:
    use(request.param)
    yield
    use(None)


def read_text(text: str) -> Stream:
    return read(SourceFile("x.yaml", text))


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(("text", "expected"), VALUES.items())
def test_value(text: str, expected: Any) -> None:
    stream = read_text(text)
    assert not stream.errors
    assert [json.dumps(document.value, sort_keys=True) for document in stream.documents] == [json.dumps(expected, sort_keys=True)]


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize("text", ERRORS)
def test_error(text: str) -> None:
    stream = read_text(text)
    assert not stream.documents
    assert len(stream.errors) == 1


def test_aliases_share_their_value() -> None:
    value = read_text("a: &x {k: 1}\nb: *x\n").documents[0].value
    assert value["a"] is value["b"]
