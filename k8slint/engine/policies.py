"""Which rules run where, how bad what they find is, and what they are told: by the path of a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from k8slint.engine.choosing import Choice, Policy
from k8slint.patterns import Patterns, within
from k8slint.rulebook import Rule
from k8slint.settings import Area, Override, Selection

_EVERYWHERE = Area()


class Policies:
    """The policy of every path: the same one everywhere where nothing is said of single paths.

    `weaker` holds everywhere, the `overrides` that name a file are added to it in their order or replace it, `stronger` beats
    all of it.
    Raises rulebook.UnknownWord for a word that names no rule.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        weaker: Iterable[Selection] = (),
        overrides: Iterable[Override] = (),
        stronger: Iterable[Selection] = (),
    ) -> None:
        self._all = tuple(rules)
        self._choice = Choice(self._all)
        self._weaker = tuple(weaker)
        self._stronger = tuple(stronger)
        self._overrides = [(Patterns(one.paths, one.base), one) for one in overrides]
        self._made: dict[tuple[int, ...], Policy] = {}
        self._by_path: dict[str, Policy] = {}
        self.default = self._policy(())
        self.single = not self._overrides

    @property
    def book(self) -> tuple[Rule, ...]:
        """Every rule, whether it runs or not."""
        return self._all

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that run anywhere, in the order of the book."""
        chosen = set(self.default.rules)
        by_area: dict[Area, list[int]] = {}
        for number, (_, override) in enumerate(self._overrides):
            by_area.setdefault(override.area, []).append(number)
        for numbers in by_area.values():
            alone = tuple(number for number in numbers if self._overrides[number][1].alone)
            for number in numbers:
                chosen |= self._policy((*alone, *({number} - {*alone}))).rules
            if len(numbers) > 1:  # together they may bring back what one of them takes away
                chosen |= self._policy(tuple(numbers)).rules
                chosen |= self._choice.mentioned([self._overrides[number][1].selection for number in numbers])
        return tuple(rule for rule in self._all if rule.id in chosen)

    def at(self, path: str | None) -> Policy:
        """The policy of a file, by its path as reports name it; that of no file is the one of every other."""
        if self.single or path is None:
            return self.default
        found = self._by_path.get(path)
        if found is None:
            which = tuple(
                number
                for number, (patterns, one) in enumerate(self._overrides)
                if patterns.names(path) and (one.area == _EVERYWHERE or within(path, one.area.top, one.area.but))
            )
            found = self._by_path[path] = self._policy(which)
        return found

    def _policy(self, which: tuple[int, ...]) -> Policy:
        found = self._made.get(which)
        if found is None:
            between = [self._overrides[number][1] for number in which]
            weaker = () if any(one.alone for one in between) else self._weaker
            found = self._made[which] = self._choice.policy((*weaker, *(one.selection for one in between), *self._stronger))
        return found


def uniform(rules: Sequence[Rule], options: Mapping[str, Mapping[str, Any]]) -> Policies:
    """The policy of a run in which all of some rules run everywhere, with options by id."""
    found = Policies(rules)
    found.default = Policy(frozenset(rule.id for rule in rules), options=options)
    return found
