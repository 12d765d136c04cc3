"""Environment words and how they are weighed, against a model that tries every way to read a name."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8slint.resources import Resource, read
from k8slint.units.environments import infer
from k8slint.units.tokens import words
from k8slint.yaml import decode
from k8slint.yaml import read as read_source

# -- the table, as people say it ----------------------------------------------------------------------------------------

FIRM = {
    "production": "prod, production, prd, live, dr",
    "staging": "staging, stage, stg, preprod, pre-prod, uat, qa, acceptance, acc, sit, rc",
    "development": "dev, devel, develop, development, sandbox, sbx, test, testing, preview, review",
}
WEAK = "local, kind, minikube, k3d, ci, demo, playground, lab, example, examples, sample, samples"
NOTHING = "product, products, produce, producer, developer, stagefright, live-probe, delivery, latest, contest, nonprod, devops"
COUNTRIES = """
    eu us usgov na sa latam ca mx br uk gb ie de fr nl it es se no ch pl emea af za me uae il
    ap apac asia cn hk in jp kr sg au anz
"""
WAYS = ("north", "south", "east", "west", "central", "n", "s", "e", "w", "c")

Meaning = tuple[str, bool]  # the environment, and whether the word is weak


def table() -> dict[tuple[str, ...], Meaning | None]:
    """Every sequence of tokens that is a word, and what it means; None: together they mean nothing."""
    found: dict[tuple[str, ...], Meaning | None] = {}
    for environment, listed in FIRM.items():
        for word in listed.split(", "):
            found[tuple(word.split("-"))] = (environment, False)
    for word in WEAK.split(", "):
        found[(word,)] = ("development", True)
    found["live", "probe"] = None
    for number in range(120):
        found["pr", str(number)] = ("development", False)
    directions = ["", *WAYS, *("".join(pair) for pair in itertools.product(WAYS, repeat=2))]
    for start, country, way, digits in itertools.product(
        ("prod", "prd"), COUNTRIES.split(), directions, ("", *map(str, range(12)))
    ):
        found[(start + country + way + digits,)] = ("production", False)
    return found


TABLE = table()


def model(tokens: list[str]) -> list[Meaning]:
    """Read tokens from the left, the longest word first."""
    found: list[Meaning] = []
    while tokens:
        size = next((size for size in (2, 1) if tuple(tokens[:size]) in TABLE and len(tokens) >= size), 0)
        meaning = TABLE[tuple(tokens[:size])] if size else None
        if meaning is not None:
            found.append(meaning)
        tokens = tokens[size or 1 :]
    return found


ALL = sorted({token for word in TABLE for token in word})
SPLIT = "k3d"  # in capitals it has a hump
OTHERS = ["pre", "pr", "probe", "shop", "eu", "web", "7", "119", "x", *NOTHING.replace("-", ", ").split(", ")]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(ALL), st.sampled_from(OTHERS)), max_size=5), st.sampled_from("-_./"), st.booleans())
def test_words_of_tokens(tokens: list[str], separator: str, upper: bool) -> None:
    text = separator.join(tokens)
    assert [(word.environment, word.weak) for word in words(text.upper() if upper and SPLIT not in text else text)] == model(
        tokens
    )


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([token for token in [*ALL, *OTHERS] if token.isalpha()]), max_size=4))
def test_humps_separate_as_well(tokens: list[str]) -> None:
    text = "".join(token.capitalize() for token in tokens if len(token) > 1)
    assert [(word.environment, word.weak) for word in words(text)] == model([token for token in tokens if len(token) > 1])


@pytest.mark.parametrize("word", [word for listed in (*FIRM.values(), WEAK) for word in listed.split(", ")])
def test_every_word_of_the_table(word: str) -> None:
    (meaning,) = model(word.split("-"))
    for text in (word, word.upper() if word != SPLIT else word, f"shop-{word}", f"{word}.shop", f"a/{word}/b", f"x_{word}"):
        assert [(one.environment, one.weak) for one in words(text)] == [meaning]
    for text in (f"{word}x", f"x{word}", f"{word}ness") if "-" not in word else ():
        assert words(text) == ()


@pytest.mark.parametrize("word", NOTHING.split(", "))
def test_no_word_of_the_table(word: str) -> None:
    assert words(word) == words(f"shop-{word}") == words(f"{word}/x") == ()


# -- weighing -----------------------------------------------------------------------------------------------------------


class Signal(NamedTuple):
    """One thing that tells an environment: in which source, by which word."""

    source: str
    word: str


WEIGHTS = {"label": 5, "directory": 4, "namespace": 3, "affix": 2, "host": 1}
SAYING = st.sampled_from(["prod", "live", "staging", "uat", "dev", "test", "demo", "ci", "local", "shop"])


def weighed(signals: list[Signal]) -> str | None:
    """What signals come to: the highest total; nobody where two are loud, or as high."""
    heard: dict[tuple[str, str], int] = {}
    for source, word in signals:
        for environment, weak in model([word]):
            weight = 1 if weak else WEIGHTS[source]
            heard[source, environment] = max(weight, heard.get((source, environment), 0))
    totals: Counter[str] = Counter()
    for (_, environment), weight in heard.items():
        totals[environment] += weight
    loud = {environment for (_, environment), weight in heard.items() if weight >= 4}
    best = [environment for environment, total in totals.items() if total == max(totals.values())]
    return best[0] if len(best) == 1 and len(loud) < 2 else None


def resources(signals: list[Signal]) -> list[Resource]:
    values: list[dict[str, Any]] = []
    for number, (source, word) in enumerate(signals):
        metadata: dict[str, Any] = {"name": f"n{number}"}
        if source == "label":
            values.append({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {**metadata, "labels": {"env": word}}})
        elif source == "namespace":
            values.append({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {**metadata, "namespace": f"shop-{word}"}})
        elif source == "host":
            spec = {"rules": [{"host": f"{word}.shop.io"}]}
            values.append({"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata, "spec": spec})
    source_file = decode("a.yaml", "\n---\n".join(map(json.dumps, values)).encode())
    return read(read_source(source_file).documents)  # type: ignore[arg-type]  # plain JSON can be decoded


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([source for source in WEIGHTS if source != "directory"]), SAYING), max_size=6), SAYING)
def test_signals_are_weighed(drawn: list[tuple[str, str]], directory: str) -> None:
    signals = [Signal(source, word) for source, word in drawn]
    affixes = [f"{word}-" for source, word in signals if source == "affix"]
    found = infer([(directory, "web")], resources(signals), affixes)
    assert found.name == weighed([*signals, Signal("directory", directory)])


@pytest.mark.parametrize("trail", [("prod", "dev"), ("a", "dev", "b"), ("staging", "x", "prod", "dev", "y"), ("dev", "demo")])
def test_the_nearest_directory_that_is_firm(trail: tuple[str, ...]) -> None:
    assert infer([trail], []).name == "development"
