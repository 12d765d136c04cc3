"""What checks visit: the subjects of a unit, by the name that a check's annotation gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from k8slint.resources import Resource, Workload
from k8slint.resources.config_text import holds_configuration
from k8slint.units import Chart, Kustomization, Unit
from k8slint.units.layout import CHART

#: Kinds whose usual short name is the subject's.
_SHORT = {
    "HorizontalPodAutoscaler": "HPA",
    "PodDisruptionBudget": "PDB",
    "PersistentVolumeClaim": "PVC",
    "PersistentVolume": "PV",
}

#: Subjects that are several kinds which say the same sort of thing.
_SEVERAL = {
    "Autoscaler": ("HPA", "VerticalPodAutoscaler", "ScaledObject"),
    "Endpoints": ("Endpoints", "EndpointSlice"),
    "RoleBinding": ("RoleBinding", "ClusterRoleBinding"),
    "Webhook": ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "CustomResourceDefinition"),
}

#: Kinds that are subjects under these names where they are of this API group: others have kinds of the same name.
_OF_GROUPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "Application": ("argoproj.io", ("Application",)),
    "ApplicationSet": ("argoproj.io", ("Application",)),
    "HelmRelease": ("helm.toolkit.fluxcd.io", ("FluxResource", "HelmRelease")),
    "Kustomization": ("kustomize.toolkit.fluxcd.io", ("FluxResource", "FluxKustomization")),
}

#: Kinds with a view of their own: what has such a name but not the view is another API's. (A Kustomization is a file, a
#: Chart a directory.)
_VIEWS = frozenset({"Chart", "Service", "Ingress", "PDB", "Pod", "StatefulSet", "Kustomization"})


def _kinds(unit: Unit) -> dict[str, list[Any]]:
    """Resources under the name of their view or of their kind."""
    found: dict[str, list[Any]] = {}
    for resource in unit.resources:
        if resource.kind in _OF_GROUPS:
            group, names = _OF_GROUPS[resource.kind]
            for name in names if resource.group == group else ():
                found.setdefault(name, []).append(resource)
            continue
        name = _SHORT.get(type(resource).__name__, type(resource).__name__)
        if name not in _VIEWS:
            name = _SHORT.get(resource.kind, resource.kind)
            if name in _VIEWS:
                continue
        found.setdefault(name, []).append(resource)
    return found


class Subjects:
    """The subjects of one unit, each list made once and only when a rule asks for it."""

    __slots__ = ("_kinds", "_made", "_unit")

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._kinds: dict[str, list[Any]] | None = None
        self._made: dict[str, Sequence[Any]] = {}

    def of(self, name: str) -> Sequence[Any]:
        """Every subject of that name, in the order read."""
        made = self._made.get(name)
        if made is None:
            make = _GENERAL.get(name)
            if make is not None:
                made = make(self)
            else:
                if self._kinds is None:
                    self._kinds = _kinds(self._unit)
                kinds = _SEVERAL.get(name, (name,))
                found = [self._kinds.get(kind, []) for kind in kinds]
                made = found[0] if len(found) == 1 else [resource for group in found for resource in group]
            self._made[name] = made
        return made

    def resources(self) -> Sequence[Resource]:
        """Every resource."""
        return self._unit.resources

    def configurations(self) -> Sequence[Resource]:
        """Every resource that tells programs whom to call."""
        return list(filter(holds_configuration, self._unit.resources))

    def units(self) -> Sequence[Unit]:
        """The unit itself."""
        return (self._unit,)

    def kustomizations(self) -> Sequence[Kustomization]:
        """Every kustomization file in which something is wrong."""
        return self._unit.kustomizations

    def charts(self) -> Sequence[Chart]:
        """Every chart in which something is wrong."""
        return self._unit.charts

    def workloads(self) -> Sequence[Workload]:
        """Every resource that holds a pod template."""
        return [resource for resource in self._unit.resources if isinstance(resource, Workload)]

    def templates(self) -> Sequence[Any]:
        """Every pod template."""
        return [workload.template for workload in self.of("Workload") if workload.template is not None]

    def containers(self) -> Sequence[Any]:
        """Every container of every pod template."""
        return [container for template in self.of("PodTemplate") for container in template.containers]


_GENERAL: dict[str, Callable[[Subjects], Sequence[Any]]] = {
    "Resource": Subjects.resources,
    "Configuration": Subjects.configurations,
    "Unit": Subjects.units,
    "Kustomization": Subjects.kustomizations,
    "Chart": Subjects.charts,
    "Workload": Subjects.workloads,
    "PodTemplate": Subjects.templates,
    "Container": Subjects.containers,
}


def file_of(subject: Any) -> str | None:
    """The file in which a subject is written, as reports name it; None for what is no part of one."""
    resource = owner(subject)
    if resource is not None:
        return resource.nearest().source.path
    if isinstance(subject, Chart):
        return f"{subject.directory}/{CHART}"
    return subject.path if isinstance(subject, Kustomization) else None


def owner(subject: Any) -> Resource | None:
    """The resource that a subject is, or lies in."""
    if isinstance(subject, Resource):
        return subject
    template = getattr(subject, "template", subject)
    workload = getattr(template, "workload", None)
    return workload if isinstance(workload, Resource) else None
