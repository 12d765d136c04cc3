"""The search for a resource by kind, namespace and name, and for what was probably meant where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple

from k8slint.findings import Absence
from k8slint.graph.affixes import forgotten_affix
from k8slint.graph.closed import Closedness
from k8slint.graph.delivery_trees import syncs_itself
from k8slint.graph.index import Index
from k8slint.graph.produced import Produced
from k8slint.graph.reference import Lookup, NearMiss, Outcome
from k8slint.graph.released import only_its_own, under_another_release, with_other_values
from k8slint.graph.told import Told
from k8slint.graph.universe import always_exists
from k8slint.graph.world import World
from k8slint.near import nearest
from k8slint.resources import Resource, same_api
from k8slint.units import Unit
from k8slint.yaml import Node, ReadError

#: How many candidates a search for near misses looks at: a bound on hostile input, far above real namespaces.
CANDIDATES = 2_000
#: How many characters all searches for near misses of a unit compare, at most.
_BUDGET = 25_000_000
#: How many resources of other units are told of: only the first few are named.
_THERE = 100
#: How many candidates all these searches look at, at most, if only to see that their length is another.
_GLANCES = 5_000_000
#: For how many kinds and namespaces the candidates are kept.
_KEPT = 64
#: Kinds that people take for one another.
_FAMILIES = (
    ("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "Rollout", "DeploymentConfig", "CloneSet"),
    ("Role", "ClusterRole"),
    ("Issuer", "ClusterIssuer"),
    ("SecretStore", "ClusterSecretStore"),
    ("TriggerAuthentication", "ClusterTriggerAuthentication"),
    ("AnalysisTemplate", "ClusterAnalysisTemplate"),
    ("GitRepository", "HelmRepository", "OCIRepository", "Bucket", "HelmChart"),
)
_NOTHING = Told()
_SISTERS = {kind: tuple(other for other in family if other != kind) for family in _FAMILIES for kind in family}
#: Names that differ more in length have no near miss, unless one begins with the other.
_MOST = 2


class Target(NamedTuple):
    """What is looked for: a kind (of a group, if it is known), a namespace (None: unknown, or cluster-scoped), a name."""

    kind: str
    group: str | None
    namespace: str | None
    name: str

    def may_be_in(self, namespace: str | None) -> bool:
        """Whether something in that namespace can be it."""
        return namespace == self.namespace or None in {namespace, self.namespace}


class Names:
    """The search in one unit; `everything` indexes all units of the run: what is missing here may be elsewhere.

    `kin` finds what was probably meant although its name is quite another. `around` are the worlds of the unit. `told` is
    what is there by the user's word.
    """

    def __init__(
        self,
        unit: Unit,
        index: Index,
        closedness: Closedness,
        everything: Index | None,
        kin: Callable[[Target], NearMiss | None],
        around: Sequence[World] = (),
        told: Told = _NOTHING,
    ) -> None:
        self._kin = kin
        self._told = told
        self._around = tuple(world.holds for world in around)
        self._wide = self._around or (index,)  # where it is looked for what was probably meant
        self._files = max((len(world.unit.sources) for world in around), default=0)
        self._apart = around[0].delivered if around else frozenset[int]()
        self._unit = unit
        self._index = index
        self._closedness = closedness
        self._everything = everything
        self._generated = frozenset(unit.generated)
        self._found: dict[Target, Lookup] = {}
        self._candidates: dict[Target, dict[str, tuple[Resource, Produced | None]]] = {}
        self._namesakes: dict[Target, tuple[NearMiss, ...]] = {}
        self._habits: dict[str | None, tuple[str, ...]] = {}
        self._budget = _BUDGET
        self._glances = _GLANCES
        namespaces = {resource.namespace for resource in unit.resources if resource.namespace is not None}
        #: Whether the unit names several namespaces: then what names none is not everywhere.
        self.several_namespaces = len(namespaces) > 1

    def find(self, target: Target) -> Lookup:
        """What the search for a resource comes to."""
        found = self._found.get(target)
        if found is None:
            found = self._found[target] = (
                self._here(target) or self._in_world(target) or self._as_stated(target) or self._not_here(target)
            )
        return found

    def _here(self, target: Target) -> Lookup | None:
        """The resource in the unit, or what makes it, or that every cluster has it."""
        maybe: list[Resource] = []
        exact: list[Resource] = []
        for resource in self._index.within(target.kind, target.name, target.namespace, target.group):
            if resource.cluster_scoped or resource.namespace == target.namespace:
                exact.append(resource)
            elif target.may_be_in(resource.namespace):
                maybe.append(resource)
        if exact:
            return Lookup(Outcome.FOUND, tuple(exact))
        if maybe:
            doubtful = self.several_namespaces and target.namespace is None
            return Lookup(Outcome.UNKNOWN if doubtful else Outcome.FOUND, tuple(maybe), sure=False)
        for made in self._index.produced(target.kind, target.name):
            if target.may_be_in(made.namespace):
                return Lookup(Outcome.FOUND, produced=made)
        if (always_exists(target.kind, target.name, target.namespace) and not self._must_be_written(target)) or (
            target.kind,
            target.name,
        ) in self._generated:
            return Lookup(Outcome.FOUND)
        if any(target.may_be_in(resource.namespace) for resource in self._index.unnamed(target.kind)):
            return Lookup(Outcome.UNKNOWN)  # one of those may get this name
        return None

    def _must_be_written(self, target: Target) -> bool:
        """Whether what `flux bootstrap` makes is written here: what it makes beside it would be, too."""
        return target.kind == "GitRepository" and any(syncs_itself(index.of_kind("Kustomization")) for index in self._wide)

    def _in_world(self, target: Target) -> Lookup | None:
        """The resource in what is deployed together with the unit, or what makes it there."""
        doubtful: list[Resource] = []
        for index in self._around:
            found = list(index.within(target.kind, target.name, target.namespace, target.group))
            exact = tuple(one for one in found if one.cluster_scoped or one.namespace == target.namespace)
            if exact:
                return Lookup(Outcome.FOUND, exact)
            doubtful += found
            for made in index.produced(target.kind, target.name):
                if target.may_be_in(made.namespace):
                    return Lookup(Outcome.FOUND, produced=made)
        return Lookup(Outcome.UNKNOWN, tuple(doubtful), sure=False) if doubtful else None

    def _as_stated(self, target: Target) -> Lookup | None:
        """What operators make of that name, or that it lives elsewhere, by the user's word: nothing else of it is known."""
        made = self._told.find(target.kind, target.namespace, target.name)
        if made is not None or self._told.exists(target.kind, target.namespace, target.name):
            return Lookup(Outcome.FOUND, produced=made)
        return None

    def _not_here(self, target: Target) -> Lookup:
        names = self._near(target)
        near = names + self._elsewhere(target)
        there = self._there(target)
        gone = self._gone(target, there)
        if gone is not None:  # others have it because they do not do what this unit does
            patched = isinstance(gone, ReadError)
            absence = self._closedness.absence(target.kind, target.namespace, near=bool(near) or patched)
            if patched and absence is Absence.CLOSED and not self._closedness.complete:
                absence = Absence.NEAR  # whoever takes it away may make it in another way
            return Lookup(Outcome.MISSING, near=near, absence=absence, files=self._files, gone=gone)
        other = with_other_values(there, self._unit)
        if other is not None:
            near_it = bool(near) or target.kind != "Secret"  # people bring their own
            absence = self._closedness.absence(target.kind, target.namespace, near=near_it)
            return Lookup(Outcome.MISSING, near=near, absence=absence, files=self._files, gone=other)
        if there:
            apart = all(id(one) in self._apart for one in there)  # in other clusters
            # A slip of the pen is likelier than a resource that only another unit has.
            slip = bool(names) and (apart or self._closedness.absence(target.kind, target.namespace, near=True) is Absence.CLOSED)
            lost = slip or (apart and self._closedness.alone(target.kind, target.namespace))
            absence = Absence.NEAR if lost else Absence.ELSEWHERE
            return Lookup(Outcome.ELSEWHERE, there, near=near, absence=absence, files=self._files)
        alone = bool(near) or only_its_own(target.kind, target.name, self._unit)
        absence = self._closedness.absence(target.kind, target.namespace, near=alone)
        return Lookup(Outcome.MISSING, near=near, absence=absence, files=self._files)

    def under_another_release(self, target: Target) -> bool:
        """Whether a chart makes what is called so if only its release has another name."""
        release = self._unit.release
        if release is None or release in target.name:
            return False
        names = self._all(target)
        return self.afford(sum(map(len, names))) and under_another_release(target.name, names, release) is not None

    def _gone(self, target: Target, there: Sequence[Resource]) -> Node | ReadError | None:
        """The patch of the unit that takes a target away; else where it is written, if the unit is made of that too."""
        if self._unit.kind != "kustomize" or self._unit.partial:
            return None
        for one in self._unit.removed:
            if (one.kind, one.name) == (target.kind, target.name) and target.may_be_in(one.namespace):
                return ReadError(*one.place, "")
        if target.namespace is not None and all(one.namespace != target.namespace for one in self._unit.resources):
            return None
        paths = {source.path for source in self._unit.sources} if there else ()
        found = (one for one in there if one.document.source.path in paths and one.called == target.name)
        return next((one.node("metadata", "name") or one.root for one in found), None)

    def _elsewhere(self, target: Target) -> tuple[NearMiss, ...]:
        """The resources of that kind and name in other namespaces, where none is in this one."""
        if target.namespace is None:
            return ()
        anywhere = target._replace(namespace=None)
        found = self._namesakes.get(anywhere)
        if found is None:
            named = chain.from_iterable(index.named(target.kind, target.name, target.group) for index in self._wide)
            places = {resource.namespace: NearMiss(resource, "namespace") for resource in named}
            found = self._namesakes[anywhere] = tuple(places.values())
        return found

    def _there(self, target: Target) -> tuple[Resource, ...]:
        """The resource in other units."""
        if self._everything is None:
            return ()
        return tuple(islice(self._everything.within(target.kind, target.name, target.namespace, target.group), _THERE))

    def _near(self, target: Target) -> tuple[NearMiss, ...]:
        """Resources of the unit, or what they make, of nearly that name in that namespace."""
        if self._budget <= 0:
            return ()
        sister = self._of_sister_kind(target)
        if sister is not None:
            return (sister,)
        place = target._replace(name="")
        names = self._candidates.get(place)
        if names is None:
            if len(self._candidates) == _KEPT:
                self._candidates.clear()
            names = self._candidates[place] = self._all(target)
        if target.name in names:  # its source calls it so, but here Kustomize does not write what it makes of that
            return (NearMiss(names[target.name][0], "name"),)
        near = self.nearest(target.name, names)
        if near:
            return _misses(near, names)
        kin = self._kin(target) or self._of_release(target, names)
        return () if kin is None else (kin,)

    def _of_sister_kind(self, target: Target) -> NearMiss | None:
        """The only resource that has the name but is of a kind that people take for the one asked for."""
        kinds = _SISTERS.get(target.kind, ())
        every = (one for index in self._wide for kind in kinds for one in index.within(kind, target.name, target.namespace))
        found = {(one.kind, one.namespace): one for one in islice(every, CANDIDATES)} if kinds else {}
        return NearMiss(next(iter(found.values())), "kind") if len(found) == 1 else None

    def _of_release(self, target: Target, names: dict[str, tuple[Resource, Produced | None]]) -> NearMiss | None:
        """The resource whose name is that one with the release before or behind it."""
        habit = self._habits.get(target.namespace)
        if habit is None:
            found = (one.name for one in self._index.resources if one.name and target.may_be_in(one.namespace))
            habit = self._habits[target.namespace] = tuple(islice(found, CANDIDATES))
        if not self.afford(len(names) + len(habit)):
            return None
        written = {name: resource for name, (resource, made) in names.items() if made is None}
        name = forgotten_affix(target.name, written, habit)
        return None if name is None else _misses((name,), names)[0]

    def _all(self, target: Target) -> dict[str, tuple[Resource, Produced | None]]:
        """What a target may be meant for, whatever its name: by name, with what makes it."""
        kind, group = target.kind, target.group
        names: dict[str, tuple[Resource, Produced | None]] = {}
        for resource in chain.from_iterable(index.of_kind(kind)[:CANDIDATES] for index in self._wide):
            same = group is None or same_api(resource.group, group, kind)
            if resource.name and same and target.may_be_in(resource.namespace):
                names.setdefault(resource.name, (resource, None))
                if resource.called and resource.called != resource.name:
                    names.setdefault(resource.called, (resource, None))
        every = (made for index in self._wide for group in index.all_produced(kind).values() for made in group)
        for made in islice(chain(every, self._told.named(kind)), CANDIDATES):
            if target.may_be_in(made.namespace):
                names.setdefault(made.name, (made.maker, made))
        return names

    def nearest(self, name: str, candidates: Iterable[str]) -> tuple[str, ...]:
        """The candidates that were probably meant; none once the unit has used up what such searches may cost."""
        if self._budget <= 0:
            return ()
        size = len(name)
        candidates = tuple(candidates)
        self._glances -= len(candidates)
        if self._glances < 0:
            return ()
        candidates = [
            other for other in candidates if abs(len(other) - size) <= _MOST or other.startswith(name) or name.startswith(other)
        ]
        return nearest(name, candidates) if self.afford(size * sum(map(len, candidates))) else ()

    def afford(self, cost: int) -> bool:
        """Whether the unit can still pay for a search for near misses that compares that many characters."""
        if self._budget <= 0:
            return False
        self._budget -= cost
        return True


def _misses(near: Sequence[str], names: Mapping[str, tuple[Resource, Produced | None]]) -> tuple[NearMiss, ...]:
    """What has those names, each once: by the name that its source calls it, if that is one of them."""
    found: dict[tuple[int, Produced | None], NearMiss] = {}
    for name in near:
        resource, made = names[name]
        called = name if made is None and name != resource.name else None
        if called is not None or (id(resource), made) not in found:
            found[id(resource), made] = NearMiss(resource, "name", made, called=called)
    return tuple(found.values())
