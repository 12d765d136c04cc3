"""From documents to resources: Lists are unfolded, and each object gets the view of its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.resources.disruption import PodDisruptionBudget
from k8slint.resources.ingresses import Ingress
from k8slint.resources.kinds import Kind, is_built_in_group, is_configuration, lookup
from k8slint.resources.model import Resource
from k8slint.resources.services import Service
from k8slint.resources.templates import looks_like_workload, place_of
from k8slint.resources.workloads import Pod, StatefulSet, Workload

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8slint.resources.scalars import Path
    from k8slint.yaml import Document

_LIST = "List"
_VIEWS: dict[str, type[Resource]] = {"Service": Service, "Ingress": Ingress, "PodDisruptionBudget": PodDisruptionBudget}
_WORKLOADS: dict[str, type[Workload]] = {"Pod": Pod, "StatefulSet": StatefulSet}


class _Reader(NamedTuple):
    """How objects of one apiVersion and kind are read; `view` None: a custom kind, which may hold a pod template."""

    gvk: tuple[str, str, str]
    what: Kind
    view: type[Resource] | None
    configuration: bool


def _reader(api_version: str, kind: str) -> _Reader:
    group, _, version = api_version.rpartition("/")
    what = lookup(group, kind)
    view: type[Resource] | None = Resource
    if place_of(group, kind) is not None:
        view = _WORKLOADS.get(kind, Workload)
    elif is_built_in_group(group):
        view = _VIEWS.get(kind, Resource)
    elif not what.cluster_scoped:
        view = None
    return _Reader((group, version, kind), what, view, is_configuration(api_version, kind))


def read(documents: Iterable[Document], namespace: str | None = None) -> list[Resource]:
    """The resources of documents, in order; `namespace` is that of those which name none (None: unknown).

    Files that tools read, and whatever has no apiVersion and kind, are no resources.
    """
    readers: dict[tuple[str, str], _Reader] = {}
    found: list[Resource] = []
    for document in documents:
        for path, value, api_version, kind in _objects(document.value):
            reader = readers.get((api_version, kind))
            if reader is None:
                reader = readers[api_version, kind] = _reader(api_version, kind)
            if reader.configuration:
                continue
            view = reader.view
            if view is None:
                view = Workload if looks_like_workload(value) else Resource
            found.append(view(document, path, value, reader.gvk, reader.what, namespace))
    return found


def _objects(value: Any) -> Iterator[tuple[Path, dict[str, Any], str, str]]:
    """Every object in a value, with its apiVersion and kind; the entries of Lists instead of the Lists."""
    waiting: list[tuple[Path, Any, str | None, str | None]] = [((), value, None, None)]
    while waiting:
        path, entry, api_version, kind = waiting.pop()
        if not isinstance(entry, dict):
            continue
        api_version = entry.get("apiVersion", api_version)
        kind = entry.get("kind", kind)
        if not isinstance(api_version, str) or not isinstance(kind, str) or not api_version or not kind:
            continue
        if kind.endswith(_LIST) and is_list(entry, api_version, kind):
            items = entry["items"]
            own = (None, None) if kind == _LIST else (api_version, kind.removesuffix(_LIST))
            waiting.extend(((*path, "items", index), items[index], *own) for index in reversed(range(len(items))))
        else:
            yield path, entry, api_version, kind


def is_list(value: dict[str, Any], api_version: str, kind: str) -> bool:
    """Whether an object is a List of others: by its kind, its `items`, and an API group that they share.

    A custom kind whose name ends in List is none, and has a name of its own.
    """
    items = value.get("items")
    if not kind.endswith(_LIST) or not isinstance(items, list):
        return False
    if api_version == "v1":
        return True
    metadata = value.get("metadata")
    if isinstance(metadata, dict) and metadata.get("name"):
        return False
    group = api_version.rpartition("/")[0]
    known = lookup(group, kind.removesuffix(_LIST)).known
    return (known or bool(items)) and all(_belongs(entry, group, known=known) for entry in items)


def _belongs(entry: Any, group: str, *, known: bool) -> bool:
    if not isinstance(entry, dict):
        return False
    api_version = entry.get("apiVersion")
    if api_version is None:
        return known or isinstance(entry.get("metadata"), dict)
    return isinstance(api_version, str) and api_version.rpartition("/")[0] == group
