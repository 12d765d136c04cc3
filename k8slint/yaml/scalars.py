"""What a scalar means to the API server's reader (sigs.k8s.io/yaml 1.4 on its fork of goyaml v2).

That is YAML 1.1 with Go's numbers: `yes` is true, `0644` is 420, `1e3` is 1000; there are no sexagesimals and no dates.
"""

from __future__ import annotations

import math
import re
import struct
from math import isfinite, isinf, isnan
from typing import Any, Final

Scalar = str | int | float | bool | None

_WORDS: Final[dict[str, Scalar]] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
}

MEMO: Final = 200_000
"""Plain scalars remembered at most."""

plain_values: Final[dict[str, Any]] = {}
"""Value of each plain scalar met so far; equal texts share it, in all documents."""

_NUMERIC = frozenset("+-.0123456789")  # what the text of a number starts with
_INTEGER = re.compile(
    r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+)|(0|[1-9][0-9]{0,19}))"
    r"|0b([-+][01]+)"  # a whim of goyaml
)
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_DOTTED = re.compile(r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?")
_BASES = (16, 8, 2, 10, 2)  # of the groups of _INTEGER after the sign

INT64 = range(-(2**63), 2**63)
_UINT64 = range(2**64)
_EXPONENT_FROM = 1e21  # where Go's JSON starts to write an exponent
_SMALLEST_FIXED, _FIRST_SCIENTIFIC = -4, 6  # exponents between which a float key has none


def resolve(text: str) -> Scalar:
    """Give the value of a plain scalar with Go's types: a float where the text is one, even if it is whole.

    Copies `resolve` of goyaml v2. Infinities and NaN are floats, for which JSON has no form.
    """
    if text and text[0] in _NUMERIC:
        number = _number(text)
        if number is not None:
            return number
    return _WORDS.get(text, text)


def _number(text: str) -> int | float | None:
    if text[0] == ".":
        value = float(text) if _DOTTED.fullmatch(text) else float("inf")
        return value if isfinite(value) else None
    digits = text.replace("_", "")
    found = _INTEGER.fullmatch(digits)
    if found:
        sign, *groups = found.groups()
        number = next(int(group, base) for group, base in zip(groups, _BASES, strict=True) if group)
        number = -number if sign == "-" else number
        if number in INT64 or (not sign and number in _UINT64):
            return number
    if _DECIMAL.fullmatch(digits):
        value = float(digits)
        return value if isfinite(value) else None
    return None


def shown(value: Scalar) -> Scalar:
    """Give a value as its JSON reads: a whole float that Go writes without an exponent is an int, digit by digit."""
    if type(value) is not float or not value.is_integer() or abs(value) >= _EXPONENT_FROM:
        return value
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:  # below 1e16 repr() writes all digits, as Go does
        return int(value)
    whole, _, fraction = mantissa.partition(".")
    return int(whole + fraction.ljust(int(exponent), "0"))


def key_text(value: Scalar) -> str | None:
    """Give the JSON key that a scalar key becomes; None if the API server's reader refuses it (null, too large)."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if value in INT64 else None
    return _single(value)


def _single(value: float) -> str:
    """Shortest text of a float in single precision, as Go's FormatFloat(value, 'g', -1, 32) writes it."""
    if isnan(value):
        return ".nan"
    try:
        packed = struct.pack("f", value)
    except OverflowError:
        packed = struct.pack("f", math.copysign(math.inf, value))
    rounded: float = struct.unpack("f", packed)[0]
    if isinf(rounded):
        return ".inf" if rounded > 0 else "-.inf"
    precision = next(digits for digits in range(9) if struct.pack("f", float(f"{rounded:.{digits}e}")) == packed)
    scientific = f"{rounded:.{precision}e}"
    exponent = int(scientific.partition("e")[2])
    if _SMALLEST_FIXED <= exponent < _FIRST_SCIENTIFIC:
        return f"{rounded:.{max(precision - exponent, 0)}f}"
    return scientific
