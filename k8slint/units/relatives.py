"""What joins directories beyond a reference between neighbours: groups count as the directory around them.

Weaker evidence than a reference to a parent, child or sibling counts only where both sides say the same namespace.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from k8slint.units.groups import Groups
from k8slint.units.identity import Identity
from k8slint.units.layout import parent
from k8slint.units.linking import Loose
from k8slint.units.whereabouts import KEPT_IN_GIT, MANY, Whereabouts

#: How often groups are looked at again because some have grown.
_ROUNDS = 16


class Relatives:
    """The search for what belongs together among groups of directories and what they lack."""

    def __init__(self, groups: Groups, loose: Sequence[Loose], elsewhere: Collection[str]) -> None:
        self._groups = groups
        self._all = groups.all
        self._loose = loose
        self._elsewhere = elsewhere
        self._found = Whereabouts(groups.all, loose)
        self._heard: dict[tuple[int, int], frozenset[str]] = {}

    def join(self) -> None:
        """Join what belongs together; the strongest evidence first."""
        for _ in range(_ROUNDS):
            if not (self._named() or self._settled() or self._misspelt() or self._sharing()):
                return

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
            found = self._heard[(group, len(members))] = frozenset().union(*(self._found.told[index] for index in members))
        return found

    def _next_to(self, one: int, other: int) -> bool:
        return self._groups.extent(one).is_next_to(self._groups.extent(other))

    def _near(self, one: int, other: int) -> bool:
        return self._groups.extent(one).is_near(self._groups.extent(other))

    def _named(self) -> bool:
        """Join groups by references that lead to exactly one parent, child or sibling, else to one more distant relative."""
        joined = False
        for loose in self._loose:
            if not loose.firm:
                continue
            group = self._groups.lead(loose.origin)
            places: dict[int, dict[int, bool]] = {}
            for index, same in self._found.where(loose) or ():
                if self._may_join(loose.origin, index):
                    there = places.setdefault(self._groups.lead(index), {})
                    there[index] = there.get(index, False) or same
            if group in places:
                continue
            found = {one: there for one, there in places.items() if self._next_to(group, one)} or {
                one: there for one, there in places.items() if any(there.values()) and self._near(group, one)
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
        if first == second or self._groups.holdings(first).repeat(self._groups.holdings(second)):
            return False
        return self._groups.unite(first, second, reason)

    def _settled(self) -> bool:
        """Join a parent and a child of which one declares the namespace that the other uses.

        Of those that use it and contradict one another, alternatives, none is joined.
        """
        joined = False
        for namespace, declaring in self._found.declared.items():
            lead = self._groups.lead
            providers = {lead(index) for index in declaring}
            if len(providers) > MANY:
                continue
            users: dict[int, int] = {}
            for group in dict.fromkeys(lead(index) for index in self._found.used.get(namespace, ())):
                if group not in providers:
                    near = [one for one in declaring if self._parent_and_child(group, one) and self._may_join(group, one)]
                    if len(near) == 1:
                        users[group] = near[0]
            if users:
                rivals = self._rivals(users)
                for user, provider in users.items():
                    if user not in rivals:
                        reason = f"Namespace {namespace} of {self._all[user].path} is declared in {self._all[provider].path}"
                        joined |= self._join(user, provider, reason)
        return joined

    def _parent_and_child(self, group: int, declaring: int) -> bool:
        """Whether a directory lies directly in that of a group, or the other way round."""
        path, extent = self._all[declaring].path, self._groups.extent(group)
        return path in extent.above or parent(path) in extent.places

    def _rivals(self, groups: Iterable[int]) -> set[int]:
        """Groups that define some object differently from another one."""
        owners: dict[Identity, list[int]] = {}
        contested: set[Identity] = set()
        for group in groups:
            for which, resource in self._groups.holdings(group).objects.items():
                known = owners.setdefault(which, [])
                known.append(group)
                if self._groups.holdings(known[0]).objects[which].value != resource.value:
                    contested.add(which)
        return {group for which in contested for group in owners[which]}

    def _misspelt(self) -> bool:
        """Join groups by references to nothing, of which exactly one object next door has nearly the name."""
        joined = False
        for loose in self._loose:
            near = self._found.meant(loose) if self._found.is_nowhere(loose) else {}
            group = self._groups.lead(loose.origin)
            places = {index for indexes in near.values() for index in indexes}
            found = {self._groups.lead(index) for index in places if self._may_join(loose.origin, index)}
            if len(near) == len(found) == 1 and group not in found and self._next_to(group, *found):
                joined |= self._unite(loose, min(places), f"{loose.how}, nearly {next(iter(near))}, which is in")
        return joined

    def _sharing(self) -> bool:
        """Join the only two groups that say a namespace, if one declares it, or lacks something there."""
        joined = False
        lead = self._groups.lead
        for namespace, using in self._found.used.items():
            declaring = self._found.declared.get(namespace, ())
            members = {lead(index): index for index in (*declaring, *using)}
            if len(members) != 2 or namespace in self._elsewhere:  # noqa: PLR2004  # a pair
                continue
            (one, first), (other, second) = members.items()
            if not self._next_to(one, other) or not self._may_join(first, second):
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
            and loose.target.which[1] in KEPT_IN_GIT
            and self._groups.lead(loose.origin) in groups
            and self._found.is_nowhere(loose)
            and not self._found.meant(loose)
            for loose in self._found.leading_to(namespace)
        )
