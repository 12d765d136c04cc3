"""Through what the outside reaches a Service: gateways, load balancers of one's own, and who needs its node ports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8slint.graph.ingress_classes import Controller, class_of, controller_of
from k8slint.graph.node_targets import Target, node_target
from k8slint.graph.objects import report_order
from k8slint.resources import Container, Ingress, Resource, Service, Workload
from k8slint.resources.balancers import balances_on_nodes, is_gateway, is_gateway_label, is_own_balancer

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph

_BACKEND = "ingress-backend"


def own_balancer(graph: Graph) -> Resource | None:
    """What of a unit shows that load is balanced by hardware or nodes of one's own; None: nothing does."""
    return graph.once(_own_balancer)


def _own_balancer(graph: Graph) -> Resource | None:
    for resource in graph.unit.resources:
        if is_own_balancer(resource) or (isinstance(resource, Workload) and balances_on_nodes(resource.template)):
            return resource
    return None


def serves_gateway(graph: Graph, service: Service) -> bool:
    """Whether a Service leads to an ingress controller, a gateway or a proxy, as far as its pods are known.

    The containers tell that own its target ports, where these are declared: a proxy beside one of them is a sidecar.
    """
    if is_gateway_label(dict(service.selector.pairs())):
        return True
    owners: dict[int, list[Container]] = {}  # of the ports that are declared, by template
    for port in service.ports:
        for end in graph.endpoints(port):
            if end.resolution.port is not None:
                owners.setdefault(id(end.template), []).append(end.resolution.port.container)
    return any(is_gateway(template, owners.get(id(template))) for template in graph.selection(service).templates)


def routes_to(graph: Graph, service: Service) -> tuple[Ingress, ...]:
    """The Ingresses of the unit that send requests to a Service."""
    found: dict[int, Ingress] = {}
    for reference in graph.referrers(service):
        source = reference.want.source
        if isinstance(source, Ingress) and reference.want.row.id == _BACKEND:
            found[id(source)] = source
    return tuple(sorted(found.values(), key=report_order))


def may_need_node_ports(graph: Graph, service: Service) -> bool:
    """Whether an Ingress may reach a Service through its node ports: the load balancers of AWS and Google do."""
    return any(_may_target_nodes(graph, ingress, service) for ingress in routes_to(graph, service))


def _may_target_nodes(graph: Graph, ingress: Ingress, service: Service) -> bool:
    controller = controller_of(ingress, graph)
    if controller in {Controller.ALB, Controller.GCE}:
        found = node_target(graph, ingress, service)
        return found is None or found.target is not Target.PODS
    return controller is None and class_of(ingress, graph) is None
