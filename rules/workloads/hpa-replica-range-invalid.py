"""The check of hpa-replica-range-invalid.md."""

from collections.abc import Iterator

from k8slint.api import HPA, Context, Problem, Related, whole_number

REJECTED = "which is rejected by the API server"
#: Types of metrics that only pods can give: while there are none, nothing tells that one is needed.
_OF_PODS = ("ContainerResource", "Pods", "Resource")


def check(hpa: HPA, _ctx: Context) -> Iterator[Problem]:
    low, high = (whole_number(hpa.get("spec", field)) for field in ("minReplicas", "maxReplicas"))
    least, most = hpa.nearest("spec", "minReplicas"), hpa.nearest("spec", "maxReplicas")
    if high is not None and high < 1:
        yield Problem(most, f"{hpa} has maxReplicas {high}, {REJECTED}", label="less than 1")
    elif low is not None and low < 0:
        yield Problem(least, f"{hpa} has minReplicas {low}, {REJECTED}", label="less than 0")
    elif low is not None and high is not None and low > high:
        yield Problem(
            node=least,
            message=f"{hpa} has minReplicas {low} and maxReplicas {high}, {REJECTED}",
            label=f"more than {high}",
            related=(Related(most, f"at most {high}"),),
        )
    elif low == 0 and not may_wake_up(hpa):
        message = f"{hpa} has minReplicas 0 without an Object or External metric, {REJECTED}"
        yield Problem(least, message, label="nothing would tell that a pod is needed")


def may_wake_up(hpa: HPA) -> bool:
    """Whether a metric may tell that a pod is needed while there are none."""
    if "autoscaling.alpha.kubernetes.io/metrics" in hpa.annotations:
        return True
    metrics = hpa.get("spec", "metrics")
    if not isinstance(metrics, list):
        return metrics is not None
    return any(not isinstance(metric, dict) or metric.get("type") not in _OF_PODS for metric in metrics)
