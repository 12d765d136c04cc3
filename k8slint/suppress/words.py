"""The ids that a suppression may name, and what each stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from k8slint.findings import RuleInfo

#: The category of what is said of suppressions themselves: only the configuration leaves that out.
OWN = "suppressions"
#: How many unknown words of a run are looked up for what was meant by them: that takes long.
_HINTS = 100
#: Words that people know from other linters; none of them names a rule.
_EVERYTHING = frozenset({"*", "all"})
_TRIVY = re.compile(r"(?:AVD-)?([A-Z]+)-?(\d+)")


class Unknown(NamedTuple):
    """Why a word names no rule, and what was probably meant."""

    message: str
    meant: str | None = None


class Words:
    """What each word stands for: ids of rules, also former ones, and those of other tools with the tool before them.

    Profiles, categories and `all` name no rule here: what is silenced is said rule by rule.
    """

    def __init__(self, rules: Iterable[RuleInfo], nearest: Callable[[str, Iterable[str]], str | None]) -> None:
        self._nearest = nearest
        self._unknown: dict[str, Unknown] = {}
        self._ids: dict[str, frozenset[str]] = {}
        self._own: set[str] = set()
        self._peers: dict[str, dict[str, set[str]]] = {}
        self._groups = {"default", "recommended", "strict", "pss-baseline", "pss-restricted", "optin"}
        former: dict[str, str] = {}
        for rule in rules:
            self._ids[rule.id] = frozenset((rule.id,))
            former.update(dict.fromkeys(rule.formerly, rule.id))
            self._groups.add(rule.category)
            if rule.category == OWN:
                self._own.add(rule.id)
            for peer in rule.equivalents:
                tool, _, name = peer.partition(":")
                if name:
                    self._peers.setdefault(tool, {}).setdefault(plain(tool, name), set()).add(rule.id)
        for old, new in former.items():
            self._ids.setdefault(old, frozenset((new,)))

    @property
    def own(self) -> frozenset[str]:
        """The ids of the rules about suppressions."""
        return frozenset(self._own)

    def of(self, word: str) -> frozenset[str] | Unknown:
        """The ids of the rules that a word of ours stands for, or why there is none."""
        found = self._ids.get(word)
        if found is not None:
            if not self._own.isdisjoint(found):
                return Unknown(f"`{word}` can only be ignored in the configuration")
            return found
        tool, _, name = word.partition(":")
        if name and (theirs := self.of_peer(tool, name)):
            return theirs
        if word.lower() in _EVERYTHING or word in self._groups:
            return Unknown(f"`{word}` is no rule; a suppression names each rule that it silences")
        if word not in self._unknown:
            meant = None
            if len(self._unknown) < _HINTS:
                meant = self._nearest(word, (one for one in self._ids if one not in self._own))
            self._unknown[word] = Unknown(f"unknown rule `{word}`", meant)
        return self._unknown[word]

    def configured(self, word: str) -> frozenset[str] | Unknown:
        """The ids of the rules that a word of the configuration stands for: also those about suppressions."""
        return self._ids[word] if word in self._ids else self._bare(word) or self.of(word)

    def _bare(self, word: str) -> frozenset[str]:
        """What an id of another tool stands for that is written without the tool, where all that have it agree."""
        meanings = {frozenset(names[key]) for tool, names in self._peers.items() if (key := plain(tool, word)) in names}
        return meanings.pop() if len(meanings) == 1 else frozenset()

    def of_peer(self, tool: str, name: str) -> frozenset[str]:
        """The ids of the rules that list an id of another tool; `*` at its end stands for the rest of an id."""
        names = self._peers.get(tool, {})
        wanted = plain(tool, name)
        if not wanted.endswith("*"):
            return frozenset(names.get(wanted, ()))
        return frozenset(one for key, ids in names.items() if key.startswith(wanted[:-1]) for one in ids)


def plain(tool: str, name: str) -> str:
    """An id of another tool in one of the forms that the tool knows it by."""
    if tool == "trivy":
        found = _TRIVY.fullmatch(name.upper())
        return f"{found[1]}-{found[2]}" if found else name.upper().removeprefix("AVD-")
    return name.lower() if tool == "kics" else name
