"""What a file says that others may depend on: what it defines, what it names, what it selects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from k8slint.resources import Resource, Service, Workload, hosts_of, read, wants
from k8slint.units.layout import Layout
from k8slint.units.linking import targets
from k8slint.units.reach.words import POD_NAME, numbered, selectors
from k8slint.units.whereabouts import KEPT_IN_GIT

Pairs = frozenset[tuple[str, str]]

#: Labels that a StatefulSet adds to each of its pods: no template has them.
_ORDINALS = frozenset({POD_NAME, "apps.kubernetes.io/pod-index"})


class Object(NamedTuple):
    """An object that is defined or named: its kind and name, and the namespace (None: not known, or none)."""

    kind: str
    name: str
    namespace: str | None

    def may_be(self, other: Object) -> bool:
        """Whether two of one kind and name can be the same."""
        return self.namespace is None or other.namespace is None or self.namespace == other.namespace


class Facts(NamedTuple):
    """What one version of a file says.

    `wants` lead to something in other directories and may join them, `firm` of these must be there and are kept in git;
    `looks` are looked up, and join nothing. `selects` are the labels of Services that select pods, `others` of all other
    selectors; `pods` the labels of pods. `declared` and `used` are namespaces.
    """

    defines: frozenset[Object] = frozenset()
    wants: frozenset[Object] = frozenset()
    firm: frozenset[Object] = frozenset()
    looks: frozenset[Object] = frozenset()
    selects: frozenset[tuple[Pairs, str | None]] = frozenset()
    others: frozenset[Pairs] = frozenset()
    pods: frozenset[tuple[Pairs, str | None]] = frozenset()
    declared: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()


def facts_of(layout: Layout, path: str, data: bytes, namespace: str | None) -> Facts:
    """What a file says; what cannot be read says nothing."""
    if not layout.reads(path):
        return Facts()
    return _facts(read(layout.stream(path, data).documents, namespace))


def _facts(resources: Iterable[Resource]) -> Facts:
    defines: set[Object] = set()
    wanted: set[Object] = set()
    firm: set[Object] = set()
    looks: set[Object] = set()
    selects: set[tuple[Pairs, str | None]] = set()
    others: set[Pairs] = set()
    pods: set[tuple[Pairs, str | None]] = set()
    declared: set[str] = set()
    used: set[str] = set()
    hosts: set[str] = set()
    for one in resources:
        if one.name is not None:
            defines.add(Object(one.kind, one.name, one.namespace))
            if one.kind == "Namespace":
                declared.add(one.name)
        if one.declared_namespace is not None:
            used.add(one.declared_namespace)
        for _, target, must in targets(one):
            _, kind, name = target.which
            found = Object(kind, name, target.namespace)
            wanted.add(found)
            if must and kind in KEPT_IN_GIT:
                firm.add(found)
        looks.update(Object(want.kind, want.name, want.namespace) for want in wants(one) if want.known)
        hosts.update(host.host for host in hosts_of(one))
        if isinstance(one, Service) and not one.unmanaged:
            selects.add((_written(one.selector.pairs()), one.namespace))
        if isinstance(one, Workload):
            pods.add((frozenset(one.template.labels.values.items()), one.namespace))
        asked = tuple(selectors(one.value.get("spec")))
        others.update(map(_written, asked))
        looks.update(_ordinal(asked))
    return Facts(
        frozenset(defines),
        frozenset(wanted),
        frozenset(firm),
        frozenset(looks),
        frozenset(selects),
        frozenset(others),
        frozenset(pods),
        frozenset(declared),
        frozenset(used),
        frozenset(hosts),
    )


def _written(pairs: Iterable[tuple[str, str]]) -> Pairs:
    """The labels of a selector that templates can have."""
    return frozenset(pair for pair in pairs if pair[0] not in _ORDINALS)


def _ordinal(asked: Iterable[Pairs]) -> Iterator[Object]:
    """The StatefulSets of which selectors select one pod."""
    for pairs in asked:
        for key, value in pairs:
            if key == POD_NAME:
                yield Object("StatefulSet", numbered(value), None)
