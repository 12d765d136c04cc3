"""The check of nodeport-in-production.md."""

from collections.abc import Iterator

from k8slint.api import (
    Change,
    Context,
    Edit,
    Fix,
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
    low, high = ctx.cluster.node_ports
    if any(port.node_port is not None and not low <= port.node_port <= high for port in service.ports):
        return  # rejected as it is
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
        fix=within_the_cluster(service) if ingresses else None,
    )


def within_the_cluster(service: Service) -> Fix:
    """Take the ports off the nodes, with the fields that only make sense there: an Ingress leads to the Service anyway."""
    gone: list[tuple[str | int, ...]] = [(*port.path, "nodePort") for port in service.ports]
    gone += [("spec", "externalTrafficPolicy"), ("spec", "healthCheckNodePort")]
    removed = (Edit(service.root, path, change=Change.REMOVE) for path in gone if service.node(*path) is not None)
    return Fix("write `type: ClusterIP`", (Edit(service.root, ("spec", "type"), "ClusterIP"), *removed))


def is_meant(service: Service, ctx: Context) -> bool:
    """Whether a node port is the usual way here: own hardware, gateways, node agents, balancers that target nodes."""
    graph = ctx.graph
    if ctx.cluster.kind == "bare-metal" or own_balancer(graph) is not None:
        return True
    templates = graph.selection(service).templates
    if templates and all(template.workload.kind == "DaemonSet" for template in templates):
        return True
    return serves_gateway(graph, service) or may_need_node_ports(graph, service)
