"""Files of one directory that define the same objects differently: alternatives, of which only one is applied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from k8slint.resources import Resource
from k8slint.units.directory import Directory
from k8slint.units.identity import Identity
from k8slint.units.linking import links
from k8slint.units.parts import Part, clash
from k8slint.units.variant_names import is_variant

#: An object that more files define than this: all of them are rivals, without comparing each with each.
_CROWD = 64
#: Files that define an object: of no more than these, one may be a copy in which the name was not changed.
_SLIP = 2
#: More alternatives than this are a collection, not variants of one thing: the shared files are not repeated for each.
_MANY = 8


class Combination(NamedTuple):
    """Files that can be applied together; `own` are those that tell it from its sisters, none where it has none.

    `whole`: everything that belongs to it is in it.
    """

    parts: tuple[Part, ...]
    own: tuple[str, ...] = ()
    whole: bool = True


def combinations(parts: Sequence[Part]) -> tuple[Combination, ...]:
    """The files of a directory (in path order) as combinations that do not contradict themselves."""
    rivals, crowds = _rivals(parts) if len(parts) > 1 else ({}, [])
    if not rivals and not crowds:
        return (Combination(tuple(parts)),)
    colours = _colours(rivals, crowds)
    number = max(colours.values()) + 1
    groups = _groups(rivals, crowds)
    found = []
    for colour in range(number):
        own = {index for index, other in colours.items() if other == colour}
        stand_ins = {index for group in groups if own.isdisjoint(group) for index in group if colours[index] == 0}
        whole = number <= _MANY or colour == 0
        members = [
            part for index, part in enumerate(parts) if index in own or (whole and (index in stand_ins or index not in colours))
        ]
        found.append(Combination(tuple(members), tuple(parts[index].path for index in sorted(own)), whole))
    return tuple(found)


def layers(named: Sequence[Part], others: Sequence[Part]) -> tuple[Combination, ...]:
    """The files of a kustomization: what it names is applied together; others join where they contradict nothing."""
    buckets = [list(named)]
    objects = [{which: resource for part in named for which, resource in part.objects.items()}]
    for part in others:
        for index, known in enumerate(objects):
            if not clash(part.objects, known):
                buckets[index].append(part)
                known.update(part.objects)
                break
        else:
            buckets.append([part])
            objects.append(dict(part.objects))
    first, *rest = (tuple(sorted(bucket, key=lambda part: part.path)) for bucket in buckets)
    return (Combination(first), *(Combination(bucket, tuple(part.path for part in bucket)) for bucket in rest))


def paired(directories: Sequence[Sequence[Combination]]) -> Iterator[Combination]:
    """The combinations of directories that are applied together: first with first, the first where there are fewer."""
    for index in range(max(map(len, directories))):
        chosen = [several[index if index < len(several) else 0] for several in directories]
        yield Combination(
            tuple(part for one in chosen for part in one.parts),
            tuple(path for several in directories if index < len(several) for path in several[index].own),
            all(one.whole for one in chosen),
        )


def _rivals(parts: Sequence[Part]) -> tuple[dict[int, set[int]], list[list[int]]]:
    """Pairs of alternatives, and objects that more files define than are compared, by the files that do.

    Alternatives share half of the smaller file or more, and not all of that equally: two objects at least, or the only
    one of a file beside one that has hardly more, where the names of the files or their number tell that they are meant.
    Files that refer to one another are applied together, whatever they share.
    """
    told = [_telling(part) for part in parts]
    owners: dict[Identity, list[int]] = {}
    for index, objects in enumerate(told):
        for which in objects:
            owners.setdefault(which, []).append(index)
    shared: dict[tuple[int, int], list[int]] = {}
    crowds = []
    for which, indexes in owners.items():
        if len(indexes) == 1:
            continue
        if len(indexes) > _CROWD:
            crowds.append(indexes)
            continue
        for at, first in enumerate(indexes):
            for second in indexes[at + 1 :]:
                counts = shared.setdefault((first, second), [0, 0, 0])
                counts[0] += 1
                counts[1] += told[first][which].value != told[second][which].value
                one, other = told[first][which], told[second][which]
                counts[2] += len(indexes) > _SLIP or is_variant(parts[first].path, one, parts[second].path, other)
    sizes = [len(objects) + sum(one.name is None for one in part.resources) for objects, part in zip(told, parts, strict=True)]
    rivals: dict[int, set[int]] = defaultdict(set)
    alike = [
        (first, second)
        for (first, second), (common, different, meant) in shared.items()
        if different and (common > 1 or meant) and _is_most(common, *sorted((sizes[first], sizes[second])))
    ]
    linked = links([Directory(part.path, (), part.resources) for part in parts]) if alike else frozenset()
    for first, second in alike:
        if (first, second) not in linked and (second, first) not in linked:
            rivals[first].add(second)
            rivals[second].add(first)
    return rivals, crowds


def _telling(part: Part) -> Mapping[Identity, Resource]:
    """The objects of a file that tell what it is for: the namespace of all others does not."""
    return {which: resource for which, resource in part.objects.items() if which[1] != "Namespace"} or part.objects


def _is_most(common: int, small: int, large: int) -> bool:
    """Whether what two files share is what they are for; one object is that only where it is half of both, or more."""
    return 2 * common >= small and (common > 1 or (small == 1 and large <= 2 * common))


def _colours(rivals: dict[int, set[int]], crowds: Sequence[Sequence[int]]) -> dict[int, int]:
    """A number for each file that has rivals, the lowest that none of them has, in path order."""
    of: dict[int, list[set[int]]] = defaultdict(list)
    for crowd in crowds:
        taken: set[int] = set()
        for index in crowd:
            of[index].append(taken)
    found: dict[int, int] = {}
    for index in sorted({*rivals, *of}):
        barred = {found[other] for other in rivals.get(index, ()) if other in found}.union(*of.get(index, ()))
        colour = 0
        while colour in barred:
            colour += 1
        found[index] = colour
        for taken in of.get(index, ()):
            taken.add(colour)
    return found


def _groups(rivals: dict[int, set[int]], crowds: Sequence[Sequence[int]]) -> list[set[int]]:
    """Files that are alternatives to one another, directly or through others."""
    near: dict[int, set[int]] = {index: set(others) for index, others in rivals.items()}
    for crowd in crowds:
        for index in crowd:
            near.setdefault(index, set()).add(crowd[0])
            near.setdefault(crowd[0], set()).add(index)
    found = []
    seen: set[int] = set()
    for start in sorted(near):
        if start in seen:
            continue
        group, rest = {start}, [start]
        while rest:
            fresh = near[rest.pop()] - group
            group |= fresh
            rest += fresh
        seen |= group
        found.append(group)
    return found
