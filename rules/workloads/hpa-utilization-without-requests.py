"""The check of hpa-utilization-without-requests.md."""

from collections.abc import Iterator

from k8slint.api import (
    HPA,
    Absence,
    Confidence,
    Container,
    Context,
    Outcome,
    Problem,
    Related,
    Truth,
    Utilization,
    Workload,
    can_be_scaled,
    container_resources,
    is_injected_container,
    is_resized,
    limit_ranges,
    listed,
    metric_count,
    pod_resources,
    target_of,
    utilizations,
)

#: How many LimitRanges are told of.
_TOLD = 4
#: What becomes of an HPA that has other metrics besides.
_HALF = "the metric is never computed (FailedGetResourceMetric): the other metrics may add pods, but none is taken away again"


def check(hpa: HPA, ctx: Context) -> Iterator[Problem]:
    want = target_of(hpa)
    if want is None or not want.known or not can_be_scaled(want):
        return
    found = ctx.graph.find(want.kind, want.name, want.namespace, want.group or None)
    target = found.target
    if found.outcome is not Outcome.FOUND:  # a LimitRange beside it would not be seen
        return
    if not isinstance(target, Workload) or not target.understood or is_resized(ctx.graph, target):
        return
    if not target.template.containers_known or not pod_resources(target.template).none:
        return
    # A LimitRange lies beside the workloads, or nowhere that is known here.
    closed = found.sure and ctx.graph.absence("Deployment", target.namespace, near=True) is Absence.CLOSED
    found_lacking = [(metric, lacking(target, metric, ctx)) for metric in utilizations(hpa)]
    failing = [(metric, containers) for metric, containers in found_lacking if containers]
    # one metric that fails keeps the others from taking pods away only [horizontal.go computeReplicasForMetrics]
    effect = None if metric_count(hpa) == len(failing) else _HALF
    for metric, containers in failing:
        yield report(hpa, metric, containers, ctx)._replace(effect=effect, confidence=None if closed else Confidence.LIKELY)


def report(hpa: HPA, metric: Utilization, containers: list[Container], ctx: Context) -> Problem:
    """The problem of a metric that some containers make impossible."""
    target, resource = containers[0].template.workload, metric.resource
    names = listed([str(one) for one in containers])
    missing = (Related(one.nearest("resources", "requests"), f"{one} requests no {resource}", key=True) for one in containers)
    ranges = (
        Related(one.nearest("spec", "limits"), f"{one} has no default for {resource}", key=True)
        for one in limit_ranges(ctx.graph, target)[:_TOLD]
    )
    verb = "requests" if len(containers) == 1 else "request"
    return Problem(
        node=metric.node,
        message=f"{hpa} measures the {resource} utilization of {target}, whose {names} {verb} no {resource}",
        label="80 percent of the requested cpu, where nothing else is written" if metric.key else "a percentage of nothing",
        related=(*missing, *ranges),
        help=f"write `requests.{resource}` in the resources of {names}",
        key=metric.key,
    )


def lacking(target: Workload, metric: Utilization, ctx: Context) -> list[Container]:
    """The containers that request nothing of what is measured."""
    return [one for one in measured(target, metric) if lacks(one, metric.resource, ctx)]


def measured(target: Workload, metric: Utilization) -> Iterator[Container]:
    """The containers whose requests are summed up; a sidecar that is injected gets its own when it is."""
    for one in target.template.live:
        if one.name is not None and metric.container in {None, one.name} and not is_injected_container(one.name):
            yield one


def lacks(container: Container, resource: str, ctx: Context) -> bool:
    return container_resources(ctx.graph, container).has("requests", resource) is Truth.NO
