"""Directories that are applied together: those between which references go that resolve nowhere else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from k8slint.resources import PodTemplate, Resource, Service, Truth, Want, Workload, home_group, wants
from k8slint.units.identity import Identity
from k8slint.units.layout import parent
from k8slint.units.parts import by_identity, clash

#: Kinds that are set up once for a whole cluster: naming the same one does not make two directories belong together.
_EVERYWHERE = frozenset({"IngressClass", "PersistentVolume", "PriorityClass", "RuntimeClass", "StorageClass"})
#: Candidates looked at for one reference; where there are more, which one is meant cannot be told.
_PATIENCE = 256


class Directory(NamedTuple):
    """A directory of plain manifests.

    `boundary` leads to the nearest directory that tells an environment; `contested` are objects that files of the
    directory define differently.
    """

    path: str
    boundary: tuple[str, ...]
    resources: tuple[Resource, ...]
    contested: frozenset[Identity] = frozenset()


class Group(NamedTuple):
    """Directories (in path order) that are applied together, and by which references."""

    paths: tuple[str, ...]
    reasons: tuple[str, ...] = ()


class _Shelf(NamedTuple):
    """Where directories that may be joined are looked for: those in one directory, on one side of every environment."""

    above: str
    boundary: tuple[str, ...]


_Key = int | _Shelf  # one directory, or all those on a shelf


def join(directories: Sequence[Directory]) -> tuple[Group, ...]:
    """Directories in path order, joined where a reference resolves in exactly one parent, child or sibling."""
    links = _Links(directories)
    leader = list(range(len(directories)))
    reasons: dict[int, list[str]] = defaultdict(list)
    objects: dict[int, dict[Identity, Resource]] = {}
    contested = {index: directory.contested for index, directory in enumerate(directories)}

    def lead(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for index, other, reason in links.edges():
        first, second = lead(index), lead(other)
        if first == second:
            continue
        for one in (first, second):
            if one not in objects:
                objects[one] = by_identity(directories[one].resources)
        if (
            clash(objects[first], objects[second])
            or not contested[first].isdisjoint(objects[second])
            or not contested[second].isdisjoint(objects[first])
        ):
            continue
        small, large = sorted((first, second), key=lambda one: (len(objects[one]), -one))
        objects[large].update(objects.pop(small))
        contested[large] |= contested.pop(small)
        leader[small] = large
        reasons[large] += [*reasons.pop(small, ()), reason]
    groups: dict[int, list[str]] = defaultdict(list)
    for index, directory in enumerate(directories):
        groups[lead(index)].append(directory.path)
    return tuple(Group(tuple(paths), tuple(reasons.get(index, ()))) for index, paths in groups.items())


class _Links:
    """Where names and labels are, by directory and by shelf, so that no directory is compared with every other one."""

    def __init__(self, directories: Sequence[Directory]) -> None:
        self._all = directories
        self._shelves = [_Shelf(parent(one.path), one.boundary) for one in directories]
        at = {directory.path: index for index, directory in enumerate(directories)}
        crowd = Counter(self._shelves)
        self._families: dict[int, tuple[_Key, ...]] = {}
        self._names: dict[tuple[_Key, str, str, str], list[tuple[int, str | None]]] = defaultdict(list)
        self._labels: dict[tuple[_Key, str, str], list[tuple[int, PodTemplate]]] = defaultdict(list)
        self._selected: dict[tuple[object, ...], tuple[int, ...]] = {}
        for index, directory in enumerate(directories):
            shelf, children = self._shelves[index], _Shelf(directory.path, directory.boundary)
            above = at.get(shelf.above) if shelf.above != directory.path else None
            family: list[_Key] = [shelf] if crowd[shelf] > 1 else []
            family += [children] if children in crowd else []
            family += [above] if above is not None and directories[above].boundary == directory.boundary else []
            if family:
                self._families[index] = tuple(family)
        for index in self._families:
            self._take(index)

    def _take(self, index: int) -> None:
        for key in (index, self._shelves[index]):
            for resource in self._all[index].resources:
                if resource.name is not None:
                    group = home_group(resource.group, resource.kind)
                    self._names[key, group, resource.kind, resource.name].append((index, resource.namespace))
                if isinstance(resource, Workload) and resource.makes_pods:
                    for label, value in resource.template.labels.values.items():
                        self._labels[key, label, value].append((index, resource.template))

    def edges(self) -> Iterator[tuple[int, int, str]]:
        """A directory, the one directory in which a reference of its resolves, and the reference; in path order."""
        for index, family in self._families.items():
            for resource in self._all[index].resources:
                for kind, found in self._of(index, family, resource):
                    yield index, found, f"{resource} in {self._all[index].path} {kind} in {self._all[found].path}"

    def _of(self, index: int, family: tuple[_Key, ...], resource: Resource) -> Iterator[tuple[str, int]]:
        for want in wants(resource):
            if want.known and want.kind not in _EVERYWHERE:
                group = home_group(want.group, want.kind)
                found = self._only(index, family, lambda key: self._named(key, group, want))  # noqa: B023  # asked at once
                if found is not None:
                    yield f"names {want.kind} {want.name}", found
        if isinstance(resource, Service) and not resource.unmanaged and not resource.external_name:
            found = self._only(index, family, lambda key: self._pods(key, resource))
            if found is not None:
                yield "selects pods", found

    @staticmethod
    def _only(index: int, family: tuple[_Key, ...], look: Callable[[_Key], tuple[int, ...]]) -> int | None:
        """The one directory of the family in which a reference resolves that does not resolve at home."""
        if look(index):
            return None
        found = {other for key in family for other in look(key)}
        return found.pop() if len(found) == 1 else None

    def _named(self, key: _Key, group: str, want: Want) -> tuple[int, ...]:
        """Directories, two at most, that define what a reference names."""
        found: list[int] = []
        for index, namespace in self._names.get((key, group, want.kind, want.name), ())[:_PATIENCE]:
            if index not in found and (namespace is None or want.namespace is None or namespace == want.namespace):
                found.append(index)
                if len(found) > 1:
                    break
        return tuple(found)

    def _pods(self, key: _Key, service: Service) -> tuple[int, ...]:
        """Directories, two at most, whose pods a Service selects."""
        pairs = frozenset(service.selector.pairs())
        question = (key, pairs, service.namespace)
        found = self._selected.get(question)
        if found is None:
            found = self._selected[question] = self._select(key, service, pairs)
        return found

    def _select(self, key: _Key, service: Service, pairs: frozenset[tuple[str, str]]) -> tuple[int, ...]:
        posts = [self._labels.get((key, label, value), []) for label, value in pairs]
        rarest = min(posts, key=len, default=[])
        found: list[int] = []
        for index, template in rarest[:_PATIENCE]:
            namespace = template.workload.namespace
            apart = None not in {namespace, service.namespace} and namespace != service.namespace
            if index in found or apart or service.selector.match(template.labels) is not Truth.YES:
                continue
            found.append(index)
            if len(found) > 1:
                break
        return tuple(found)
