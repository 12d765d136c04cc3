"""Near misses: what was probably meant, by the edit distance of names."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: What kustomize's generators put behind a name.
_HASH_SUFFIX = re.compile(r"-[a-z0-9]{10}$")
#: Names shorter than this have no near miss: everything is one edit away from them.
_SHORTEST = 3
#: From this length on, two edits are still a slip of the pen.
_LONG = 8
#: The most edits that any tolerance allows.
_SLIP = 2
#: Words that are near each other, and mean the opposite.
_OPPOSITES = frozenset({frozenset({"internal", "external"}), frozenset({"ingress", "egress"})})


def tolerance(text: str) -> int:
    """How many edits away a near miss of this text may be."""
    return 0 if len(text) < _SHORTEST else 1 if len(text) < _LONG else _SLIP


def distance(one: str, other: str, limit: int) -> int:
    """Damerau-Levenshtein distance of two texts (adjacent swaps count one), or `limit + 1` where it is larger."""
    if one == other:
        return 0
    if abs(len(one) - len(other)) > limit or len(set(one) ^ set(other)) > 2 * limit:  # an edit changes two letters at most
        return limit + 1
    start, size = 0, min(len(one), len(other))
    while start < size and one[start] == other[start]:
        start += 1
    end = 0
    while end < size - start and one[-1 - end] == other[-1 - end]:
        end += 1
    one, other = one[start : len(one) - end], other[start : len(other) - end]  # what they share costs nothing
    older: list[int] = []
    old = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        new = [i]
        for j, b in enumerate(other, 1):
            cost = min(old[j] + 1, new[j - 1] + 1, old[j - 1] + (a != b))
            if older and j > 1 and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, older[j - 2] + 1)
            new.append(cost)
        if min(new) > limit and min(old) > limit:
            return limit + 1
        older, old = old, new
    return min(old[-1], limit + 1)


def alike(one: str, other: str) -> bool:
    """Whether a text may be meant for another: they differ in case only, or in a slip of the pen."""
    limit = max(1, tolerance(one))
    return one.casefold() == other.casefold() or distance(one, other, limit) <= limit


def slip_of_a_token(one: str, other: str) -> bool:
    """Whether a slip of the pen in one of its words leads from a name to another: `shared-prd`, `shared-prod`.

    `team-a` and `team-b`, `east-1` and `east-2` are names of different things.
    """
    ones, others = one.split("-"), other.split("-")
    if len(ones) != len(others):
        return one.replace("-", "") == other.replace("-", "")
    pairs = [(a, b) for a, b in zip(ones, others, strict=True) if a != b]
    if len(pairs) != 1 or min(map(len, pairs[0])) < _SHORTEST:
        return False
    a, b = pairs[0]
    if frozenset({a, b}) in _OPPOSITES:
        return False
    limit = tolerance(a)
    digits = [[letter for letter in text if letter.isdigit()] for text in (a, b)]
    return digits[0] == digits[1] and distance(a, b, limit) <= limit


def without_hash(name: str) -> str:
    """A name without the hash suffix that a generator puts behind it."""
    return _HASH_SUFFIX.sub("", name)


def nearest(name: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """The candidates that differ least from a name, within its tolerance; none where nothing is near. Sorted."""
    limit = tolerance(name)
    best: set[str] = set()
    bare = without_hash(name)
    folded = name.casefold()
    for candidate in candidates:
        if candidate == name:
            continue
        same = without_hash(candidate) == bare or candidate.casefold() == folded
        found = 0 if same else distance(name, candidate, limit)
        if found > limit or found >= min(len(candidate), len(name)):
            continue
        if found < limit:
            best.clear()
            limit = found
        best.add(candidate)
    return tuple(sorted(best))
