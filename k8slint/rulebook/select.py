"""Which rules run: profiles, and words that add, replace and remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8slint.rulebook.words import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from k8slint.rulebook.rule import Rule

#: Each profile with the marks of the rules that it holds.
PROFILES: Mapping[str, frozenset[str]] = {
    "default": frozenset({"default"}),
    "recommended": frozenset({"default", "recommended"}),
    "strict": frozenset({"default", "recommended", "strict"}),
    "pss-baseline": frozenset({"pss-baseline"}),
    "pss-restricted": frozenset({"pss-baseline", "pss-restricted"}),
}
#: The mark of the rules that no profile holds.
OPTIN = "optin"
_OF_AN_ID = 2


class UnknownWord(ValueError):  # noqa: N818  # what is unknown says it: `except UnknownWord`
    """A word that names no rule, with the nearest one that does."""

    def __init__(self, word: str, nearest: str | None, what: str = "rule", known: Iterable[str] = ()) -> None:
        self.word = word
        self.nearest = nearest
        all_ = ", ".join(known)
        hint = f"; did you mean `{nearest}`?" if nearest is not None else f"; there are {all_}" if all_ else ""
        super().__init__(f"unknown {what} `{word}`{hint}")


def choose(
    rules: Sequence[Rule],
    profiles: Iterable[str] = ("default",),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    extend_select: Sequence[str] = (),
) -> tuple[Rule, ...]:
    """Take the rules of the profiles, or of `select` where it is given; add `extend_select`, remove `ignore`.

    The order is that of `rules`. Raises UnknownWord.
    """
    chosen = frozenset(rule.id for profile in profiles for rule in _profile(rules, profile))
    if select or extend_select or ignore:
        names = Names(rules)
        if select:
            chosen = names.ids(select)
        chosen = (chosen | names.ids(extend_select)) - names.ids(ignore)
    return tuple(rule for rule in rules if rule.id in chosen)


def _profile(rules: Iterable[Rule], profile: str) -> list[Rule]:
    marks = PROFILES.get(profile)
    if marks is None:
        raise UnknownWord(profile, nearest(profile, PROFILES), "profile")
    return [rule for rule in rules if not marks.isdisjoint(rule.profiles)]


def renamed(rules: Iterable[Rule]) -> dict[str, str]:
    """Return the former ids of rules, each with the id of today."""
    return {former: rule.id for rule in rules for former in rule.formerly}


class Names:
    """What each word stands for: `all`, ids (also former ones), categories, profiles, ids of other tools.

    The first of them that fits counts.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._own: dict[str, frozenset[str]] = {}
        self._weights: dict[str, int] = {"all": 0, OPTIN: 0, **dict.fromkeys(PROFILES, 0)}
        self._peers: dict[str, set[str]] = {}
        self._bare: dict[str, set[str]] = {}  # an id without its tool: the full words that it may stand for
        rules = tuple(rules)
        self._own.update((former, frozenset({now})) for former, now in renamed(rules).items())
        categories: dict[str, set[str]] = {}
        for rule in rules:
            categories.setdefault(rule.category, set()).add(rule.id)
            for peer in rule.equivalents:
                self._peers.setdefault(peer, set()).add(rule.id)
                if ":" in peer:
                    self._bare.setdefault(peer.partition(":")[2], set()).add(peer)
        for profile in PROFILES:
            self._own[profile] = frozenset(rule.id for rule in _profile(rules, profile))
        self._own[OPTIN] = frozenset(rule.id for rule in rules if OPTIN in rule.profiles)
        self._own.update((category, frozenset(ids)) for category, ids in categories.items())
        self._weights.update(dict.fromkeys(categories, 1))
        self._own.update((rule.id, frozenset({rule.id})) for rule in rules)
        self._own["all"] = frozenset(rule.id for rule in rules)

    def ids(self, words: Iterable[str]) -> frozenset[str]:
        """Return the ids of all rules that some words stand for; raises UnknownWord."""
        return frozenset().union(*map(self.of, words))

    def profile(self, word: str) -> frozenset[str]:
        """Return the ids of the rules of a profile; raises UnknownWord."""
        if word not in PROFILES:
            raise UnknownWord(word, nearest(word, PROFILES), "profile", PROFILES)
        return self._own[word]

    def weight(self, word: str) -> int:
        """How particular a word is: 0 `all` and profiles, 1 categories, 2 ids."""
        return self._weights.get(word, _OF_AN_ID)

    def of(self, word: str) -> frozenset[str]:
        """Return the ids of the rules that a word stands for; raises UnknownWord.

        An id of another tool stands for every rule that lists it, and needs no tool in front where all tools that have
        it mean the same rules.
        """
        if word in self._own:
            return self._own[word]
        if word in self._peers:
            return frozenset(self._peers[word])
        full = sorted(self._bare.get(word, ()))
        meanings = {frozenset(self._peers[peer]) for peer in full}
        if len(meanings) == 1:
            return meanings.pop()
        raise UnknownWord(word, full[0] if full else nearest(word, [*self._own, *self._peers, *self._bare]))
