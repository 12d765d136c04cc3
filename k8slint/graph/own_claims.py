"""Claims that come with pods: those of volume claim templates, and those of generic ephemeral volumes."""

from __future__ import annotations

from collections.abc import Iterator

from k8slint.resources import Pod, Resource, Workload, known_text
from k8slint.resources.scalars import Path, at, mapping, sequence


def numbered_claims(resource: Resource) -> Iterator[tuple[str, Path]]:
    """The names, up to the ordinal, of the claims that pods with ordinals bring, and where the part of each is written.

    The claim of `data` for the third pod of the StatefulSet `db` is `data-db-2` [getPersistentVolumeClaimName].
    """
    if not isinstance(resource, Workload) or resource.name is None:
        return
    template = resource.template
    place = (*template.path[:-1], "volumeClaimTemplates")
    for index, claim in enumerate(template.claims):
        if claim is not None:
            yield f"{claim}-{resource.name}", (*place, index, "metadata", "name")


def ephemeral_claims(resource: Resource) -> Iterator[tuple[str, Path]]:
    """The names of the claims that the generic ephemeral volumes of a bare pod become [ephemeral.VolumeClaimName]."""
    if isinstance(resource, Pod) and resource.name is not None:
        for index, volume in enumerate(sequence(mapping(resource.get("spec")).get("volumes"))):
            name = known_text(at(volume, ("name",)))
            if name is not None and at(volume, ("ephemeral", "volumeClaimTemplate")) is not None:
                yield f"{resource.name}-{name}", ("spec", "volumes", index, "name")
