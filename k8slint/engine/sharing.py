"""Fixes where several units use one file: only what is right for all of them is offered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from k8slint.findings import Finding, Safety, TextFix
from k8slint.units import Unit

#: Why findings of one place, of several units or counterparts, have no fix in common.
DISAGREE = "what this refers to calls for different changes"


class User(NamedTuple):
    """A unit that applies a file, and the worlds that it is a part of: what is said of one of them is said of it."""

    name: str
    worlds: tuple[str, ...] = ()


#: The units that apply each file, by its path.
Users = Mapping[str, Sequence[User]]


def users(units: Iterable[Unit], worlds: Iterable[Unit] = ()) -> Users:
    """The units that apply each file: without examples, which nobody applies."""
    around: dict[str, list[str]] = defaultdict(list)
    for world in worlds:
        for part in world.parts:
            around[part.name].append(world.name)
    found: dict[str, list[User]] = defaultdict(list)
    for unit in units:
        if not unit.example:
            user = User(unit.name, tuple(around.get(unit.name, ())))
            for path in dict.fromkeys(source.path for source in unit.sources):
                found[path].append(user)
    return found


def common(group: Sequence[Finding]) -> tuple[TextFix | None, str | None]:
    """The fix that the findings of one rule and place agree on, or why there is none: it is no safer than any of them."""
    first = group[0]
    if first.fix is None:
        return None, first.not_fixed
    for other in group[1:]:
        if other.fix is None:
            return None, other.not_fixed or DISAGREE
        if other.fix.splices != first.fix.splices:
            return None, DISAGREE
    safety = Safety.SAFE if all(one.fix is not None and one.fix.safety is Safety.SAFE for one in group) else Safety.UNSAFE
    return (first.fix if first.fix.safety is safety else first.fix._replace(safety=safety)), None


def objection(finding: Finding, using: Users) -> str | None:
    """Why a fix is not offered although it is agreed on: another unit uses a file that it changes, and has no such finding."""
    if finding.fix is None:
        return None
    reporting = {finding.unit, *finding.also_in}
    for path in dict.fromkeys(splice.location.path for splice in finding.fix.splices):
        for user in using.get(path, ()):
            if reporting.isdisjoint((user.name, *user.worlds)):
                what = "this file" if path == finding.location.path else path
                return f"{user.name} also uses {what}, where it is right"
    return None
