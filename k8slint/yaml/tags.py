"""What an explicit tag makes of a scalar, as goyaml v2 has it."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from typing import Final

from k8slint.yaml.scalars import INT64, Scalar, resolve

_PREFIX = "tag:yaml.org,2002:"
MERGE: Final = _PREFIX + "merge"

_TYPED = ("bool", "int", "float", "null", "timestamp")  # tags that must fit their text
_KINDS: Final = {bool: "bool", int: "int", float: "float", str: "str", type(None): "null"}

_TIME = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2})"
    r"| +([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?)?"
)
_NO_UTF8 = re.compile("[\udc80-\udcff]")


class BadScalar(Exception):  # noqa: N818 (caught where the place is known; it never leaves the reader)
    """A scalar that contradicts its tag; the text says how."""


def tagged(tag: str, text: str) -> Scalar:
    """Give the value of a scalar with a tag, with Go's types; a tag that means nothing to the reader makes a string.

    Raises BadScalar where the text is no value of the tag's type.
    """
    name = tag.removeprefix(_PREFIX)
    if name == tag:
        return text
    if name == "binary":
        return _binary(text)
    if name not in _TYPED or (name == "timestamp" and _is_time(text)):
        return text
    value = resolve(text)
    kind = _KINDS[type(value)]
    if name == "float" and isinstance(value, int) and kind == "int" and value in INT64:
        return float(value)
    if kind != name:
        raise BadScalar(f"`{text}` is no !!{name}")
    return value


def _binary(text: str) -> str:
    """Give the text of base64 data; bytes that are no UTF-8 become U+FFFD one by one, as Go's JSON has it."""
    try:
        data = base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
    except ValueError as problem:
        raise BadScalar("!!binary needs base64 data") from problem
    return _NO_UTF8.sub("\ufffd", data.decode("utf-8", "surrogateescape"))


def _is_time(text: str) -> bool:
    found = _TIME.fullmatch(text)
    if not found:
        return False
    year, month, day, hour, minute, second = ([int(part) for part in found.groups() if part] + [0] * 3)[:6]
    try:
        datetime(year or 4, month, day, hour, minute, second, tzinfo=UTC)  # to datetime there is no leap year 0
    except ValueError:
        return False
    return True
