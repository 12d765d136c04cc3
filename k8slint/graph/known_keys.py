"""The keys of what a pod takes its configuration from: of a ConfigMap or Secret, or of what makes one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8slint.graph.mounted import FileNames
from k8slint.resources import ConfigKeys, Resource, config_keys, produced_keys

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph
    from k8slint.graph.reference import Reference


class KeySource(NamedTuple):
    """What says the keys of a ConfigMap or Secret: itself, or what makes it; which keys become variables, which files."""

    says: Resource
    keys: ConfigKeys
    variables: frozenset[str]
    files: frozenset[str]
    names: FileNames


def key_sources(graph: Graph, reference: Reference) -> tuple[KeySource, ...] | None:
    """Everything that says keys of what a reference names; None where there may be more keys than these say."""
    want, found = reference.want, reference.found
    if (want.kind, want.name) in graph.unit.generated:
        return None
    known = graph.once(_memory)
    asked = (want.kind, want.namespace, want.name)
    if asked not in known:
        made = [
            (one.maker, produced_keys(one.maker, want.name))
            for one in graph.index.produced(want.kind, want.name)
            if one.namespace == want.namespace or None in {one.namespace, want.namespace}
        ]
        all_ = [*((target, config_keys(target)) for target in found.targets), *made]
        complete = bool(all_) and all(keys.complete for _, keys in all_)
        known[asked] = tuple(_source(says, keys) for says, keys in all_) if complete else None
    return known[asked]


def _source(says: Resource, keys: ConfigKeys) -> KeySource:
    every = keys.every
    return KeySource(says, keys, frozenset(keys.data), frozenset(every), FileNames(every))


def _memory(_graph: Graph) -> dict[tuple[str, str | None, str], tuple[KeySource, ...] | None]:
    """What is known of keys, by kind, namespace and name."""
    return {}
