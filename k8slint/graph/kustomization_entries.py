"""What an entry of a kustomization was probably meant to name, where what it names is not there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from k8slint.near import nearest
from k8slint.resources import Resource
from k8slint.text import SourceFile, Span
from k8slint.units import Fault, Kustomization, named_path
from k8slint.yaml import Composed, Node, ReadError

_PATTERN = re.compile(r"[^A-Za-z0-9.-]")  # what makes a regular expression of a name
_STEM = re.compile(r"\.(?:ya?ml|json)\Z")


class NearFile(NamedTuple):
    """A file or directory that an entry may mean: as it would be written there, and its place."""

    entry: str
    place: ReadError


def near_files(kustomization: Kustomization, fault: Fault) -> tuple[NearFile, ...]:
    """The files and directories that an entry may mean and that no other entry names."""
    entry = named_path(fault.node)
    if entry is None or not isinstance(fault.node, Node):
        return ()
    before = fault.node.value[: len(fault.node.value) - len(entry)]  # the key of a generated file
    taken = {posixpath.normpath(one) for one in (*kustomization.resources, *kustomization.patches, *kustomization.data)}
    free = {one: posixpath.basename(one) for one in fault.candidates if posixpath.normpath(one) not in taken}
    written = posixpath.basename(entry.rstrip("/"))
    found = {name for name in nearest(written, free.values()) if bool(_STEM.search(name)) == bool(_STEM.search(written))}
    same = {name for name in free.values() if name != written and _STEM.sub("", name) == _STEM.sub("", written)}
    directory = posixpath.dirname(kustomization.path)
    return tuple(
        NearFile(before + one, ReadError(SourceFile(posixpath.normpath(posixpath.join(directory, one)), ""), Span(0, 0), ""))
        for one, name in sorted(free.items())
        if name in (same or found)
    )


def awaits_resources(kustomization: Kustomization, resources: Iterable[Resource]) -> bool:
    """Whether a kustomization lists a file of which nothing comes: something is to be written there yet."""
    bring = {resource.document.source.path for resource in resources}
    listed = (one for one in kustomization.resources if _STEM.search(one))
    return any(posixpath.normpath(posixpath.join(kustomization.directory, one)) not in bring for one in listed)


class NearTarget(NamedTuple):
    """What a target may mean: the field that would have to be another, its value, and the resource that is then selected.

    An empty value: the field has no place there.
    """

    field: str
    value: str
    phrase: str
    resource: Resource


def near_targets(target: Node | ReadError, resources: Iterable[Resource]) -> tuple[NearTarget, ...]:
    """The targets that differ in one field and select something: in the name, the kind, or the version."""
    value = target.value if isinstance(target, Node) else None
    if not isinstance(value, dict) or "labelSelector" in value or "annotationSelector" in value:
        return ()
    kind, name = _text(value.get("kind")), _text(value.get("name"))
    found: dict[tuple[str, str], NearTarget] = {}
    for one in _near(value, kind, name, resources):
        found.setdefault((one.field, one.value), one)
    return tuple(found.values())


def _near(value: dict[str, Any], kind: str | None, name: str | None, resources: Iterable[Resource]) -> Iterator[NearTarget]:
    everything = [(resource, _names(resource)) for resource in resources]
    if name is not None and kind is not None:
        named = [(resource, one) for resource, names in everything if resource.kind == kind for one in names]
        if any(one == name for _, one in named):
            yield from _other_type(value, [resource for resource, one in named if one == name])
            return
        near = set(nearest(name, (one for _, one in named)))
        yield from (NearTarget("name", one, f"{kind} {one}", resource) for resource, one in named if one in near)
        if near:
            return
    if kind is not None:
        same = [resource for resource, names in everything if name is None or name in names]
        near = set(nearest(kind, (resource.kind for resource in same)))
        yield from (NearTarget("kind", one.kind, str(one), one) for one in same if one.kind in near)


def _other_type(value: dict[str, Any], resources: Iterable[Resource]) -> Iterator[NearTarget]:
    """Kind and name are there: of another group or version."""
    for resource in resources:
        group, version = value.get("group"), value.get("version")
        wrong = [("group", resource.group)] if group and group != resource.group else []
        wrong += [("version", resource.version)] if version and version != resource.version else []
        if len(wrong) == 1:
            yield NearTarget(*wrong[0], f"{resource} is of {resource.group or 'core'}/{resource.version}", resource)


def _names(resource: Resource) -> set[str]:
    """The name by which a patch may always call a resource: the one that it was written with."""
    document = resource.document
    written = document.provenance.written(("metadata", "name")) if isinstance(document, Composed) else None
    name = written or resource.name
    return {name} if name else set()


def _text(value: Any) -> str | None:
    """A name that is no regular expression."""
    return value if isinstance(value, str) and value and not _PATTERN.search(value) else None


def target_phrase(target: Node | ReadError) -> str:
    """What a target wants, in words: `Deployment web`, `any Job of version v1beta1`."""
    value = target.value if isinstance(target, Node) else None
    if not isinstance(value, dict):
        return "a target"
    kind, name = value.get("kind"), value.get("name")
    said = f"{kind or 'anything called'} {name}" if name else f"any {kind}" if kind else "anything"
    more = [f"{field} {value[field]}" for field in ("group", "version", "namespace") if value.get(field)]
    for field, word in (("labelSelector", "label"), ("annotationSelector", "annotation")):
        more += [f"{word} {value[field]}"] if value.get(field) else []
    return f"{said} of {', '.join(more)}" if more else said
