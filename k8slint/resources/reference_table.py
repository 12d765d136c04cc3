"""The reference table of the built-in APIs: which field names which kind of resource. Pure data.

A path step `[]` goes through a list. What stands beside the name (its parent mapping) may hold the flag `optional`, the
keys that are needed at the target, the namespace, or the target's kind.
"""

from __future__ import annotations

from typing import NamedTuple


class Field(NamedTuple):
    """One row: a field that names another resource.

    `kind` and `group` are the target's; with `kind_beside` the target's kind stands in the field `kind` beside the name
    (and its group in `apiGroup` or `apiVersion`), and `kind` and `group` are what counts where these are not written.
    `soft`: absence is tolerated at run time. `flag`: `optional: true`
    beside the name tolerates it. `keys`: paths beside the name that name keys of the target. `explicit`: `namespace`
    beside the name says where, else the source's own. `where`: the mapping beside the name must hold these values.
    """

    id: str
    path: tuple[str, ...]
    kind: str
    group: str = ""
    soft: bool = False
    flag: bool = False
    keys: tuple[tuple[str, ...], ...] = ()
    explicit: bool = False
    kind_beside: bool = False
    where: tuple[tuple[str, str], ...] = ()


def _path(text: str) -> tuple[str, ...]:
    return tuple(text.replace("[]", ".[]").split("."))


def _field(id_: str, path: str, kind: str, group: str = "", **more: object) -> Field:
    return Field(id_, _path(path), kind, group, **more)  # type: ignore[arg-type]  # the rows below are checked by a test


def _sources(claim: str) -> tuple[Field, ...]:
    """What the volume of a claim is to be a copy of."""
    return (
        _field("claim-source", f"{claim}.dataSource.name", "", kind_beside=True),
        _field("claim-source", f"{claim}.dataSourceRef.name", "", kind_beside=True, explicit=True),
    )


_ITEMS = (("items", "[]", "key"),)
_KEY = (("key",),)

#: Rows of a pod spec, outside its containers.
POD: tuple[Field, ...] = (
    _field("service-account", "serviceAccountName", "ServiceAccount"),
    _field("service-account-alias", "serviceAccount", "ServiceAccount"),
    _field("image-pull-secret", "imagePullSecrets[].name", "Secret", soft=True),
    _field("configmap-volume", "volumes[].configMap.name", "ConfigMap", flag=True, keys=_ITEMS),
    _field("secret-volume", "volumes[].secret.secretName", "Secret", flag=True, keys=_ITEMS),
    _field("projected-configmap", "volumes[].projected.sources[].configMap.name", "ConfigMap", flag=True, keys=_ITEMS),
    _field("projected-secret", "volumes[].projected.sources[].secret.name", "Secret", flag=True, keys=_ITEMS),
    _field("claim-volume", "volumes[].persistentVolumeClaim.claimName", "PersistentVolumeClaim"),
    _field(
        "ephemeral-storage-class",
        "volumes[].ephemeral.volumeClaimTemplate.spec.storageClassName",
        "StorageClass",
        "storage.k8s.io",
    ),
    *_sources("volumes[].ephemeral.volumeClaimTemplate.spec"),
    _field("csi-publish-secret", "volumes[].csi.nodePublishSecretRef.name", "Secret"),
    _field("azure-file-secret", "volumes[].azureFile.secretName", "Secret"),
    _field("cephfs-secret", "volumes[].cephfs.secretRef.name", "Secret"),
    _field("rbd-secret", "volumes[].rbd.secretRef.name", "Secret"),
    _field("flex-volume-secret", "volumes[].flexVolume.secretRef.name", "Secret"),
    _field("iscsi-secret", "volumes[].iscsi.secretRef.name", "Secret"),
    _field("priority-class", "priorityClassName", "PriorityClass", "scheduling.k8s.io"),
    _field("runtime-class", "runtimeClassName", "RuntimeClass", "node.k8s.io"),
    _field("resource-claim", "resourceClaims[].resourceClaimName", "ResourceClaim", "resource.k8s.io"),
    _field(
        "resource-claim-template",
        "resourceClaims[].resourceClaimTemplateName",
        "ResourceClaimTemplate",
        "resource.k8s.io",
    ),
)

