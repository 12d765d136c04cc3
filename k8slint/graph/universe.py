"""What is there in every cluster, or whose names belong to clouds and distributions: no document defines it."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: The accounts that every kube-system has: of the controllers that Kubernetes itself runs [bootstrappolicy
#: controller_policy.go], and of kubeadm.
_CONTROLLERS = (
    "(attachdetach|certificate|clusterrole-aggregation|cronjob|daemon-set|deployment|disruption|endpoint|endpointslice|"
    "endpointslicemirroring|ephemeral-volume|expand|job|legacy-service-account-token-cleaner|namespace|node|pv-protection|"
    "pvc-protection|replicaset|replication|resourcequota|route|service-account|service|statefulset|ttl|ttl-after-finished)"
    "-controller|bootstrap-signer|coredns|generic-garbage-collector|horizontal-pod-autoscaler|kube-proxy|"
    "persistent-volume-binder|pod-garbage-collector|root-ca-cert-publisher|token-cleaner"
)

#: The namespaces of Kubernetes itself, and what these have in every cluster, by kind.
_SYSTEM = frozenset({"kube-system", "kube-public"})
_IN_SYSTEM: Mapping[str, str] = {
    "ServiceAccount": _CONTROLLERS,
    "Role": "extension-apiserver-authentication-reader|(system|kubeadm):.*",
    "ConfigMap": "extension-apiserver-authentication|kube-apiserver-legacy-service-account-token-tracking|cluster-info",
}

#: What every cluster has, or whose names belong to clouds and distributions, by kind: patterns of whole names.
_ALWAYS: Mapping[str, str] = {
    "ServiceAccount": "default",
    "Namespace": "default|kube-system|kube-public|kube-node-lease",
    "PriorityClass": "system-(cluster|node)-critical",
    "ConfigMap": "kube-root-ca\\.crt|openshift-service-ca\\.crt|istio-ca-root-cert|linkerd-identity-trust-roots",
    "ClusterRole": "cluster-admin|admin|edit|view|system:.*|basic-user|self-provisioner|registry-.*",
    "IngressClass": (
        "nginx|traefik|alb|gce|gce-internal|azure-application-gateway|webapprouting\\.kubernetes\\.azure\\.com|haproxy|"
        "kong|contour|istio|cilium|higress|apisix|openshift-default|tailscale|ngrok|public"
    ),
    "StorageClass": (
        "standard|standard-rw[ox]|premium-rwo|gp[23]|ebs-sc|efs-sc|default|managed(-csi)?(-premium)?|azurefile(-csi)?(-premium)?|"
        "azureblob-.*|local-path|hostpath|microk8s-hostpath|do-block-storage|linode-block-storage(-retain)?|hcloud-volumes|"
        "vultr-block-storage|civo-volume|oci-bv|ibmc-.*|thin(-csi)?|ocs-storagecluster-.*|rook-ceph-block|rook-cephfs|ceph-.*|"
        "longhorn|openebs-.*|nfs-(client|csi)"
    ),
    # of the API server itself, of Argo CD, and of `flux bootstrap`
    "PriorityLevelConfiguration": ("catch-all|exempt|global-default|leader-election|node-high|system|workload-high|workload-low"),
    "ServiceCIDR": "kubernetes",
    "AppProject": "default",
    "GitRepository": "flux-system",
    "RuntimeClass": "gvisor|kata.*|runc|nvidia|crun|spin.*|wasmtime.*",
    "GatewayClass": (
        "gke-l7-.*|istio(-remote|-waypoint)?|cilium|eg|envoy-gateway|nginx|traefik|kong|contour|amazon-vpc-lattice|"
        "azure-alb-external|kgateway|agentgateway|higress|haproxy|tailscale"
    ),
}


def always_exists(kind: str, name: str, namespace: str | None) -> bool:
    """Whether a resource is there in every cluster, or its name belongs to a cloud or distribution."""
    if kind == "Service":
        return (name == "kubernetes" and namespace in {None, "default"}) or (
            name == "kube-dns" and namespace in {None, "kube-system"}
        )
    pattern = _IN_SYSTEM.get(kind) if namespace in _SYSTEM else None
    if pattern is not None and re.fullmatch(pattern, name) is not None:
        return True
    pattern = _ALWAYS.get(kind)  # compiled once somebody asks
    return pattern is not None and re.fullmatch(pattern, name) is not None
