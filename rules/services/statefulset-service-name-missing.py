"""The check of statefulset-service-name-missing.md."""

from collections.abc import Iterator

from k8slint.api import Cluster, Context, Graph, Problem, Related, StatefulSet, lost_pods, report_order


def check(workload: StatefulSet, ctx: Context) -> Iterator[Problem]:
    if not isinstance(workload.get("spec"), dict) or workload.get("spec", "serviceName") not in (None, ""):
        return
    if id(workload) in ctx.graph.once(called_by_pod):
        return  # more than advice: told where its pods are named
    services = sorted((one for one in ctx.graph.services_of(workload.template) if one.headless and one.name), key=report_order)
    yield Problem(
        node=workload.nearest("spec", "serviceName"),
        message=f"{workload} names no governing Service",
        label="no serviceName",
        related=tuple(Related(one.nearest("metadata", "name"), f"{one} is headless and selects its pods") for one in services),
        effect=f"its pods get no DNS names of their own, such as {workload.first_pod}.<service>",
        help=f"write `serviceName: {services[0].name}`" if len(services) == 1 else None,
        key=True,
    )


def called_by_pod(graph: Graph) -> frozenset[int]:
    """The ids of the StatefulSets of which configuration texts name single pods."""
    lost = (one for resource in graph.unit.resources for one in lost_pods(graph, resource, Cluster().domain))
    return frozenset(id(one.workload) for one in lost)
