"""What scalars mean to Kustomize, whose YAML (go-yaml v3) knows fewer words and more dates than the API server's.

Objects leave Kustomize through JSON, so that a date becomes a time and a whole float an int.
"""

from __future__ import annotations

import re
from typing import Any, Final

from k8slint.units.kustomizing.nodes import Map, Node, Scalar, Tag
from k8slint.units.kustomizing.stops import Mark, Refusal
from k8slint.yaml.scalars import shown

_WORDS: Final[dict[str, Tag]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), "null"),
    **dict.fromkeys(("true", "True", "TRUE", "false", "False", "FALSE"), "bool"),
    "<<": "merge",
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF"), "odd"),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), "odd"),
}

OLD_WORDS: Final = frozenset(
    "y Y yes Yes YES n N no No NO on On ON off Off OFF".split()  # noqa: SIM905  # a list of words reads as one
)
"""Words that are booleans in YAML 1.1, which kustomizations and JSON patches are read as, and texts in 1.2."""

_NUMERIC = frozenset("+-.0123456789")
_INTEGER = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TIME = re.compile(rf"{_DATE.pattern}(?:(?:[Tt]| +)\d{{1,2}}:\d{{1,2}}:\d{{1,2}}(?:\.\d+)?(?: *(?:Z|[-+]\d\d?(?::\d\d)?))?)?")
# A folded block with indented or trailing blank lines is written back with other line ends.
_REFOLDED = re.compile(r"(^|\n)[ \t]|\n\n\Z")
_BASES: Final = {"0x": 16, "0b": 2, "0o": 8}
_INT64_MIN, _UINT64_END = -(2**63), 2**64
_MEMO = 200_000

_tags: Final[dict[str, Tag]] = {}


def tag_of(text: str) -> Tag:
    """The tag of a plain scalar."""
    tag = _tags.get(text)
    if tag is None:
        tag = _tag(text)
        if len(_tags) < _MEMO:
            _tags[text] = tag
    return tag


def check_key(name: str, at: Mark, *, old: bool = False) -> None:
    """Raise for a key that Kustomize writes without quotes and reads as no text; `old`: it was read as YAML 1.1 before."""
    if tag_of(name) != "str" or (old and name in OLD_WORDS):
        raise Refusal(f"the key `{name}`, which is no text without quotes", at)


def _tag(text: str) -> Tag:
    word = _WORDS.get(text)
    if word is not None:
        return word
    if text[0] in _NUMERIC:
        if _TIME.fullmatch(text):
            return "time"
        digits = text.replace("_", "")
        if _INTEGER.fullmatch(digits):
            return "int"
        if _FLOAT.fullmatch(digits):
            return "float"
    return "str"


def integer(text: str) -> int | float:
    """The value of a text that is tagged as an int; a float where 64 bits do not hold it."""
    digits = text.replace("_", "").lower()
    magnitude = digits.lstrip("+-")
    base = _BASES.get(magnitude[:2])
    if base is not None:
        number = int(magnitude[2:], base)
    elif magnitude[0] == "0" and len(magnitude) > 1:
        number = int(magnitude, 8)
    else:
        number = int(magnitude) if len(magnitude) < len("-9223372036854775808") * 2 else 2**80
    number = -number if digits[0] == "-" else number
    return number if _INT64_MIN <= number < _UINT64_END else float(digits)


def value_of(scalar: Scalar) -> Any:
    """The value of a scalar in what Kustomize prints; raises Refusal for what it writes in ways of its own."""
    if scalar.style or scalar.tag == "str":
        if scalar.style == "folded" and _REFOLDED.search(scalar.text):
            raise Refusal("a folded block that Kustomize folds anew", scalar.at)
        if scalar.style == "hollow":
            raise Refusal("a key without value between brackets", scalar.key or scalar.at)
        return scalar.text
    if scalar.tag == "int":
        return shown(integer(scalar.text))
    if scalar.tag == "bool":
        return scalar.text[0] in "tT"
    if scalar.tag == "null":
        return None
    if scalar.tag == "float":
        return _finite(scalar)
    if scalar.tag == "time":
        date = _DATE.fullmatch(scalar.text)
        if date:
            return f"{date[1]}-{int(date[2]):02}-{int(date[3]):02}T00:00:00Z"
        raise Refusal("a time that is no text", scalar.at)
    raise Refusal("an infinite number", scalar.at)


def _finite(scalar: Scalar) -> Any:
    value = float(scalar.text.replace("_", ""))
    if value in {float("inf"), float("-inf")}:
        raise Refusal("an infinite number", scalar.at)
    return shown(value)


def plain(node: Node) -> Any:
    """The value of a node, shared with all who ask; it may not be changed after that, and neither may the node."""
    if type(node) is Scalar:
        return value_of(node)
    if node.plain is None:
        if type(node) is Map:
            node.plain = {
                name: entry.text if type(entry) is Scalar and entry.tag == "str" and entry.style == "" else plain(entry)
                for name, entry in node.items()
            }
        else:
            node.plain = [plain(entry) for entry in node]
    return node.plain
