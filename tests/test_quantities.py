"""Quantities against a reader of our own that goes through a text letter by letter, as `ParseQuantity` does."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import example, given, settings
from hypothesis import strategies as st

from k8slint.resources.quantities import parse_quantity

#: What a suffix stands for: base and exponent [quantity/suffix.go].
SUFFIXES = {"": (10, 0), "n": (10, -9), "u": (10, -6), "m": (10, -3)}
SUFFIXES |= {letter: (10, 3 * power) for power, letter in enumerate("kMGTPE", 1)}
SUFFIXES |= {f"{letter}i": (2, 10 * power) for power, letter in enumerate("KMGTPE", 1)}
DIGITS = "0123456789"


def digits(text: str, at: int) -> int:
    while at < len(text) and text[at] in DIGITS:
        at += 1
    return at


def model(text: str) -> Fraction | None:
    """The amount of a text; None where it is none."""
    at = 1 if text[:1] in {"+", "-"} else 0
    sign = -1 if text[:1] == "-" else 1
    end = digits(text, at)
    whole, rest = text[at:end], ""
    if text[end : end + 1] == ".":
        last = digits(text, end + 1)
        rest, end = text[end + 1 : last], last
    if not whole and not rest:
        return None
    suffix = text[end:]
    if suffix in SUFFIXES:
        base, exponent = SUFFIXES[suffix]
    elif suffix[:1] in {"e", "E"}:
        number = suffix[1:].removeprefix("+") if not suffix[1:].startswith("+-") else ""
        bare = number.removeprefix("-")
        if not bare or any(letter not in DIGITS for letter in bare):
            return None
        base, exponent = 10, int(number)
        if abs(exponent) > 100:
            return None  # more, or less, than anything that is measured
    else:
        return None
    amount = Fraction(int(whole or "0")) + Fraction(int(rest or "0"), 10 ** len(rest))
    return sign * amount * Fraction(base) ** exponent


@settings(max_examples=2_000)
@given(st.text(alphabet="0123456789.+-eEinumkKMGT", max_size=7))
@example("1e3")
@example("1E")
@example("1Ei")
@example("-.5Mi")
@example("1e+-3")
@example("1e-3")
def test_texts(text: str) -> None:
    assert parse_quantity(text) == model(text)


@given(st.integers(0, 10**12), st.integers(0, 999), st.sampled_from(sorted(SUFFIXES)), st.sampled_from(["", "+", "-"]))
def test_amounts(whole: int, thousandths: int, suffix: str, sign: str) -> None:
    text = f"{sign}{whole}.{thousandths:03}{suffix}"
    expected = model(text)
    assert expected is not None
    assert parse_quantity(text) == expected


@given(st.sampled_from(sorted(SUFFIXES)), st.sampled_from(sorted(SUFFIXES)))
def test_larger_suffixes_are_larger(one: str, other: str) -> None:
    amounts = [parse_quantity(f"1{suffix}") for suffix in (one, other)]
    sizes = [Fraction(SUFFIXES[suffix][0]) ** SUFFIXES[suffix][1] for suffix in (one, other)]
    assert amounts == sizes
