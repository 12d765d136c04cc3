"""Quantities: amounts of CPU, memory and storage as Kubernetes writes them."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_QUANTITY = re.compile(
    r"(?P<number>[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))"
    r"(?:(?P<suffix>[KMGTPE]i|[numkMGTPE])|[eE](?P<exponent>[+-]?[0-9]+))?"
)
_BINARY = {f"{letter}i": Fraction(1024**power) for power, letter in enumerate("KMGTPE", 1)}
_DECIMAL = {letter: Fraction(1000) ** power for power, letter in enumerate("num", -3)}
_LARGE = {letter: Fraction(1000**power) for power, letter in enumerate("kMGTPE", 1)}
_SUFFIXES: Mapping[str, Fraction] = {**_BINARY, **_DECIMAL, **_LARGE}

#: Nothing that is measured needs more; without a limit a short text could ask for any amount of memory.
_LONGEST = 100
_GREATEST_EXPONENT = 100


def parse_quantity(value: Any) -> Fraction | None:
    """The exact amount that a text or number stands for, in units of the resource (cores, bytes); None if it is none.

    The grammar is that of `k8s.io/apimachinery/pkg/api/resource`: Ki to Ei, n, u, m, k to E, or a decimal exponent.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    text = value if isinstance(value, str) else repr(value) if isinstance(value, float) else _digits(value)
    found = _QUANTITY.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return None
    amount = Fraction(found["number"])
    if found["suffix"]:
        return amount * _SUFFIXES[found["suffix"]]
    exponent = int(found["exponent"] or 0)
    return amount * Fraction(10) ** exponent if abs(exponent) <= _GREATEST_EXPONENT else None


def _digits(number: int) -> str:
    """The digits of a number; too many of them are as good as none."""
    return str(number) if number.bit_length() < 4 * _LONGEST else "9" * (_LONGEST + 1)
