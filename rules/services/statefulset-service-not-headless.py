"""The check of statefulset-service-not-headless.md."""

from collections.abc import Iterator

from k8slint.api import (
    Confidence,
    Context,
    Edit,
    Fix,
    Graph,
    Outcome,
    Problem,
    Related,
    Service,
    Severity,
    StatefulSet,
    calls_of,
    report_order,
    routes_to,
)


def check(workload: StatefulSet, ctx: Context) -> Iterator[Problem]:
    for reference in ctx.graph.references(workload, "Service"):
        found = reference.found
        services = [target for target in found.targets if isinstance(target, Service)]
        if reference.want.row.id != "governing-service" or found.outcome is not Outcome.FOUND or not services:
            continue
        if all(not one.headless and one.headless_known and one.type is not None for one in services):
            yield not_headless(workload, services[0], ctx, sure=found.sure)


def not_headless(workload: StatefulSet, service: Service, ctx: Context, *, sure: bool) -> Problem:
    headless = sorted((one for one in ctx.graph.services_of(workload.template) if one.headless and one.name), key=report_order)
    several = workload.replicas is not None and workload.replicas > 1
    fix = None
    if len(headless) == 1:
        help_ = f"write `serviceName: {headless[0].name}`"
        fix = Fix(help_, (Edit(workload.root, ("spec", "serviceName"), headless[0].name),))
    elif service.type == "ClusterIP":
        help_ = f"write `clusterIP: None` in {service}"
        if not headless and needs_no_address(service, ctx):
            fix = Fix(help_, (Edit(service.root, ("spec", "clusterIP"), "None"),))
    else:
        help_ = "name a Service with `clusterIP: None`"
    also = tuple(Related(one.nearest("metadata", "name"), f"{one} is headless and selects its pods") for one in headless)
    return Problem(
        node=workload.nearest("spec", "serviceName"),
        message=f"the governing Service {service.name} of {workload} is not headless",
        label="not headless",
        related=(Related(service.nearest("spec", "clusterIP"), f"{service} has an address of its own"), *also),
        help=help_,
        fix=fix,
        severity=Severity.WARNING if several or names_of_pods_are_used(workload, service, ctx) else Severity.INFO,
        confidence=None if sure else Confidence.LIKELY,
    )


def needs_no_address(service: Service, ctx: Context) -> bool:
    """Whether clients find the same ports without an address of the Service: no port is mapped, and no Ingress needs one."""
    mapped = any(port.target != port.port for port in service.ports)
    pinned = any(service.node("spec", field) is not None for field in ("clusterIP", "clusterIPs"))
    return service.ports_known and not mapped and not pinned and not routes_to(ctx.graph, service)


def names_of_pods_are_used(workload: StatefulSet, service: Service, ctx: Context) -> bool:
    """Whether some configuration text of the unit names a single pod: `db-0.db`."""
    return any(pod.rpartition("-")[0] == workload.name and name == service.name for pod, name in ctx.graph.once(pods_named))


def pods_named(graph: Graph) -> frozenset[tuple[str, str]]:
    """The pods that configuration texts of the unit name, each with its Service."""
    return frozenset(
        (call.host.pod, call.host.service)
        for resource in graph.unit.resources
        for call in calls_of(graph, resource)
        if call.host.pod is not None
    )
