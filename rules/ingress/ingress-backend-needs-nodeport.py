"""The check of ingress-backend-needs-nodeport.md."""

from collections.abc import Iterator

from k8slint.api import (
    ENDPOINT_GROUPS,
    TARGET_TYPE,
    Backend,
    Confidence,
    Context,
    Controller,
    Edit,
    Fix,
    Ingress,
    NodeTarget,
    Outcome,
    Problem,
    Related,
    Service,
    Severity,
    Target,
    controller_of,
    endpoint_groups,
    node_target,
)

_ALLOCATED = "allocateLoadBalancerNodePorts"


def check(ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    if controller_of(ingress, ctx.graph) not in {Controller.ALB, Controller.GCE}:
        return  # `node_target` knows no other
    backends = {backend.service_path: backend for backend in ingress.backends()}
    told = set()
    for reference in ctx.graph.references(ingress, "Service"):
        backend = backends.get(reference.want.field)
        service = reference.found.target
        if backend is None or reference.outcome is not Outcome.FOUND or not isinstance(service, Service) or backend.is_action:
            continue
        found = node_target(ctx.graph, ingress, service)
        if id(service) in told or found is None or found.target is Target.PODS or has_node_ports(service):
            continue
        told.add(id(service))
        yield unreachable(backend, service, found, sure=reference.found.sure)


def has_node_ports(service: Service) -> bool:
    """Whether the nodes listen for a Service, or may."""
    if service.type == "LoadBalancer":
        asked = any(port.node_port is not None for port in service.ports) or not service.ports_known
        return asked or service.get("spec", _ALLOCATED) is not False
    return service.type != "ClusterIP"


def unreachable(backend: Backend, service: Service, found: NodeTarget, *, sure: bool) -> Problem:
    said = found.target is Target.NODES
    field = {"LoadBalancer": _ALLOCATED}.get(service.type or "", "type")
    written = service.node("spec", field)
    there = f"{_ALLOCATED}: false" if field == _ALLOCATED else f"type {service.type}{'' if written else ', the default'}"
    related = [Related(written or service.nearest("spec"), f"{service}: {there}", key=written is None)]
    aws = found.controller is Controller.ALB
    if found.said_by is not None:
        key = TARGET_TYPE if aws else ENDPOINT_GROUPS
        node = found.said_by.nearest("metadata", "annotations", key)
        related.append(Related(node, f"{found.said_by}: {key.rpartition('/')[2]} {found.said_by.annotations[key]}"))
    by = "as its annotation says" if said else f"as {found.controller.value} does unless it is told otherwise"
    key, value = (TARGET_TYPE, "ip") if aws else (ENDPOINT_GROUPS, '{"ingress": true}')
    title = f"write `{key}: {value}`" if aws else f"write `{key}: '{value}'`"
    return Problem(
        node=backend.ingress.nearest(*backend.service_path),
        message=f"{backend} sends requests to the nodes for {service}, which has no node port",
        label="no node port",
        related=tuple(related),
        effect=f"the load balancer of the Ingress targets nodes, {by}; it gets no targets",
        help=f"{title}, or `type: NodePort` in {service}",
        severity=None if said else Severity.INFO,
        confidence=None if said and sure else Confidence.LIKELY,
        fix=to_pods(backend.ingress, service, found, title),
    )


def to_pods(ingress: Ingress, service: Service, found: NodeTarget, title: str) -> Fix | None:
    """Have the load balancer target the pods, where the annotation says else or is missing."""
    if found.controller is Controller.ALB:
        where = found.said_by or ingress
        return Fix(title, (Edit(where.nearest("metadata"), ("annotations", TARGET_TYPE), "ip"),))
    text = service.annotations.get(ENDPOINT_GROUPS)
    if text is not None and endpoint_groups(text) != {"ingress": False}:
        return None
    return Fix(title, (Edit(service.nearest("metadata"), ("annotations", ENDPOINT_GROUPS), '{"ingress": true}'),))
