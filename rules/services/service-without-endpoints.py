"""The check of service-without-endpoints.md."""

from collections.abc import Iterator

from k8slint.api import (
    Absence,
    Context,
    Graph,
    Outcome,
    PodTemplate,
    Problem,
    Related,
    Service,
    gets_endpoints,
    is_missing,
    looked_at,
    lost_endpoints,
)

#: Endpoints without a Service that are told of.
_TOLD = 3


def check(service: Service, ctx: Context) -> Iterator[Problem]:
    if service.type is None or service.external_name or not service.unmanaged or gets_endpoints(ctx.graph, service):
        return
    if service.name in ctx.graph.once(meant_by_endpoints) or is_of_the_cluster(service, ctx):
        return
    there = namesake(service, ctx)
    labels = "" if there is None else ", ".join(f"{key}: {value}" for key, value in there.workload.selector.pairs())
    closed = ctx.graph.absence("Service", service.namespace, near=False) is Absence.CLOSED
    where = service.in_namespace if closed else f" {looked_at(ctx.unit)}"
    pods = () if there is None else (Related(there.nearest("metadata", "labels"), f"the pods of {there}"),)
    lost = tuple(
        Related(one.nearest("metadata", "name"), f"{one} names a Service that does not exist")
        for one in lost_endpoints(ctx.graph, service.namespace)[:_TOLD]
    )
    yield Problem(
        node=service.nearest("spec", "selector"),
        message=f"{service} has no selector, and no EndpointSlice{where} gives it endpoints",
        label="no selector",
        related=(*pods, *lost),
        help=f"write `selector: {{{labels}}}` to select the pods of {there}" if labels else None,
        absence=ctx.graph.absence("Service", service.namespace, near=False),
        key=True,
    )


def is_of_the_cluster(service: Service, ctx: Context) -> bool:
    """Whether it is one to which every cluster gives endpoints."""
    return service.name == "kubernetes" and service.namespace in {"default", None} and not ctx.unit.partial


def meant_by_endpoints(graph: Graph) -> frozenset[str | None]:
    """The names of the Services that slices probably mean which name another one: there it is told."""
    return frozenset(
        miss.name
        for kind in ("EndpointSlice", "Endpoints")
        for resource in graph.index.of_kind(kind)
        for reference in graph.references(resource, "Service")
        if is_missing(reference) or reference.outcome is Outcome.UNKNOWN
        for miss in reference.found.near
    )


def namesake(service: Service, ctx: Context) -> PodTemplate | None:
    """The only workload of the namespace with the name of the Service."""
    found = [one for one in ctx.graph.neighbours(service.namespace) if one.workload.name == service.name]
    return found[0] if len(found) == 1 else None
