"""Whatever type a field has, every rule and every part of the graph comes through: what it says is unknown, no failure."""

from __future__ import annotations

import copy
import functools
import json
import random
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from k8slint.engine import lint_texts
from k8slint.rulebook import expect
from k8slint.rulebook.index import read
from k8slint.text import SourceFile
from k8slint.yaml import read as read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from k8slint.rulebook import Rule

RULES, _ = read()
PAGES = [rule for rule in RULES if any(example.kind in {"bad", "good"} for example in rule.examples())]
#: Every type that a document may hold, where another one belongs.
ODD: tuple[Any, ...] = (
    {"a": {"b": 1}}, {}, [{"a": "b"}], [["a"], None], [], -1, 0, 1, 2**63, 0.5, True, False, None, "", "x" * 5_000, "a\nb: {",
)  # fmt: skip
#: The runs of all pages together, and how many places of the documents of one run are changed.
RUNS, PLACES = 3_000, 4

Path = tuple[str | int, ...]


class Example(NamedTuple):
    """The documents of an example by file."""

    files: Mapping[str, list[Any]]


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """The paths of everything below a value."""
    for key, entry in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*path, key)
        yield from places(entry, (*path, key))


def examples(rule: Rule) -> Iterator[Example]:
    for example in rule.examples():
        if example.kind in {"bad", "good"}:
            texts = {name: expect.read(text).text for name, text in example.files.items()}
            yield Example(
                {name: [one.value for one in read_yaml(SourceFile(name, text)).documents] for name, text in texts.items()}
            )


@functools.cache
def fields() -> dict[Any, list[Path]]:
    """The fields that any example has of a kind: those of the others are as good a place for what is odd."""
    found: dict[Any, set[Path]] = {}
    for rule in PAGES:
        for example in examples(rule):
            for document in (one for documents in example.files.values() for one in documents if isinstance(one, dict)):
                found.setdefault(document.get("kind"), set()).update(places(document))
    kept = ("apiVersion", "kind")
    return {
        kind: sorted((path for path in paths if path[0] not in kept and path != ("metadata",)), key=str)
        for kind, paths in found.items()
    }


def put(value: Any, path: Path, odd: Any) -> None:
    """Write an odd value, where what is above it has not become odd itself."""
    for step, following in zip(path, (*path[1:], None), strict=True):
        if not isinstance(value, dict if isinstance(step, str) else list):
            return
        if isinstance(value, list) and step >= len(value):  # type: ignore[operator]  # an index
            value.append(None)
            step = len(value) - 1  # noqa: PLW2901  # the list is shorter here
        if following is None:
            value[step] = copy.deepcopy(odd)
        elif not isinstance(value, dict) or step in value:
            value = value[step]
        else:
            value[step] = value = {} if isinstance(following, str) else []


def text_of(documents: list[Any]) -> str:
    return "---\n".join(json.dumps(document) + "\n" for document in documents)


def mutated(example: Example, dice: random.Random) -> dict[str, str]:
    """The texts of an example some fields of which have odd types."""
    files = copy.deepcopy(dict(example.files))
    documents = [one for found in files.values() for one in found if isinstance(one, dict)]
    for _ in range(dice.randint(1, PLACES)):
        document = dice.choice(documents)
        own = [path for path in places(document) if path[0] not in {"apiVersion", "kind"} and path != ("metadata",)]
        paths = own if own and dice.random() < 0.7 else fields().get(document.get("kind"), own)  # most of them
        put(document, dice.choice(paths or [("spec",)]), dice.choice(ODD))
    return {name: text_of(found) for name, found in files.items()}


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in PAGES])
def test_odd_types(rule: Rule) -> None:
    dice = random.Random(rule.id)  # noqa: S311  # the same every time
    written = [one for one in examples(rule) if any(isinstance(found, dict) for of in one.files.values() for found in of)]
    for _ in range(-(-RUNS // len(PAGES)) if written else 0):
        texts = mutated(dice.choice(written), dice)
        report = lint_texts(texts, RULES)
        assert not report.failures, "\n".join((*texts.values(), *(failure.traceback for failure in report.failures)))
