"""The front matter of a page: read with places, held against its schema."""

from __future__ import annotations

import functools
import json
import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.rulebook import declarative
from k8slint.rulebook.errors import PageError
from k8slint.rulebook.words import suggestion
from k8slint.text import SourceFile
from k8slint.yaml import Document, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from jsonschema.exceptions import ValidationError

_RULE = re.compile(r"^---[ \t]*$\n?", re.MULTILINE)
_Path = tuple[str | int, ...]


class Page(NamedTuple):
    """A page in two parts: the front matter with the line above it, and the prose."""

    front: str
    prose: str


def text(path: str) -> str:
    """Read the text of a page; what is not UTF-8 becomes U+FFFD."""
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def split(page: str) -> Page:
    """Take the two parts of a page apart; all of it is prose where no front matter is."""
    begin = _RULE.match(page)
    end = begin and _RULE.search(page, begin.end())
    return Page(page[: end.start()], page[end.end() :]) if end else Page("", page)


def front_matter(path: str, page: str) -> tuple[Mapping[str, Any], tuple[PageError, ...]]:
    """Read a page's front matter, and all that is wrong with it; where something is, the keys are of no use."""
    front = split(page).front
    if not front:
        return {}, (PageError(path, 1, 1, "a page begins with its front matter between two lines `---`"),)
    source = SourceFile(path, front)
    stream = read(source)
    if stream.errors:
        return {}, tuple(_at(source, error.span.start, error.message) for error in stream.errors)
    if not stream.documents or not isinstance(stream.documents[0].value, dict):
        return {}, (PageError(path, 2, 1, "the front matter is a mapping"),)
    document = stream.documents[0]
    return document.value, tuple(sorted(_faults(document)))


def _faults(document: Document) -> Iterator[PageError]:
    for duplicate in document.duplicates:
        yield _at(document.source, duplicate.again.start, "this key was written before")
    found = False
    for error in _validator(_schema()).iter_errors(document.value):
        found = True
        for path, message in _told(error):
            yield _place(document, path, message)
    if not found:
        for path, message in _beyond_schema(document.value):
            yield _place(document, path, message)


def _told(error: ValidationError) -> Iterator[tuple[_Path, str]]:
    """Tell an error of the validator in our words, one for each key it speaks of."""
    path: _Path = tuple(error.absolute_path)
    schema: Any = error.schema
    wanted: Any = error.validator_value
    found: Any = error.instance
    name = f"`{path[-1]}`" if path and isinstance(path[-1], str) else "this entry"
    if error.validator == "additionalProperties":
        known = schema["properties"]
        for key in found:
            if key not in known:
                yield (*path, key), f"unknown key `{key}`{suggestion(key, known)}"
    elif error.validator == "required":
        for key in wanted:
            if key not in found and f"'{key}'" in error.message:
                yield path, f"missing key `{key}`" + (f" in {name}" if path else "")
    elif "propertyNames" in error.absolute_schema_path:
        yield (*path, found), f"`{found}` must be {schema['description']}"
    elif error.validator == "uniqueItems":
        yield path, f"{name} says something twice"
    else:
        yield path, f"{name} must be {schema.get('description', error.message)}{_hint(error)}"


def _hint(error: ValidationError) -> str:
    """Suggest the nearest of the words that are allowed, where a word is wrong."""
    for part in (error, *(error.context or ())):
        if part.validator == "enum" and isinstance(part.instance, str):
            return suggestion(part.instance, part.validator_value)
    return ""


def _beyond_schema(meta: Mapping[str, Any]) -> Iterator[tuple[_Path, str]]:
    """Find what a schema of single keys cannot say."""
    if meta["evidence"] == "heuristic" and meta["severity"].startswith("error"):
        yield ("severity",), "what rests on a heuristic is never an error"
    if "options" in meta:
        yield from _schema_faults(("options",), {"properties": meta["options"]}, ("properties",))
    if "check" in meta:
        check = meta["check"]
        if meta["evidence"] != "intrinsic":
            yield ("evidence",), "a check of one field rests on intrinsic evidence"
        yield from ((("check", key), message) for key, message in declarative.faults(check))
        wrong = list(_schema_faults(("check", "must"), check["must"]))
        yield from wrong
        if not wrong:
            yield from _fix_faults(meta)
    elif "fix" in meta:
        yield ("fix",), "the key `fix` cures what the key `check` finds; a body brings its fixes itself"


def _fix_faults(meta: Mapping[str, Any]) -> Iterator[tuple[_Path, str]]:
    """Find what is wrong with a fix that has the right keys: it would not cure."""
    fix, check = meta.get("fix", {}), meta["check"]
    if "set" in fix and (fix["set"] is None or not _validator(check["must"]).is_valid(fix["set"])):
        yield ("fix", "set"), "this value does not cure: the key `must` does not allow it"
    if "remove" in fix and check.get("absent") == "bad":
        yield ("fix", "remove"), "removing does not cure: `absent` is bad"


def _schema_faults(at: _Path, schema: Mapping[str, Any], below: _Path = ()) -> Iterator[tuple[_Path, str]]:
    """Find what is wrong with a JSON Schema on a page, `below` being the part of it that the page has."""
    from jsonschema import Draft202012Validator  # only reading pages needs it, a run does not

    broken = False
    for path in _foreign(schema, ()):
        broken = True
        yield (*at, *path[len(below) :]), "a schema on a page refers to nothing outside of it"
    meta = Draft202012Validator(Draft202012Validator.META_SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for error in meta.iter_errors(schema):
        broken = True
        path = tuple(error.absolute_path)
        yield (*at, *path[len(below) :]), f"no JSON Schema: {error.message}"
    if broken:
        return
    for name, option in schema.get("properties", {}).items() if below else ():
        for error in _validator(option).iter_errors(option["default"]):
            path = (*at, name, "default", *error.absolute_path)
            yield path, f"the default is not what the option allows: {error.message}"


def _foreign(schema: Any, path: _Path) -> Iterator[_Path]:
    """Where a schema refers to another one, which would have to be fetched."""
    entries = schema.items() if isinstance(schema, dict) else enumerate(schema) if isinstance(schema, list) else ()
    for key, value in entries:
        if key in {"$ref", "$dynamicRef"} and isinstance(value, str) and not value.startswith("#"):
            yield (*path, key)
        yield from _foreign(value, (*path, key))


def _validator(schema: Mapping[str, Any]) -> Any:
    from jsonschema import Draft202012Validator  # likewise

    return Draft202012Validator(schema)


@functools.cache
def _schema() -> Mapping[str, Any]:
    with open(os.path.join(os.path.dirname(__file__), "page.schema.json"), encoding="utf-8") as file:
        schema: Mapping[str, Any] = json.load(file)
    return schema


def place(path: str, steps: _Path, message: str) -> PageError:
    """Place an error at a path in the front matter of a page that has been read without faults."""
    return _place(read(SourceFile(path, split(text(path)).front)).documents[0], steps, message)


def _place(document: Document, path: Iterable[str | int], message: str) -> PageError:
    """Place an error at the key of a path, else at the deepest part of it that is there."""
    steps = tuple(path)
    while steps:
        span = document.key_span(steps) or document.span(steps)
        if span is not None:
            return _at(document.source, span.start, message)
        steps = steps[:-1]
    return PageError(document.source.path, 1, 1, message)


def _at(source: SourceFile, offset: int, message: str) -> PageError:
    line, column = source.position(offset)
    return PageError(source.path, line + 1, column + 1, message)
