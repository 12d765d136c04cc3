"""Whether all that delivers into a cluster is in view: its tree in git, entered where the cluster enters it.

What Flux and Argo CD work with is kept there. Charts bring other things, and so do operators: only what is applied and not
read, or what is known to write such objects, may bring one that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from k8slint.resources import Resource
from k8slint.units import Unit

#: Kinds that say what is delivered, from where, and for whom.
DELIVERY = frozenset(
    {
        *("GitRepository", "HelmRepository", "OCIRepository", "Bucket", "HelmChart", "Kustomization", "HelmRelease"),
        "AppProject",
    }
)
#: What may hold such objects and is not read.
_DOUBTS = frozenset({"unparsed", "templated", "not-rendered", "ignored", "not-built"})
#: Words in the API groups of what writes such objects: operators of Flux and Argo CD, and what composes others of any kind.
_WRITERS = re.compile(r"flux|gitops|argo|crossplane|kro\.run|open-cluster-management|cattle\.io|capsule|kargo|kapp|carto")
#: Words in the names of charts that bring such objects.
_CHARTS = re.compile(r"argo|flux|gitops|tenant|manifests|resources|\braw\b")
_ARGO = "argoproj.io"
_KUSTOMIZE = "kustomize.toolkit.fluxcd.io"
_FLUX = "flux-system"
_CLUSTERS = frozenset({"cluster", "clusters"})


def is_tree(world: Unit) -> bool:
    """Whether a world is the whole tree of a cluster: entered where Flux or Argo CD does, and nothing of it unread."""
    if world.kind != "world" or world.partial or world.topology is None or any(gap.kind in _DOUBTS for gap in world.gaps):
        return False
    return not any(_may_write(one) for one in world.resources) and _is_entered(world)


def syncs_itself(resources: Iterable[Resource]) -> bool:
    """Whether what `flux bootstrap` writes is among resources: then the source of that is, too."""
    return any(_is_sync(one) for one in resources)


def _is_sync(resource: Resource) -> bool:
    return resource.kind == "Kustomization" and resource.group == _KUSTOMIZE and resource.name == resource.namespace == _FLUX


def _is_entered(world: Unit) -> bool:
    """Whether a cluster enters a world where it begins: with the objects of Flux itself, or an Application of Applications."""
    if syncs_itself(world.resources) or any(part.name.rpartition("/")[2] == _FLUX for part in world.parts):
        return True
    if not _CLUSTERS.isdisjoint(world.name.split("/")):
        return True
    topology = world.topology
    deliverers = {id(one) for one in world.resources if one.group == _ARGO}
    return topology is not None and any(
        id(one) in deliverers
        for resource in world.resources
        if resource.kind == "Application" and resource.group == _ARGO
        for applied in topology.of.get(id(resource), ())
        for unit in topology.brought(applied)
        for one in unit.resources
    )


def _may_write(resource: Resource) -> bool:
    """Whether a resource may have such objects made of which nothing is read."""
    if resource.built_in:
        return False
    if not resource.known:
        return _WRITERS.search(resource.group) is not None
    if resource.kind == "HelmRelease":
        chart = resource.get("spec", "chart", "spec", "chart") or resource.get("spec", "chartRef", "name")
        return _brings(str(chart or resource.name))
    sources = [resource.get("spec", "source"), *_entries(resource.get("spec", "sources"))]
    return resource.kind == "Application" and any(
        isinstance(one, dict) and _brings(str(one.get("chart") or "")) for one in sources
    )


def _entries(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _brings(chart: str) -> bool:
    return _CHARTS.search(chart.rpartition("/")[2]) is not None
