"""Texts of scalars: what is written so that the API server, and other readers of YAML, read just that value."""

from __future__ import annotations

import json
import re
from math import isfinite
from typing import Any

from k8slint.fix.refusal import Refused
from k8slint.yaml.scalars import resolve

_START = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=~]|-[^\s\-,\[\]{}]|--[^\s\-,\[\]{}]")
_SPECIAL = re.compile(r": | #|:\Z|\s\Z")
_FLOW_SPECIAL = re.compile(r"[,\[\]{}:]")
# What readers of YAML 1.1 and 1.2 beside the API server's take for a number, a time or a word of their own.
_MISREAD = re.compile(
    r"[-+]?[0-9][0-9_,]*(?::[0-9]+)+(?:\.[0-9_]*)?"  # in base 60
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt\s].*)?"
    r"|[-+]?(?:[0-9][0-9_,.]*|\.[0-9_]+)(?:e[-+]?[0-9]*)?|0[xob][0-9a-f_]+"
    r"|[-+]?\.(?:inf|nan)|<<",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[0-9]+(?:\.[0-9]+){2,}")  # or a version: no number to anybody
_UNPRINTABLE = re.compile("[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ODD = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def scalar(value: Any, quote: str = "", *, flow: bool = False) -> str:
    """Give the text of a scalar (or of an empty collection) on one line.

    Text is written between `quote` if that can hold it, without quotes if none are asked for and it means itself, else
    between double quotes. `flow`: it stands within brackets.
    """
    if isinstance(value, str):
        return _text(value, quote, flow)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not isfinite(value):
        raise Refused("infinity and NaN have no JSON form")
    if isinstance(value, (int, float)) or value in ({}, []):
        return repr(value)
    raise Refused(f"there is no YAML for {type(value).__name__}")


def _text(value: str, quote: str, flow: bool) -> str:
    if not quote and is_plain(value, flow=flow):
        return value
    if quote == "'" and "\n" not in value and not _UNPRINTABLE.search(value):
        return "'" + value.replace("'", "''") + "'"
    return double(value)


def double(value: str) -> str:
    """Give a text between double quotes, as YAML and JSON read it alike."""
    if _SURROGATE.search(value):
        raise Refused("the new text has half of a surrogate pair")
    return _ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def is_plain(value: str, *, flow: bool = False) -> bool:
    """Whether a text without quotes is read as itself."""
    if not _START.match(value) or _SPECIAL.search(value) or (flow and _FLOW_SPECIAL.search(value)):
        return False
    if _UNPRINTABLE.search(value) or "\n" in value or "\t" in value:
        return False
    if _MISREAD.fullmatch(value) and not _ADDRESS.fullmatch(value):
        return False
    return type(resolve(value)) is str and not value.startswith("---")


def literal(value: str) -> list[str] | None:
    """Give the lines of a text as a literal block (`|`), the header first; None if it cannot be one."""
    body = value.removesuffix("\n")
    lines = body.split("\n")
    if not lines[0] or lines[0][0] in " \t" or not lines[-1] or _UNPRINTABLE.search(value) or not value.strip():
        return None
    return ["|" if value.endswith("\n") else "|-", *lines]
