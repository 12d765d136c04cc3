"""What is silenced where: ranges of files, each for some rules, and the findings that lie in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from k8slint.findings import Finding
from k8slint.suppress.adding import Wish
from k8slint.suppress.remarks import Scope

#: What silences: a number that whoever adds a range gave to it.
Key = int


class Scopes:
    """Ranges of files by file and rule. They lie in one another or apart, as nodes do."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], dict[Scope, list[Key]]] = defaultdict(lambda: defaultdict(list))

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, path: str, scope: Scope, rules: Iterable[str], key: Key) -> None:
        """Silence rules in a range of a file."""
        for rule in rules:
            self._found[path, rule][scope].append(key)

    def match(self, findings: Sequence[Finding]) -> tuple[set[int], set[tuple[Key, str]]]:
        """The numbers of the findings that are silenced, and what silenced anything, each with the rule."""
        there: dict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
        for number, finding in enumerate(findings):
            where = finding.location
            if (where.path, finding.rule) in self._found:
                there[where.path, finding.rule].append((where.line, where.column, number))
        return self._match(there)

    def covered(self, path: str, wishes: Sequence[Wish]) -> set[Wish]:
        """The wishes that are fulfilled in a file."""
        there: dict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
        for number, wish in enumerate(wishes):
            there[path, wish.rule].append((wish.line, wish.column, number))
        return {wishes[number] for number in self._match(there)[0]}

    def _match(self, there: Mapping[tuple[str, str], list[tuple[int, int, int]]]) -> tuple[set[int], set[tuple[Key, str]]]:
        hidden: set[int] = set()
        used: set[tuple[Key, str]] = set()
        for group, places in there.items():
            ranges: Mapping[Scope, list[Key]] = self._found.get(group, {})
            waiting = sorted(ranges, reverse=True)
            begun: list[Scope] = []
            met: set[Scope] = set()
            for line, column, number in sorted(places):
                place = line, column
                while waiting and waiting[-1][0] <= place:
                    begun.append(waiting.pop())
                begun = [scope for scope in begun if place <= scope[1]]
                met.update(begun)
                if begun:
                    hidden.add(number)
            used.update((key, group[1]) for scope in met for key in ranges[scope])
        return hidden, used
