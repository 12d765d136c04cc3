"""Where things are in all directories, asked for what leads nowhere near."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from k8slint.near import nearest, slip_of_a_token
from k8slint.resources import PodTemplate, Resource, Service, Truth, Workload, home_group
from k8slint.resources.lazy import Lazy
from k8slint.units.directory import Directory
from k8slint.units.linking import PATIENCE, Label, Loose, Name, Target
from k8slint.units.tokens import words

#: Kinds that people keep in git beside what uses them: only of these a missing one tells something.
KEPT_IN_GIT = frozenset({"ConfigMap", "Deployment", "PersistentVolumeClaim", "Service", "ServiceAccount", "StatefulSet"})
#: Namespaces of everybody.
_COMMON = frozenset({"default", "kube-system", "kube-public", "kube-node-lease"})
#: Places of one thing that are told apart; where there are more, nobody can say which is meant.
MANY = 32
#: Names that are looked at for near misses, at most.
_BUDGET = 500_000


class Place(NamedTuple):
    """A directory that may hold what is looked for; `same`: both sides say one namespace, which is not everybody's."""

    at: int
    same: bool


class Whereabouts:
    """What directories hold, by name, label and namespace; each index is made when it is asked for."""

    def __init__(self, directories: Sequence[Directory], loose: Sequence[Loose]) -> None:
        self._all = directories
        self._loose = loose
        self._answers: dict[object, tuple[Place, ...] | None] = {}
        self._meant: dict[Target, dict[str, set[int]]] = {}
        self._budget = _BUDGET

    @Lazy
    def names(self) -> dict[Name, list[tuple[int, str | None]]]:
        """The directories and namespaces of objects, by name."""
        found: dict[Name, list[tuple[int, str | None]]] = {}
        asked = {loose.target.which for loose in self._loose if loose.target is not None}
        names = {name for _, _, name in asked}
        for index, directory in enumerate(self._all if asked else ()):
            for resource in directory.resources:
                if resource.name in names and resource.name is not None:
                    which = (home_group(resource.group, resource.kind), resource.kind, resource.name)
                    if which in asked:
                        found.setdefault(which, []).append((index, resource.namespace))
        return found

    @Lazy
    def kinds(self) -> dict[tuple[str, str, str], dict[str, set[int]]]:
        """The directories of the names that something of a group, kind and namespace has."""
        found: dict[tuple[str, str, str], dict[str, set[int]]] = {}
        for index, directory in enumerate(self._all):
            for resource in directory.resources:
                if resource.name is not None and resource.namespace is not None and resource.kind in KEPT_IN_GIT:
                    key = (home_group(resource.group, resource.kind), resource.kind, resource.namespace)
                    found.setdefault(key, {}).setdefault(resource.name, set()).add(index)
        return found

    @Lazy
    def labels(self) -> dict[Label, list[tuple[int, PodTemplate]]]:
        """The directories and pod templates, by label."""
        found: dict[Label, list[tuple[int, PodTemplate]]] = {}
        asked = {
            pair
            for loose in self._loose
            if loose.target is None and isinstance(loose.resource, Service)
            for pair in loose.resource.selector.pairs()
        }
        for index, directory in enumerate(self._all if asked else ()):
            for resource in directory.resources:
                if isinstance(resource, Workload) and resource.makes_pods:
                    for pair in resource.template.labels.values.items():
                        if pair in asked:
                            found.setdefault(pair, []).append((index, resource.template))
        return found

    @Lazy
    def declared(self) -> dict[str, list[int]]:
        """The directories that declare each namespace."""
        found: dict[str, list[int]] = defaultdict(list)
        for index, directory in enumerate(self._all):
            for resource in directory.resources:
                if resource.kind == "Namespace" and resource.name is not None and is_telling(resource.name):
                    found[resource.name].append(index)
        return dict(found)

    @Lazy
    def used(self) -> dict[str, list[int]]:
        """The directories that say each namespace."""
        found: dict[str, list[int]] = defaultdict(list)
        for index, directory in enumerate(self._all):
            for namespace in dict.fromkeys(resource.declared_namespace for resource in directory.resources):
                if namespace is not None and is_telling(namespace):
                    found[namespace].append(index)
        return dict(found)

    @Lazy
    def told(self) -> tuple[frozenset[str], ...]:
        """The environments that the namespaces of each directory tell."""
        found: list[set[str]] = [set() for _ in self._all]
        for uses in (self.declared, self.used):
            for namespace, indexes in uses.items():
                environments = {word.environment for word in words(namespace) if not word.weak}
                for index in indexes:
                    found[index] |= environments
        return tuple(map(frozenset, found))

    def where(self, loose: Loose) -> tuple[Place, ...] | None:
        """Where what a reference leads to may be; None where it is in so many places that nobody can tell."""
        resource = loose.resource
        question: object = loose.target
        if isinstance(resource, Service) and loose.target is None:
            question = (frozenset(resource.selector.pairs()), resource.namespace)
        if question not in self._answers:
            found = self._targets(loose.target) if loose.target is not None else self._pods(resource)
            self._answers[question] = None if found is None or len(found) > MANY else tuple(found)
        return self._answers[question]

    def _targets(self, target: Target) -> list[Place] | None:
        found = self.names.get(target.which, ())
        if len(found) > PATIENCE:
            return None
        return [
            Place(index, same=is_telling(namespace) and namespace == target.namespace)
            for index, namespace in found
            if target.may_be_in(namespace)
        ]

    def _pods(self, service: Resource) -> list[Place] | None:
        """Where the pods are that a Service selects."""
        if not isinstance(service, Service):
            return []
        rarest = min((self.labels.get(pair, ()) for pair in service.selector.pairs()), key=len, default=())
        if len(rarest) > PATIENCE:
            return None
        found = []
        for index, template in rarest:
            namespace = template.workload.namespace
            apart = None not in {namespace, service.namespace} and namespace != service.namespace
            if not apart and service.selector.match(template.labels) is Truth.YES:
                found.append(Place(index, same=is_telling(namespace) and namespace == service.namespace))
        return found

    def is_nowhere(self, loose: Loose) -> bool:
        """Whether what a reference leads to has to be there, and is in no directory."""
        return loose.target is not None and loose.firm and self.where(loose) == ()

    def meant(self, loose: Loose) -> dict[str, set[int]]:
        """The names that were probably meant, in the namespace that a reference leads to, and where they are."""
        target = loose.target
        if target is None or target.namespace is None or not is_telling(target.namespace):
            return {}
        if target not in self._meant:
            group, kind, name = target.which
            names = self.kinds.get((group, kind, target.namespace), {})
            self._budget -= len(names)
            near = nearest(name, names) if self._budget > 0 else ()
            self._meant[target] = {other: names[other] for other in near if slip_of_a_token(name, other)}
        return self._meant[target]

    def leading_to(self, namespace: str) -> Sequence[Loose]:
        """What names something in a namespace."""
        return self._leading.get(namespace, ())

    @Lazy
    def _leading(self) -> dict[str | None, list[Loose]]:
        found: dict[str | None, list[Loose]] = {}
        for loose in self._loose:
            if loose.target is not None:
                found.setdefault(loose.target.namespace, []).append(loose)
        return found


def is_telling(namespace: str | None) -> bool:
    """Whether two that are in a namespace may have something to do with one another: not in one of everybody's."""
    return namespace is not None and namespace not in _COMMON
