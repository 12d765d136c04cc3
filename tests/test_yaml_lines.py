"""The line reader knows a text or leaves it alone: what it knows is what the parser makes of it, to the type."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from k8slint.text import SourceFile
from k8slint.yaml import Limits, Stream, read
from k8slint.yaml.events import Parser, use
from k8slint.yaml.limits import DEFAULT
from k8slint.yaml.lines import scan

MANIFEST = """\
# The shop.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: "web"   # quoted
  labels: {app: web, "tier": 'front'}
  annotations:
    note: first
      second "third" - fourth

      fifth
    long: "one
      two \\"three\\" \\
      four"
    single: 'it''s
      so'
    port: '80'
spec:
  replicas: 0x10
  template:
    spec:
      containers:
      - name: web
        image: example.com/web:1.0
        args: ["-c", 'a b', -v, $(X)]
        command:
        - sh
        - -c
        - |
          set -e

          \texec web "$@"   # no comment
            --flag
        env:
        -   name: A
            value: ~
        -
          name: B
          value: >-
            folded
            text

              kept
            end
      volumes: []
---
---
# nothing
---
data: {}
list:
  - 1
  - 1.0
  - true
  - 1e3
  - no
  - 0o17
  - [a, [b, {c: d}]]
block: |+
  kept


items:
  [
    "a",
    b,
  ]
