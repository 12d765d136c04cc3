"""What is there by the user's word: what lives elsewhere, and what operators make of custom resources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from k8slint.graph.produced import Produced
from k8slint.graph.stated import Stated
from k8slint.patterns import fits
from k8slint.resources import Resource, Selector, Truth
from k8slint.settings import Operator

_NAME = "{name}"
_SPECIAL = frozenset("*?")
_NOTHING = Stated()


class _Pods(NamedTuple):
    """Labels that pods have of which one knows only these, and their namespace (None: not known)."""

    namespace: str | None
    labels: dict[str, str]


class Told:
    """What lives elsewhere, and what operators make of some resources: names are found as they are, or by pattern."""

    __slots__ = ("_by_name", "_patterns", "_pods", "_stated")

    def __init__(self, stated: Stated = _NOTHING, resources: Iterable[Resource] = ()) -> None:
        self._stated = stated
        self._by_name: dict[tuple[str, str], list[Produced]] = {}
        self._patterns: list[Produced] = []
        self._pods: list[_Pods] = []
        operators = stated.operators
        kinds = {operator.kind for operator in operators}
        for resource in resources if kinds else ():
            if resource.kind in kinds and resource.name is not None:
                for operator in operators:
                    if is_operated(resource, operator):
                        self._add(resource, resource.name, operator)

    def _add(self, resource: Resource, name: str, operator: Operator) -> None:
        for kind, written in (("Service", operator.services), ("Secret", operator.secrets)):
            for text in written:
                made = Produced(kind, resource.namespace, text.replace(_NAME, name), resource)
                if _SPECIAL.isdisjoint(made.name):
                    self._by_name.setdefault((kind, made.name), []).append(made)
                else:
                    self._patterns.append(made)
        if operator.pod_labels:
            labels = {key: value.replace(_NAME, name) for key, value in operator.pod_labels.items()}
            self._pods.append(_Pods(resource.namespace, labels))

    def exists(self, kind: str, namespace: str | None, name: str) -> bool:
        """Whether a resource lives elsewhere."""
        return self._stated.exists(kind, namespace, name)

    def find(self, kind: str, namespace: str | None, name: str) -> Produced | None:
        """What is made of that kind and name in a namespace (None: not known which)."""
        every = (*self._by_name.get((kind, name), ()), *self._patterned(kind, name))
        return next((made for made in every if namespace == made.namespace or None in {namespace, made.namespace}), None)

    def _patterned(self, kind: str, name: str) -> Iterator[Produced]:
        return (made._replace(name=name) for made in self._patterns if made.kind == kind and fits(made.name, name))

    def named(self, kind: str) -> Iterator[Produced]:
        """What is made of a kind and has a name of its own."""
        return (made for (what, _), several in self._by_name.items() if what == kind for made in several)

    def may_have_pods(self, selector: Selector, namespace: str | None) -> bool:
        """Whether a selector of a namespace may select pods that are made: it names a label of theirs, and none contradicts."""
        return bool(self._pods) and any(
            (namespace == pods.namespace or None in {namespace, pods.namespace}) and _may_match(selector, pods.labels)
            for pods in self._pods
        )


def is_operated(resource: Resource, operator: Operator) -> bool:
    """Whether a statement speaks of a resource."""
    return resource.kind == operator.kind and operator.group in {None, resource.group}


def _may_match(selector: Selector, labels: dict[str, str]) -> bool:
    about = [one for one in selector.requirements if one.key in labels]
    return bool(about) and all(one.admits(labels[str(one.key)]) is not Truth.NO for one in about)
