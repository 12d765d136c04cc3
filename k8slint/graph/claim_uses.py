"""Who mounts a claim, with how many pods at a time, and whether all of them may have its volume."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.graph.reference import Reference
from k8slint.graph.scaling import replicas_of
from k8slint.resources import PodTemplate, Resource, Workload, known_text
from k8slint.resources.claims import is_free_class, is_free_provisioner, is_unattached, storage_class
from k8slint.resources.scalars import at, mapping, sequence, whole_number

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph

_DEFAULT = "storageclass.kubernetes.io/is-default-class"
_HOSTNAME = "kubernetes.io/hostname"
_MANY = 2  # as many as it takes: of a DaemonSet there is one pod on every node
#: Kinds whose pods end, and of which one may have ended before the other begins.
_ONCE = frozenset({"Job", "BroadcastJob"})


class ClaimUse(NamedTuple):
    """A workload that mounts a claim, where it names it, and how many pods of it run at a time.

    `least` and `most` are 0 where it is not known; `by`: what decides on their number at run time. `tied`: something
    keeps all of its pods on one node. `again`: its pods end, and come again.
    """

    workload: Workload
    reference: Reference
    least: int
    most: int
    by: Resource | None
    tied: bool
    again: bool


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
    tied = is_tied(workload.template)
    if workload.kind == "Pod":
        runs = 0 if workload.template.ends else 1
        return ClaimUse(workload, reference, runs, 1, None, tied, again=False)
    if workload.kind == "DaemonSet":
        spec = workload.template.spec
        chosen = spec.get("nodeSelector") or at(spec, ("affinity", "nodeAffinity"))
        return ClaimUse(workload, reference, 1, 1 if chosen else _MANY, None, tied, again=False)
    if workload.kind in {"Job", "CronJob"}:
        path = ("spec",) if workload.kind == "Job" else ("spec", "jobTemplate", "spec")
        parallel = workload.replicas or 0
        completions = workload.get(*path, "completions")
        most = parallel if completions is None else min(parallel, whole_number(completions) or 0)
        suspended = workload.get("spec", "suspend") not in (None, False)
        again = workload.kind == "CronJob" and not suspended
        return ClaimUse(workload, reference, 0, 0 if suspended else most, None, tied, again)
    pods = replicas_of(graph, workload)
    least = 0 if workload.template.ends or workload.kind in _ONCE else pods.low or 0
    return ClaimUse(workload, reference, least, pods.high or 0, pods.by, tied, again=False)


def is_tied(template: PodTemplate) -> bool:
    """Whether pods name the one node on which they run, or must run where certain others do."""
    spec = template.spec
    if spec.get("nodeName") or _HOSTNAME in mapping(spec.get("nodeSelector")):
        return True
    affinity = mapping(spec.get("affinity"))
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    beside = sequence(at(affinity, ("podAffinity", required)))
    if any(at(term, ("topologyKey",)) == _HOSTNAME for term in beside):
        return True
    terms = sequence(at(affinity, ("nodeAffinity", required, "nodeSelectorTerms")))
    return bool(terms) and all(_names_node(term) for term in terms)


def _names_node(term: Any) -> bool:
    named = [*sequence(at(term, ("matchExpressions",))), *sequence(at(term, ("matchFields",)))]
    return any(at(one, ("key",)) in (_HOSTNAME, "metadata.name") for one in named)


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
