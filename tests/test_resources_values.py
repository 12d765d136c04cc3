"""Single values: truth, placeholders, scalars, quantities, images."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint.resources import Truth, is_placeholder, known_text
from k8slint.resources.images import Image, parse_image
from k8slint.resources.quantities import parse_quantity
from k8slint.resources.scalars import at, text_form, whole_number
from k8slint.resources.truth import all_of, some_of

MEANINGS = {Truth.YES: {True}, Truth.NO: {False}, Truth.UNKNOWN: {True, False}}


@pytest.mark.parametrize(("one", "other"), list(itertools.product(Truth, Truth)))
def test_truth_is_logic_over_what_can_come_out(one: Truth, other: Truth) -> None:
    both = {a and b for a in MEANINGS[one] for b in MEANINGS[other]}
    either = {a or b for a in MEANINGS[one] for b in MEANINGS[other]}
    assert MEANINGS[one.both(other)] == both
    assert MEANINGS[one.either(other)] == either
    assert MEANINGS[one.negated()] == {not a for a in MEANINGS[one]}
    assert all_of([one, other]) is one.both(other)
    assert some_of([one, other]) is one.either(other)
    assert (all_of([]), some_of([]), Truth.of(True), Truth.of(False)) == (Truth.YES, Truth.NO, Truth.YES, Truth.NO)


@pytest.mark.parametrize(
    "value",
    [
        "{{ .Values.name }}",
        "a-{{x}}-b",
        "{{",
        "${NAME}",
        "a${NAME:-x}b",
        "$(NAME)",
        "$NAME",
        "a-$NAME",
        "<your name>",
        "<name>",
    ],
)
def test_placeholders(value: str) -> None:
    assert is_placeholder(value)
    assert known_text(value) is None


@pytest.mark.parametrize("value", ["web", "/$2", "^/api(/|$)(.*)", "$host", "a < b", "<>", "$1", "{}", "a{b}", "100%", "x$"])
def test_no_placeholders(value: str) -> None:
    assert not is_placeholder(value)
    assert known_text(value) == value


@pytest.mark.parametrize("value", [None, 1, True, ["${X}"], {"${X}": 1}, ""])
def test_what_is_no_text_is_no_known_text(value: Any) -> None:
    assert not is_placeholder(value)
    assert known_text(value) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [("x", "x"), (None, ""), (True, "true"), (False, "false"), (1, "1"), (1.5, "1.5"), ([], None), ({}, None)],
)
def test_text_form(value: Any, text: str | None) -> None:
    assert text_form(value) == text


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (1, 1),
        (0, 0),
        (-1, -1),
        (8080.0, 8080),
        (1.5, None),
        (float("inf"), None),
        (float("nan"), None),
        ("1", None),
        (True, None),
    ],
)
def test_whole_number(value: Any, number: int | None) -> None:
    found = whole_number(value)
    assert found == number
    assert type(found) in {int, type(None)}


def test_values_below_a_value() -> None:
    value = {"a": [{"b": 1}], "0": 2}
    assert at(value, ()) is value
    assert at(value, ("a", 0, "b")) == 1
    for path in (("a", -1), ("a", 1), ("a", "0"), ("b",), ("a", 0, "b", "c"), (0,)):
        assert at(value, path) is None


# -- quantities: those of quantity_test.go, and some that people write ------------------------------------------------

QUANTITIES: list[tuple[Any, Fraction]] = [
    ("0", Fraction(0)),
    ("1", Fraction(1)),
    ("+1", Fraction(1)),
    ("-1", Fraction(-1)),
    ("100m", Fraction(1, 10)),
    ("0.5", Fraction(1, 2)),
    (".5", Fraction(1, 2)),
    ("1.", Fraction(1)),
    ("1.G", Fraction(10**9)),
    ("12.6Mi", Fraction(126 * 1024**2, 10)),
    ("0.0001k", Fraction(1, 10)),
    ("1n", Fraction(1, 10**9)),
    ("1u", Fraction(1, 10**6)),
    ("1Ki", Fraction(1024)),
    ("1Mi", Fraction(1024**2)),
    ("1Gi", Fraction(1024**3)),
    ("1Ti", Fraction(1024**4)),
    ("1Pi", Fraction(1024**5)),
    ("1Ei", Fraction(1024**6)),
    ("1k", Fraction(1000)),
    ("1M", Fraction(1000**2)),
    ("1G", Fraction(1000**3)),
    ("1T", Fraction(1000**4)),
    ("1P", Fraction(1000**5)),
    ("1E", Fraction(1000**6)),
    ("1e3", Fraction(1000)),
    ("1E3", Fraction(1000)),
    ("1E+3", Fraction(1000)),
    ("25e-1", Fraction(5, 2)),
    (2, Fraction(2)),
    (0.1, Fraction(1, 10)),
    (1e22, Fraction(10**22)),
]


@pytest.mark.parametrize(("value", "expected"), QUANTITIES)
def test_quantities(value: Any, expected: Fraction) -> None:
    assert parse_quantity(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "", " 1", "1 ", "1.1.M", "1+1.0M", "0.1mi", "0.1am", "aoeu", ".5i", "1i", "-3.01i", "-3.01e-", "1GB", "1KiB",
        "1K", "1ki", "Mi", ".", "-", "e3", "1e", "1e1.5", "1e3k", "0x10", "1_000", "\uff11", "NaN",
        "Inf", "1\n", "${CPU}",
        "1e1000000000", "9" * 5000, None, True, [], {}, float("nan"), float("inf"),
    ],
)  # fmt: skip
def test_no_quantities(value: Any) -> None:
    assert parse_quantity(value) is None


def test_a_number_without_end_is_no_quantity() -> None:
    assert parse_quantity(10**5000) is None


@given(
    st.integers(-(10**6), 10**6),
    st.sampled_from([("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18)]),
)
def test_a_suffix_is_an_exponent(number: int, suffix: tuple[str, int]) -> None:
    letter, exponent = suffix
    assert parse_quantity(f"{number}{letter}") == parse_quantity(f"{number}e{exponent}") == number * Fraction(10) ** exponent


# -- images -----------------------------------------------------------------------------------------------------------

DIGEST = "sha256:" + "a" * 64


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nginx", ("docker.io", "library/nginx", None, None)),
        ("nginx:1.25", ("docker.io", "library/nginx", "1.25", None)),
        ("bitnami/nginx", ("docker.io", "bitnami/nginx", None, None)),
        ("docker.io/nginx", ("docker.io", "library/nginx", None, None)),
        ("index.docker.io/library/nginx:1", ("docker.io", "library/nginx", "1", None)),
        ("ghcr.io/a/b/c:v1.0_x", ("ghcr.io", "a/b/c", "v1.0_x", None)),
        ("localhost/web", ("localhost", "web", None, None)),
        ("localhost:5000/web", ("localhost:5000", "web", None, None)),
        ("registry:5000/web:1", ("registry:5000", "web", "1", None)),
        ("[::1]:5000/web", ("[::1]:5000", "web", None, None)),
        (f"nginx@{DIGEST}", ("docker.io", "library/nginx", None, DIGEST)),
        (f"quay.io/a/b:1@{DIGEST}", ("quay.io", "a/b", "1", DIGEST)),
        ("a/b__c/d--e.f_g", ("docker.io", "a/b__c/d--e.f_g", None, None)),
        ("UPPER/web", ("UPPER", "web", None, None)),
    ],
)
def test_images(text: str, expected: tuple[str, str, str | None, str | None]) -> None:
    assert parse_image(text) == Image(*expected)


@pytest.mark.parametrize(
    "text",
    [
        "", "Nginx", "nginx:", "nginx:a b", "nginx@", "nginx@sha256:abc", "a//b", "/nginx", "nginx/", "a/B", "-web", "web-",
        "a..b", "nginx:-x", "https://ghcr.io/a",
        "a" * 64, "a" * 256, "nginx:" + "x" * 129, "web\n", "a/" * 5000 + "b",
        "${IMAGE}", "{{ .image }}", "ghcr.io/a:$TAG", None, 5, ["nginx"],
    ],
)  # fmt: skip
def test_no_images(text: Any) -> None:
    assert parse_image(text) is None


def test_the_longest_name_of_an_image() -> None:
    longest = "a/" + "b" * (255 - len("docker.io/a/"))
    assert parse_image(longest) is not None
    assert parse_image(longest + "b") is None


def test_the_name_of_an_image() -> None:
    tags = [parse_image(text) for text in ("nginx", "nginx:1", f"nginx@{DIGEST}", f"nginx:1@{DIGEST}")]
    assert [image and image.name for image in tags] == ["docker.io/library/nginx"] * 4
