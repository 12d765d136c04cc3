"""The reference table of the built-in APIs: which field names which kind of resource. Pure data."""

from __future__ import annotations

from k8slint.resources.reference_row import Field, row

__all__ = ["CONTAINER", "KINDS", "POD", "Field"]


def _sources(claim: str) -> tuple[Field, ...]:
    """What the volume of a claim is to be a copy of."""
    return (
        row("claim-source", f"{claim}.dataSource.name", "", kind_beside=True),
        row("claim-source", f"{claim}.dataSourceRef.name", "", kind_beside=True, explicit=True),
    )


_ITEMS = (("items", "[]", "key"),)
_KEY = (("key",),)

#: Rows of a pod spec, outside its containers.
POD: tuple[Field, ...] = (
    row("service-account", "serviceAccountName", "ServiceAccount"),
    row("service-account-alias", "serviceAccount", "ServiceAccount"),
    row("image-pull-secret", "imagePullSecrets[].name", "Secret", soft=True),
    row("configmap-volume", "volumes[].configMap.name", "ConfigMap", flag=True, keys=_ITEMS),
    row("secret-volume", "volumes[].secret.secretName", "Secret", flag=True, keys=_ITEMS),
    row("projected-configmap", "volumes[].projected.sources[].configMap.name", "ConfigMap", flag=True, keys=_ITEMS),
    row("projected-secret", "volumes[].projected.sources[].secret.name", "Secret", flag=True, keys=_ITEMS),
    row("claim-volume", "volumes[].persistentVolumeClaim.claimName", "PersistentVolumeClaim"),
    row(
        "ephemeral-storage-class",
        "volumes[].ephemeral.volumeClaimTemplate.spec.storageClassName",
        "StorageClass",
        "storage.k8s.io",
    ),
    *_sources("volumes[].ephemeral.volumeClaimTemplate.spec"),
    row("csi-publish-secret", "volumes[].csi.nodePublishSecretRef.name", "Secret"),
    row(
        "secret-provider-class",
        "volumes[].csi.volumeAttributes.secretProviderClass",
        "SecretProviderClass",
        "secrets-store.csi.x-k8s.io",
    ),
    row(
        "trust-bundle",
        "volumes[].projected.sources[].clusterTrustBundle.name",
        "ClusterTrustBundle",
        "certificates.k8s.io",
        flag=True,
    ),
    row("azure-file-secret", "volumes[].azureFile.secretName", "Secret"),
    row("cephfs-secret", "volumes[].cephfs.secretRef.name", "Secret"),
    row("rbd-secret", "volumes[].rbd.secretRef.name", "Secret"),
    row("flex-volume-secret", "volumes[].flexVolume.secretRef.name", "Secret"),
    row("iscsi-secret", "volumes[].iscsi.secretRef.name", "Secret"),
    row("priority-class", "priorityClassName", "PriorityClass", "scheduling.k8s.io"),
    row("runtime-class", "runtimeClassName", "RuntimeClass", "node.k8s.io"),
    row("resource-claim", "resourceClaims[].resourceClaimName", "ResourceClaim", "resource.k8s.io"),
    row(
        "resource-claim-template",
        "resourceClaims[].resourceClaimTemplateName",
        "ResourceClaimTemplate",
        "resource.k8s.io",
    ),
    row("pod-group", "schedulingGroup.podGroupName", "PodGroup", "scheduling.k8s.io"),
)

#: Rows of a container.
CONTAINER: tuple[Field, ...] = (
    row("env-configmap", "env[].valueFrom.configMapKeyRef.name", "ConfigMap", flag=True, keys=_KEY),
    row("env-secret", "env[].valueFrom.secretKeyRef.name", "Secret", flag=True, keys=_KEY),
    row("env-from-configmap", "envFrom[].configMapRef.name", "ConfigMap", flag=True),
    row("env-from-secret", "envFrom[].secretRef.name", "Secret", flag=True),
)

_BACKEND = ("spec.rules[].http.paths[].backend", "spec.defaultBackend")
_OLD_BACKEND = ("spec.rules[].http.paths[].backend", "spec.backend")
_NGINX = "nginx.ingress.kubernetes.io"
_CERT_MANAGER = "cert-manager.io"


def _annotation(id_: str, key: str, kind: str, group: str = "", **more: object) -> Field:
    """A row for an annotation that names a resource."""
    return row(id_, "-", kind, group, **more)._replace(path=("metadata", "annotations", key))


#: Rows of whatever asks cert-manager for certificates by annotations: an Ingress, and a Gateway.
ISSUERS = (
    _annotation(
        "annotated-issuer",
        "cert-manager.io/issuer",
        "Issuer",
        _CERT_MANAGER,
        kind_beside=True,
        kind_key="cert-manager.io/issuer-kind",
        group_key="cert-manager.io/issuer-group",
    ),
    _annotation("annotated-issuer", "cert-manager.io/cluster-issuer", "ClusterIssuer", _CERT_MANAGER),
)

_CSI_SECRETS = ("nodePublish", "nodeStage", "nodeExpand", "controllerPublish", "controllerExpand")
_DEVICES = ("deviceClassName", "exactly.deviceClassName", "firstAvailable[].deviceClassName")
_POLICIES = ("ValidatingAdmissionPolicy", "MutatingAdmissionPolicy")
_HOOKS = ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration")

