"""From objects of sarif_om to JSON, with declared order, and from paths to URIs."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PATH_CHARACTERS = "/!$&'()*+,;=@~"  # what RFC 3986 allows, less the colon: it would look like a scheme
_ABSOLUTE = re.compile(r"/|[A-Za-z]:/")
_NO_RESULTS = '"results": []'  # stands once in a log without results: within a text its quotes would be escaped


def write(log: Any, results: Iterable[Any]) -> Iterator[str]:
    """Write a log whose run has no results yet, with results in their place, a line each."""
    head, tail = json.dumps(plain(log), indent=1).split(_NO_RESULTS)
    yield f'{head}"results": ['
    separator = "\n"
    for result in results:
        yield separator + json.dumps(plain(result))
        separator = ",\n"
    yield f"]{tail}\n"


def plain(value: Any) -> Any:
    """Turn an object into dicts and lists, without what has its default value, but always with its level.

    A result that says nothing of its level has that of its rule for some readers, and `warning` for others.
    """
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if not hasattr(value, "__attrs_attrs__"):
        return value
    fields = ((key, getattr(value, name), default) for name, key, default in _fields(value.__class__))
    return {key: plain(held) for key, held, default in fields if key == "level" or held != default}


@cache
def _fields(kind: Any) -> tuple[tuple[str, str, Any], ...]:
    """List the fields of a class as declared: its name here, its name in JSON, its default."""
    return tuple((field.name, field.metadata["schema_property_name"], _default(field.default)) for field in kind.__attrs_attrs__)


def _default(default: Any) -> Any:
    return default.factory() if hasattr(default, "factory") else default


def uri(path: str) -> str:
    """Write a path as a URI: relative as it is, absolute as `file:`."""
    try:
        data = path.encode("utf-8", "surrogateescape")  # a file name that is no UTF-8 has its own bytes again
    except UnicodeEncodeError:
        data = path.encode("utf-8", "replace")
    if not is_absolute(path):
        return quote(data, safe=_PATH_CHARACTERS)
    return f"file:///{quote(data, safe=_PATH_CHARACTERS + ':').lstrip('/')}"


def is_absolute(path: str) -> bool:
    """Whether a path says where it begins."""
    return _ABSOLUTE.match(path) is not None
