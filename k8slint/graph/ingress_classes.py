"""Which controller serves an Ingress, as far as its class, the IngressClasses of the unit and conventions tell."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from k8slint.resources import is_placeholder

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph
    from k8slint.resources import Ingress, Resource

_DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class"
#: Annotations of the controller of NGINX Inc., whose class has the same name where nobody renames it.
_NGINX_INC = ("nginx.org/", "nginx.com/", "appprotect.f5.com/")


class Controller(enum.Enum):
    """A controller whose behaviour is known here; OTHER: one that is none of these.

    NGINX is ingress-nginx (`k8s.io/ingress-nginx`), not the product of NGINX Inc., which is OTHER.
    """

    NGINX = "ingress-nginx"
    ALB = "AWS Load Balancer Controller"
    GCE = "GKE Ingress"
    TRAEFIK = "Traefik"
    OTHER = "another controller"


#: By `spec.controller` of an IngressClass.
_BY_CONTROLLER = {
    "k8s.io/ingress-nginx": Controller.NGINX,
    "webapprouting.kubernetes.azure.com/nginx": Controller.NGINX,
    "ingress.k8s.aws/alb": Controller.ALB,
    "eks.amazonaws.com/alb": Controller.ALB,
    "networking.gke.io/ingress": Controller.GCE,
    "traefik.io/ingress-controller": Controller.TRAEFIK,
}
#: By the names that classes have where nobody renames them.
_BY_NAME = {
    "nginx": Controller.NGINX,
    "webapprouting.kubernetes.azure.com": Controller.NGINX,
    "public": Controller.NGINX,  # of MicroK8s
    "alb": Controller.ALB,
    "gce": Controller.GCE,
    "gce-internal": Controller.GCE,
    "traefik": Controller.TRAEFIK,
    **dict.fromkeys(
        ("apisix", "azure-application-gateway", "azure/application-gateway", "cilium", "contour", "haproxy", "higress",
         "istio", "kong", "ngrok", "openshift-default", "tailscale"),
        Controller.OTHER,
    ),
}  # fmt: skip

#: The names that the classes of well-known controllers have where nobody renames them.
USUAL_CLASSES = tuple(_BY_NAME)


def default_classes(graph: Graph) -> tuple[Resource, ...]:
    """Find the IngressClasses of the unit that serve what names no class, and those that may."""
    return tuple(
        one
        for one in graph.index.of_kind("IngressClass")
        if (mark := one.annotations.get(_DEFAULT_CLASS)) == "true" or is_placeholder(mark)
    )


def class_of(ingress: Ingress, graph: Graph) -> str | None:
    """Tell the class of an Ingress: the one that it names, else the one default of the unit; None: not known."""
    if ingress.names_class:
        return ingress.class_name or ingress.class_annotation
    defaults = graph.once(default_classes)
    return defaults[0].name if len(defaults) == 1 and defaults[0].annotations[_DEFAULT_CLASS] == "true" else None


def class_resource(ingress: Ingress, graph: Graph) -> Resource | None:
    """Find the IngressClass of the unit that an Ingress has; None: it is not there, or the class is not known."""
    name = class_of(ingress, graph)
    return None if name is None else next(graph.index.named("IngressClass", name), None)


def controller_of(ingress: Ingress, graph: Graph) -> Controller | None:
    """Tell which controller serves an Ingress; None: not known."""
    name = class_of(ingress, graph)
    if name is None:
        return None
    found = class_resource(ingress, graph)
    if found is not None:
        controller = found.get("spec", "controller")
        if not isinstance(controller, str) or is_placeholder(controller):
            return None
        return _BY_CONTROLLER.get(controller, Controller.OTHER)
    known = _BY_NAME.get(name)
    if known is None and "nginx" in name:
        known = Controller.NGINX
    if known is Controller.NGINX and any(key.startswith(_NGINX_INC) for key in ingress.annotations):
        return Controller.OTHER
    return known
