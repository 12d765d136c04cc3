"""The configuration of a run: read, checked with the rule book, and told of where something is wrong."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from k8slint import git, rulebook
from k8slint.cli.errors import Refused, say
from k8slint.cli.given import Given
from k8slint.cli.options import loaded_rules
from k8slint.cli.setup import existing, shown
from k8slint.config import schema, words
from k8slint.config.entries import PER_PATH, listed, of_layer
from k8slint.config.faults import ConfigError, Fault
from k8slint.config.files import Configuration, Layer, Reader
from k8slint.config.making import Configured
from k8slint.config.making import configured as made_of
from k8slint.config.text import Text
from k8slint.patterns import Patterns
from k8slint.rulebook import Names, Rule, UnknownWord
from k8slint.settings import Origin

_OWN = "`rules: DIR` in the configuration, or `--rules DIR`"
#: Keys that nothing asks for yet.
_UNUSED = frozenset({"policyEnforced", "crds"})


class FaultyConfiguration(Refused):
    """A configuration that cannot be used: its faults, one a line."""

    def __init__(self, error: ConfigError) -> None:
        super().__init__(*map(str, error.faults))


def named(path: str) -> Configuration:
    """The configuration that a command line names; raises FaultyConfiguration where it cannot be read."""
    found = Reader(shown).file(path)
    if found is None:
        raise _faulty([Fault(Origin(shown(path), 1, 1), "there is no [tool.k8slint] in it")])
    return found


def _faulty(faults: Iterable[Fault]) -> FaultyConfiguration:
    return FaultyConfiguration(ConfigError(faults))


def _is_sound(main: Configuration) -> bool:
    """Whether the form of a configuration is right; else it is refused when all of its faults are known."""
    return not main.faults and not any(next(schema.faults(layer.text), None) for layer in main.layers)


def files(main: Configuration) -> Iterator[str]:
    """The files that a configuration is made of, and the baseline that it names: where they lie."""
    for layer in main.layers:
        yield os.path.join(layer.directory, os.path.basename(layer.text.path))
        known = layer.text.value.get("baseline")
        if isinstance(known, str):
            yield os.path.normpath(os.path.join(layer.directory, known))


def excluded(main: Configuration) -> tuple[tuple[str, Patterns], ...]:
    """What a configuration leaves out, if its form is sound."""
    if not _is_sound(main):
        return ()
    found = [(layer.directory, listed(layer.text.value["exclude"])) for layer in main.layers if "exclude" in layer.text.value]
    return tuple((os.path.abspath(directory), Patterns(patterns)) for directory, patterns in found)


def configured(
    command: str, given: Given, main: Configuration | None, marked: Iterable[str]
) -> tuple[tuple[Rule, ...], Configured, tuple[Configuration, ...]]:
    """The rules of a run, its settings, and the configurations of directories; raises FaultyConfiguration."""
    reader = Reader(shown)
    nested = tuple(one for one in (reader.within(path, _boundary(path, main)) for path in marked) if one is not None)
    everything = (*((main,) if main is not None else ()), *nested)
    faults = [fault for one in everything for fault in one.faults]
    sound: list[Configuration] = []
    read: list[Layer] = []  # of which the form is sound, but perhaps for keys that nobody knows
    for one in everything:
        told = [(layer, known_keys(layer.text)) for layer in one.layers]
        wrong = [fault for layer, _ in told for fault in schema.faults(layer.text)]
        read += (layer._replace(text=text) for layer, text in told if next(schema.faults(text), None) is None)
        faults += wrong
        sound += [] if wrong or one.faults else [one]
    book = loaded_rules(command, _extras(command, given, main if main in sound else None))
    asked = _book(book)
    for layer in read:
        faults += words.faults(layer, _boundary(layer.directory, main), asked)
    if faults:
        raise _faulty(faults)
    say(*_remarks(book, main, nested))
    return book, made_of(main, nested), nested


def known_keys(text: Text) -> Text:
    """A text without the keys at its top that nobody knows: those are told, and do not hide what else is wrong."""
    known = schema.schema()["properties"]
    if all(key in known for key in text.value):
        return text
    return text._replace(value={key: value for key, value in text.value.items() if key in known})


def _boundary(directory: str, main: Configuration | None) -> str:
    """The directory that what a configuration names may not leave: its repository, else that of the run's configuration."""
    top = git.top(directory)
    if top is None:
        own = main.layers[-1].directory if main is not None and main.layers else directory
        top = own if f"{directory}{os.sep}".startswith(own.rstrip(os.sep) + os.sep) else directory
    return os.path.realpath(top)


def _extras(command: str, given: Given, main: Configuration | None) -> list[rulebook.Extra]:
    """The books beside our own: those of the command line, and of the configuration where they exist."""
    own = () if main is None else _folders(main)
    named = (rulebook.Extra(folder) for folder in existing(command, given.rules))
    return [*named, *(rulebook.Extra(folder, trusted=given.trust_config) for folder in own)]


def told_books(main: Configuration) -> list[rulebook.Extra]:
    """The books that a configuration names, for who only wants to read them; its faults are told, and nothing refused."""
    for fault in (*main.faults, *(fault for layer in main.layers for fault in schema.faults(layer.text))):
        say(str(fault))
    return [rulebook.Extra(folder, trusted=False, runs=False) for folder in _folders(main)] if _is_sound(main) else []


def _folders(main: Configuration) -> Iterator[str]:
    """The folders of rule pages that a configuration names, where they exist inside of the tree."""
    for layer in main.layers:
        boundary = _boundary(layer.directory, main)
        for folder in listed(layer.text.value.get("rules", [])):
            where = os.path.join(layer.directory, folder)
            inside = f"{os.path.realpath(where)}{os.sep}".startswith(boundary.rstrip(os.sep) + os.sep)
            if inside and os.path.isdir(where):  # else it is a fault
                yield where


def _book(rules: Sequence[Rule]) -> words.Book:
    names = Names(rules)

    def word(text: str) -> str | None:
        try:
            names.of(text)
        except UnknownWord as error:
            hint = f"; did you mean `{error.nearest}`?" if error.nearest else f"; if it is one of your own: {_OWN}"
            return f"unknown rule, category, profile or other tool's id `{text}`{hint}"
        return None

    def profile(text: str) -> str | None:
        try:
            names.profile(text)
        except UnknownWord as error:
            return str(error)
        return None

    return words.Book(word, profile, names.of, {rule.id: rule.options for rule in rules})


def _remarks(book: Sequence[Rule], main: Configuration | None, nested: Iterable[Configuration]) -> Iterator[str]:
    """What is right, and yet not as somebody may think."""
    renamed = rulebook.renamed(book)
    whole = f"configured by {main.path}" if main is not None else "which is configured above it"
    for one in (*((main,) if main is not None else ()), *nested):
        yield from one.notes
        for entry in of_layer(one.layers[-1]):
            key = entry.keys[0]
            if one is not main and key not in PER_PATH:
                yield f"{entry.origin}: `{key}` has no effect here: it concerns the whole run, {whole}"
            elif key in _UNUSED:
                yield f"{entry.origin}: `{key}` has no effect yet"
            elif key in {"select", "extendSelect", "ignore"}:
                for word in listed(entry.value):
                    if isinstance(word, str) and word in renamed:
                        yield f"{entry.origin}: `{word}` is now `{renamed[word]}`"
