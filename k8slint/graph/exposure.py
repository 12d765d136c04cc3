"""Through what the outside reaches a Service: gateways, load balancers of one's own, and who needs its node ports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8slint.resources import Ingress, Resource, Service, Workload
from k8slint.resources.balancers import balances_on_nodes, is_gateway, is_gateway_label, is_own_balancer

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph

_DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class"
_TARGET_TYPE = "alb.ingress.kubernetes.io/target-type"
_BACKEND = "ingress-backend"
#: Well-known classes whose load balancers may send traffic to nodes, by the name of their controller.
_NODE_CLASSES = {"alb": "ingress.k8s.aws/alb", "gce": "k8s.io/ingress-gce", "gce-internal": "k8s.io/ingress-gce"}
_AWS, _GCE = "ingress.k8s.aws/", "k8s.io/ingress-gce"
#: The controller of a class of which only the name is known, and of which it is known that nodes are none of its business.
_OTHER = "other"


def own_balancer(graph: Graph) -> Resource | None:
    """What of a unit shows that load is balanced by hardware or nodes of one's own; None: nothing does."""
    return graph.once(_own_balancer)


def _own_balancer(graph: Graph) -> Resource | None:
    for resource in graph.unit.resources:
        if is_own_balancer(resource) or (isinstance(resource, Workload) and balances_on_nodes(resource.template)):
            return resource
    return None


def serves_gateway(graph: Graph, service: Service) -> bool:
    """Whether a Service leads to an ingress controller, a gateway or a proxy, as far as its pods are known."""
    if is_gateway_label(dict(service.selector.pairs())):
        return True
    return any(is_gateway(template) for template in graph.selection(service).templates)


def routes_to(graph: Graph, service: Service) -> tuple[Ingress, ...]:
    """The Ingresses of the unit that send requests to a Service."""
    found: dict[int, Ingress] = {}
    for reference in graph.referrers(service):
        source = reference.want.source
        if isinstance(source, Ingress) and reference.want.row.id == _BACKEND:
            found[id(source)] = source
    return tuple(found.values())


def may_need_node_ports(graph: Graph, service: Service, default_class: str | None = None) -> bool:
    """Whether an Ingress may reach a Service through its node ports: the load balancers of AWS and Google do.

    `default_class` is that of Ingresses which name none, where the unit has no default of its own.
    """
    return any(_targets_nodes(graph, ingress, service, default_class) for ingress in routes_to(graph, service))


def _targets_nodes(graph: Graph, ingress: Ingress, service: Service, default_class: str | None) -> bool:
    controller = _controller(graph, ingress, default_class)
    if controller is None or controller == _GCE:
        return True
    if not controller.startswith(_AWS):
        return False
    return "ip" not in {ingress.annotations.get(_TARGET_TYPE), service.annotations.get(_TARGET_TYPE)}


def _controller(graph: Graph, ingress: Ingress, default_class: str | None) -> str | None:
    """The controller of an Ingress; None: unknown."""
    classes = graph.index.of_kind("IngressClass")
    name = ingress.class_name or ingress.class_annotation
    if name is None and ingress.names_class:
        return None
    if name is None:
        default = next((one for one in classes if one.annotations.get(_DEFAULT_CLASS) == "true"), None)
        name = default.name if default is not None else default_class
    if name is None:
        return None
    for one in classes:
        if one.name == name:
            controller = one.get("spec", "controller")
            return controller if isinstance(controller, str) else None
    return _NODE_CLASSES.get(name, _OTHER)
