"""Values of charts: files of them over one another as Helm merges them, and the place of a value in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.units.charts.chart import VALUES, Chart, Member
from k8slint.units.charts.outcome import Place
from k8slint.yaml import Document, Node

if TYPE_CHECKING:
    from k8slint.units.installing import Install

Keys = tuple[str, ...]

_OF_ENVIRONMENT = re.compile(r"values[-.](?P<beside>[^/]+)\.ya?ml|values/(?P<below>[^/]+)\.ya?ml")
_STEP = re.compile(r"((?:\\.|[^.\[\\])+)((?:\[\d+\])*)(?:\.|\Z)")
_INDEX = re.compile(r"\[(\d+)\]")
_LENGTH = 1000  # entries that a list is filled up to


class ValueSet(NamedTuple):
    """What a chart is rendered with. `values` are mappings, later ones win; `set` likewise, by dotted path.

    `name` tells the set from others of its chart, empty for the chart's own values. The rest is Helm's: the release, its
    namespace, the version and the APIs of the cluster. `install`: what says that the chart is installed so.
    """

    name: str = ""
    values: tuple[Node, ...] = ()
    set: tuple[tuple[str, Any], ...] = ()
    release: str = "release-name"
    namespace: str = "default"
    kube_version: str | None = None
    api_versions: tuple[str, ...] = ()
    install: Install | None = None


def value_files(chart: Chart) -> tuple[str, ...]:
    """The values files that a chart brings beside its own, one an environment."""
    return tuple(sorted(path for path in chart.files if _OF_ENVIRONMENT.fullmatch(path)))


def value_sets(chart: Chart, installs: Sequence[Install] = (), **settings: Any) -> tuple[ValueSet, ...]:
    """The value sets of a chart: those that it is known to be installed with.

    Where nothing is known of that, or not all of the values, also its own values alone, and with each values file of an
    environment that can be read. `settings` are fields of a ValueSet.
    """
    known = tuple(one.value_set(ValueSet(**settings)) for one in installs)
    return known if known and all(one.whole for one in installs) else (*_usual(chart, settings), *known)


def _usual(chart: Chart, settings: dict[str, Any]) -> tuple[ValueSet, ...]:
    found = [ValueSet(**settings)]
    for path in value_files(chart):
        document = chart.document(path)
        if document is None or (isinstance(document, Document) and type(document.value) is dict):
            values = () if document is None else (document.root,)
            found.append(ValueSet(name=path, values=values, **settings))
    return tuple(found)


def merged(values: ValueSet) -> str:
    """The values of a set as JSON, which is what a renderer is given. A null takes away the chart's own value."""
    result: dict[str, Any] = {}
    for node in values.values:
        if type(node.value) is dict:
            result = _over(result, node.value)
    for path, value in values.set:
        result = _set(result, list(_steps(path)), value)
    return json.dumps(result)


def _over(base: dict[str, Any], top: dict[str, Any]) -> dict[str, Any]:
    found = dict(base)
    for key, value in top.items():
        below = found.get(key)
        found[key] = _over(below, value) if type(value) is dict and type(below) is dict else value
    return found


def _steps(path: str) -> Iterator[str | int]:
    r"""The steps of a dotted path: `a.b[0].c\.d`."""
    for name, indexes in _STEP.findall(path):
        yield re.sub(r"\\(.)", r"\1", name)
        yield from map(int, _INDEX.findall(indexes))


def _set(holder: Any, steps: list[str | int], value: Any) -> Any:
    if not steps:
        return value
    step, *rest = steps
    if type(step) is int:
        entries = list(holder) if type(holder) is list else []
        if step >= _LENGTH:
            return entries
        entries += [None] * (step + 1 - len(entries))
        entries[step] = _set(entries[step], rest, value)
        return entries
    found = dict(holder) if type(holder) is dict else {}
    found[str(step)] = _set(found.get(str(step)), rest, value)
    return found


class Lookup:
    """The places of the values that a render used: in the files of a set, and in those of the charts."""

    def __init__(self, chart: Chart, members: Sequence[Member], values: ValueSet) -> None:
        self._set = tuple(reversed(values.values))
        self._stated = tuple(tuple(map(str, _steps(path))) for path, _ in values.set)
        self._files = [(member.keys, chart.document(member.root + VALUES)) for member in members if member.entry is None]

    def find(self, keys: Keys, path: Keys) -> Node | None:
        """The node that `.Values.a.b` is in the chart at some keys, in the file that decides; None if no file does."""
        whole = (*keys, *path)
        if any(whole[: len(stated)] == stated for stated in self._stated):
            return None
        for node, steps in self._ways(keys, path):
            found = node.get(*steps)
            if found is not None:
                return found
        return None

    def entries(self, keys: Keys, path: Keys) -> tuple[str, ...] | None:
        """The keys of the mapping that a value is, of all files together, as templates go through them.

        None where it is no mapping, or where they are not all known: something takes one away, or sets one.
        """
        whole = (*keys, *path)
        if any(whole == stated[: len(whole)] for stated in self._stated):
            return None
        found: set[str] = set()
        for node, steps in self._ways(keys, path):
            holder = node.get(*steps)
            if holder is None:
                continue
            if type(holder.value) is not dict or None in holder.value.values():
                return None
            found.update(holder.value)
        return tuple(sorted(found)) or None

    def _ways(self, keys: Keys, path: Keys) -> Iterator[tuple[Node, Keys]]:
        shared = path[:1] == ("global",)
        for node in self._set:
            yield from ((node, steps) for steps in _ways(keys, path, shared=shared))
        for depth in range(len(keys) + 1):
            for owner, document in self._files:
                if owner == keys[:depth] and isinstance(document, Document):
                    yield from ((document.root, steps) for steps in _ways(keys[depth:], path, shared=shared))


def _ways(keys: Keys, path: Keys, *, shared: bool) -> Iterable[Keys]:
    """Where a chart's value may be found from a chart above: below its name, or, of what all share, at the top."""
    return ((*keys, *path), path) if shared and keys else ((*keys, *path),)


def place_of(node: Node) -> Place:
    """The place of a value, or where it is a mapping or list, of its key."""
    span = node.key_span if type(node.value) in {dict, list} else None
    return Place(node.source, span or node.span)
