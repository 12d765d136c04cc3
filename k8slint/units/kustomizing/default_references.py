"""The fields that name other objects, for Kustomize: they follow when the name that they hold is changed.

As in kustomize 5.5, api/internal/konfig/builtinpluginconsts/namereference.go.
"""

from __future__ import annotations

from typing import Final

from k8slint.units.kustomizing.field_specs import FieldSpec, of
from k8slint.units.kustomizing.identity import Gvk

References = tuple[tuple[Gvk, tuple[FieldSpec, ...]], ...]

TEMPLATES: Final = {
    **dict.fromkeys(("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job"), "spec/template/spec"),
    "CronJob": "spec/jobTemplate/spec/template/spec",
}
"""Path of the pod's spec, by the kind that makes it."""

_RBAC = "rbac.authorization.k8s.io"
_ADMISSION = "admissionregistration.k8s.io"
_STORAGE = "storage.k8s.io"


def _in_pods(*paths: str) -> tuple[FieldSpec, ...]:
    """Fields of everything that has a pod's spec."""
    own = tuple(of(f"spec/{path}", "Pod", version="v1") for path in paths)
    return own + tuple(of(f"{spec}/{path}", kind) for kind, spec in TEMPLATES.items() for path in paths)


def _in_most_pods(path: str) -> tuple[FieldSpec, ...]:
    """A field of what has a pod's spec; these lists name ReplicationController and forget ReplicaSet."""
    specs = {"Pod": "spec", **TEMPLATES, "ReplicationController": "spec/template/spec"}
    return tuple(of(f"{spec}/{path}", kind) for kind, spec in specs.items() if kind != "ReplicaSet")


def _in_containers(path: str) -> tuple[str, ...]:
    return f"containers/{path}", f"initContainers/{path}"


_RESOURCE_NAMES = (of("rules/resourceNames", "Role"), of("rules/resourceNames", "ClusterRole"))


def _annotations(*names: str) -> tuple[FieldSpec, ...]:
    return tuple(of("metadata/annotations/" + name.replace("/", "\\/"), "Ingress") for name in names)


def _references() -> References:
    scaled = (of("spec/scaleTargetRef/name", "HorizontalPodAutoscaler"),)
    rows: list[tuple[Gvk, tuple[FieldSpec, ...]]] = [
        (Gvk(kind=kind), scaled) for kind in ("Deployment", "ReplicationController", "ReplicaSet", "StatefulSet")
    ]
    rows += [
        (Gvk("", "v1", "ConfigMap"), _config_maps()),
        (Gvk("", "v1", "Secret"), _secrets()),
        (Gvk("", "v1", "Service"), _services()),
        (Gvk(_RBAC, "", "Role"), (of("roleRef/name", "RoleBinding", _RBAC),)),
        (
            Gvk(_RBAC, "", "ClusterRole"),
            (of("roleRef/name", "RoleBinding", _RBAC), of("roleRef/name", "ClusterRoleBinding", _RBAC)),
        ),
        (
            Gvk("", "v1", "ServiceAccount"),
            (
                of("subjects", "RoleBinding", _RBAC),
                of("subjects", "ClusterRoleBinding", _RBAC),
                *_in_most_pods("serviceAccountName"),
            ),
        ),
        (Gvk("", "v1", "PersistentVolumeClaim"), _in_most_pods("volumes/persistentVolumeClaim/claimName")),
        (
            Gvk("", "v1", "PersistentVolume"),
            (of("spec/volumeName", "PersistentVolumeClaim"), of("rules/resourceNames", "ClusterRole")),
        ),
        (
            Gvk(_STORAGE, "v1", "StorageClass"),
            (
                of("spec/storageClassName", "PersistentVolume"),
                of("spec/storageClassName", "PersistentVolumeClaim"),
                of("spec/volumeClaimTemplates/spec/storageClassName", "StatefulSet"),
            ),
        ),
        (Gvk("scheduling.k8s.io", "v1", "PriorityClass"), _in_most_pods("priorityClassName")),
        (Gvk("networking.k8s.io/v1", "v1", "IngressClass"), (of("spec/ingressClassName", "Ingress"),)),  # no such group: kept
        (
            Gvk(_ADMISSION, "", "ValidatingAdmissionPolicy"),
            (of("spec/policyName", "ValidatingAdmissionPolicyBinding", _ADMISSION),),
        ),
    ]
    return tuple(rows)


def _config_maps() -> tuple[FieldSpec, ...]:
    return (
        *_in_pods(
            "volumes/configMap/name",
            *_in_containers("env/valueFrom/configMapKeyRef/name"),
            *_in_containers("envFrom/configMapRef/name"),
            "volumes/projected/sources/configMap/name",
        ),
        of("spec/configSource/configMap", "Node"),
        *_RESOURCE_NAMES,
        *_annotations("nginx.ingress.kubernetes.io/fastcgi-params-configmap"),
    )


def _secrets() -> tuple[FieldSpec, ...]:
    return (
        *_in_pods(
            "volumes/secret/secretName",
            *_in_containers("env/valueFrom/secretKeyRef/name"),
            *_in_containers("envFrom/secretRef/name"),
            "imagePullSecrets/name",
            "volumes/projected/sources/secret/name",
        ),
        of("spec/tls/secretName", "Ingress"),
        *_annotations(
            "ingress.kubernetes.io/auth-secret",
            "nginx.ingress.kubernetes.io/auth-secret",
            "nginx.ingress.kubernetes.io/auth-tls-secret",
        ),
        of("imagePullSecrets/name", "ServiceAccount"),
        *(of(f"parameters/{name}", "StorageClass") for name in ("secretName", "adminSecretName", "userSecretName", "secretRef")),
        *_RESOURCE_NAMES,
        of("spec/template/spec/containers/env/valueFrom/secretKeyRef/name", "Service", "serving.knative.dev", "v1"),
        of("spec/azureFile/secretName", "PersistentVolume"),
    )


def _services() -> tuple[FieldSpec, ...]:
    backends = (
        "spec/rules/http/paths/backend/serviceName", "spec/backend/serviceName",
        "spec/rules/http/paths/backend/service/name", "spec/defaultBackend/service/name",
    )  # fmt: skip
    return (
        of("spec/serviceName", "StatefulSet", "apps"),
        *(of(path, "Ingress") for path in backends),
        of("spec/service/name", "APIService", "apiregistration.k8s.io"),
        of("webhooks/clientConfig/service", "ValidatingWebhookConfiguration", _ADMISSION),
        of("webhooks/clientConfig/service", "MutatingWebhookConfiguration", _ADMISSION),
    )


REFERENCES: Final = _references()
"""By the type that is named: the fields that name it."""
