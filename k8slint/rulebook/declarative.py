"""The body of a rule that is one field against one JSON Schema, written in the page."""

from __future__ import annotations

import functools
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.findings import Change, Edit, Fix, Problem, Safety
from k8slint.resources import is_placeholder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from k8slint.api import Context
    from k8slint.rulebook.rule import Check
    from k8slint.yaml import Node

_STEP = re.compile(r'(?:^|\.)(?P<key>[A-Za-z0-9_-]+)|(?P<each>\[\])|\["(?P<quoted>[^"]+)"\]')
_BRACES = re.compile(r"\{\{|\}\}|\{(?P<name>[^{}]*)\}|[{}]")
_NAMES = ("name", "subject", "value")
#: How many different values are remembered with what the schema says of them.
_REMEMBERED = 1024
#: What a validator can raise on a value that its schema's author did not think of: infinities, huge numbers, depth.
_RAISED = (ArithmeticError, RecursionError, TypeError, ValueError)

#: A step of a field: a key, or None for "each entry of the list".
_Steps = tuple[str | None, ...]


class _Found(NamedTuple):
    path: tuple[str | int, ...]  # below the subject; of an absent field as far as it exists
    value: Any  # None: absent
    rest: tuple[str, ...] = ()  # of an absent field: the keys that are missing


def steps(field: str) -> _Steps:
    """Take apart a field such as `spec.volumes[].hostPath.path`; raises ValueError on anything else."""
    found: list[str | None] = []
    end = 0
    while end < len(field):
        step = _STEP.match(field, end)
        if step is None or (end == 0 and step.start("key") != 0):
            raise ValueError(f"no field from `{field[end:]}` on: keys are joined by dots, [] stands behind a list")
        found.append(step["key"] or step["quoted"])
        end = step.end()
    return tuple(found)


def faults(declaration: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Find what is wrong with the field and the message of a declaration that has the right keys: key and message."""
    try:
        steps(declaration["field"])
    except ValueError as error:
        yield "field", str(error)
    for part in _BRACES.finditer(declaration["message"]):
        if part[0] not in {"{{", "}}"} and part["name"] not in _NAMES:
            yield "message", f"a message can hold {{name}}, {{subject}} and {{value}}, but not `{part[0]}`"


def check_of(declaration: Mapping[str, Any], cure: Mapping[str, Any] | None = None) -> Check:
    """Make the check that a declaration stands for; it is silent about whatever is malformed or not known.

    `cure` is the page's `fix` key.
    """
    field = steps(declaration["field"])
    valid = _validity(declaration["must"])
    absent_is_bad = declaration.get("absent") == "bad"
    message = declaration["message"]

    def check(subject: Any, _context: Context) -> Iterator[Problem]:
        root: Node | None = subject.node()
        if root is None:
            return
        for found in _walk(root.value, field, ()):
            if found.value is None:
                if absent_is_bad:
                    node = root.nearest(*found.path)
                    yield Problem(node, _say(message, subject, None), key=True, fix=_fix(cure, node, found))
            elif not valid(found.value):
                node = root.nearest(*found.path)
                yield Problem(node, _say(message, subject, found.value), fix=_fix(cure, node, found))

    return check


def _fix(cure: Mapping[str, Any] | None, node: Node, found: _Found) -> Fix | None:
    """Make the fix of a field, if there is one."""
    if cure is None:
        return None
    safety = Safety(cure["safety"])
    field = ".".join(found.rest) or next((step for step in reversed(found.path) if isinstance(step, str)), "")
    if "remove" in cure:
        return Fix(f"remove `{field}`", (Edit(node, change=Change.REMOVE),), safety)
    title = f"write `{field}: {_written(cure['set'])}`"
    return Fix(title, (Edit(node, found.rest, cure["set"]),), safety)


def _walk(value: Any, steps: _Steps, path: tuple[str | int, ...]) -> Iterator[_Found]:
    """Visit the values of a field; nothing where it runs into something malformed.

    A list that is absent has no entries, so nothing is absent from them. Null is absent, as for the API server.
    """
    for depth, step in enumerate(steps):
        if step is None:
            if isinstance(value, list):
                for index, entry in enumerate(value):
                    if entry is not None:
                        yield from _walk(entry, steps[depth + 1 :], (*path, index))
            return
        if not isinstance(value, dict):
            return
        here, value = value, value.get(step)
        if step in here:
            path = (*path, step)
        if value is None:
            if None not in steps[depth:]:
                missing = steps[depth + (step in here) :]
                yield _Found(path, None, tuple(key for key in missing if key is not None))
            return
    yield _Found(path, value)


def _validity(schema: Mapping[str, Any]) -> Callable[[Any], bool]:
    """Whether a value keeps to a schema; what cannot be known does."""
    texts = _texts(schema)
    if texts is not None:
        return lambda value: value in texts or _unknown(value)
    unwanted = _texts(schema["not"]) if set(schema) == {"not"} else None
    if unwanted is not None:
        return lambda value: value not in unwanted or _unknown(value)
    return _by_validator(schema)


def _texts(schema: Any) -> tuple[str, ...] | None:
    """The texts of a schema that says which texts are valid and nothing else: most do; None for any other."""
    if not isinstance(schema, dict) or len(schema) != 1:
        return None
    texts = schema.get("enum", [schema.get("const")])
    return tuple(texts) if isinstance(texts, list) and all(isinstance(text, str) for text in texts) else None


def _by_validator(schema: Mapping[str, Any]) -> Callable[[Any], bool]:
    """The same by jsonschema, whatever the schema."""
    from jsonschema import Draft202012Validator  # slow to import; most runs have no such rule
    from referencing import Registry  # likewise

    validator = Draft202012Validator(schema, registry=Registry())  # an empty registry: nothing is fetched

    def judge(value: Any) -> bool:
        try:
            return bool(validator.is_valid(value)) or _unknown(value)
        except _RAISED:
            return True

    @functools.lru_cache(maxsize=_REMEMBERED)
    def remembered(_kind: str, value: float | str) -> bool:
        return judge(value)

    def valid(value: Any) -> bool:
        return judge(value) if isinstance(value, (dict, list)) else remembered(type(value).__name__, value)

    return valid


def _unknown(value: Any) -> bool:
    """Whether a value, or any within it, is filled in later."""
    rest = [value]
    while rest:
        value = rest.pop()
        if isinstance(value, dict):
            rest.extend(value.values())
        elif isinstance(value, list):
            rest.extend(value)
        elif is_placeholder(value):
            return True
    return False


def _say(message: str, subject: Any, value: Any) -> str:
    """Fill in a message about a subject; by bare names only, so that a page can neither reach into objects nor pad."""

    def fill(part: re.Match[str]) -> str:
        name = part["name"]
        if name == "subject":
            return str(subject)
        if name == "name":
            return _name(subject)
        return _written(value) if name == "value" else part[0][0]

    return _BRACES.sub(fill, message)


def _name(subject: Any) -> str:
    for holder in (subject, getattr(subject, "workload", None)):
        name = getattr(holder, "name", None)
        if isinstance(name, str):
            return name
    return "unnamed"


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
