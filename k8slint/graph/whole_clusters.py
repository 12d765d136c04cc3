"""Whether a unit is all that a cluster gets, and whether anything of it serves Ingresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from k8slint.resources import Ingress, Workload, is_placeholder
from k8slint.resources.scalars import Path, sequence

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph
    from k8slint.resources import Resource

#: What keeps anybody from knowing all of a unit; what charts bring is told by their names.
_DOUBTS = frozenset({"unparsed", "templated", "not-rendered", "ignored", "unknown-kind"})
#: What runs a cluster out of git, by kind and name: where it lies, the rest of the cluster lies too.
_RUNS = frozenset(
    {
        *(("Kustomization", "flux-system"), ("GitRepository", "flux-system"), ("OCIRepository", "flux-system")),
        *(("Deployment", "kustomize-controller"), ("Deployment", "argocd-server")),
        *(("StatefulSet", "argocd-application-controller"), ("Deployment", "argocd-application-controller")),
    }
)
_FLUX = "flux-system"
#: Words in the names of controllers, of their charts, images and repositories.
_CONTROLLERS = re.compile(
    r"ingress|traefik|haproxy|\bkong\b|contour|envoy|istio|load-?balancer|\bgce\b|glbc|agic|application-gateway|cilium|apisix|"
    r"higress|emissary|ambassador|gloo|openshift-router|skipper|pomerium|ngrok|tailscale|cloudflare|voyager|caddy"
)
#: Classes that clouds and distributions serve by themselves.
_SERVED = re.compile(
    r"alb|gce(-internal)?|azure[-/]application-gateway|webapprouting\..*|openshift-default|public|tailscale|ngrok|nlb"
)
_CHARTS: dict[str, tuple[Path, ...]] = {
    "HelmRelease": (("spec", "chart", "spec", "chart"), ("spec", "chartRef", "name"), ("spec", "releaseName")),
    "HelmChart": (("spec", "chart"),),
    "Application": (("spec", "source", "chart"), ("spec", "source", "repoURL"), ("spec", "sources")),
    "ApplicationSet": (("spec", "template", "spec", "source"), ("spec", "generators")),
}


def is_whole_cluster(graph: Graph) -> bool:
    """Whether nothing else is in the cluster: a unit holds what delivers it, and everything that this applies.

    Of a world that the user states to be complete it is known.
    """
    unit, topology = graph.unit, graph.unit.topology
    if unit.partial or any(gap.kind in _DOUBTS for gap in unit.gaps):
        return False
    if unit.kind == "world" and unit.complete:
        return True
    if topology is None:
        return False
    names = {(resource.kind, resource.name) for resource in unit.resources}
    if _RUNS.isdisjoint(names) and not any(part.name.rpartition("/")[2] == _FLUX for part in unit.parts):
        return False
    return all(_is_here(resource, graph) for resource in unit.resources if resource.kind in {"Kustomization", "Application"})


def _is_here(resource: Resource, graph: Graph) -> bool:
    """Whether all that a resource applies is of this repository, and there; a chart has its name."""
    topology = graph.unit.topology
    if resource.kind == "Application" and resource.get("spec", "source", "chart"):
        return True
    found = () if topology is None else topology.of.get(id(resource), ())
    return bool(found) and all(topology is not None and any(topology.brought(one)) for one in found)


def unserved_ingresses(graph: Graph) -> tuple[Ingress, ...]:
    """The Ingresses of a unit that nothing of it serves, and no cloud either."""
    every = [one for one in graph.unit.resources if isinstance(one, Ingress)]
    if not every or any(_CONTROLLERS.search(word) for one in graph.unit.resources for word in _words(one)):
        return ()
    classes = {str(one.name): str(one.get("spec", "controller")) for one in graph.index.of_kind("IngressClass")}
    return tuple(one for one in every if not _is_served(one, classes))


def _is_served(ingress: Ingress, classes: dict[str, str]) -> bool:
    name = ingress.class_name or ingress.class_annotation
    unclear = name is None and (
        ingress.names_class or any("gke.io" in key or "global-static-ip" in key for key in ingress.annotations)
    )
    return unclear or (name is not None and (is_placeholder(name) or name in classes or _SERVED.fullmatch(name) is not None))


def _words(resource: Resource) -> Iterator[str]:
    """What tells of a resource which program it brings."""
    if isinstance(resource, Workload):
        yield resource.name or ""
        yield from (container.image or "" for container in resource.template.containers)
    for path in _CHARTS.get(resource.kind, ()):
        yield resource.name or ""
        found = resource.get(*path)
        yield from (str(one) for one in sequence(found) or (found,) if one)