"""

KNOWN = [
    "",
    "\n",
    "# only a comment\n",
    "---\n",
    "---\n---\n# x\n",
    "a: 1\n---\n",
    "--- # source: x\na: 1\n",
    "a: 1",
    "a:\n- b\n- c: 1\n  d: 2\ne: f\n",
    "a:\n  - b\n  -   c: 1\n      d: 2\n",
    "- a\n- b: 1\n",
    "-\n  a: 1\n- \n- b\n",
    "a:\n-\n b: 1\n",
    "a:\n  b:\n    c:\nd:\n",
    "a: b # c: d\n",
    "a: b#c\n",
    "a: http://b:80/#c\n",
    "a:b: c\n",
    "a: :b\n",
    "a : b\n",
    "1: a\ntrue: b\n1.5: c\n0x10: d\n",
    "'a': 1\n\"b\": 2\n",
    "a: 'b: c' # d\n",
    "a: ''\nb: ''''\nc: \"\"\n",
    'a: "\\x41\\u00e9\\t"\n',
    "a: null\nb: 1\n",
    "a:\n  null\nb: 1\n",
    "- ~\n- a\n",
    "a:\n  b\n  c\nd: e\n",
    'a:\n  "b"\nc:\n  [d]\n',
    "a: |\n  b\nc: d\n",
    "a: |2-\n    b\n   c\nd: e\n",
    "a: |\n\n\n  b\n\n# c\n",
    "a: >\n  b\n  c\n\n  d\n    e\n  f\n",
    "a: >+\n  b\n\n",
    "a:\r\n  b: |\r\n    c\r\n    d\r\n",
    "a: \u00e9\u4e2d\U0001f600\u200d\n",
    "# a\tb\na: |\n  b\tc\n",
    "a: [b, c]   # d\n",
    "a: {b: [], c: {}}\n",
    "a: [b,\n c\n]\n",
    "a: 18446744073709551615\n",
    "a: =\n",
    "a: 2020-01-01\nb: 12:30:45\n",
    "a: -\u00a0b\n",
]

LEFT = [
    "a",
    "a: 1\na: 2\n",
    "1: a\n'1': b\n",
    "a: &x 1\n",
    "a: *x\n",
    "a: !!str 1\n",
    "<<: {a: b}\n",
    "a: <<\n",
    "? a\n: b\n",
    "[a]: b\n",
    "{a: b}\n",
    "%YAML 1.1\n---\na: b\n",
    "a: b\n...\n",
    "--- a: b\n",
    "--- |\n  a\n",
    "a: b: c\n",
    "a: b:\n",
    "a: - b\n",
    "a: -\n",
    "- - a\n",
    "a: b\n  c: d\n",
    "a: b\n  - c: d\n",
    " a: b\nc: d\n",
    "a:\n    b: c\n  d: e\n",
    "a: b\n# c\n  d\n",
    "a: b # c\n  d\n",
    "a: null\n  b: c\n",
    "- null\n a: b\n",
    "- null\n  a: b\n",
    "- a: null\n    b: c\n",
    "a: 'b\n",
    "a: 'b' c\n",
    'a: "b\nc"\n',
    'a: "\\q"\n',
    'a: "\\/"\n',
    'a: "b\\\n',
    "a: 'b\n---\n  c'\n",
    "a: |\n    b\n  c\n",
    "a: |\n     \n  b\n",
    "a: |\nb: c\n",
    "a: |x\n  b\n",
    "a:\tb\n",
    "a: b\tc\n",
    "\ta: b\n",
    "a: b\n\t\n",
    "a: |\n  \tb\n",
    "a: b\rc: d\n",
    "a: b\x07\n",
    "a: b\x85c: d\n",
    "a: b\u2028c\n",
    "# \ufeff\na: b\n",
    "a: .inf\n",
    "a: .nan\n",
    "~: a\n",
    "a: [b\n",
    "a: [b, #c\n d]\n",
    "a: [b:c]\n",
    "a: [b: c]\n",
    "a: [-]\n",
    "a: [b, , c]\n",
    "a: {b}\n",
    "a: {b: c, b: d}\n",
    "a: {b:c}\n",
    "a: {{b}}\n",
    "a: [b] c\n",
    "a: @b\n",
    "a: `b`\n",
    "a: %b\n",
    f"{'a' * 1100}: b\n",
    "  ... b: c\n... b: c\n",
    "".join(f"{'  ' * depth}a:\n" for depth in range(101)),
]


@pytest.fixture(autouse=True)
def _no_choice() -> Iterator[None]:
    yield
    use(None)


def parsed(text: str, limits: Limits = DEFAULT) -> Stream:
    use(Parser.EVENTS)
    stream = read(SourceFile("a.yaml", text), limits)
    use(None)
    return stream


def same(first: Any, second: Any) -> bool:
    if type(first) is not type(second):
        return False
    if isinstance(first, dict):
        return list(first) == list(second) and all(map(same, first.values(), second.values()))
    if isinstance(first, list):
        return len(first) == len(second) and all(map(same, first, second))
    return repr(first) == repr(second)


def known(text: str) -> list[Any] | None:
    """Read a text line by line, and compare with the parser what comes of it."""
    values = scan(text if text[-1:] in ("\n", "\r") else text + "\n", DEFAULT.depth)
    if values is not None:
        stream = parsed(text)
        assert not stream.errors, text
        assert not any(document.duplicates for document in stream.documents), text
        assert same([value for value in values if value is not None], [document.value for document in stream.documents]), text
        assert stream.empty == (values.count(None) if values else 1), text
    return values


def collections(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for item in value.values() if isinstance(value, dict) else value:
            yield from collections(item)


@pytest.mark.parametrize("text", [*KNOWN, MANIFEST])
def test_is_known(text: str) -> None:
    assert known(text) is not None


@pytest.mark.parametrize("text", LEFT)
def test_is_left_to_the_parser(text: str) -> None:
    assert known(text) is None


def test_whatever_was_read_before() -> None:
    """A line means the same after texts in which its parts mean something else."""
    texts = [*KNOWN, *LEFT, MANIFEST]
    random.Random(1).shuffle(texts)  # noqa: S311 (no secret)
    assert [known(text) is None for text in texts] == [text in LEFT for text in texts]


def test_no_collection_is_two() -> None:
    values = scan("a: [b, {c: []}]\nd:\n- {}\n- {}\n---\na: [b, {c: []}]\n", DEFAULT.depth)
    found = [id(item) for item in collections(values)]
    assert len(found) == len(set(found)) == 12


def test_depth() -> None:
    text = "".join(f"{' ' * depth}a:\n" for depth in range(10))
    assert scan(text, 20) is not None
    assert scan(text, 9) is None


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict | list):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(item, (*path, step))


@pytest.mark.parametrize("text", [*KNOWN, MANIFEST])
def test_places_are_those_of_the_parser(text: str) -> None:
    source = SourceFile("a.yaml", text)
    expected = parsed(text)
    stream = read(source)
    assert stream.empty == expected.empty
    assert len(stream.documents) == len(expected.documents)
    for document, other in zip(stream.documents, expected.documents, strict=True):
        assert document.index == other.index
        assert document.duplicates == ()
        assert (document.start, document.part, document.comments()) == (other.start, other.part, other.comments())
        for path in paths(document.value):
            assert document.span(path) == other.span(path)
            assert document.key_span(path) == other.key_span(path)


PIECES = [
    *(" ", "  ", "    ", "\t", "\n", ":", ": ", "-", "- ", "#", " #", '"', "'", "{", "}", "[", "]", ",", "&", "*", "!"),
    *("|", ">", "%", "@", "`", "?", "? ", "\\", "~", "<<", "=", "0", "1", ".", "a", "b", "null", "true", "\r\n", "\x85"),
    *("\u00e9", "\ufeff", "\x07", "---", "\n---\n", "...", "|\n", ">-\n", "''", '\\"', "[]", "{}", "[a, b]", "{a: b}"),
    *("\n\n", "\n  ", "\n    ", ".inf", "1_0"),
]


def mutated(rng: random.Random, lines: list[str]) -> str:
    lines = list(lines)
    for _ in range(rng.choice((1, 1, 2, 4))):
        number = rng.randrange(len(lines))
        line = lines[number]
        place = rng.randrange(len(line) + 1)
        what = rng.randrange(9)
        if what == 0 and len(lines) > 1:
            del lines[number]
        elif what == 1:
            lines.insert(number, rng.choice(lines))
        elif what == 2:
            other = rng.randrange(len(lines))
            lines[number], lines[other] = lines[other], line
        elif what == 3:
            lines[number] = " " * rng.randrange(1, 4) + line
        elif what == 4:
            lines[number] = line[rng.randrange(1, 3) :]
        elif what == 5:
            lines[number] = line[:place] + line[place + 1 :]
        elif what == 6:
            lines[number : number + 1] = [line[:place], " " * rng.randrange(8) + line[place:]]
        else:
            lines[number] = line[:place] + rng.choice(PIECES) + line[place + what % 2 :]
    return "\n".join(lines) + rng.choice(("\n", "\n", "", "\n\n", "\n  "))


@pytest.mark.parametrize("seed", range(8))
def test_mutations(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 (no secret)
    lines = MANIFEST.splitlines()
    texts = [text.split("\n") for text in (*KNOWN, *KNOWN, *KNOWN, *LEFT) if text]
    found = 0
    for _ in range(2000):
        start = rng.randrange(len(lines))
        window = lines[start : start + rng.randrange(3, 25)]
        indent = min((len(line) - len(line.lstrip(" ")) for line in window if line), default=0)
        few = [line[indent:] for line in window] if rng.random() < 0.6 else rng.choice(texts) + rng.choice(texts)
        found += known(mutated(rng, few)) is not None
    assert found > 200
