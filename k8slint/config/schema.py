"""A configuration held against its schema, and the schema with the rules of a book filled in."""

from __future__ import annotations

import copy
import functools
import json
import os
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from k8slint.config.faults import Fault, suggestion
from k8slint.config.sound import is_sound
from k8slint.config.text import Path, Text

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

#: Faults of one file that are told.
MOST = 100


@functools.cache
def schema() -> dict[str, Any]:
    """The schema of a configuration, as the package has it."""
    with open(os.path.join(os.path.dirname(__file__), "config.schema.json"), encoding="utf-8") as file:
        found: dict[str, Any] = json.load(file)
    return found


def published(ids: Mapping[str, str], words: Mapping[str, str], options: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The schema for editors: it knows rules by id with their titles, other words that stand for rules, and options by id."""
    found = copy.deepcopy(schema())
    named = [{"const": name, "description": title} for name, title in ids.items()]
    others = [{"const": name, "description": what} for name, what in words.items()]
    text = {"$ref": "#/definitions/text"}
    definitions = found["definitions"]
    definitions["rule"] = {"description": "a rule", "anyOf": [*named, *others, text]}
    rule = {"$ref": "#/definitions/rule"}
    definitions["chosen"] = {"anyOf": [rule, {"type": "array", "items": rule}]}
    for key in ("select", "extendSelect"):
        found["properties"][key]["$ref"] = "#/definitions/chosen"
    ignore = found["properties"]["ignore"]
    ignore["anyOf"] = [rule, {"type": "array", "items": {"anyOf": [rule, {"$ref": "#/definitions/ignore"}]}}]
    definitions["rules"] = {"anyOf": [rule, {"type": "array", "minItems": 1, "items": rule}]}
    severities = definitions["severities"]
    severities["properties"] = {name: {"description": title, **severities["additionalProperties"]} for name, title in ids.items()}
    for one in severities["properties"].values():
        one["enum"] = severities["additionalProperties"]["enum"]
    definitions["options"]["properties"] = {
        name: {"description": f"options of {name}", "type": "object", "additionalProperties": False, "properties": dict(given)}
        for name, given in options.items()
        if given
    }
    return found


def faults(text: Text) -> Iterator[Fault]:
    """What is wrong with the form of a configuration, the first of very much; what words mean is not looked at."""
    if is_sound(text.value, schema(), schema()):
        return
    from jsonschema import Draft7Validator  # it tells what is wrong, and takes long to import

    told = (one for error in Draft7Validator(schema()).iter_errors(text.value) for one in _told(error))
    for path, message in islice(told, MOST):
        yield Fault(text.origin(*path), message)


def _told(error: ValidationError, above: Path = ()) -> Iterator[tuple[Path, str]]:
    """An error of the validator in our words, one for each key that it speaks of."""
    path: Path = (*above, *error.relative_path)
    wanted: Any = error.validator_value
    found: Any = error.instance
    inner = _inner(error)
    if inner is not None:
        yield from (told for one in inner for told in _told(one, path))
    elif error.validator == "additionalProperties":
        known = error.schema["properties"] if isinstance(error.schema, Mapping) else {}
        for key in found:
            if key not in known:
                yield (*path, key), f"unknown key `{key}`{suggestion(str(key), known)}"
    elif error.validator == "required":
        for key in wanted:
            if key not in found:
                yield path, f"missing key `{key}`"
    elif error.validator in {"maxItems", "maxProperties"}:
        yield path, f"{_name(path)} has more than {wanted:,} entries"
    else:
        yield path, f"{_name(path)} must be {_description(error)}{_hint(error, found)}"


def _inner(error: ValidationError) -> list[ValidationError] | None:
    """Of a value that may have several forms, what is wrong with it in the form that was meant; None if that is not plain."""
    if error.validator != "anyOf":
        return None
    by_form: dict[int, list[ValidationError]] = {}
    for one in error.context or ():
        by_form.setdefault(int(one.relative_schema_path[0]), []).append(one)
    for wrong in by_form.values():
        if not any(one.validator == "type" and not one.relative_path for one in wrong):
            return None if any(one.validator in {"minLength", "maxLength"} and not one.relative_path for one in wrong) else wrong
    return None


def _name(path: Path) -> str:
    named = [step for step in path if isinstance(step, str)]
    return f"`{named[-1]}`" if path and isinstance(path[-1], str) else f"an entry of `{named[-1]}`" if named else "this"


def _description(error: ValidationError) -> str:
    """What the schema says that the value is: the part of its description before the colon."""
    at: Any = schema()
    nearest = outer = ""
    for step in error.absolute_schema_path:
        if isinstance(at, dict):
            nearest = nearest or at.get("description", "")
            if step not in at:
                at = _referred(at["$ref"])
                nearest = nearest or at.get("description", "")
        at = at[step]
        if step in {"properties", "items", "additionalProperties"}:
            nearest, outer = "", nearest or outer
    return (nearest or outer or error.message).partition(": ")[0]


def _referred(address: str) -> Any:
    _, section, name = address.split("/")
    return schema()[section][name]


def _hint(error: ValidationError, found: Any) -> str:
    if isinstance(found, bool) and error.validator in {"type", "anyOf", "enum"}:
        return ": yes, no, on, off, y and n mean true and false unless they are in quotes"
    allowed: Any = error.validator_value
    if error.validator == "enum" and isinstance(found, str):
        return suggestion(found, [word for word in allowed if isinstance(word, str)])
    return ""
