"""Paths that several Ingress rules take requests for: which rules compete with which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8slint.graph.ingress_classes import Controller, class_of, controller_of
from k8slint.graph.objects import report_order
from k8slint.resources import NGINX_ANNOTATIONS, Ingress, IngressPath

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph

#: Annotations by which an Ingress takes only some of the requests for its paths, or is one part of another.
_SHARES = (
    f"{NGINX_ANNOTATIONS}canary",
    "nginx.org/mergeable-ingress-type",
    "zalando.org/skipper-predicate",
    "alb.ingress.kubernetes.io/conditions.",
    "konghq.com/methods",
    "konghq.com/headers.",
    "konghq.com/protocols",
)
_SOLVER = "acme.cert-manager.io/http01-solver"
_ENTRY_POINTS = "traefik.ingress.kubernetes.io/router.entrypoints"
_GROUP = "alb.ingress.kubernetes.io/group.name"
#: Controllers that make a load balancer for every Ingress.
_ALONE = frozenset({Controller.ALB, Controller.GCE})


def clashing_paths(graph: Graph) -> dict[int, list[tuple[IngressPath, ...]]]:
    """Find the paths of a unit that are routed several times, each group in order, by the `id` of the last's Ingress."""
    groups: dict[tuple[Any, ...], list[IngressPath]] = {}
    definitions: dict[tuple[str | None, str | None], Ingress] = {}
    for ingress in graph.index.of_kind("Ingress"):
        if not isinstance(ingress, Ingress):
            continue
        # A second definition of one Ingress is no other Ingress.
        again = ingress.name is not None and definitions.setdefault((ingress.namespace, ingress.name), ingress) is not ingress
        company = (id(ingress),) if again else _company(ingress, graph)
        for path in ingress.paths():
            request = _requests(path)
            if request is not None and not path.backend.is_action:
                groups.setdefault((company, request), []).append(path)
    found: dict[int, list[tuple[IngressPath, ...]]] = {}
    for group in groups.values():
        if len(group) > 1:
            ordered = tuple(sorted(group, key=_order))
            found.setdefault(id(ordered[-1].ingress), []).append(ordered)
    return found


def _order(path: IngressPath) -> tuple[Any, ...]:
    kind, namespace, name, group, *equals = report_order(path.ingress)
    return (kind, namespace, name, group, path.path, *equals)


def _company(ingress: Ingress, graph: Graph) -> tuple[Any, ...]:
    """With which other Ingresses an Ingress competes: those for which this is the same."""
    shares = any(key.startswith(_SHARES) for key in ingress.annotations) or _SOLVER in ingress.labels
    name = class_of(ingress, graph)
    group = ingress.annotations.get(_GROUP)
    alone = group is None and controller_of(ingress, graph) in _ALONE
    if shares or alone or (name is None and ingress.names_class):
        return (id(ingress),)
    return (name, group, ingress.annotations.get(_ENTRY_POINTS))


def _requests(path: IngressPath) -> tuple[str, str, str] | None:
    """Which requests a path takes; None: not known."""
    if path.host is None or path.http_path is None or (path.path_type is None and path.node("pathType") is not None):
        return None
    http_path = path.http_path or "/"
    if path.path_type == "Prefix":
        http_path = http_path.rstrip("/") or "/"
    return path.host.lower(), http_path, path.path_type or "ImplementationSpecific"
