"""Who mounts a claim, with how many pods at a time, and whether all of them may have its volume."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from k8slint.graph.one_node import Place, is_one, is_tied, most_pods, place_of
from k8slint.graph.reference import Reference
from k8slint.graph.scaling import replicas_of
from k8slint.resources import Resource, Workload, known_text
from k8slint.resources.claims import ONE_POD, exclusive, is_free_class, is_free_provisioner, is_unattached, storage_class

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph

_DEFAULT = "storageclass.kubernetes.io/is-default-class"
#: Kinds whose pods end, and of which one may have ended before the other begins.
_ONCE = frozenset({"Job", "BroadcastJob"})


class ClaimUse(NamedTuple):
    """A workload that mounts a claim, where it names it, and how many pods of it run at a time.

    `least` and `most` are 0 where it is not known; `by`: what decides on their number at run time. `tied`: something
    keeps all of its pods on one node. `place`: which it is. `again`: its pods end, and come again.
    """

    workload: Workload
    reference: Reference
    least: int
    most: int
    by: Resource | None
    tied: bool
    place: Place | None
    again: bool = False


def claim_uses(graph: Graph, claim: Resource) -> tuple[ClaimUse, ...]:
    """Find the workloads of the unit that mount a claim, each once even if it is defined twice, in the order of reports."""
    found: dict[tuple[str, str, str | None], ClaimUse] = {}
    for reference in graph.referrers(claim):
        workload = reference.want.source
        mounts = reference.want.row.id == "claim-volume" and not is_replaced(reference)
        if mounts and isinstance(workload, Workload) and workload.makes_pods:
            which = (workload.group, workload.kind, workload.name)
            if which not in found:
                found[which] = _use(graph, workload, reference)
    return tuple(sorted(found.values(), key=lambda use: (use.workload.kind, use.workload.name or "")))


def _use(graph: Graph, workload: Workload, reference: Reference) -> ClaimUse:
    place, tied, most = place_of(graph, workload.template), is_tied(graph, workload.template), most_pods(graph, workload)
    runs = 0 if workload.template.ends or workload.kind in _ONCE else 1
    if workload.kind in {"Pod", "DaemonSet"}:
        return ClaimUse(workload, reference, 1 if workload.kind == "DaemonSet" else runs, most, None, tied, place)
    if workload.kind in {"Job", "CronJob"}:
        again = workload.kind == "CronJob" and workload.get("spec", "suspend") in (None, False)
        return ClaimUse(workload, reference, 0, most, None, tied, place, again)
    pods = replicas_of(graph, workload)
    return ClaimUse(workload, reference, (pods.low or 0) * runs, most, pods.by, tied, place)


def holder_of(graph: Graph, claim: Resource, workload: Resource) -> Workload | None:
    """The other workload whose pod keeps those of this one from mounting a claim, which only one pod may mount."""
    if exclusive(claim) != ONE_POD:
        return None
    uses = claim_uses(graph, claim)
    return next((use.workload for use in uses if use.workload is not workload and (use.least or use.again)), None)


def are_together(uses: Iterable[ClaimUse]) -> bool:
    """Whether all pods of some workloads are on one node: by name, or one has one pod, and the others follow it."""
    return is_one(use.place for use in uses)


def every_node_may_mount(graph: Graph, claim: Resource) -> bool:
    """Whether the volume of a claim lies on its node, where its pods then go, or on what every node may mount at once."""
    for reference in graph.references(claim, "PersistentVolume"):
        if reference.found.targets:
            return any(is_unattached(volume) for volume in reference.found.targets)
    name = storage_class(claim)
    classes: Iterable[Resource]
    if name is None:
        classes = (one for one in graph.index.of_kind("StorageClass") if one.annotations.get(_DEFAULT) == "true")
    elif is_free_class(name):
        return True
    else:
        classes = graph.index.named("StorageClass", name)
    if any(is_free_provisioner(one.get("provisioner")) for one in classes):
        return True
    volumes = (volume for volume in graph.index.of_kind("PersistentVolume") if storage_class(volume) == name)
    return any(is_unattached(volume) for volume in volumes)


def is_replaced(reference: Reference) -> bool:
    """Whether a volume claim template takes the place of the volume that names a claim [StatefulSet updateStorage]."""
    workload = reference.want.source
    if not isinstance(workload, Workload):
        return False
    return known_text(workload.get(*reference.want.field[:-2], "name")) in {*workload.template.claims} - {None}
