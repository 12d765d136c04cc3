"""Resources that make pods, and the pod templates that they make them from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8slint.resources.automatic import pod_labels
from k8slint.resources.containers import ROLES, Container, ContainerPort, Mount, Volume
from k8slint.resources.injection import Injector, injectors
from k8slint.resources.lazy import Lazy
from k8slint.resources.model import Resource
from k8slint.resources.placeholders import known_text
from k8slint.resources.scalars import Path, at, is_list_of_mappings, mapping, sequence, whole_number
from k8slint.resources.selectors import Selector, equality_selector, label_selector
from k8slint.resources.templates import CUSTOM, Place, place_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8slint.resources.labels import Labels
    from k8slint.yaml import Node

#: Kinds whose pods come to an end.
_ENDING = frozenset({"Job", "CronJob", "ScaledJob", "BroadcastJob", "AdvancedCronJob"})


class Workload(Resource):
    """A resource that holds a pod template, and usually makes pods from it."""

    @Lazy
    def place(self) -> Place:
        """Where this kind keeps its template."""
        return place_of(self.group, self.kind) or CUSTOM

    @Lazy
    def template(self) -> PodTemplate:
        """The pod template; where it is missing or malformed, one of which nothing is known."""
        places = self.place.templates
        path = next((steps for steps in places if isinstance(self.get(*steps), dict)), places[0])
        return PodTemplate(self, path)

    @property
    def understood(self) -> bool:
        """Whether the kind is known to make pods as its template says; a controller of any other may add to it."""
        return self.place is not CUSTOM

    @Lazy
    def makes_pods(self) -> bool:
        """Whether pods come of the template; not of a PodTemplate, nor of a Rollout that refers to another workload."""
        if self.group == "argoproj.io" and self.get("spec", "workloadRef") is not None:
            return False
        return self.place.makes_pods

    @Lazy
    def replicas(self) -> int | None:
        """How many pods at a time; None: unknown, or up to something else (nodes, load)."""
        steps = self.place.replicas
        value = None if steps is None else self.get(*steps)
        return self.place.default if value is None else whole_number(value)

    @Lazy
    def selector(self) -> Selector:
        """What it takes for its own pods: `spec.selector`."""
        read = equality_selector if self.place.equality else label_selector
        return read(self.get("spec", "selector"), ("spec", "selector"))


class Pod(Workload):
    """A bare pod: its own template."""


class StatefulSet(Workload):
    """A StatefulSet: pods with an ordinal, a name and volumes of their own."""

    @Lazy
    def service_name(self) -> str | None:
        """The Service that gives the pods their names (`spec.serviceName`); None: not given, or unknown."""
        return known_text(self.get("spec", "serviceName"))

    @property
    def first_pod(self) -> str:
        """What the first of its pods is called."""
        start = self.get("spec", "ordinals", "start")
        return f"{self.name or '<name>'}-{start if isinstance(start, int) else 0}"


class PodTemplate:
    """What pods are made from: `metadata` and `spec` of a pod, somewhere in a workload. Equal only to itself."""

    def __init__(self, workload: Workload, path: Path) -> None:
        self.workload = workload
        self.path = path

    def __str__(self) -> str:
        return str(self.workload)

    @Lazy
    def value(self) -> dict[str, Any]:
        """The template; empty when missing or malformed."""
        return mapping(self.workload.get(*self.path))

    @Lazy
    def spec_path(self) -> Path:
        """Where the pod spec is in the workload."""
        return (*self.path, "spec")

    @Lazy
    def labels_path(self) -> Path:
        """Where the written labels of the pods are in the workload."""
        return (*self.path, "metadata", "labels")

    @Lazy
    def spec(self) -> dict[str, Any]:
        """The pod spec; empty when missing, malformed, or the spec of something that is no pod."""
        return mapping(self.value.get("spec")) if self.workload.place.pods else {}

    @Lazy
    def labels(self) -> Labels:
        """The labels that the pods will carry: written ones and automatic ones."""
        if not self.value:
            return pod_labels(self.workload, "")  # a text is no mapping: nothing is known
        metadata = self.value.get("metadata")
        written = metadata.get("labels") if isinstance(metadata, dict) else metadata
        return pod_labels(self.workload, written)

    @Lazy
    def annotations(self) -> dict[str, Any]:
        """The annotations of the pods, as written; empty when malformed."""
        return mapping(at(self.value, ("metadata", "annotations")))

    @Lazy
    def containers(self) -> tuple[Container, ...]:
        """All containers: of `containers`, then of `initContainers`, then of `ephemeralContainers`."""
        return tuple(
            Container(self, role, index, value)
            for role in ROLES
            for index, value in enumerate(sequence(self.spec.get(role)))
            if isinstance(value, dict)
        )

    @Lazy
    def containers_known(self) -> bool:
        """Whether `containers` are all there are, save those that admission injects."""
        return bool(self.spec.get("containers")) and all(is_list_of_mappings(self.spec.get(role)) for role in ROLES)

    @Lazy
    def live(self) -> tuple[Container, ...]:
        """The containers that run beside one another: `containers`, then native sidecars."""
        return tuple(one for one in self.containers if one.role == "containers" or one.native_sidecar)

    @Lazy
    def volumes(self) -> tuple[Volume, ...]:
        """The volumes, in order."""
        return tuple(
            Volume(self, index, value)
            for index, value in enumerate(sequence(self.spec.get("volumes")))
            if isinstance(value, dict)
        )

    @Lazy
    def volumes_known(self) -> bool:
        """Whether `volumes` are all there are and each has a known name, save those that admission injects."""
        return is_list_of_mappings(self.spec.get("volumes")) and all(volume.name is not None for volume in self.volumes)

    @Lazy
    def claims(self) -> tuple[str | None, ...]:
        """The names of the volume claim templates beside it, which are volumes of the pods too; None where unknown."""
        claims = self.workload.get(*self.path[:-1], "volumeClaimTemplates")
        return tuple(known_text(at(claim, ("metadata", "name"))) for claim in sequence(claims))

    @Lazy
    def ends(self) -> bool:
        """Whether its pods come to an end: nobody expects them to serve."""
        return self.workload.kind in _ENDING or self.spec.get("restartPolicy") in ("Never", "OnFailure")

    @Lazy
    def injectors(self) -> tuple[Injector, ...]:
        """The webhooks that the pods ask for."""
        return injectors(self)

    @Lazy
    def container_places(self) -> Mapping[Path, Container]:
        """The containers by their place in the pod spec: the role and the index."""
        return {(container.role, container.index): container for container in self.containers}

    @Lazy
    def volume_places(self) -> Mapping[str, Path]:
        """The names of its volumes, and of the volumes of claim templates before them, with the place of each."""
        places: dict[str, Path] = {}
        for index, claim in enumerate(self.claims):
            if claim is not None:
                places[claim] = (*self.path[:-1], "volumeClaimTemplates", index, "metadata", "name")
        for volume in self.volumes:
            if volume.name is not None:
                places[volume.name] = (*volume.path, "name")
        return places

    @Lazy
    def mounts(self) -> Mapping[str, tuple[Mount, ...]]:
        """What its containers mount, by the volume."""
        found: dict[str, list[Mount]] = {}
        for container in self.containers:
            for mount in container.mounts:
                if mount.volume is not None:
                    found.setdefault(mount.volume, []).append(mount)
        return {volume: tuple(mounts) for volume, mounts in found.items()}

    @Lazy
    def ports(self) -> Mapping[str, tuple[ContainerPort, ...]]:
        """The ports of containers that run beside one another, by their name."""
        found: dict[str, list[ContainerPort]] = {}
        for container in self.live:
            for port in container.ports:
                if port.name is not None:
                    found.setdefault(port.name, []).append(port)
        return {name: tuple(ports) for name, ports in found.items()}

    @Lazy
    def host_network(self) -> bool | None:
        """Whether the pods share the network of their node; None: unknown."""
        value = self.spec.get("hostNetwork")
        if value is None or isinstance(value, bool):
            return bool(value)
        return None

    @property
    def source_path(self) -> str:
        """The path of the file that it is written in."""
        return self.workload.document.source.path

    def node(self, *path: str | int) -> Node | None:
        """The node at a path below the template; None where there is none."""
        return self.workload.node(*self.path, *path)

    def nearest(self, *path: str | int) -> Node:
        """The deepest node that exists on a path below the template."""
        return self.workload.nearest(*self.path, *path)

    def get(self, *path: str | int) -> Any:
        """The plain value at a path below the template; None where there is none."""
        return at(self.value, path)
