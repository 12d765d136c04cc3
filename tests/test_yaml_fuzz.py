"""Whatever the bytes: no exception, places within the text and within one another, and the same from each parser."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from k8slint.text import SourceFile
from k8slint.yaml import ReadError, decode, read
from k8slint.yaml.events import Parser, use

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.text import Span
    from k8slint.yaml import Document

    Path = tuple[str | int, ...]

SEEDS = [
    "apiVersion: v1\nkind: Service\nspec:\n  ports:\n  - port: 80\n    name: http\n  selector: {app: web}\n",
    "a: foo  # c\nb:\nc: |\n  x\n  y\n\nd: [1, 2]\ne: &x {k: v}\nf: *x\n'g' : \"q\"\nh: is\n  it\ni: >-\n  z\n# end\nj:\n  -\n",
    "base: &b\n  a: 1\n  l: &l [x, {y z: w}]\nd:\n  <<: *b\n  a: 2\ne:\n  <<: [*b, {q: 1}]\nf: *l\n",
    '{"a": [1, 2.5, null, true, {"b": "c\\n"}], "d": {}}',
    "? a\n: - b\n  - c\n? |\n  k\n: v\n- - 1\n  - 2\n-\n  - 3\n",
    "!!map\na: !!str 1\nb: &a !!int 2\nc: !x\n  d: e\nk: >+\n  a\n\n  b\n   c\n\nl: |-\n\n  x\n",
    "'a b': \"c d\\\n  e\"\n\"x\\ty\": 'it''s'\nargs: [--a=http://b:80, -c, 'd:e', f: g]\nm: \"\\x41\\'\"\n",
    'a:   # c\n  b: c # d\n#e\n  f: "#" # g\n---\n# empty\n---\na: b\n  c\na: d\n...\n',
    "%YAML 1.1\n---\non: off\n1: 0644\n2.5: 1e3\n~: .inf\n",
    "args:\n  - b\n  -\n    c\n  - - d\ne: f\n\ufeffg: h\r\ni: j\u2028k: \x85\n",
]
PIECES = [
    *" \n:-?[]{},&*!|>'\"%@`#ab1<~\t\\é",
    *(
        ": ",
        "- ",
        "\n  ",
        "\n- ",
        "<<: ",
        "*x",
        "&x ",
        "!!str ",
        "---\n",
        "...\n",
        "|\n ",
        "# c\n",
        "\r\n",
        "''",
        '""',
        "{{",
        "\u2028",
        "\ufeff",
    ),
    *("\0", "\x07", "\x7f", "\ufffe", "😀"),
]


def mutated(chance: random.Random) -> bytes:
    text = chance.choice(SEEDS) + (chance.choice(SEEDS) if chance.random() < 0.2 else "")
    for _ in range(chance.randint(1, 4)):
        at, to = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
        match chance.randrange(7):
            case 0 | 1:
                text = text[:at] + chance.choice(PIECES) + text[at:]
            case 2 | 3:
                text = text[:at] + text[at + chance.randint(1, 3) :]
            case 4:
                text = text[:at] + chance.choice(PIECES) + text[at + 1 :]
            case 5:
                text = text[:at] + text[to:] + text[at:to]
            case _:
                text = text[:to]
    data = text.encode()
    if chance.random() < 0.1:
        at = chance.randint(0, len(data))
        data = data[:at] + chance.randbytes(chance.randint(1, 3)) + data[at + 1 :]
    if chance.random() < 0.05:
        data = text.encode("utf-16")
    return data


def paths(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, value
    for step, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from paths(item, (*path, step))


def check_places(document: Document) -> list[tuple[Path, Span | None, Span | None]]:
    """Check that all places are in the text and where they belong; give them."""
    text = document.source.text
    moved = "&" in text or "<<" in text  # what is seen through an alias stands elsewhere
    found: list[tuple[Path, Span | None, Span | None]] = []
    for path, _ in paths(document.value):
        span, key, above = document.span(path), document.key_span(path), document.span(path[:-1])
        assert span is not None
        assert above is not None
        assert document.part.start <= span.start <= span.end <= document.part.end <= len(text)
        assert (key is None) == (not path or isinstance(path[-1], int))
        if not moved:
            assert above.start <= (key or span).start <= (key or span).end <= above.end
            assert above.start <= span.start <= span.end <= above.end
            assert key is None or key.end <= span.start
        found.append((path, key, span))
    for comment in document.comments():
        assert text[comment.span.start : comment.span.end] == comment.text
        assert comment.text.startswith("#")
    for _, first, again in document.duplicates:
        assert first.start <= first.end <= again.start <= again.end
    return found


def seen(source: SourceFile, parser: Parser | None) -> tuple[Any, ...]:
    """All that there is to see of a source that one parser has read."""
    use(parser)
    try:
        stream = read(source)
        for error in stream.errors:
            assert 0 <= error.span.start <= error.span.end <= len(source.text)
        documents = [(repr(d.value), check_places(d), d.comments(), d.duplicates, d.start) for d in stream.documents]
        return documents, stream.empty, bool(stream.errors)
    finally:
        use(None)


@pytest.mark.parametrize("seed", range(8))
def test_mutations(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (a repeatable one)
    for _ in range(250):
        data = mutated(chance)
        source = decode("x.yaml", data)
        if isinstance(source, ReadError):
            assert 0 <= source.span.start <= source.span.end <= len(source.source.text)
            source = source.source
        first = seen(source, Parser.LENT)
        for parser in (None, Parser.EVENTS, Parser.PURE):
            assert seen(source, parser) == first, (parser, source.text)


@pytest.mark.parametrize("text", SEEDS)
def test_all_beginnings(text: str) -> None:
    for end in range(len(text)):
        source = SourceFile("x.yaml", text[:end])
        assert seen(source, None) == seen(source, Parser.LENT) == seen(source, Parser.PURE)


def test_random_bytes() -> None:
    chance = random.Random(0)  # noqa: S311 (a repeatable one)
    for _ in range(500):
        source = decode("x.yaml", chance.randbytes(chance.randint(0, 60)))
        seen(source.source if isinstance(source, ReadError) else source, None)
