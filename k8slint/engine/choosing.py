"""What selections come to: which rules run, their severity, their options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from k8slint.findings import Severity
from k8slint.rulebook import Names, Rule
from k8slint.settings import Selection


class Policy(NamedTuple):
    """The ids of the rules that run, and, where that is configured, their severity and options."""

    rules: frozenset[str]
    severity: Mapping[str, Severity] = MappingProxyType({})
    options: Mapping[str, Mapping[str, Any]] = MappingProxyType({})


class Choice:
    """What selections choose of some rules; what words stand for is worked out when there are any."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._names: Names | None = None
        self._standard = frozenset(rule.id for rule in rules if "default" in rule.profiles)

    def policy(self, selections: Iterable[Selection]) -> Policy:
        """The policy of selections, the later ones beating the earlier ones; raises UnknownWord.

        What one leaves out stays out unless a later one names it by a word that is as particular: an id beats an
        ignored id or category, a category or `all` no ignored id.
        """
        draft = _Draft(self, self._standard)
        for one in selections:
            draft.choose(one)
            draft.weigh(one.severity)
            for word, told in one.options.items():
                for name in self.names.of(word):
                    draft.options[name] = {**draft.options.get(name, {}), **told}
        return Policy(frozenset(draft.chosen - draft.off.keys()), draft.severity, draft.options)

    def mentioned(self, selections: Iterable[Selection]) -> frozenset[str]:
        """The rules that selections may add."""
        found: set[str] = set()
        for one in selections:
            found |= self.of_profiles(one.profiles or ())
            found |= self.weighed((*one.select, *one.extend_select)).keys()
        return frozenset(found)

    def of_profiles(self, words: Iterable[str]) -> frozenset[str]:
        """The rules of some profiles."""
        return frozenset().union(*map(self.names.profile, words))

    def weighed(self, words: Iterable[str]) -> dict[str, int]:
        """The rules that words stand for, each with the weight of the most particular one."""
        found: dict[str, int] = {}
        for word in words:
            weight = self.names.weight(word)
            for name in self.names.of(word):
                found[name] = max(weight, found.get(name, 0))
        return found

    @property
    def names(self) -> Names:
        """What each word stands for."""
        if self._names is None:
            self._names = Names(self._rules)
        return self._names


class _Draft:
    """A policy while selections are added to it; `ignored` and `off` say how particular the word was that did it."""

    def __init__(self, choice: Choice, standard: Iterable[str]) -> None:
        self._choice = choice
        self.chosen = set(standard)
        self.extended: set[str] = set()
        self.ignored: dict[str, int] = {}
        self.off: dict[str, int] = {}
        self.severity: dict[str, Severity] = {}
        self.options: dict[str, dict[str, Any]] = {}

    def choose(self, one: Selection) -> None:
        """Add what a selection adds, and take away what it takes away."""
        if one.select:
            self.chosen, self.extended = set(), set()
            self.chosen = self._welcome(one.select)
        elif one.profiles is not None:
            self.chosen = set(self._choice.of_profiles(one.profiles) | self.extended) - self.ignored.keys()
        added = self._welcome(one.extend_select)
        self.chosen |= added
        self.extended |= added
        removed = self._choice.weighed(one.ignore)
        self.ignored.update(removed)
        self.chosen -= removed.keys()
        self.extended -= removed.keys()

    def _welcome(self, words: Iterable[str]) -> set[str]:
        """The rules that words stand for, without those that stay out; the others are no longer left out."""
        found = set()
        for name, weight in self._choice.weighed(words).items():
            if weight >= self.ignored.get(name, 0):
                found.add(name)
                self.ignored.pop(name, None)
                if weight >= self.off.get(name, 0):
                    self.off.pop(name, None)
        return found

    def weigh(self, severity: Mapping[str, Severity | None]) -> None:
        """Take the severities of a selection, those of particular words last."""
        names = self._choice.names if severity else None
        for word, wanted in sorted(severity.items(), key=lambda item: names.weight(item[0]) if names else 0):
            for name, weight in self._choice.weighed((word,)).items():
                if wanted is None:
                    self.off[name] = max(weight, self.off.get(name, 0))
                    continue
                if weight >= self.off.get(name, 0):
                    self.off.pop(name, None)
                self.severity[name] = wanted