_BINDING = (
    row("role", "roleRef.name", "", "rbac.authorization.k8s.io", kind_beside=True),
    row("subject", "subjects[].name", "ServiceAccount", soft=True, explicit=True, where=(("kind", "ServiceAccount"),)),
    # the name is `system:serviceaccount:NAMESPACE:NAME`, or none of an account
    row("subject-user", "subjects[].name", "ServiceAccount", soft=True, where=(("kind", "User"),)),
)

#: Rows of a resource as a whole, by kind.
KINDS: dict[str, tuple[Field, ...]] = {
    "StatefulSet": (
        row("governing-service", "spec.serviceName", "Service", soft=True),
        row(
            "claim-template-storage-class",
            "spec.volumeClaimTemplates[].spec.storageClassName",
            "StorageClass",
            "storage.k8s.io",
        ),
        *_sources("spec.volumeClaimTemplates[].spec"),
    ),
    "Ingress": (
        *(row("ingress-backend", f"{at}.service.name", "Service") for at in _BACKEND),
        *(row("ingress-backend", f"{at}.serviceName", "Service") for at in _OLD_BACKEND),
        row("ingress-class", "spec.ingressClassName", "IngressClass", "networking.k8s.io"),
        row("ingress-tls-secret", "spec.tls[].secretName", "Secret", soft=True),
        *(row("ingress-backend-resource", f"{at}.resource.name", "", kind_beside=True) for at in _BACKEND),
        *ISSUERS,
        *(
            _annotation("ingress-auth-secret", f"{_NGINX}/{key}", "Secret", slashed=True)
            for key in ("auth-secret", "auth-tls-secret", "proxy-ssl-secret", "secure-verify-ca-secret")
        ),
        _annotation("ingress-default-backend", f"{_NGINX}/default-backend", "Service", slashed=True),
        _annotation("frontend-config", "networking.gke.io/v1beta1.FrontendConfig", "FrontendConfig", "networking.gke.io"),
    ),
    "IngressClass": (row("class-parameters", "spec.parameters.name", "", kind_beside=True, explicit=True),),
    "HorizontalPodAutoscaler": (
        row("scale-target", "spec.scaleTargetRef.name", "", kind_beside=True),
        row("scale-metric", "spec.metrics[].object.describedObject.name", "", kind_beside=True),
    ),
    "VerticalPodAutoscaler": (row("scale-target", "spec.targetRef.name", "", kind_beside=True),),
    "ScaledObject": (row("scale-target", "spec.scaleTargetRef.name", "Deployment", "apps", kind_beside=True),),
    "Endpoints": (row("endpoints-service", "metadata.name", "Service"),),
    "EndpointSlice": (Field("endpoints-service", ("metadata", "labels", "kubernetes.io/service-name"), "Service"),),
    "RoleBinding": _BINDING,
    "ClusterRoleBinding": _BINDING,
    "ServiceAccount": (
        row("account-secret", "secrets[].name", "Secret", soft=True),
        row("account-pull-secret", "imagePullSecrets[].name", "Secret", soft=True),
    ),
    "PersistentVolumeClaim": (
        row("claim-storage-class", "spec.storageClassName", "StorageClass", "storage.k8s.io"),
        row("claim-volume-name", "spec.volumeName", "PersistentVolume"),
        row("volume-attributes-class", "spec.volumeAttributesClassName", "VolumeAttributesClass", "storage.k8s.io"),
        *_sources("spec"),
    ),
    "PersistentVolume": (
        row("reserved-claim", "spec.claimRef.name", "PersistentVolumeClaim", soft=True, explicit=True),
        *(row("volume-secret", f"spec.csi.{step}SecretRef.name", "Secret", explicit=True) for step in _CSI_SECRETS),
    ),
    "Secret": (_annotation("token-account", "kubernetes.io/service-account.name", "ServiceAccount"),),
    "FlowSchema": (
        row(
            "priority-level", "spec.priorityLevelConfiguration.name", "PriorityLevelConfiguration", "flowcontrol.apiserver.k8s.io"
        ),
    ),
    "ResourceClaim": tuple(
        row("device-class", f"spec.devices.requests[].{at}", "DeviceClass", "resource.k8s.io", soft=True) for at in _DEVICES
    ),
    "ResourceClaimTemplate": tuple(
        row("device-class", f"spec.spec.devices.requests[].{at}", "DeviceClass", "resource.k8s.io", soft=True) for at in _DEVICES
    ),
    **{
        f"{kind}Binding": (row("admission-policy", "spec.policyName", kind, "admissionregistration.k8s.io"),)
        for kind in _POLICIES
    },
    **{kind: (row("webhook-service", "webhooks[].clientConfig.service.name", "Service", explicit=True),) for kind in _HOOKS},
    "CustomResourceDefinition": (
        row("conversion-service", "spec.conversion.webhook.clientConfig.service.name", "Service", explicit=True),
    ),
    "APIService": (row("api-service", "spec.service.name", "Service", explicit=True),),
}
