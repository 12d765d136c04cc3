"""Whether a value is what a schema says: as much of JSON Schema as the schema of configurations uses, and no import.

The messages of what is not sound come from jsonschema, whose import takes longer than most runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: value.is_integer() if isinstance(value, float) else type(value) is int,
}
#: Words that say something of a schema, and nothing of a value.
_SILENT = frozenset({"$schema", "$id", "title", "description", "definitions", "additionalProperties"})


def is_sound(value: Any, schema: Mapping[str, Any], whole: Mapping[str, Any]) -> bool:
    """Whether a value is what a part of a schema, `whole`, says; raises KeyError for words of schemas that are not known here."""
    return all(word in _SILENT or _WORDS[word](value, said, whole) for word, said in schema.items()) and (
        not isinstance(value, dict) or "additionalProperties" not in schema or _others(value, schema, whole)
    )


def _others(value: dict[Any, Any], schema: Mapping[str, Any], whole: Mapping[str, Any]) -> bool:
    known, said = schema.get("properties", {}), schema["additionalProperties"]
    others = [item for key, item in value.items() if key not in known]
    return not others if said is False else all(is_sound(item, said, whole) for item in others)


def _referred(address: str, whole: Mapping[str, Any]) -> Mapping[str, Any]:
    _, section, name = address.split("/")
    found: Mapping[str, Any] = whole[section][name]
    return found


_Said = Callable[[Any, Any, Mapping[str, Any]], bool]
_WORDS: Mapping[str, _Said] = {
    "type": lambda value, said, _whole: _TYPES[said](value),
    "enum": lambda value, said, _whole: any(type(one) is type(value) and one == value for one in said),
    "$ref": lambda value, said, whole: is_sound(value, _referred(said, whole), whole),
    "allOf": lambda value, said, whole: all(is_sound(value, one, whole) for one in said),
    "anyOf": lambda value, said, whole: any(is_sound(value, one, whole) for one in said),
    "properties": lambda value, said, whole: (
        not isinstance(value, dict) or all(is_sound(value[key], one, whole) for key, one in said.items() if key in value)
    ),
    "required": lambda value, said, _whole: not isinstance(value, dict) or all(key in value for key in said),
    "items": lambda value, said, whole: not isinstance(value, list) or all(is_sound(one, said, whole) for one in value),
    "minItems": lambda value, said, _whole: not isinstance(value, list) or len(value) >= said,
    "maxItems": lambda value, said, _whole: not isinstance(value, list) or len(value) <= said,
    "maxProperties": lambda value, said, _whole: not isinstance(value, dict) or len(value) <= said,
    "minLength": lambda value, said, _whole: not isinstance(value, str) or len(value) >= said,
    "maxLength": lambda value, said, _whole: not isinstance(value, str) or len(value) <= said,
    "pattern": lambda value, said, _whole: not isinstance(value, str) or re.search(said, value) is not None,
    "minimum": lambda value, said, _whole: not isinstance(value, int | float) or value >= said,
    "maximum": lambda value, said, _whole: not isinstance(value, int | float) or value <= said,
}