#: Rows of a container.
CONTAINER: tuple[Field, ...] = (
    _field("env-configmap", "env[].valueFrom.configMapKeyRef.name", "ConfigMap", flag=True, keys=_KEY),
    _field("env-secret", "env[].valueFrom.secretKeyRef.name", "Secret", flag=True, keys=_KEY),
    _field("env-from-configmap", "envFrom[].configMapRef.name", "ConfigMap", flag=True),
    _field("env-from-secret", "envFrom[].secretRef.name", "Secret", flag=True),
)

_BACKEND = ("spec.rules[].http.paths[].backend", "spec.defaultBackend")
_OLD_BACKEND = ("spec.rules[].http.paths[].backend", "spec.backend")
_HOOKS = ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration")

_BINDING = (
    _field("role", "roleRef.name", "", "rbac.authorization.k8s.io", kind_beside=True),
    _field("subject", "subjects[].name", "ServiceAccount", soft=True, explicit=True, where=(("kind", "ServiceAccount"),)),
    # the name is `system:serviceaccount:NAMESPACE:NAME`, or none of an account
    _field("subject-user", "subjects[].name", "ServiceAccount", soft=True, where=(("kind", "User"),)),
)

#: Rows of a resource as a whole, by kind.
KINDS: dict[str, tuple[Field, ...]] = {
    "StatefulSet": (
        _field("governing-service", "spec.serviceName", "Service", soft=True),
        _field(
            "claim-template-storage-class",
            "spec.volumeClaimTemplates[].spec.storageClassName",
            "StorageClass",
            "storage.k8s.io",
        ),
        *_sources("spec.volumeClaimTemplates[].spec"),
    ),
    "Ingress": (
        *(_field("ingress-backend", f"{at}.service.name", "Service") for at in _BACKEND),
        *(_field("ingress-backend", f"{at}.serviceName", "Service") for at in _OLD_BACKEND),
        _field("ingress-class", "spec.ingressClassName", "IngressClass", "networking.k8s.io"),
        _field("ingress-tls-secret", "spec.tls[].secretName", "Secret", soft=True),
    ),
    "HorizontalPodAutoscaler": (_field("scale-target", "spec.scaleTargetRef.name", "", kind_beside=True),),
    "VerticalPodAutoscaler": (_field("scale-target", "spec.targetRef.name", "", kind_beside=True),),
    "ScaledObject": (_field("scale-target", "spec.scaleTargetRef.name", "Deployment", "apps", kind_beside=True),),
    "Endpoints": (_field("endpoints-service", "metadata.name", "Service"),),
    "EndpointSlice": (Field("endpoints-service", ("metadata", "labels", "kubernetes.io/service-name"), "Service"),),
    "RoleBinding": _BINDING,
    "ClusterRoleBinding": _BINDING,
    "ServiceAccount": (
        _field("account-secret", "secrets[].name", "Secret", soft=True),
        _field("account-pull-secret", "imagePullSecrets[].name", "Secret", soft=True),
    ),
    "PersistentVolumeClaim": (
        _field("claim-storage-class", "spec.storageClassName", "StorageClass", "storage.k8s.io"),
        _field("claim-volume-name", "spec.volumeName", "PersistentVolume"),
        *_sources("spec"),
    ),
    "PersistentVolume": (_field("reserved-claim", "spec.claimRef.name", "PersistentVolumeClaim", soft=True, explicit=True),),
    **{kind: (_field("webhook-service", "webhooks[].clientConfig.service.name", "Service", explicit=True),) for kind in _HOOKS},
    "CustomResourceDefinition": (
        _field("conversion-service", "spec.conversion.webhook.clientConfig.service.name", "Service", explicit=True),
    ),
    "APIService": (_field("api-service", "spec.service.name", "Service", explicit=True),),
}
