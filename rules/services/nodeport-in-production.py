"""The check of nodeport-in-production.md."""

from collections.abc import Iterator

from k8slint.api import (
    Context,
    Problem,
    Related,
    Service,
    listed,
    may_need_node_ports,
    own_balancer,
    production,
    routes_to,
    serves_gateway,
)


def check(service: Service, ctx: Context) -> Iterator[Problem]:
    severity = production(ctx.environment)
    if service.type != "NodePort" or severity is None or is_meant(service, ctx):
        return
    numbers = [str(port.node_port) for port in service.ports if port.node_port is not None]
    what = f"port{'s' if len(numbers) > 1 else ''} {listed(numbers)}" if numbers else "a port"
    of = f" of {ctx.environment}" if ctx.environment else ""
    ingresses = routes_to(ctx.graph, service)
    there = tuple(Related(one.nearest("metadata", "name"), f"{one} routes to it already") for one in ingresses)
    yield Problem(
        node=service.nearest("spec", "type"),
        message=f"{service} opens {what} on every node{of}",
        label="opened on every node",
        related=there,
        help="write `type: ClusterIP`" if ingresses else None,
        severity=severity,
    )


def is_meant(service: Service, ctx: Context) -> bool:
    """Whether a node port is the usual way here: own hardware, gateways, node agents, balancers that target nodes."""
    graph = ctx.graph
    if ctx.cluster.kind == "bare-metal" or own_balancer(graph) is not None:
        return True
    templates = graph.selection(service).templates
    if templates and all(template.workload.kind == "DaemonSet" for template in templates):
        return True
    return serves_gateway(graph, service) or may_need_node_ports(graph, service)
