"""What a HorizontalPodAutoscaler measures as a percentage of requests, in every version of its API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.resources.placeholders import known_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.resources.model import Resource
    from k8slint.yaml import Node

#: What can be requested and measured at once.
_RESOURCES = ("cpu", "memory")
#: Where autoscaling/v1 keeps the metrics that its fields cannot say.
_ALPHA = "autoscaling.alpha.kubernetes.io/metrics"


class Utilization(NamedTuple):
    """A percentage of requests that is measured: of which resource, and of which container (None: of the whole pod).

    `node` is where it is said; with `key` it is not written at all, and the node is beside what is missing.
    """

    node: Node
    resource: str
    container: str | None = None
    key: bool = False


def utilizations(hpa: Resource) -> Iterator[Utilization]:
    """Every utilization that an HPA measures, in the order written."""
    old = hpa.node("spec", "targetCPUUtilizationPercentage")
    metrics = hpa.node("spec", "metrics")
    if old is not None and old.value is not None:
        yield Utilization(old, "cpu")
    elif (metrics is None or metrics.value in (None, [])) and _ALPHA not in hpa.annotations:
        # without any metric it is cpu, at 80 percent [pkg/apis/autoscaling/v2/defaults.go]
        yield Utilization(hpa.nearest("spec", "scaleTargetRef"), "cpu", key=True)
    for entry in metrics.elements() if metrics is not None else ():
        for field in ("resource", "containerResource"):
            source = entry.get(field)
            if source is None or not isinstance(source.value, dict) or source.value.get("name") not in _RESOURCES:
                continue
            container = known_text(source.value.get("container"))
            if _is_percentage(source.value) and (field == "resource" or container is not None):
                yield Utilization(source.nearest("name"), source.value["name"], None if field == "resource" else container)


def metric_count(hpa: Resource) -> int | None:
    """How many metrics an HPA has, the one of its default too; None: not known."""
    metrics = hpa.get("spec", "metrics")
    if _ALPHA in hpa.annotations or not (metrics is None or isinstance(metrics, list)):
        return None
    old = hpa.get("spec", "targetCPUUtilizationPercentage") is not None
    return len(metrics or ()) + old or 1


def _is_percentage(metric: dict[str, Any]) -> bool:
    """Whether a metric is compared with requests: not where an amount is given, which wins."""
    target = metric.get("target")
    if isinstance(target, dict):  # v2, v2beta2
        return target.get("averageUtilization") is not None and target.get("averageValue") is None
    return metric.get("targetAverageUtilization") is not None and metric.get("targetAverageValue") is None  # v2beta1
