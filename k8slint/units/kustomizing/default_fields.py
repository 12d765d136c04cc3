"""The fields that each transformer changes unless a kustomization says more.

As in kustomize 5.5, api/internal/konfig/builtinpluginconsts; ReplicationController is the one of v1.
"""

from __future__ import annotations

from typing import Final

from k8slint.units.kustomizing.default_references import TEMPLATES
from k8slint.units.kustomizing.field_specs import FieldSpec, of

_AFFINITIES = (
    "preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
    "requiredDuringSchedulingIgnoredDuringExecution",
)


def _metadata(field: str) -> tuple[FieldSpec, ...]:
    """Labels or annotations of objects and of the pods that they make."""
    pods = f"spec/template/metadata/{field}"
    workloads = (("Deployment", ""), ("ReplicaSet", ""), ("DaemonSet", ""), ("StatefulSet", "apps"), ("Job", "batch"))
    return (
        of(f"metadata/{field}", create=True),
        of(pods, "ReplicationController", version="v1", create=True),
        *(of(pods, kind, group, create=True) for kind, group in workloads),
        of(f"spec/jobTemplate/metadata/{field}", "CronJob", "batch", create=True),
        of(f"spec/jobTemplate/{pods}", "CronJob", "batch", create=True),
    )


def _selectors() -> tuple[FieldSpec, ...]:
    """What selects pods, which common labels must follow."""
    selector = "spec/selector/matchLabels"
    workloads = (("Deployment", ""), ("ReplicaSet", ""), ("DaemonSet", ""), ("StatefulSet", "apps"))
    found = [of("spec/selector", kind, version="v1", create=True) for kind in ("Service", "ReplicationController")]
    found += [of(selector, kind, group, create=True) for kind, group in workloads]
    for kind in ("Deployment", "StatefulSet"):
        found += [
            of(f"spec/template/spec/affinity/{which}/{term}/labelSelector/matchLabels", kind, "apps")
            for which in ("podAffinity", "podAntiAffinity")
            for term in _AFFINITIES
        ]
        found.append(of("spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels", kind, "apps"))
    found += [
        of(selector, "Job", "batch"),
        of(f"spec/jobTemplate/{selector}", "CronJob", "batch"),
        of(selector, "PodDisruptionBudget", "policy"),
    ]
    found += [
        of(f"spec/{peer}podSelector/matchLabels", "NetworkPolicy", "networking.k8s.io")
        for peer in ("", "ingress/from/", "egress/to/")
    ]
    return tuple(found)


def _variables() -> tuple[FieldSpec, ...]:
    found: list[FieldSpec] = []
    for kind, spec in {"Pod": "spec", **TEMPLATES}.items():
        for containers in ("containers", "initContainers"):
            fields = ("args", "command", "env/value", "volumeMounts/mountPath")
            found += [of(f"{spec}/{containers}/{field}", kind) for field in fields]
        servers = {  # as they stand there
            "StatefulSet": "spec/volumeClaimTemplates/spec/nfs/server",
            "CronJob": "spec/jobTemplate/spec/template/volumes/nfs/server",
        }
        found.append(of(servers.get(kind, f"{spec}/volumes/nfs/server"), kind))
    return (
        *found,
        of("spec/template/metadata/annotations", "Deployment"),
        *(of(path, "Ingress") for path in ("spec/rules/host", "spec/tls/hosts", "spec/tls/secretName")),
        *(of(path, "Service") for path in ("spec/ports/port", "spec/ports/targetPort")),
        of("spec/nfs/server", "PersistentVolume"),
        of("metadata/labels"),
        of("metadata/annotations"),
    )


CREATED_LABELS: Final = of("metadata/labels", create=True)
TEMPLATE_LABELS: Final = (
    *_metadata("labels"),
    of("spec/volumeClaimTemplates[]/metadata/labels", "StatefulSet", "apps", create=True),
)

FIELDS: Final[dict[str, tuple[FieldSpec, ...]]] = {
    "namePrefix": (of("metadata/name"),),
    "nameSuffix": (of("metadata/name"),),
    "labels": (),
    "templateLabels": TEMPLATE_LABELS,
    "commonLabels": (*_selectors(), *TEMPLATE_LABELS),
    "commonAnnotations": _metadata("annotations"),
    "varReference": _variables(),
    "namespace": (
        of("metadata/name", "Namespace", create=True),
        of("spec/service/namespace", "APIService", "apiregistration.k8s.io", create=True),
        of("spec/conversion/webhook/clientConfig/service/namespace", "CustomResourceDefinition", "apiextensions.k8s.io"),
    ),
    "images": tuple(
        of(f"{spec}/{containers}[]/image")
        for spec in ("spec", "spec/template/spec")
        for containers in ("containers", "initContainers")
    ),
    "replicas": tuple(
        of("spec/replicas", kind, create=True) for kind in ("Deployment", "ReplicationController", "ReplicaSet", "StatefulSet")
    ),
}
"""By the names that configurations give them."""
