"""The check of configmap-key-not-found.md."""

from collections.abc import Iterator
from typing import NamedTuple

from k8slint.api import (
    Confidence,
    ConfigKeys,
    Context,
    FileNames,
    Graph,
    MountedFile,
    PodTemplate,
    Problem,
    Reference,
    Related,
    Resource,
    config_keys,
    container_of,
    effect_of,
    mounted_files,
    taken_by,
)

_TOLD = 6  # keys that are named where none is near


def check(template: PodTemplate, ctx: Context) -> Iterator[Problem]:
    for reference in ctx.graph.references(template.workload, "ConfigMap"):
        want, found = reference.want, reference.found
        if want.optional or not found.targets or ("ConfigMap", want.name) in ctx.unit.generated:
            continue
        files = mounted_files(reference)
        known = [keys_of(target, ctx.graph) for target in found.targets] if want.keys or files else []
        if not all(one.keys.complete for one in known):
            continue
        last = known[-1].keys if known else ConfigKeys((), (), complete=True)
        for path, key in want.keys:
            variable = container_of(reference) is not None
            if not any(key in (one.variables if variable else one.files) for one in known):
                yield no_such_key(reference, path, key, last, ctx)
        yield from no_such_files(reference, files, known, ctx)


class Known(NamedTuple):
    """The keys of a ConfigMap, and which of them can become variables and which files."""

    keys: ConfigKeys
    variables: frozenset[str]
    files: frozenset[str]
    names: FileNames


def memory(_graph: Graph) -> dict[int, Known]:
    """What is known of ConfigMaps, by their ids."""
    return {}


def keys_of(configmap: Resource, graph: Graph) -> Known:
    """Read the keys of a ConfigMap, once."""
    known = graph.once(memory)
    found = known.get(id(configmap))
    if found is None:
        keys = config_keys(configmap)
        every = keys.every
        found = known[id(configmap)] = Known(keys, frozenset(keys.data), frozenset(every), FileNames(every))
    return found


def no_such_files(reference: Reference, files: tuple[MountedFile, ...], known: list[Known], ctx: Context) -> Iterator[Problem]:
    names: FileNames | None = None
    for file in files:
        if names is None:  # the same for all: they are of one volume
            every = [one.names for one in known] if file.items is None else [FileNames(file.items)]
            names = every[0] if len(every) == 1 else FileNames(key for one in every for key in one.given)
        if names.given and not names.holds(file.path):
            yield no_such_file(reference, file, names.given, known[-1].keys, ctx)


def usable(keys: ConfigKeys, reference: Reference) -> tuple[str, ...]:
    """Choose the keys that a reference can take: files come from all of them, variables only from `data`."""
    return keys.every if container_of(reference) is None else keys.data


def no_such_file(reference: Reference, file: MountedFile, there: tuple[str, ...], keys: ConfigKeys, ctx: Context) -> Problem:
    configmap, source, mount = reference.found.targets[-1], reference.want.source, file.mount
    near = ctx.graph.nearest(file.path, there)
    if file.items is None:
        has, other = "which has no such key", related(configmap, file.path, near, keys)
    else:
        items = source.nearest(*reference.want.field[:-1], "items")
        has, other = "whose items here make no such file", Related(items, f"files: {', '.join(there[:_TOLD])}", key=True)
    return Problem(
        node=mount.nearest("subPath"),
        message=f'{mount.container} of {source} mounts file "{file.path}" of {configmap}, {has}',
        label="no such key" if file.items is None else "no such file",
        related=(other,),
        effect="the container finds an empty directory there",
        help=f"write `subPath: {near[0]}`" if len(near) == 1 else None,
        confidence=None if reference.found.sure else Confidence.LIKELY,
    )


def no_such_key(reference: Reference, path: tuple[str | int, ...], key: str, keys: ConfigKeys, ctx: Context) -> Problem:
    configmap, source = reference.found.targets[-1], reference.want.source
    there = usable(keys, reference)
    near = ctx.graph.nearest(key, there)
    has = "has it only in binaryData, which is for files" if key in keys.binary else "has no such key"
    taken = taken_by(reference, f'key "{key}" of {configmap}')
    return Problem(
        node=source.nearest(*path),
        message=f"{taken}, which {has}",
        label="no such key",
        related=(related(configmap, key, near, keys),),
        effect=effect_of(reference),
        help=f"write `key: {near[0]}`" if len(near) == 1 else None,
        confidence=None if reference.found.sure and keys.every else Confidence.LIKELY,
    )


def related(configmap: Resource, key: str, near: tuple[str, ...], keys: ConfigKeys) -> Related:
    """Point at the key that is meant, else at what holds the keys that there are."""
    if key in keys.binary:
        return Related(configmap.nearest("binaryData", key), "no variable can be made of this", key=True)
    if near:
        field = "data" if near[0] in keys.data else "binaryData"
        return Related(configmap.nearest(field, near[0]), f"nearest: {', '.join(near)}", key=True)
    names = keys.every
    if not names:
        return Related(configmap.nearest("metadata", "name"), f"{configmap} has no keys")
    more = f" and {len(names) - _TOLD} more" if len(names) > _TOLD else ""
    holder = configmap.nearest("data" if keys.data else "binaryData")
    return Related(holder, f"keys: {', '.join(names[:_TOLD])}{more}", key=True)
