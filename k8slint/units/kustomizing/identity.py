"""What objects are called: by which Kustomize tells them apart, now and before they were renamed."""

from __future__ import annotations

from typing import Final, NamedTuple

#: The namespace of what has none.
CLUSTER = "_non_namespaceable_"


class Gvk(NamedTuple):
    """Group, version and kind; in what selects, an empty one stands for any."""

    group: str = ""
    version: str = ""
    kind: str = ""

    def selected(self, by: tuple[str, str, str]) -> bool:
        """Whether a selection includes it."""
        group, version, kind = by
        return (not kind or kind == self[2]) and (not group or group == self[0]) and (not version or version == self[1])


class Id(NamedTuple):
    """What names one object: its type, its name, and its namespace (`default` where none is given)."""

    gvk: Gvk
    name: str
    namespace: str


def gvk(api_version: str, kind: str) -> Gvk:
    """The type of an object."""
    group, slash, version = api_version.partition("/")
    return Gvk(group, version, kind) if slash else Gvk("", api_version, kind)


# Kustomize 5.5 decides by the OpenAPI document of Kubernetes 1.21 that it carries: whatever is not listed there is in a
# namespace, also kinds of the cluster that are younger or custom.
_CLUSTER_KINDS: Final = {
    "": ("v1", "ComponentStatus Namespace Node NodeProxyOptions PersistentVolume"),
    "admissionregistration.k8s.io": ("v1 v1beta1", "MutatingWebhookConfiguration ValidatingWebhookConfiguration"),
    "apiextensions.k8s.io": ("v1 v1beta1", "CustomResourceDefinition"),
    "apiregistration.k8s.io": ("v1 v1beta1", "APIService"),
    "certificates.k8s.io": ("v1 v1beta1", "CertificateSigningRequest"),
    "flowcontrol.apiserver.k8s.io": ("v1beta1", "FlowSchema PriorityLevelConfiguration"),
    "networking.k8s.io": ("v1 v1beta1", "IngressClass"),
    "node.k8s.io": ("v1 v1beta1", "RuntimeClass"),
    "policy": ("v1beta1", "PodSecurityPolicy"),
    "rbac.authorization.k8s.io": ("v1 v1beta1", "ClusterRole ClusterRoleBinding"),
    "scheduling.k8s.io": ("v1 v1beta1", "PriorityClass"),
    "storage.k8s.io": ("v1 v1beta1", "CSIDriver CSINode StorageClass VolumeAttachment"),
}
CLUSTER_SCOPED: Final = frozenset(
    (f"{group}/{version}" if group else version, kind)
    for group, (versions, kinds) in _CLUSTER_KINDS.items()
    for version in versions.split()
    for kind in kinds.split()
)
"""(apiVersion, kind) of what Kustomize gives no namespace."""
