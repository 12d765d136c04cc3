"""Load balancers that send requests to the nodes: which Ingresses order one, and which Services they need a node port of.

The AWS Load Balancer Controller targets nodes unless `target-type` is `ip` [its guide, ingress/annotations]; that of
GKE unless the Service has network endpoint groups (`cloud.google.com/neg`), which new clusters add by themselves.
"""

from __future__ import annotations

import enum
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.graph.ingress_classes import Controller, class_resource, controller_of
from k8slint.resources import known_text
from k8slint.resources.scalars import mapping

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph
    from k8slint.resources import Ingress, Resource, Service

TARGET_TYPE = "alb.ingress.kubernetes.io/target-type"
ENDPOINT_GROUPS = "cloud.google.com/neg"
#: The controller of EKS Auto Mode, which targets pods by default.
_AUTO_MODE = "eks.amazonaws.com/alb"


class Target(enum.Enum):
    """What a load balancer sends requests to: NODES, PODS; DEFAULT: to the nodes, unless its controller is told else."""

    NODES = "nodes"
    PODS = "pods"
    DEFAULT = "default"


class NodeTarget(NamedTuple):
    """What the load balancer of an Ingress targets for a Service, and who says so (None: nobody does)."""

    target: Target
    controller: Controller
    said_by: Resource | None = None


def node_target(graph: Graph, ingress: Ingress, service: Service) -> NodeTarget | None:
    """Tell what the load balancer of an Ingress targets for a Service; None: it orders none of those, or it is not known."""
    controller = controller_of(ingress, graph)
    if controller is Controller.ALB:
        return _of_aws(graph, ingress, service)
    return _of_google(service) if controller is Controller.GCE else None


def _of_aws(graph: Graph, ingress: Ingress, service: Service) -> NodeTarget | None:
    for resource in (service, ingress):  # the annotation of the Service wins
        if TARGET_TYPE in resource.annotations:
            said = known_text(resource.annotations[TARGET_TYPE])
            target = {"instance": Target.NODES, "ip": Target.PODS}.get(said or "")
            return None if target is None else NodeTarget(target, Controller.ALB, resource)
    ingress_class = class_resource(ingress, graph)
    if ingress_class is not None:
        if ingress_class.get("spec", "parameters") is not None:
            return None  # IngressClassParams may say it
        if ingress_class.get("spec", "controller") == _AUTO_MODE:
            return NodeTarget(Target.PODS, Controller.ALB)
    return NodeTarget(Target.DEFAULT, Controller.ALB)


def _of_google(service: Service) -> NodeTarget | None:
    text = service.annotations.get(ENDPOINT_GROUPS)
    if text is None:
        return NodeTarget(Target.DEFAULT, Controller.GCE)
    groups = endpoint_groups(text)
    if groups is None:
        return None
    on = groups.get("ingress")
    if on is None:
        return NodeTarget(Target.DEFAULT, Controller.GCE, service)
    target = {True: Target.PODS, False: Target.NODES}.get(on) if isinstance(on, bool) else None
    return None if target is None else NodeTarget(target, Controller.GCE, service)


def endpoint_groups(text: str) -> dict[str, Any] | None:
    """Read the annotation about network endpoint groups; None where it is no JSON object."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return mapping(found) if isinstance(found, dict) else None
