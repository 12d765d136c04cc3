"""What is said of a key that a ConfigMap or a Secret does not have: one voice for both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from k8slint.findings import Confidence, Edit, Fix, Problem, Related
from k8slint.graph.known_keys import KeySource, key_sources
from k8slint.graph.mounted import FileNames, MountedFile, mounted_files
from k8slint.graph.usage import container_of, effect_of, taken_by
from k8slint.resources import ConfigKeys, Resource

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph
    from k8slint.graph.reference import Reference
    from k8slint.resources import PodTemplate
    from k8slint.resources.scalars import Path
    from k8slint.yaml import Node

#: How many keys are named where none is near.
_TOLD = 6


def keys_not_found(graph: Graph, template: PodTemplate, kind: str) -> Iterator[Problem]:
    """Find the keys and files that pods take from objects of a kind which do not have them; values are never told."""
    for reference in graph.references(template.workload, kind):
        want = reference.want
        files = () if want.optional else mounted_files(reference)
        if want.optional or not (want.keys or files):
            continue
        sources = key_sources(graph, reference)
        if sources is None:
            continue
        variable = container_of(reference) is not None
        for path, key in want.keys:
            if not any(key in (one.variables if variable else one.files) for one in sources):
                yield _no_such_key(graph, reference, (path, key), sources)
        yield from _no_such_files(graph, reference, files, sources)


def _no_such_files(
    graph: Graph, reference: Reference, files: tuple[MountedFile, ...], sources: tuple[KeySource, ...]
) -> Iterator[Problem]:
    names: FileNames | None = None
    for file in files:
        if names is None:  # the same for all: they are of one volume
            every = [one.names for one in sources] if file.items is None else [FileNames(file.items)]
            names = every[0] if len(every) == 1 else FileNames(key for one in every for key in one.given)
        if names.given and not names.holds(file.path):
            yield _no_such_file(graph, reference, file, names.given, sources)


def _no_such_file(
    graph: Graph, reference: Reference, file: MountedFile, there: tuple[str, ...], sources: tuple[KeySource, ...]
) -> Problem:
    want, mount = reference.want, file.mount
    near = graph.nearest(file.path, there)
    if file.items is None:
        has, other = "which has no such key", _keys_there(want.kind, want.name, near, sources)
    else:
        items = want.source.nearest(*want.field[:-1], "items")
        has, other = "whose items here make no such file", Related(items, f"files: {', '.join(there[:_TOLD])}", key=True)
    node = mount.nearest("subPath")
    return Problem(
        node=node,
        message=f'{mount.container} of {want.source} mounts file "{file.path}" of {want.kind} {want.name}, {has}',
        label="no such key" if file.items is None else "no such file",
        related=(other,),
        effect="the container finds an empty directory there",
        help=f"write `subPath: {near[0]}`" if len(near) == 1 else None,
        confidence=None if _is_sure(reference, sources) else Confidence.LIKELY,
        fix=_rename(node, file.path, near),
    )


def _no_such_key(graph: Graph, reference: Reference, wanted: tuple[Path, str], sources: tuple[KeySource, ...]) -> Problem:
    want, (path, key) = reference.want, wanted
    variable = container_of(reference) is not None
    binary = next((one.says for one in sources if key in one.keys.binary), None)
    near = graph.nearest(key, [name for one in sources for name in (one.keys.data if variable else one.keys.every)])
    if binary is None:
        has, other = "has no such key", _keys_there(want.kind, want.name, near, sources)
    else:
        has = "has it only in binaryData, which is for files"
        other = Related(binary.nearest("binaryData", key), "no variable can be made of this", key=True)
    node = want.source.nearest(*path)
    taken = taken_by(reference, f'key "{key}" of {want.kind} {want.name}')
    sure = _is_sure(reference, sources) and any(one.keys.every for one in sources)
    return Problem(
        node=node,
        message=f"{taken}, which {has}",
        label="no such key",
        related=(other,),
        effect=effect_of(reference),
        help=f"write `key: {near[0]}`" if len(near) == 1 else None,
        confidence=None if sure else Confidence.LIKELY,
        fix=_rename(node, key, near) if binary is None else None,
    )


def _is_sure(reference: Reference, sources: tuple[KeySource, ...]) -> bool:
    """Whether what says the keys is certainly what the reference means."""
    namespace = reference.want.namespace
    return reference.found.sure and all(one.says.namespace == namespace for one in sources)


def _rename(node: Node, name: str, near: tuple[str, ...]) -> Fix | None:
    if len(near) != 1 or node.value != name:
        return None
    return Fix(f"write `{node.path[-1]}: {near[0]}`", (Edit(node, value=near[0]),))


def _keys_there(kind: str, name: str, near: tuple[str, ...], sources: tuple[KeySource, ...]) -> Related:
    """Point at the key that is meant, else at what holds the keys that there are."""
    last = sources[-1]
    for says, keys, *_ in reversed(sources) if near else ():
        path = keys.places.get(near[0])
        if path is not None:
            return Related(says.nearest(*path), f"nearest: {', '.join(near)}", key=path[-1] == near[0])
    node, names = last.says.nearest(*last.keys.holder), last.keys.every
    if not names:
        return Related(last.says.nearest("metadata", "name"), f"{last.says} has no keys")
    if near:
        return Related(node, f"nearest: {', '.join(near)}", key=True)
    more = f" and {len(names) - _TOLD} more" if len(names) > _TOLD else ""
    told = f"{', '.join(names[:_TOLD])}{more}"
    made = last.says.kind != kind or last.says.name != name
    return Related(node, f"{kind} {name} has keys: {told}" if made else f"keys: {told}", key=_holds(last.says, last.keys))


def _holds(says: Resource, keys: ConfigKeys) -> bool:
    """Whether the place of the keys is told by its key: it holds them; else its value tells of them."""
    return not isinstance(says.get(*keys.holder), str)
