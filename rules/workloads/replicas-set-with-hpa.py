"""The check of replicas-set-with-hpa.md."""

from collections.abc import Iterator
from typing import Any

from k8slint.api import (
    Change,
    Confidence,
    Context,
    Edit,
    Fix,
    Graph,
    Problem,
    Related,
    Resource,
    Safety,
    Truth,
    Workload,
    replicas_of,
    report_order,
    scalers,
    whole_number,
)

_COUNTS = frozenset({"HorizontalPodAutoscaler", "ScaledObject"})
#: Flux applies such an object once, or never.
_NOT_APPLIED = frozenset({"IfNotPresent", "Ignore"})


def check(workload: Workload, ctx: Context) -> Iterator[Problem]:
    written = whole_number(workload.get("spec", "replicas"))
    if written is None:
        return
    counting = [one for one in scalers(ctx.graph, workload) if names(one.resource, workload) and not takes_over(one.resource)]
    found = sorted(counting, key=lambda one: report_order(one.resource))
    if not found or is_left_alone(workload, ctx.graph):
        return
    scaler, truth = found[0]
    made = replicas_of(ctx.graph, workload)
    if made.by is not None and made.low == made.high == written:
        return  # nothing changes it; or 0, which is how people switch an autoscaler off
    yield Problem(
        node=workload.nearest("spec", "replicas"),
        message=f"{workload} sets replicas {written}, but {scaler} scales it",
        label="written back by every apply",
        related=tuple(Related(target(one.resource), f"{one.resource} scales it{between(one.resource)}") for one in found),
        help="remove `replicas`",
        confidence=None if truth is Truth.YES else Confidence.LIKELY,
        fix=Fix("remove `spec.replicas`", (Edit(workload.root, ("spec", "replicas"), change=Change.REMOVE),), Safety.UNSAFE),
    )


def target(scaler: Resource) -> Any:
    return scaler.nearest("spec", "scaleTargetRef", "name")


def names(scaler: Resource, workload: Workload) -> bool:
    """Whether a scaler decides on numbers, and its target has the name of a workload."""
    return scaler.kind in _COUNTS and workload.name is not None and target(scaler).value == workload.name


def between(scaler: Resource) -> str:
    """The range of a scaler, where both ends are written: ` between 2 and 10`."""
    end = "Replicas" if scaler.kind == "HorizontalPodAutoscaler" else "ReplicaCount"
    low, high = (whole_number(scaler.get("spec", f"{which}{end}")) for which in ("min", "max"))
    return "" if low is None or high is None else f" between {low} and {high}"


def takes_over(scaler: Resource) -> bool:
    """Whether a ScaledObject only takes the place of a HorizontalPodAutoscaler."""
    return scaler.annotations.get("scaledobject.keda.sh/transfer-hpa-ownership") == "true"


def is_left_alone(workload: Workload, graph: Graph) -> bool:
    """Whether what applies the workload is told to leave its number of pods alone."""
    if workload.annotations.get("kustomize.toolkit.fluxcd.io/ssa") in _NOT_APPLIED:
        return True
    for kind, group, name, namespace in graph.once(ignored):
        wanted = ((kind, workload.kind), (group, workload.group), (name, workload.name), (namespace, workload.namespace))
        if all(asked in (None, "", "*") or has is None or asked == has for asked, has in wanted):
            return True
    return False


def ignored(graph: Graph) -> list[tuple[Any, ...]]:
    """What Argo CD leaves alone, by kind, group, name and namespace (None: any)."""
    found = [tuple(entry.get(key) for key in ("kind", "group", "name", "namespace")) for entry in differences(graph)]
    for settings in graph.everywhere("ConfigMap"):
        data = settings.get("data") if settings.name == "argocd-cm" else None
        for key, text in data.items() if isinstance(data, dict) else ():
            head, _, which = key.rpartition(".")
            if head == "resource.customizations.ignoreDifferences" and isinstance(text, str) and "replicas" in text:
                group, _, kind = which.rpartition("_")
                found.append((None, None, None, None) if which == "all" else (kind, group, None, None))
    return found


def differences(graph: Graph) -> Iterator[dict[str, Any]]:
    """The entries of Applications that leave numbers of pods alone."""
    places = {"Application": ("spec", "ignoreDifferences"), "ApplicationSet": ("spec", "template", "spec", "ignoreDifferences")}
    for kind, place in places.items():
        for application in graph.everywhere(kind):
            entries = application.get(*place)
            for entry in entries if isinstance(entries, list) else ():
                if isinstance(entry, dict) and "replicas" in str([entry.get("jsonPointers"), entry.get("jqPathExpressions")]):
                    yield entry
