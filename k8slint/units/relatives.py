"""What joins directories beyond a reference between neighbours: groups count as the directory around them.

Weaker evidence than a reference to a parent, child or sibling counts only where both sides say the same namespace.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from k8slint.near import nearest, slip_of_a_token
from k8slint.resources import PodTemplate, Service, Truth, Workload, home_group
from k8slint.resources.lazy import Lazy
from k8slint.units.groups import Groups, parents
from k8slint.units.layout import parent
from k8slint.units.linking import PATIENCE, Label, Loose, Name
from k8slint.units.tokens import words

#: Kinds that people keep in git beside what uses them: only of these a missing one tells something.
_KEPT_IN_GIT = frozenset({"ConfigMap", "Deployment", "PersistentVolumeClaim", "Service", "ServiceAccount", "StatefulSet"})
#: Namespaces of everybody.
_COMMON = frozenset({"default", "kube-system", "kube-public", "kube-node-lease"})
#: How often groups are looked at again because some have grown.
_ROUNDS = 16


class Relatives:
    """The search for what belongs together among groups of directories and what they lack."""

    def __init__(self, groups: Groups, loose: Sequence[Loose], elsewhere: Collection[str]) -> None:
        self._groups = groups
        self._all = groups.all
        self._loose = loose
        self._elsewhere = elsewhere
        self._heard: dict[tuple[int, int], frozenset[str]] = {}

    def join(self) -> None:
        """Join what belongs together; the strongest evidence first."""
        for _ in range(_ROUNDS):
            if not (self._named() or self._settled() or self._misspelt() or self._sharing()):
                return

    @Lazy
    def _names(self) -> dict[Name, list[tuple[int, str | None]]]:
        """The directories and namespaces of objects, by name."""
        found: dict[Name, list[tuple[int, str | None]]] = {}
        asked = {loose.target.which for loose in self._loose if loose.target is not None}
        for index, directory in enumerate(self._all):
            for resource in directory.resources:
                if resource.name is not None:
                    which = (home_group(resource.group, resource.kind), resource.kind, resource.name)
                    if which in asked:
                        found.setdefault(which, []).append((index, resource.namespace))
        return found

    @Lazy
    def _kinds(self) -> dict[tuple[str, str, str], dict[str, set[int]]]:
        """The directories of the names that something of a group, kind and namespace has."""
        found: dict[tuple[str, str, str], dict[str, set[int]]] = {}
        for index, directory in enumerate(self._all):
            for resource in directory.resources:
                if resource.name is not None and resource.namespace is not None and resource.kind in _KEPT_IN_GIT:
                    key = (home_group(resource.group, resource.kind), resource.kind, resource.namespace)
                    found.setdefault(key, {}).setdefault(resource.name, set()).add(index)
        return found

    @Lazy
    def _labels(self) -> dict[Label, list[tuple[int, PodTemplate]]]:
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
    def _declared(self) -> dict[str, list[int]]:
        """The directories that declare each namespace."""
        found: dict[str, list[int]] = defaultdict(list)
        for index, directory in enumerate(self._all):
            for resource in directory.resources:
                if resource.kind == "Namespace" and resource.name is not None and resource.name not in _COMMON:
                    found[resource.name].append(index)
        return dict(found)

    @Lazy
    def _used(self) -> dict[str, list[int]]:
        """The directories that say each namespace."""
        found: dict[str, list[int]] = defaultdict(list)
        for index, directory in enumerate(self._all):
            for namespace in dict.fromkeys(resource.declared_namespace for resource in directory.resources):
                if namespace is not None and namespace not in _COMMON:
                    found[namespace].append(index)
        return dict(found)

    @Lazy
    def _told(self) -> tuple[frozenset[str], ...]:
        """The environments that the namespaces of each directory tell."""
        found: list[set[str]] = [set() for _ in self._all]
        for uses in (self._declared, self._used):
            for namespace, indexes in uses.items():
                environments = {word.environment for word in words(namespace) if not word.weak}
                for index in indexes:
                    found[index] |= environments
        return tuple(map(frozenset, found))

    def _may_join(self, one: int, other: int) -> bool:
        """Whether nothing that tells an environment or is built lies between two directories."""
        if self._all[one].boundary != self._all[other].boundary:
            return False
        first, second = self._environments(self._groups.lead(one)), self._environments(self._groups.lead(other))
        return not (first and second) or first == second

    def _environments(self, group: int) -> frozenset[str]:
        """The environments that the namespaces of a group tell."""
        members = self._groups.members(group)
        found = self._heard.get((group, len(members)))
        if found is None:
            found = self._heard[(group, len(members))] = frozenset().union(*(self._told[index] for index in members))
        return found

    def _near(self, one: int, other: int) -> bool:
        """Whether two groups are parent and child, or siblings."""
        first, second = self._groups.places(one), self._groups.places(other)
        above, over = parents(first), parents(second)
        return not (first | above).isdisjoint(second | over) and not (
            first.isdisjoint(second) and first.isdisjoint(over) and above.isdisjoint(second) and above.isdisjoint(over)
        )

    def _related(self, one: int, other: int) -> bool:
        """Whether two groups have a directory in common that is no more than two steps above each."""
        first, second = self._groups.places(one), self._groups.places(other)
        above, over = parents(first), parents(second)
        return not (first | above | parents(above)).isdisjoint(second | over | parents(over))

    def _where(self, loose: Loose) -> Iterator[tuple[int, bool]]:
        """The directories that may hold what a reference leads to, and whether both say the same namespace."""
        if loose.target is not None:
            found = self._names.get(loose.target.which, ())
            for index, namespace in found if len(found) <= PATIENCE else ():
                if loose.target.may_be_in(namespace):
                    yield index, namespace is not None and namespace == loose.target.namespace
        elif isinstance(loose.resource, Service):
            service = loose.resource
            rarest = min((self._labels.get(pair, ()) for pair in service.selector.pairs()), key=len, default=())
            for index, template in rarest if len(rarest) <= PATIENCE else ():
                namespace = template.workload.namespace
                apart = None not in {namespace, service.namespace} and namespace != service.namespace
                if not apart and service.selector.match(template.labels) is Truth.YES:
                    yield index, namespace is not None and namespace == service.namespace

    def _named(self) -> bool:
        """Join groups by references that lead to exactly one parent, child or sibling, else to one more distant relative."""
        joined = False
        for loose in self._loose:
            if not loose.firm:
                continue
            group = self._groups.lead(loose.origin)
            places: dict[int, dict[int, bool]] = {}
            for index, same in self._where(loose):
                if self._may_join(loose.origin, index):
                    there = places.setdefault(self._groups.lead(index), {})
                    there[index] = there.get(index, False) or same
            if group in places:
                continue
            found = {one: there for one, there in places.items() if self._near(group, one)} or {
                one: there for one, there in places.items() if any(there.values()) and self._related(group, one)
            }
            if len(found) == 1:
                ((_, there),) = found.items()
                index = min(there)
                joined |= self._unite(loose, index, f"{loose.how} in")
        return joined

    def _unite(self, loose: Loose, index: int, how: str) -> bool:
        home = self._all[loose.origin].path
        return self._join(loose.origin, index, f"{loose.resource} in {home} {how} {self._all[index].path}")

    def _join(self, one: int, other: int, reason: str) -> bool:
        first, second = self._groups.lead(one), self._groups.lead(other)
        return first != second and not self._groups.repeat(first, second) and self._groups.unite(first, second, reason)

    def _settled(self) -> bool:
        """Join a parent and a child of which one declares the namespace that the other uses.

        Of those that use it and contradict one another, alternatives, none is joined.
        """
        joined = False
        for namespace, declaring in self._declared.items():
            lead = self._groups.lead
            providers = {lead(index) for index in declaring}
            users: dict[int, int] = {}
            for index in self._used.get(namespace, ()):
                near = [one for one in declaring if self._parent_and_child(index, one) and self._may_join(index, one)]
                if lead(index) not in providers and len(near) == 1:
                    users.setdefault(lead(index), near[0])
            if users:
                rivals = self._rivals(users)
                for user, provider in users.items():
                    if user not in rivals:
                        reason = f"Namespace {namespace} of {self._all[user].path} is declared in {self._all[provider].path}"
                        joined |= self._join(user, provider, reason)
        return joined

    def _parent_and_child(self, user: int, declaring: int) -> bool:
        """Whether a directory lies directly in that of a group, or the other way round."""
        places, path = self._groups.places(self._groups.lead(user)), self._all[declaring].path
        return path in parents(places) or parent(path) in places

    def _rivals(self, groups: Iterable[int]) -> set[int]:
        """Groups that define some object differently from another one."""
        first: dict[object, int] = {}
        found: set[int] = set()
        for group in groups:
            for which, resource in self._groups.objects(group).items():
                other = first.setdefault(which, group)
                if self._groups.objects(other)[which].value != resource.value:
                    found |= {other, group}
        return found

    def _misspelt(self) -> bool:
        """Join groups by references to nothing, of which exactly one object next door has nearly the name."""
        joined = False
        for loose in self._loose:
            near = self._meant(loose) if self._is_nowhere(loose) else {}
            group = self._groups.lead(loose.origin)
            places = {index for indexes in near.values() for index in indexes}
            found = {self._groups.lead(index) for index in places if self._may_join(loose.origin, index)}
            if len(near) == len(found) == 1 and group not in found and self._near(group, *found):
                joined |= self._unite(loose, min(places), f"{loose.how}, nearly {next(iter(near))}, which is in")
        return joined

    def _is_nowhere(self, loose: Loose) -> bool:
        """Whether what a reference leads to has to be there, and is in no directory."""
        return loose.target is not None and loose.firm and not any(True for _ in self._where(loose))

    def _meant(self, loose: Loose) -> dict[str, set[int]]:
        """The names that were probably meant, in the namespace that a reference leads to, and where they are."""
        if loose.target is None or loose.target.namespace is None:
            return {}
        group, kind, name = loose.target.which
        names = self._kinds.get((group, kind, loose.target.namespace), {})
        near = nearest(name, names) if len(names) <= PATIENCE else ()
        return {other: names[other] for other in near if slip_of_a_token(name, other)}

    def _sharing(self) -> bool:
        """Join the only two groups that say a namespace, if one declares it, or lacks something there."""
        joined = False
        lead = self._groups.lead
        for namespace, using in self._used.items():
            declaring = self._declared.get(namespace, ())
            members = {lead(index): index for index in (*declaring, *using)}
            if len(members) != 2 or namespace in self._elsewhere:  # noqa: PLR2004  # a pair
                continue
            (one, first), (other, second) = members.items()
            if not self._near(one, other) or not self._may_join(first, second):
                continue
            providers = {lead(index) for index in declaring}
            if len(providers) == 1 or (not providers and self._lacking(namespace, members)):
                reason = f"only {self._all[first].path} and {self._all[second].path} are in namespace {namespace}"
                joined |= self._join(one, other, reason)
        return joined

    def _lacking(self, namespace: str, groups: Collection[int]) -> bool:
        """Whether something that a group names in a namespace is nowhere, and not only misspelt."""
        return any(
            loose.target is not None
            and loose.target.namespace == namespace
            and loose.target.which[1] in _KEPT_IN_GIT
            and self._groups.lead(loose.origin) in groups
            and self._is_nowhere(loose)
            and not self._meant(loose)
            for loose in self._loose
        )
