"""The check of hpa-utilization-without-requests.md."""

import re
from collections.abc import Iterator

from k8slint.api import (
    HPA,
    Absence,
    Confidence,
    Container,
    Context,
    Node,
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
    known_text,
    limit_ranges,
    listed,
    metric_count,
    nearest,
    pod_resources,
    target_of,
    utilizations,
)

#: What a webhook may call its sidecar that is not known by name.
_SIDECAR = re.compile("sidecar|proxy|agent|envoy")
#: How many LimitRanges are told of.
_TOLD = 4
#: What becomes of an HPA that has other metrics besides, and of one that has none.
_HALF = "the metric is never computed (FailedGetResourceMetric): the other metrics may add pods, but none is taken away again"
_NOTHING = "the metric is never computed (FailedGetContainerResourceMetric), so nothing is scaled"


def check(hpa: HPA, ctx: Context) -> Iterator[Problem]:
    want = target_of(hpa)
    if want is None or not want.known or not can_be_scaled(want):
        return
    found = ctx.graph.find(want.kind, want.name, want.namespace, want.group or None)
    target = found.target
    if found.outcome is not Outcome.FOUND:  # a LimitRange beside it would not be seen
        return
    if not isinstance(target, Workload) or not target.understood or not target.template.containers_known:
        return
    lost = list(lost_containers(hpa, target))
    failing: list[tuple[Utilization, list[Container]]] = []
    if not is_resized(ctx.graph, target) and pod_resources(target.template).none:
        found_lacking = [(metric, lacking(target, metric, ctx)) for metric in utilizations(hpa)]
        failing = [(metric, containers) for metric, containers in found_lacking if containers]
    # one metric that fails keeps the others from taking pods away only [horizontal.go computeReplicasForMetrics]
    alone = metric_count(hpa) == len(failing) + len(lost)
    for node in lost:
        effect = _NOTHING if alone else _HALF.replace("Resource", "ContainerResource")
        yield no_container(hpa, target, node)._replace(effect=effect, confidence=None if found.sure else Confidence.LIKELY)
    # A LimitRange lies beside the workloads, or nowhere that is known here.
    closed = found.sure and ctx.graph.absence("Deployment", target.namespace, near=True) is Absence.CLOSED
    for metric, containers in failing:
        problem = report(hpa, metric, containers, ctx)
        yield problem._replace(effect=None if alone else _HALF, confidence=None if closed else Confidence.LIKELY)


def lost_containers(hpa: HPA, target: Workload) -> Iterator[Node]:
    """Where an HPA measures a container that no pod of its target has [pkg/controller/podautoscaler/metrics/client.go]."""
    names = [one.name for one in target.template.live]
    metrics = hpa.node("spec", "metrics")
    for entry in metrics.elements() if metrics is not None and None not in names else ():
        node = entry.get("containerResource", "container")
        name = None if node is None else known_text(node.value)
        # what a webhook adds may have a name that is not nearly that of another
        if node is None or not name or name in names or is_injected_container(name):
            continue
        if near_containers(name, target) or not (target.template.injectors or _SIDECAR.search(name)):
            yield node


def near_containers(name: str, target: Workload) -> list[Container]:
    """The containers whose names are nearly a name."""
    near = nearest(name, [one.name for one in target.template.live if one.name])
    return [one for one in target.template.live if one.name in near]


def no_container(hpa: HPA, target: Workload, node: Node) -> Problem:
    """The problem of a metric of a container that there is not."""
    live = target.template.live
    near = near_containers(node.value, target) or (list(live) if len(live) == 1 else [])
    return Problem(
        node=node,
        message=f"{hpa} measures container {node.value}, but {target} has {listed([str(one) for one in live])}",
        label="no container of the pods",
        related=tuple(Related(one.nearest("name"), str(one)) for one in near or live),
        help=f"write `{near[0].name}`" if len(near) == 1 else None,
    )


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
