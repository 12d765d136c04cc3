"""By which keys lists are merged: those of the OpenAPI document of Kubernetes 1.21, which Kustomize 5.5 carries.

Kinds that are younger (autoscaling/v2) and custom ones have none: their lists are replaced.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from k8slint.units.kustomizing.identity import CLUSTER_SCOPED


class Shape(NamedTuple):
    """What a value is, as far as merging cares.

    `keys` are those of a list's entries, one empty one for a list of scalars, none for a list that is replaced; `entry`
    is the shape of an entry; `fields` are those of a mapping that are not plain.
    """

    keys: tuple[str, ...] = ()
    entry: Shape | None = None
    fields: tuple[tuple[str, Shape], ...] = ()

    def field(self, name: str) -> Shape | None:
        """The shape of a field; None if it is plain."""
        for known, shape in self.fields:
            if known == name:
                return shape
        return None


def _map(**fields: Shape) -> Shape:
    return Shape(fields=tuple(fields.items()))


def _by(*keys: str, entry: Shape | None = None) -> Shape:
    return Shape(keys, entry)


_METADATA = _map(finalizers=_by(""), ownerReferences=_by("uid"))
_CONTAINER = _map(
    env=_by("name"), ports=_by("containerPort", "protocol"), volumeDevices=_by("devicePath"), volumeMounts=_by("mountPath")
)
_POD = _map(
    containers=_by("name", entry=_CONTAINER),
    initContainers=_by("name", entry=_CONTAINER),
    ephemeralContainers=_by("name", entry=_CONTAINER),
    volumes=_by("name"),
    hostAliases=_by("ip"),
    imagePullSecrets=_by("name"),
    topologySpreadConstraints=_by("topologyKey", "whenUnsatisfiable"),
)
_TEMPLATE = _map(metadata=_METADATA, spec=_POD)
_TEMPLATED = _map(metadata=_METADATA, spec=_map(template=_TEMPLATE))
_CRON = _map(metadata=_METADATA, spec=_map(jobTemplate=_TEMPLATED))
_WEBHOOKS = _map(metadata=_METADATA, webhooks=_by("name"))
_PLAIN = _map(metadata=_METADATA)
_ADMISSION = "admissionregistration.k8s.io"

_SHAPES: Final[dict[tuple[str, str], Shape]] = {
    **dict.fromkeys((("apps/v1", kind) for kind in ("Deployment", "DaemonSet", "StatefulSet", "ReplicaSet")), _TEMPLATED),
    ("batch/v1", "Job"): _TEMPLATED,
    ("v1", "ReplicationController"): _TEMPLATED,
    ("batch/v1", "CronJob"): _CRON,
    ("batch/v1beta1", "CronJob"): _CRON,
    ("v1", "Pod"): _map(metadata=_METADATA, spec=_POD),
    ("v1", "PodTemplate"): _map(metadata=_METADATA, template=_TEMPLATE),
    ("v1", "Service"): _map(metadata=_METADATA, spec=_map(ports=_by("port", "protocol"))),
    ("v1", "ServiceAccount"): _map(metadata=_METADATA, secrets=_by("name")),
    **{
        (f"{_ADMISSION}/{version}", f"{which}WebhookConfiguration"): _WEBHOOKS
        for version in ("v1", "v1beta1")
        for which in ("Mutating", "Validating")
    },
}

_PLAIN_KINDS: Final = {
    "v1": "ConfigMap Endpoints Event LimitRange PersistentVolumeClaim ResourceQuota Secret",
    "autoscaling/v1": "HorizontalPodAutoscaler",
    "autoscaling/v2beta1": "HorizontalPodAutoscaler",
    "autoscaling/v2beta2": "HorizontalPodAutoscaler",
    "coordination.k8s.io/v1": "Lease",
    "coordination.k8s.io/v1beta1": "Lease",
    "discovery.k8s.io/v1": "EndpointSlice",
    "discovery.k8s.io/v1beta1": "EndpointSlice",
    "extensions/v1beta1": "Ingress",
    "networking.k8s.io/v1": "Ingress NetworkPolicy",
    "networking.k8s.io/v1beta1": "Ingress",
    "policy/v1": "PodDisruptionBudget",
    "policy/v1beta1": "PodDisruptionBudget",
    "rbac.authorization.k8s.io/v1": "Role RoleBinding",
    "rbac.authorization.k8s.io/v1beta1": "Role RoleBinding",
    "storage.k8s.io/v1beta1": "CSIStorageCapacity",
}
for _known in (*CLUSTER_SCOPED, *((version, kind) for version, kinds in _PLAIN_KINDS.items() for kind in kinds.split())):
    _SHAPES.setdefault(_known, _PLAIN)


def shape_of(api_version: str, kind: str) -> Shape | None:
    """The shape of objects of a type; None if Kustomize does not know the type."""
    return _SHAPES.get((api_version, kind))
