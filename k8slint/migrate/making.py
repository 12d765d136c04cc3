"""From wishes to a configuration: which rules run besides those of the profile, which do not, and what has no counterpart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase
from typing import NamedTuple

from k8slint.migrate.wishes import What, Wish

_DEFAULT = "default"
_NO_RULE = "not a rule of k8slint"


class Book(NamedTuple):
    """What is known of the rules: the ids by other tools' ids (`kube-linter:latest-tag`), and the profiles by id."""

    equivalents: Mapping[str, tuple[str, ...]]
    profiles: Mapping[str, tuple[str, ...]]

    def of(self, tool: str, word: str) -> tuple[str, ...]:
        """The rules that a check of a tool stands for; `*` in its id stands for anything, an empty one for every check."""
        full = f"{tool}:{word or '*'}"
        if "*" not in full:
            return self.equivalents.get(full, ())
        found = (rule for name, rules in self.equivalents.items() if fnmatchcase(name, full) for rule in rules)
        return tuple(sorted(set(found)))


class Line(NamedTuple):
    """A value of the configuration, and what it comes from."""

    value: str
    why: str


class Suppression(NamedTuple):
    """A suppression of the configuration."""

    rules: tuple[str, ...]
    names: tuple[str, ...]
    namespaces: tuple[str, ...]
    paths: tuple[str, ...]
    reason: str | None
    expires: date | None
    why: str


class Plan(NamedTuple):
    """A configuration, and what of the wishes it does not fulfil."""

    extend_select: tuple[Line, ...]
    ignore: tuple[Line, ...]
    suppressions: tuple[Suppression, ...]
    severity: tuple[tuple[str, Line], ...]
    exclude: tuple[Line, ...]
    settings: tuple[tuple[str, Line], ...]
    left: tuple[Line, ...]


def plan(wishes: Sequence[Wish], book: Book) -> Plan:
    """Work out the configuration that does what some tools were told to do."""
    on, off = _rules(wishes, What.ON, book), _rules(wishes, What.OFF, book)
    for wish in wishes:
        if wish.what is What.ALL:
            for rule in book.of(wish.tool, ""):
                if rule not in off:
                    on.setdefault(rule, []).append(wish)
        elif wish.what is What.ONLY:
            for rule in book.of(wish.tool, ""):
                if rule not in on:
                    off.setdefault(rule, []).append(wish)
    both = on.keys() & off.keys()
    added = {rule: who for rule, who in on.items() if rule not in off and _DEFAULT not in book.profiles.get(rule, ())}
    severities = {
        rule: next(wish for wish in who if wish.severity is not None)
        for rule, who in on.items()
        if rule not in both and any(wish.severity is not None for wish in who)
    }
    return Plan(
        extend_select=tuple(Line(rule, f"{_told(who)}; {_profile(rule, book)}") for rule, who in sorted(added.items())),
        ignore=tuple(Line(rule, _why_off(rule, who, on)) for rule, who in sorted(off.items())),
        suppressions=tuple(_suppressions(wishes, book)),
        severity=tuple((rule, Line(wish.severity or "", _told([wish]))) for rule, wish in sorted(severities.items())),
        exclude=_lines((wish.word, wish) for wish in wishes if wish.what is What.EXCLUDE),
        settings=tuple(_settings(wishes)),
        left=tuple(_left(wishes, book)),
    )


def _rules(wishes: Iterable[Wish], what: What, book: Book) -> dict[str, list[Wish]]:
    """The rules of which some wishes speak, with them."""
    rules: dict[str, list[Wish]] = {}
    for wish in wishes:
        if wish.what is what:
            for rule in book.of(wish.tool, wish.word):
                rules.setdefault(rule, []).append(wish)
    return rules


def _told(wishes: Iterable[Wish]) -> str:
    """Which checks ask for something, and where that is written."""
    return ", ".join(dict.fromkeys(f"{wish.tool} {wish.word or 'exemption'} ({wish.place})" for wish in wishes))


def _why_off(rule: str, who: Sequence[Wish], on: Mapping[str, Sequence[Wish]]) -> str:
    told = _told(who)
    return f"{told}; but also asked for: {_told(on[rule])}" if rule in on else told


def _profile(rule: str, book: Book) -> str:
    profiles = book.profiles.get(rule, ())
    return "in no profile" if "optin" in profiles else f"profile {', '.join(profiles)}"


def _suppressions(wishes: Iterable[Wish], book: Book) -> Iterable[Suppression]:
    """Suppressions, one for all checks that one entry of another tool names."""
    groups: dict[tuple[object, ...], list[Wish]] = {}
    for wish in wishes:
        if wish.what is What.EXCEPT and book.of(wish.tool, wish.word):
            same = (wish.tool, wish.path, wish.names, wish.namespaces, wish.paths, wish.reason, wish.expires)
            groups.setdefault(same, []).append(wish)
    for group in groups.values():
        first = group[0]
        rules = sorted({rule for wish in group for rule in book.of(wish.tool, wish.word)})
        reason = None if first.reason is None else " ".join(first.reason.split())
        yield Suppression(tuple(rules), first.names, first.namespaces, first.paths, reason, first.expires, _told(group))


def _lines(pairs: Iterable[tuple[str, Wish]]) -> tuple[Line, ...]:
    values: dict[str, list[Wish]] = {}
    for value, wish in pairs:
        values.setdefault(value, []).append(wish)
    places = {value: ", ".join(dict.fromkeys(f"{wish.tool} ({wish.place})" for wish in who)) for value, who in values.items()}
    return tuple(Line(value, where) for value, where in places.items())


def _settings(wishes: Iterable[Wish]) -> Iterable[tuple[str, Line]]:
    told: dict[str, Wish] = {}
    for wish in wishes:
        if wish.what is What.SET:
            told.setdefault(wish.word, wish)
    for name, wish in sorted(told.items()):
        yield name, Line(wish.severity or "", f"{wish.tool} ({wish.place})")


def _left(wishes: Iterable[Wish], book: Book) -> Iterable[Line]:
    """What has no counterpart, and why."""
    for wish in wishes:
        if wish.what is What.NONE:
            yield Line(f"{wish.tool} {wish.word} ({wish.place})", wish.why)
        elif wish.what in {What.ON, What.OFF, What.EXCEPT} and not book.of(wish.tool, wish.word):
            yield Line(f"{wish.tool} {wish.word or 'exemption'} ({wish.place})", _NO_RULE)
