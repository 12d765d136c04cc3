"""How many pods a workload has: what it says itself, and what changes that at run time."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.resources import PodTemplate, Resource, Truth, Want, Workload, known_text, same_api, wants
from k8slint.resources.kinds import BUILT_IN_KINDS, is_built_in_group
from k8slint.resources.scalars import whole_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from k8slint.graph.graph import Graph

#: Kinds that decide on the number or the size of pods at run time, and the field that says whose.
_SCALERS = {
    "HorizontalPodAutoscaler": "scaleTargetRef",
    "ScaledObject": "scaleTargetRef",
    "HTTPScaledObject": "scaleTargetRef",
    "VerticalPodAutoscaler": "targetRef",
    "MultidimPodAutoscaler": "scaleTargetRef",
}
#: Of these, kinds for which a target without a kind is a Deployment [KEDA ResolveScaleTargetPodSpec].
_DEPLOYMENTS = frozenset({"ScaledObject", "HTTPScaledObject"})
#: How many pods KEDA makes at most where nobody says it [KEDA defaultHPAMaxReplicas].
_KEDA_MOST = 100
#: How many scalers are compared with a workload: a bound on hostile input, far above real numbers.
_LOOKED_AT = 100
_PAUSED = "autoscaling.keda.sh/paused"
_PAUSED_AT = "autoscaling.keda.sh/paused-replicas"


#: Built-in kinds with a scale subresource [the API's `*/scale` paths].
SCALABLE = frozenset({"Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"})
#: What a VerticalPodAutoscaler resizes besides [autoscaler vertical-pod-autoscaler/pkg/target fetcher.go].
_RESIZABLE = frozenset({"CronJob", "DaemonSet", "Job"})


class Scaler(NamedTuple):
    """What scales a workload: YES, or UNKNOWN where it may scale another."""

    resource: Resource
    truth: Truth


class Replicas(NamedTuple):
    """How many pods a workload has when nothing fails: at least `low`, at most `high`; None: not known.

    `by` is what decides on it at run time; None: nothing does, or it is not known what.
    """

    low: int | None
    high: int | None
    by: Resource | None = None


def _together(one: Resource, other: Resource) -> bool:
    """Whether two resources are in one namespace for certain: what names none is where all such are."""
    if one.namespace_unknown or other.namespace_unknown:
        return one.metadata.get("namespace") == other.metadata.get("namespace")  # one placeholder stands for one thing
    return one.namespace == other.namespace


class _Target(NamedTuple):
    """Whose pods a scaler counts; None: not known."""

    scaler: Resource
    kind: str | None
    group: str | None

    def is_one(self, workload: Resource) -> Truth:
        """Whether a workload that has the name of the target is it."""
        scaler = self.scaler
        if None not in {scaler.namespace, workload.namespace} and scaler.namespace != workload.namespace:
            return Truth.NO
        if self.kind is not None and self.kind != workload.kind:
            return Truth.NO
        if self.group is not None and not same_api(self.group, workload.group, workload.kind):
            return Truth.NO
        return Truth.YES if self.kind is not None and _together(scaler, workload) else Truth.UNKNOWN


#: By name and namespace of the target.
_Targets = dict[str | None, dict[str | None, list[_Target]]]


def scalers(graph: Graph, workload: Resource) -> tuple[Scaler, ...]:
    """The resources of the unit that scale a workload, or may: of some it is not known what they scale."""
    if workload.name is None and not workload.metadata.get("name"):
        return ()  # a generated name is nobody's target
    found: list[Scaler] = []
    for name, target in islice(_candidates(graph.once(_targets), workload), _LOOKED_AT):
        truth = target.is_one(workload)
        if name is None or workload.name is None:
            truth = truth.both(Truth.UNKNOWN)
        if truth is not Truth.NO:
            found.append(Scaler(target.scaler, truth))
    return tuple(found)


def _candidates(targets: _Targets, workload: Resource) -> Iterator[tuple[str | None, _Target]]:
    """The targets that may be a workload, by name and namespace, with the name (None: not known)."""
    for name in dict.fromkeys((workload.name, None)) if workload.name is not None else targets:
        places = targets.get(name, {})
        for place in places if workload.namespace is None else dict.fromkeys((workload.namespace, None)):
            for target in places.get(place, ()):
                yield name, target


def scalers_of(graph: Graph, workload: Resource) -> tuple[Resource, ...]:
    """The resources of `scalers`, however sure it is that they scale the workload."""
    return tuple(scaler.resource for scaler in scalers(graph, workload))


def rival_of(graph: Graph, autoscaler: Resource, workload: Resource) -> Resource | None:
    """Another autoscaler that does to a workload what this one would do if it were its target."""
    vertical = autoscaler.kind == "VerticalPodAutoscaler"
    if _only_recommends(autoscaler):
        return None
    for other, truth in scalers(graph, workload):
        same = other.kind == autoscaler.kind and other.name == autoscaler.name
        alike = vertical == (other.kind == "VerticalPodAutoscaler")
        if truth is Truth.YES and alike and not same and not _only_recommends(other):
            return other
    return None


def _only_recommends(scaler: Resource) -> bool:
    return scaler.get("spec", "updatePolicy", "updateMode") in ("Off", False)


def target_of(autoscaler: Resource) -> Want | None:
    """What an autoscaler names as its target; None where it names none, or not clearly."""
    return next((want for want in wants(autoscaler) if want.row.id == "scale-target"), None)


def can_be_scaled(want: Want) -> bool:
    """Whether what an autoscaler names is of a kind that it can scale; a custom kind may be."""
    if not is_built_in_group(want.group) or want.kind in SCALABLE or want.kind not in BUILT_IN_KINDS:
        return True
    return want.source.kind == "VerticalPodAutoscaler" and want.kind in _RESIZABLE


def is_resized(graph: Graph, workload: Resource) -> bool:
    """Whether a VerticalPodAutoscaler writes requests into the pods of a workload, or may; `Off` only recommends."""
    return any(scaler.kind == "VerticalPodAutoscaler" and not _only_recommends(scaler) for scaler in scalers_of(graph, workload))


def _targets(graph: Graph) -> _Targets:
    """What the scalers of a unit scale, by its name and namespace (None: not known)."""
    found: _Targets = {}
    for kind, field in _SCALERS.items():
        for scaler in graph.index.of_kind(kind):
            name = known_text(scaler.get("spec", field, "name")) or known_text(scaler.get("spec", field, "deployment"))
            target = scaler.get("spec", field, "kind")
            if not target and kind in _DEPLOYMENTS:
                target = "Deployment"
            version = known_text(scaler.get("spec", field, "apiVersion"))
            group = version.rpartition("/")[0] if version else None
            places = found.setdefault(name, {})
            places.setdefault(scaler.namespace, []).append(_Target(scaler, known_text(target), group or None))
    return found


def replicas_of(graph: Graph, workload: Workload) -> Replicas:
    """How many pods a workload has, with what scales it taken into account."""
    counting = [scaler for scaler in scalers(graph, workload) if scaler.resource.kind in _RANGES]
    if not counting:
        return Replicas(workload.replicas, workload.replicas)
    first, *others = counting
    if others or first.truth is not Truth.YES:
        return Replicas(None, None)  # several stop one another, or undo what the other does
    scaler = first.resource
    low, high = _RANGES[scaler.kind](scaler)
    if scaler.kind == "HorizontalPodAutoscaler" and low != 0 and workload.replicas == 0:
        low = high = 0  # that is how people switch an autoscaler off [horizontal.go reconcileAutoscaler]
    return Replicas(low, high, scaler)


def _number(value: Any, default: int | None) -> int | None:
    return default if value is None else whole_number(value)


def _of_hpa(scaler: Resource) -> tuple[int | None, int | None]:
    return _number(scaler.get("spec", "minReplicas"), 1), _number(scaler.get("spec", "maxReplicas"), None)


def _of_scaled_object(scaler: Resource) -> tuple[int | None, int | None]:
    """KEDA goes down to `idleReplicaCount` while no trigger is active, or stops where an annotation says."""
    annotations = scaler.annotations
    if _PAUSED_AT in annotations:
        text = annotations[_PAUSED_AT]
        count = int(text) if text.isascii() and text.isdigit() and len(text) < len(str(2**31)) else None
        return count, count
    if annotations.get(_PAUSED, "false").lower() not in {"false", ""}:
        return None, None  # at whatever number it had
    low = _number(scaler.get("spec", "minReplicaCount"), 0)
    idle = _number(scaler.get("spec", "idleReplicaCount"), low)
    high = _number(scaler.get("spec", "maxReplicaCount"), _KEDA_MOST)
    return None if low is None or idle is None else min(low, idle), high


def _of_http(scaler: Resource) -> tuple[int | None, int | None]:
    return _number(scaler.get("spec", "replicas", "min"), 0), _number(scaler.get("spec", "replicas", "max"), _KEDA_MOST)


def _of_multidim(scaler: Resource) -> tuple[int | None, int | None]:
    bounds = scaler.get("spec", "constraints", "minReplicas"), scaler.get("spec", "constraints", "maxReplicas")
    return _number(bounds[0], 1), _number(bounds[1], None)


#: How many pods a scaler makes at least and at most, by its kind; what sizes pods only is not here.
_RANGES: dict[str, Callable[[Resource], tuple[int | None, int | None]]] = {
    "HorizontalPodAutoscaler": _of_hpa,
    "ScaledObject": _of_scaled_object,
    "HTTPScaledObject": _of_http,
    "MultidimPodAutoscaler": _of_multidim,
}


def describe_pods(template: PodTemplate, count: int | None = None) -> str:
    """So many pods of a StatefulSet, else those that are made while nothing scales it: `db-0 to db-2`, `db-0`, `no pods`."""
    ordinals = template.labels.ordinals
    count = count or (ordinals.count if ordinals is not None else None)
    if ordinals is None or not count:
        return "no pods"
    name, start = ordinals.name or "*", ordinals.start or 0
    last = start + count - 1
    return f"{name}-{start}" if last == start else f"{name}-{start} to {name}-{last}"
