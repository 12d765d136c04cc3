"""The suppressions of a run by their form: what each hides, and what is to be said of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from k8slint.engine import place
from k8slint.engine.silent import Looked
from k8slint.engine.telling import BARE, EXPIRED, UNKNOWN, UNUSED, Told, text_fix
from k8slint.findings import Finding, Location
from k8slint.resources import Resource
from k8slint.settings import Ignore
from k8slint.suppress import (
    KEY,
    Annotations,
    Entry,
    Note,
    Scopes,
    Text,
    Unknown,
    Word,
    Words,
    notes,
    of_annotations,
    of_comment,
    peer_remarks,
    replaced,
    without,
    without_one,
)
from k8slint.text import SourceFile, Span

_Holders = Sequence[Resource | None]
_UNUSED = "hides nothing"
_REASON = "no reason"
_WHY = "say why behind the list: `ignore[{word}] the reason`"
_TOGETHER = 20  # words of one comment that one fix removes: each finding tells all of them
_THEIRS = -1  # stands for every comment of another tool: nobody asks whether they hide anything


class Commented:
    """The comments of the files, ours and those of other tools."""

    def __init__(self, ours: Iterable[Text], theirs: Iterable[Text], words: Words, today: str) -> None:
        self._scopes = Scopes()
        self._used: set[tuple[int, str]] = set()
        self._notes: list[tuple[SourceFile, Note, list[tuple[Word, frozenset[str] | Unknown]]]] = []
        for text in ours:
            for note in notes(text):
                meant = [(word, words.of(word.text)) for word in note.directive.words]
                for _, rules in meant:
                    if note.scope is not None and not isinstance(rules, Unknown):
                        self._scopes.add(text.source.path, note.scope, rules, len(self._notes))
                self._notes.append((text.source, note, meant))
        for text in theirs:
            for remark in peer_remarks(text):
                for scope, peer in of_comment(text.source.text, remark, today):
                    self._scopes.add(text.source.path, scope, words.of_peer(*peer), _THEIRS)

    def hidden(self, findings: Sequence[Finding]) -> set[int]:
        """The numbers of the findings that are hidden."""
        if not self._scopes:
            return set()
        hidden, self._used = self._scopes.match(findings)
        return hidden

    def told(self, looked: Looked, require_reason: bool) -> Iterator[Told]:
        """What is to be said of them."""
        for number, (source, note, meant) in enumerate(self._notes):
            directive = note.directive
            whole = Location.of(source, Span(directive.start, directive.end))
            if not directive.words or (note.scope is None and directive.of_file):
                message, _, advice = (note.fault or "").partition("; ")
                yield Told(
                    UNKNOWN,
                    whole,
                    source.slice(Span(directive.start, directive.end)),
                    message,
                    "silences nothing",
                    advice or None,
                )
                continue
            if require_reason and not directive.reason:
                word = directive.words[0].text
                yield Told(BARE, whole, word, f"the suppression of `{word}` gives no reason", _REASON, _WHY.format(word=word))
            for index, (_, rules) in enumerate(meant):
                if isinstance(rules, Unknown):
                    yield _unknown(source, note, index, rules)
            yield from self._unused(number, looked)

    def _unused(self, number: int, looked: Looked) -> Iterator[Told]:
        source, note, meant = self._notes[number]
        unused = [
            index
            for index, (_, rules) in enumerate(meant)
            if not isinstance(rules, Unknown)
            and (note.scope is None or not any((number, rule) in self._used for rule in rules))
            and (note.scope is None or all(looked.at(rule, source.path) for rule in rules))
        ]
        if not unused:
            return
        words = [note.directive.words[index] for index in unused]
        every = len(words) == len(note.directive.words)
        together = every or len(words) <= _TOGETHER
        if together:
            cuts = without(source, note.remark, note.directive, words)
            what = "the comment" if every else ", ".join(f"`{word.text}`" for word in words)
            fix = text_fix(source, cuts, f"remove {what}", safe=True)
        why = "hides nothing" if note.scope is not None else f"is about nothing: {note.fault}"
        for index, word in zip(unused, words, strict=True):
            if not together:
                cuts = without_one(source, note.remark, note.directive, index)
                fix = text_fix(source, cuts, f"remove `{word.text}`", safe=True)
            where = Location.of(source, Span(word.start, word.end))
            yield Told(UNUSED, where, word.text, f"the suppression of `{word.text}` {why}", _UNUSED, fix.title, fix)


def _unknown(source: SourceFile, note: Note, index: int, unknown: Unknown) -> Told:
    word = note.directive.words[index]
    where = Location.of(source, Span(word.start, word.end))
    if unknown.meant is not None:
        title, cuts = f"write `{unknown.meant}`", replaced(word, unknown.meant)
    else:
        cuts = without_one(source, note.remark, note.directive, index)
        title = "remove the comment" if len(note.directive.words) == 1 else f"remove `{word.text}`"
    return Told(UNKNOWN, where, word.text, _message(unknown), "no such rule", title, text_fix(source, cuts, title, safe=False))


def _message(unknown: Unknown) -> str:
    return unknown.message if unknown.meant is None else f"{unknown.message}; did you mean `{unknown.meant}`?"


class Annotated:
    """The annotations of resources and pod templates, ours and those of other tools."""

    def __init__(self, marked: Iterable[Annotations], words: Words) -> None:
        self._by_resource: dict[int, list[tuple[int, Annotations, frozenset[str]]]] = defaultdict(list)
        self._ours: list[tuple[Annotations, list[tuple[Word, frozenset[str] | Unknown]]]] = []
        self._used: set[tuple[int, str]] = set()
        seen: set[tuple[int, str]] = set()
        for one in marked:
            if (id(one.resource), one.below) in seen:  # a resource of several units
                continue
            seen.add((id(one.resource), one.below))
            theirs = frozenset(rule for peer in of_annotations(one.values) for rule in words.of_peer(*peer))
            meant = [(word, words.of(word.text)) for word in one.words()]
            ours = frozenset(rule for _, rules in meant if not isinstance(rules, Unknown) for rule in rules)
            self._by_resource[id(one.resource)].append((len(self._ours), one, ours | theirs))
            self._ours.append((one, meant))

    def hidden(self, findings: Sequence[Finding], holders: _Holders) -> set[int]:
        """The numbers of the findings that are hidden."""
        hidden: set[int] = set()
        for index, holder in enumerate(holders) if self._by_resource else ():
            for number, one, rules in self._by_resource.get(id(holder), ()):
                finding = findings[index]
                if finding.rule in rules and one.speaks_of(finding.yaml_path):
                    hidden.add(index)
                    self._used.add((number, finding.rule))
        return hidden

    def told(self, looked: Looked, require_reason: bool) -> Iterator[Told]:
        """What is to be said of them; of one that several resources are given, what is true of all of them."""
        unused: dict[tuple[Location, str], bool] = {}
        said: dict[Told, None] = {}
        for number, (one, meant) in enumerate(self._ours):
            node = one.resource.node(*one.path, KEY) if one.ours else None
            if node is None:
                continue
            if not meant:
                said[Told(UNKNOWN, place.place(node), KEY, f"the annotation `{KEY}` names no rule", "no rule")] = None
            elif require_reason and not one.reason:
                name = meant[0][0].text
                why = f"say why in the annotation `{KEY}-reason`"
                said[Told(BARE, place.place(node), name, f"the suppression of `{name}` gives no reason", _REASON, why)] = None
            for word, rules in meant:
                where = place.place(node, within=(word.start, word.end))
                if isinstance(rules, Unknown):
                    advice = None if rules.meant is None else f"write `{rules.meant}`"
                    said[Told(UNKNOWN, where, word.text, _message(rules), "no such rule", advice)] = None
                    continue
                idle = all((number, rule) not in self._used and looked.at(rule, where.path) for rule in rules)
                unused[where, word.text] = unused.get((where, word.text), True) and idle
        yield from said
        for (where, name), idle in unused.items():
            if idle:
                yield Told(UNUSED, where, name, f"the suppression of `{name}` hides nothing", _UNUSED, f"remove `{name}`")


class Configured:
    """The entries of the configuration."""

    def __init__(self, ignores: Iterable[Ignore], words: Words, today: date) -> None:
        self._entries: list[tuple[Entry, list[tuple[str, frozenset[str] | Unknown]]]] = []
        # by rule and by the names that are plain words (None: the others), so that many entries do not cost each finding
        self._by_rule: dict[str, dict[str | None, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._looked: dict[tuple[str, str, tuple[str, ...]], bool] = {}
        self._used: set[tuple[int, str]] = set()
        self._own = words.own
        for ignore in ignores:
            meant = [(word, words.configured(word)) for word in ignore.rules]
            rules = frozenset(rule for _, found in meant if not isinstance(found, Unknown) for rule in found)
            entry = Entry(ignore, rules, today)
            for rule in rules if not entry.expired else ():
                for name in entry.names or (None,):
                    self._by_rule[rule][name].append(len(self._entries))
            self._entries.append((entry, meant))

    def hidden(self, findings: Sequence[Finding], holders: _Holders) -> set[int]:
        """The numbers of the findings that are hidden."""
        hidden: set[int] = set()
        covering: dict[tuple[str, str, str | None], list[int]] = {}  # by rule, path and name
        for index, finding in enumerate(findings) if self._by_rule else ():
            by_name = self._by_rule.get(finding.rule)
            if by_name is None:
                continue
            resource, path = holders[index], finding.location.path
            for name in {None} if resource is None else {None, resource.name, resource.called}:
                numbers = covering.get((finding.rule, path, name))
                if numbers is None:
                    numbers = [number for number in by_name.get(name, ()) if self._entries[number][0].covers(path)]
                    covering[finding.rule, path, name] = numbers
                for number in numbers:
                    if self._entries[number][0].fits(resource):
                        hidden.add(index)
                        self._used.add((number, finding.rule))
        return hidden

    def told(self, looked: Looked, require_reason: bool) -> Iterator[Told]:
        """What is to be said of them."""
        for number, (entry, meant) in enumerate(self._entries):
            ignore = entry.ignore
            line, column = ignore.origin.line or 1, ignore.origin.column or 1
            where = Location(ignore.origin.path, line, column, line, column)
            names = ", ".join(f"`{word}`" for word in ignore.rules)
            if entry.expired:
                yield Told(EXPIRED, where, names, f"the suppression of {names} expired on {ignore.expires}", "expired")
            if require_reason and not (ignore.reason or "").strip():
                yield Told(BARE, where, names, f"the suppression of {names} gives no reason", _REASON, "say why: `reason: …`")
            for word, rules in meant:
                if isinstance(rules, Unknown):
                    advice = None if rules.meant is None else f"write `{rules.meant}`"
                    yield Told(UNKNOWN, where, word, _message(rules), "no such rule", advice)
                elif not entry.expired and self._is_idle(number, rules, looked):
                    yield Told(UNUSED, where, word, f"the suppression of `{word}` hides nothing", _UNUSED)

    def _is_idle(self, number: int, rules: frozenset[str], looked: Looked) -> bool:
        entry = self._entries[number][0]
        if any((number, rule) in self._used or rule in self._own for rule in rules):
            return False
        base, paths = entry.ignore.base, entry.ignore.paths
        for rule in rules:
            if (rule, base, paths) not in self._looked:
                self._looked[rule, base, paths] = looked.anywhere(rule, base, entry.covers)
        return all(self._looked[rule, base, paths] for rule in rules)
