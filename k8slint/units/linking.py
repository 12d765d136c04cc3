"""References between directories: those that resolve nowhere at home, and in exactly one parent, child or sibling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from k8slint.resources import HostReference, PodTemplate, Resource, Service, Truth, Workload, home_group, hosts_of, wants
from k8slint.resources.lazy import Lazy
from k8slint.units.directory import Directory
from k8slint.units.layout import parent

#: Kinds that are set up once for a whole cluster: naming the same one does not make two directories belong together.
_EVERYWHERE = frozenset({"IngressClass", "PersistentVolume", "PriorityClass", "RuntimeClass", "StorageClass"})
#: Candidates looked at for one reference; where there are more, which one is meant cannot be told.
PATIENCE = 256
#: The domain of a cluster where nobody says another.
_DOMAIN = "cluster.local"


class _Shelf(NamedTuple):
    """Where directories that may be joined are looked for: those in one directory, on one side of every environment."""

    above: str
    boundary: tuple[str, ...]


_Key = int | _Shelf  # one directory, or all those on a shelf
Name = tuple[str, str, str]  # group, kind and name
Label = tuple[str, str]


class Target(NamedTuple):
    """What is looked for: group, kind and name, and the namespace (None: not known). `declared`: it must be written there."""

    which: Name
    namespace: str | None
    declared: bool = False

    def may_be_in(self, namespace: str | None) -> bool:
        """Whether something in that namespace can be it."""
        return namespace == self.namespace or (not self.declared and None in {namespace, self.namespace})


class Loose(NamedTuple):
    """A reference that leads to nothing at home, and not to exactly one parent, child or sibling.

    `target` None: a Service that selects no pods. `firm`: it has to be there.
    """

    origin: int
    resource: Resource
    how: str
    target: Target | None
    firm: bool = True


def _service(host: HostReference) -> Target | None:
    """The Service that a host name in a configuration text can be nothing but; None where it may be something else."""
    if not host.certain or host.domain not in {None, "", _DOMAIN}:
        return None
    namespace = host.text.resource.namespace if host.namespace is None else host.namespace
    # `a.b` may be a name of the internet, if nothing says that there is such a namespace.
    return Target(("", "Service", host.service), namespace, declared=host.domain is None and host.namespace is not None)


def targets(resource: Resource) -> Iterator[tuple[str, Target, bool]]:
    """What a resource names: in which words, what is looked for, and whether it has to be there."""
    for want in wants(resource):
        if want.known and want.kind not in _EVERYWHERE:
            which = (home_group(want.group, want.kind), want.kind, want.name)
            yield f"names {want.kind} {want.name}", Target(which, want.namespace), not want.optional
    for host in hosts_of(resource):
        service = _service(host)
        if service is not None:
            yield f"names the host {host.host} of a Service", service, True


def links(directories: Sequence[Directory]) -> frozenset[tuple[int, int]]:
    """Pairs (from, to) of which the first refers to what, among its parent, children and siblings, only the second has."""
    return frozenset((index, other) for index, other, _ in Links(directories).edges())


class _Own:
    """Names of one directory with the namespaces in which they are, and its pod templates; each made when asked for."""

    def __init__(self, directory: Directory) -> None:
        self._resources = directory.resources

    @Lazy
    def names(self) -> dict[Name, list[str | None]]:
        """The namespaces of its objects, by their name."""
        found: dict[Name, list[str | None]] = {}
        for resource in self._resources:
            name = resource.name
            if name is not None:
                which = (home_group(resource.group, resource.kind), resource.kind, name)
                found.setdefault(which, []).append(resource.namespace)
        return found

    @Lazy
    def templates(self) -> tuple[PodTemplate, ...]:
        """Its pod templates that make pods."""
        return tuple(one.template for one in self._resources if isinstance(one, Workload) and one.makes_pods)


class _Shared:
    """Names and labels of the directories on one shelf, made when a reference is looked for there."""

    def __init__(self, indexes: Sequence[int], directories: Sequence[_Own]) -> None:
        self._indexes = indexes
        self._directories = directories

    @Lazy
    def names(self) -> dict[Name, list[tuple[int, str | None]]]:
        """The directories and namespaces of their objects, by name."""
        found: dict[Name, list[tuple[int, str | None]]] = {}
        for index in self._indexes:
            for which, namespaces in self._directories[index].names.items():
                places = [(index, namespace) for namespace in namespaces]
                if which in found:
                    found[which] += places
                else:
                    found[which] = places
        return found

    @Lazy
    def labels(self) -> dict[Label, list[tuple[int, PodTemplate]]]:
        """The directories and their pod templates, by label."""
        found: dict[Label, list[tuple[int, PodTemplate]]] = {}
        for index in self._indexes:
            for template in self._directories[index].templates:
                for label in template.labels.values.items():
                    found.setdefault(label, []).append((index, template))
        return found


class Links:
    """Where names and labels are, by shelf, so that no directory is compared with every other one."""

    def __init__(self, directories: Sequence[Directory]) -> None:
        self.loose: list[Loose] = []  # filled by `edges`
        self._all = directories
        self._own = tuple(map(_Own, directories))
        self._members: dict[_Shelf, list[int]] = {}
        self._shelves: list[_Shelf] = []
        self._shared: dict[_Shelf | int, _Shared] = {}
        self._selected: dict[tuple[object, ...], tuple[int, ...]] = {}
        self._at = {directory.path: index for index, directory in enumerate(directories)}
        for index, directory in enumerate(directories):
            shelf = _Shelf(parent(directory.path), directory.boundary)
            self._shelves.append(shelf)
            self._members.setdefault(shelf, []).append(index)

    def edges(self) -> Iterator[tuple[int, int, str]]:
        """A directory, the one directory in which a reference of its resolves, and the reference; in path order."""
        for index, directory in enumerate(self._all):
            family = self._family(index)
            for resource in directory.resources:
                if isinstance(resource, Service) or wants(resource) or hosts_of(resource):
                    for how, found in self._of(index, family, resource):
                        yield index, found, f"{resource} in {directory.path} {how} in {self._all[found].path}"

    def _family(self, index: int) -> tuple[_Key, ...]:
        """Where references of a directory may lead: its siblings, its children, its parent."""
        directory, shelf = self._all[index], self._shelves[index]
        children = _Shelf(directory.path, directory.boundary)
        above = self._at.get(shelf.above) if shelf.above != directory.path else None
        family: list[_Key] = [shelf] if len(self._members[shelf]) > 1 else []
        family += [children] if children in self._members else []
        family += [above] if above is not None and self._all[above].boundary == directory.boundary else []
        return tuple(family)

    def _look(self, key: _Key) -> _Shared:
        found = self._shared.get(key)
        if found is None:
            members = [key] if isinstance(key, int) else self._members[key]
            found = self._shared[key] = _Shared(members, self._own)
        return found

    def _of(self, index: int, family: tuple[_Key, ...], resource: Resource) -> Iterator[tuple[str, int]]:
        for how, target, firm in targets(resource):
            if not self._has(index, target):
                other = self._only(family, target)
                if other is not None:
                    yield how, other
                else:
                    self.loose.append(Loose(index, resource, how, target, firm))
        if isinstance(resource, Service) and not resource.unmanaged and not self._pods(index, resource):
            found = {other for key in family for other in self._pods(key, resource)}
            if len(found) == 1 and not resource.external_name:
                yield "selects pods", found.pop()
            elif not resource.external_name:
                self.loose.append(Loose(index, resource, "selects pods", None))

    def _has(self, index: int, target: Target) -> bool:
        """Whether a directory itself defines what is named."""
        for namespace in self._own[index].names.get(target.which, ())[:PATIENCE]:  # noqa: SIM110  # any() takes twice as long
            if target.may_be_in(namespace):
                return True
        return False

    def _only(self, family: tuple[_Key, ...], target: Target) -> int | None:
        """The one directory around one that defines what is named; None where not exactly one does."""
        found = {other for key in family for other in self._named(key, target)}
        return found.pop() if len(found) == 1 else None

    def _named(self, key: _Key, target: Target) -> tuple[int, ...]:
        """Directories, two at most, that define what is named."""
        found: list[int] = []
        for index, namespace in self._look(key).names.get(target.which, ())[:PATIENCE]:
            if index not in found and target.may_be_in(namespace):
                found.append(index)
                if len(found) > 1:
                    break
        return tuple(found)

    def _pods(self, key: _Key, service: Service) -> tuple[int, ...]:
        """Directories, two at most, whose pods a Service selects."""
        if isinstance(key, int):
            return self._select(key, service)
        question = (key, frozenset(service.selector.pairs()), service.namespace)
        found = self._selected.get(question)
        if found is None:
            found = self._selected[question] = self._select(key, service)
        return found

    def _select(self, key: _Key, service: Service) -> tuple[int, ...]:
        labels = self._look(key).labels
        rarest = min((labels.get(pair, ()) for pair in service.selector.pairs()), key=len, default=())
        found: list[int] = []
        for index, template in rarest[:PATIENCE]:
            namespace = template.workload.namespace
            apart = None not in {namespace, service.namespace} and namespace != service.namespace
            if index in found or apart or service.selector.match(template.labels) is not Truth.YES:
                continue
            found.append(index)
            if len(found) > 1:
                break
        return tuple(found)
