"""What the words of a configuration mean: rules, options, days, ranges, paths; whatever its schema cannot say."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from k8slint.config.entries import Entry, listed, of_layer
from k8slint.config.faults import Fault, suggestion
from k8slint.config.files import Layer
from k8slint.config.making import external
from k8slint.config.schema import MOST
from k8slint.config.text import Path

_LAST_PORT = 65535


class Book(NamedTuple):
    """What is asked of a rule book: what is wrong with a word, None where nothing is; and the rules' options by id.

    `ids` maps a word to the rules that it stands for, `profile` and `word` complain.
    """

    word: Callable[[str], str | None]
    profile: Callable[[str], str | None]
    ids: Callable[[str], frozenset[str]]
    options: Mapping[str, Mapping[str, Any]]


def faults(layer: Layer, boundary: str, book: Book) -> Iterator[Fault]:
    """What is wrong with what a file says, whose form is sound; no path may lead out of `boundary`."""
    told = (
        Fault(layer.text.origin(*entry.steps, *steps), message)
        for entry in of_layer(layer)
        for steps, message in _CHECKS.get(entry.keys[0], _nothing)(_Asked(entry, boundary, book))
    )
    yield from islice(told, MOST)


class _Asked(NamedTuple):
    entry: Entry
    boundary: str
    book: Book


_Found = Iterator[tuple[Path, str]]


def _nothing(_asked: _Asked) -> _Found:
    return iter(())


def _each(value: Any, told: Callable[[Any], str | None], *above: str | int) -> _Found:
    """What is wrong with one thing, or with each of a list."""
    for index, one in enumerate(listed(value)):
        message = told(one)
        if message is not None:
            yield (*above, index) if isinstance(value, list) else above, message


def _profiles(asked: _Asked) -> _Found:
    return _each(asked.entry.value, asked.book.profile)


def _words(asked: _Asked) -> _Found:
    return _each(asked.entry.value, asked.book.word)


def _ignored(asked: _Asked, value: Any, *above: str | int, in_override: bool = False) -> _Found:
    for index, one in enumerate(listed(value)):
        steps = (*above, index) if isinstance(value, list) else above
        if isinstance(one, str):
            yield from _each(one, asked.book.word, *steps)
            continue
        yield from _each(one["rule"], asked.book.word, *steps, "rule")
        if "path" in one:
            yield from _each(one["path"], _pattern, *steps, "path")
            if in_override:
                yield (*steps, "path"), "the files are those of `paths` above"
        if "expires" in one:
            yield from _each(one["expires"], _day, *steps, "expires")


def _ignore(asked: _Asked) -> _Found:
    return _ignored(asked, asked.entry.value)


def _severity(asked: _Asked) -> _Found:
    yield from _each(asked.entry.keys[1], asked.book.word)
    yield from _off(asked, asked.entry.value, *asked.entry.steps)


def _off(asked: _Asked, value: Any, *steps: str | int) -> _Found:
    """A false that was not written `off`: who writes `no` may mean anything."""
    document = asked.entry.layer.text.document
    span = document.span(steps) if value is False and document is not None else None
    if value is False and (document is None or span is None or document.source.slice(span).lower() != "off"):
        written = "false" if document is None or span is None else document.source.slice(span)
        yield steps[len(asked.entry.steps) :], f"`{written}` is no severity: write error, warning, info or off"


def _options(asked: _Asked) -> _Found:
    # Of `options` each option is an entry of its own.
    return _option(asked, asked.entry.keys[1], asked.entry.keys[2], asked.entry.value)


def _option(asked: _Asked, word: str, name: str, value: Any, *above: str | int) -> _Found:
    complaint = asked.book.word(word)
    if complaint is not None:
        yield above, complaint
        return
    rules = asked.book.ids(word)
    if len(rules) != 1:
        yield above, f"`{word}` stands for {len(rules)} rules: options are those of one"
        return
    rule = next(iter(rules))
    known = asked.book.options.get(rule, {})
    if name not in known:
        yield above, f"{rule} has no option `{name}`{suggestion(name, known)}" + ("" if known else ": it has none")
        return
    from jsonschema import Draft202012Validator  # nearly no configuration sets options

    for error in Draft202012Validator(known[name]).iter_errors(value):
        yield (*above, *error.absolute_path), f"`{name}` of {rule}: {error.message}"


def _override(asked: _Asked) -> _Found:
    value = asked.entry.value
    yield from _each(value["paths"], _pattern, "paths")
    yield from _each(value.get("profile", []), asked.book.profile, "profile")
    for key in ("select", "extendSelect"):
        yield from _each(value.get(key, []), asked.book.word, key)
    yield from _ignored(asked, value.get("ignore", []), "ignore", in_override=True)
    for word, severity in value.get("severity", {}).items():
        yield from _each(word, asked.book.word, "severity", word)
        found = _off(asked, severity, *asked.entry.steps, "severity", word)
        yield from found
    for word, told in value.get("options", {}).items():
        for name, one in told.items():
            yield from _option(asked, word, name, one, "options", word, name)


def _pattern(text: str) -> str | None:
    """What is wrong with a pattern of paths."""
    body = text.removeprefix("!")
    if ".." in body.split("/"):
        return f"`{text}` leads out of the directory: patterns are relative to this file"
    if not body.strip("/ ") or (body.startswith("#") and body == text):
        return f"`{text}` names nothing"
    return None


def _patterns(asked: _Asked) -> _Found:
    return _each(asked.entry.value, _pattern)


def _environment(asked: _Asked) -> _Found:
    return _each(asked.entry.keys[2], _pattern) if len(asked.entry.keys) > len(("environment", "default")) else iter(())


def _world(asked: _Asked) -> _Found:
    return _each(asked.entry.value["paths"], _pattern, "paths")


def _day(text: str) -> str | None:
    try:
        date.fromisoformat(text)
    except ValueError:
        return f"`{text}` is no day of the calendar"
    return None


def _ports(asked: _Asked) -> _Found:
    low, _, high = asked.entry.value.partition("-")
    if not 0 < int(low) <= int(high) <= _LAST_PORT:
        yield (), f"`nodePortRange` must be two ports, the lower one first: {asked.entry.value}"


def _ranges(asked: _Asked) -> _Found:
    from ipaddress import ip_network  # hardly any configuration names ranges

    def told(text: str) -> str | None:
        try:
            ip_network(text)
        except ValueError as error:
            return f"`{text}` is no range of addresses: {error}"
        return None

    return _each(asked.entry.value, told)


def _external(asked: _Asked) -> _Found:
    def told(text: str) -> str | None:
        try:
            external(text)
        except ValueError:
            meant = f"; did you mean `{text}/*`?" if "/" not in text else ""
            return f"`{text}` must be KIND/NAME, ns:NAMESPACE/* or ns:NAMESPACE/KIND/NAME{meant}"
        return None

    return _each(asked.entry.value, told)


def _inside(asked: _Asked, kind: Callable[[str], bool] | None = None) -> Callable[[str], str | None]:
    """What is wrong with a path: it leads out of the tree, or to nothing."""
    directory = asked.entry.layer.directory

    def told(path: str) -> str | None:
        where = os.path.realpath(os.path.join(directory, path))
        if "\0" in path or posixpath.isabs(path) or not f"{where}{os.sep}".startswith(asked.boundary.rstrip(os.sep) + os.sep):
            return f"`{path}` is not read: it lies outside of the tree"
        if ".git" in where.split(os.sep):
            return f"`{path}` is not read: it belongs to git"
        return f"`{path}` does not exist" if kind is not None and not kind(where) else None

    return told


def _rules(asked: _Asked) -> _Found:
    return _each(asked.entry.value, _inside(asked, os.path.isdir))


def _baseline(asked: _Asked) -> _Found:
    return _each(asked.entry.value, _inside(asked))


def _helm(asked: _Asked) -> _Found:
    value = asked.entry.value
    yield from _each(value["chart"], _inside(asked, os.path.isdir), "chart")
    yield from _each(value.get("values", []), _inside(asked, os.path.isfile), "values")


_CHECKS: Mapping[str, Callable[[_Asked], _Found]] = {
    "profile": _profiles,
    "select": _words,
    "extendSelect": _words,
    "ignore": _ignore,
    "severity": _severity,
    "options": _options,
    "overrides": _override,
    "exclude": _patterns,
    "environment": _environment,
    "worlds": _world,
    "nodePortRange": _ports,
    "podCIDR": _ranges,
    "serviceCIDR": _ranges,
    "externals": _external,
    "rules": _rules,
    "baseline": _baseline,
    "helm": _helm,
}
