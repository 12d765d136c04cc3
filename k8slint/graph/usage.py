"""How a resource uses what it names: the first half of a sentence about a reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8slint.resources import Container, Resource, Workload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.graph.graph import Graph
    from k8slint.graph.reference import Reference

#: Steps from a pod spec to a container.
_PLACE = 2
#: Fields of an environment variable between its entry and the name of what it is taken from.
_BELOW_VARIABLE = 3


def container_of(reference: Reference) -> Container | None:
    """Find the container whose field a reference is; None where it is none of a container."""
    source, field = reference.want.source, reference.want.field
    if not isinstance(source, Workload):
        return None
    start = source.template.spec_path
    if field[: len(start)] != start:
        return None
    return source.template.container_places.get(field[len(start) : len(start) + _PLACE])


def taken_by(reference: Reference, what: str | None = None) -> str:
    """Say who takes what a reference names: `container api of Deployment orders takes CURRENCY from ConfigMap orders`.

    `what` is said instead of kind and name.
    """
    want = reference.want
    target = what or f"{want.kind} {want.name}"
    container = container_of(reference)
    if container is None:
        return f"{want.source} {'mounts' if 'volumes' in want.field else 'names'} {target}"
    whose = f"{container} of {want.source}"
    if "env" not in want.field:
        return f"{whose} takes its environment from {target}"
    return f"{whose} takes {_variable(want.source, want.field)} from {target}"


def _variable(source: Resource, field: tuple[str | int, ...]) -> str:
    name = source.get(*field[:-_BELOW_VARIABLE], "name")
    return name if isinstance(name, str) and name else "a variable"


def effect_of(reference: Reference) -> str:
    """Say what becomes of the pods that need what is not there."""
    if container_of(reference) is None:
        return "the pods wait for the volume and never start"
    return "the container is never created (CreateContainerConfigError)"


def mounted_texts(graph: Graph, container: Container) -> Iterator[str]:
    """Read the files that a container mounts from ConfigMaps of the unit."""
    template = container.template
    mounted = {mount.volume for mount in container.mounts}
    places = [(volume.path, volume.name) for volume in template.volumes if volume.name in mounted]
    for reference in graph.references(template.workload, "ConfigMap"):
        for place, volume in places:
            if reference.want.field[: len(place)] == place:
                chosen = {key for _, key in reference.want.keys} or _single_files(container, volume)
                for target in reference.found.targets:
                    data = target.get("data")
                    for key, text in data.items() if isinstance(data, dict) else ():
                        if isinstance(text, str) and (not chosen or key in chosen):
                            yield text


def _single_files(container: Container, volume: str | None) -> set[str]:
    """The files that a container takes from a volume one by one; none where it sees the whole volume."""
    files = [mount.value.get("subPath") for mount in container.mounts if mount.volume == volume]
    return {file for file in files if isinstance(file, str)} if all(files) else set()
