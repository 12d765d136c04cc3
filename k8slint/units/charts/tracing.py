"""From what an action of a template uses to where that is written in the files of values, also in loops."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from k8slint.units.charts.outcome import Place
from k8slint.units.charts.references import Each, Use
from k8slint.units.charts.values import Keys, Lookup, place_of
from k8slint.yaml import Node
from k8slint.yaml.places import Path

#: Says in which turn of its loop something was made; None where that is not known.
Turn = Callable[[Each], int | None]

_SEARCHED = 2000  # entries of a value that are looked at for one that was rendered


class Traced(NamedTuple):
    """Where a value that is used is written; `same`: what was rendered is that value, or in it."""

    place: Place
    same: bool


class _Way(NamedTuple):
    """The way to a value: from a node in a list, which is all of one file, or from the top of all files."""

    lookup: Lookup
    keys: Keys
    holder: Node | None = None
    steps: Path = ()

    def node(self, *more: str | int) -> Node | None:
        """The node there, or below; None if no file decides."""
        steps = (*self.steps, *more)
        if self.holder is not None:
            return self.holder.get(*steps)
        named = next((number for number, step in enumerate(steps) if type(step) is int), len(steps))
        found = self.lookup.find(self.keys, tuple(map(str, steps[:named])))
        return None if found is None else found.get(*steps[named:])

    def entry(self, number: int) -> _Way | None:
        """The way to what a loop over this comes to in some turn; None if that is not known."""
        around = self.node()
        if around is None:
            return None
        if type(around.value) is list:
            inner = around.get(number)
            return None if inner is None else self._replace(holder=inner, steps=())
        if type(around.value) is not dict:
            return None
        if self.holder is None:
            names: Sequence[str] = self.lookup.entries(self.keys, tuple(map(str, self.steps))) or ()
        else:
            names = sorted(around.value)
        return self._replace(steps=(*self.steps, names[number])) if number < len(names) else None


def trace(lookup: Lookup, keys: Keys, use: Use, turn: Turn, value: Any, path: Path, *, key: bool = False) -> Traced | None:
    """Where the value that a chart at some keys uses is written, of which the value at a path was made, or its key.

    Exactly, where it is proved which one it is or only one can be; else the nearest key around. None if no file decides.
    """
    way = _Way(lookup, keys)
    below = use.below
    for step in use.path:
        if isinstance(step, str):
            way = way._replace(steps=(*way.steps, step))
            continue
        number = turn(step)
        entry = None if number is None else way.entry(number)
        if entry is None:
            below = True
            break
        way = entry
        if step.key:
            node = way.node()
            return None if node is None else Traced(_named(node), key)
    node = way.node()
    if node is None:
        return None if way.holder is None else Traced(place_of(way.holder), same=False)
    inner = _same(way, node, value, path, below=below, key=key)
    if inner is None:
        return Traced(place_of(node), same=False)
    return Traced(_named(inner) if key else Place(inner.source, inner.span), same=True)


def _named(node: Node) -> Place:
    """The place of the key of a value, or of an entry of a list, which has none."""
    return place_of(node) if node.key_span is None else Place(node.source, node.key_span)


def _same(way: _Way, node: Node, value: Any, path: Path, *, below: bool, key: bool) -> Node | None:
    """What of a value that is used is the rendered one: by the end of its path, or as the only one like it."""
    if not below and not key and _equal(node.value, value):
        return node
    if type(node.value) is not dict and type(node.value) is not list:
        return None
    if not below:
        for start in range(len(path)):
            inner = way.node(*path[start:])
            if inner is not None and _equal(inner.value, value):
                return inner
    if key or type(value) is dict or type(value) is list:
        return None
    last = path[-1] if path and type(path[-1]) is str else None
    found = [(steps, one) for steps, one in _below(node) if _equal(one, value)]
    named = [steps for steps, _ in found if steps[-1] == last] or [steps for steps, _ in found]
    return node.get(*named[0]) if len(named) == 1 else None


def _below(node: Node) -> Iterator[tuple[Path, Any]]:
    rest: list[tuple[Path, Any]] = [((), node.value)]
    for _ in range(_SEARCHED):
        if not rest:
            return
        path, value = rest.pop()
        entries = value.items() if type(value) is dict else enumerate(value) if type(value) is list else None
        if entries is None:
            yield path, value
        else:
            rest.extend(((*path, step), item) for step, item in entries)


def _equal(one: Any, two: Any) -> bool:
    """Whether a value is another once it is printed."""
    if one == two:
        return True
    flat = (str, int, float, bool)
    return type(one) in flat and type(two) in flat and str(one).lower() == str(two).lower()
