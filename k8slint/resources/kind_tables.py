"""The kinds of the API, by group and scope. Pure data.

Built-in kinds are those of the discovery documents of Kubernetes 1.25 to 1.37 (`api/discovery`), with the older groups
that manifests still use. Custom kinds are those of the operators whose objects the reference graph understands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Scoped(NamedTuple):
    """Kinds of one group, separated by blanks: those in a namespace, and those of the whole cluster."""

    namespaced: str = ""
    cluster: str = ""


_TRAEFIK = Scoped(
    "IngressRoute IngressRouteTCP IngressRouteUDP Middleware MiddlewareTCP ServersTransport ServersTransportTCP"
    " TLSOption TLSStore TraefikService"
)

_CALICO = Scoped(cluster="BGPConfiguration BGPPeer FelixConfiguration GlobalNetworkPolicy GlobalNetworkSet IPPool")

BUILT_IN: Mapping[str, Scoped] = {
    "": Scoped(
        "Binding ConfigMap Endpoints Event LimitRange PersistentVolumeClaim Pod PodTemplate ReplicationController"
        " ResourceQuota Secret Service ServiceAccount",
        "ComponentStatus Namespace Node PersistentVolume",
    ),
    "admissionregistration.k8s.io": Scoped(
        cluster="MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration"
        " ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration"
    ),
    "apiextensions.k8s.io": Scoped(cluster="CustomResourceDefinition"),
    "apiregistration.k8s.io": Scoped(cluster="APIService"),
    "apps": Scoped("ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet"),
    "authentication.k8s.io": Scoped(cluster="SelfSubjectReview TokenReview"),
    "authorization.k8s.io": Scoped(
        "LocalSubjectAccessReview", "SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview"
    ),
    "autoscaling": Scoped("HorizontalPodAutoscaler Scale"),
    "batch": Scoped("CronJob Job"),
    "certificates.k8s.io": Scoped("PodCertificateRequest", "CertificateSigningRequest ClusterTrustBundle"),
    "checkpoint.k8s.io": Scoped("PodCheckpoint"),
    "coordination.k8s.io": Scoped("Lease LeaseCandidate"),
    "discovery.k8s.io": Scoped("EndpointSlice"),
    "events.k8s.io": Scoped("Event"),
    "extensions": Scoped("DaemonSet Deployment Ingress NetworkPolicy ReplicaSet", "PodSecurityPolicy"),
    "flowcontrol.apiserver.k8s.io": Scoped(cluster="FlowSchema PriorityLevelConfiguration"),
    "internal.apiserver.k8s.io": Scoped(cluster="StorageVersion"),
    "lifecycle.k8s.io": Scoped("Eviction EvictionRequest"),
    "networking.k8s.io": Scoped("Ingress NetworkPolicy", "ClusterCIDR IPAddress IngressClass ServiceCIDR"),
    "node.k8s.io": Scoped(cluster="RuntimeClass"),
    "policy": Scoped("Eviction PodDisruptionBudget", "PodSecurityPolicy"),
    "rbac.authorization.k8s.io": Scoped("Role RoleBinding", "ClusterRole ClusterRoleBinding"),
    "resource.k8s.io": Scoped(
        "PodScheduling PodSchedulingContext ResourceClaim ResourceClaimParameters ResourceClaimTemplate ResourceClassParameters",
        "DeviceClass DeviceTaintRule ResourceClass ResourcePoolStatusRequest ResourceSlice",
    ),
    "scheduling.k8s.io": Scoped("CompositePodGroup PodGroup Workload", "PriorityClass"),
    "storage.k8s.io": Scoped("CSIStorageCapacity", "CSIDriver CSINode StorageClass VolumeAttachment VolumeAttributesClass"),
    "storagemigration.k8s.io": Scoped(cluster="StorageVersionMigration"),
}

WELL_KNOWN: Mapping[str, Scoped] = {
    # traffic
    "gateway.networking.k8s.io": Scoped(
        "BackendLBPolicy BackendTLSPolicy GRPCRoute Gateway HTTPRoute ListenerSet ReferenceGrant TCPRoute TLSRoute UDPRoute",
        "GatewayClass",
    ),
    "gateway.networking.x-k8s.io": Scoped("XBackendTrafficPolicy XListenerSet", "XMesh"),
    "networking.istio.io": Scoped(
        "DestinationRule EnvoyFilter Gateway ProxyConfig ServiceEntry Sidecar VirtualService WorkloadEntry WorkloadGroup"
    ),
    "security.istio.io": Scoped("AuthorizationPolicy PeerAuthentication RequestAuthentication"),
    "telemetry.istio.io": Scoped("Telemetry"),
    "extensions.istio.io": Scoped("WasmPlugin"),
    "traefik.io": _TRAEFIK,
    "traefik.containo.us": _TRAEFIK,
    "route.openshift.io": Scoped("Route"),
    "cloud.google.com": Scoped("BackendConfig"),
    "networking.gke.io": Scoped("FrontendConfig ManagedCertificate"),
    "k8s.cni.cncf.io": Scoped("NetworkAttachmentDefinition"),
    # workloads
    "argoproj.io": Scoped(
        "AnalysisRun AnalysisTemplate AppProject Application ApplicationSet Experiment Rollout",
        "ClusterAnalysisTemplate",
    ),
    "apps.openshift.io": Scoped("DeploymentConfig"),
    "image.openshift.io": Scoped("ImageStream ImageStreamTag"),
    "serving.knative.dev": Scoped("Configuration DomainMapping Revision Route Service"),
    "keda.sh": Scoped("ScaledJob ScaledObject TriggerAuthentication", "ClusterTriggerAuthentication"),
    "autoscaling.k8s.io": Scoped("VerticalPodAutoscaler VerticalPodAutoscalerCheckpoint"),
    "apps.kruise.io": Scoped("AdvancedCronJob BroadcastJob CloneSet DaemonSet StatefulSet UnitedDeployment"),
    "serving.kserve.io": Scoped("InferenceService"),
    "kaito.sh": Scoped("Workspace"),
    "ray.io": Scoped("RayCluster"),
    # monitoring
    "monitoring.coreos.com": Scoped(
        "Alertmanager AlertmanagerConfig PodMonitor Probe Prometheus PrometheusAgent PrometheusRule ScrapeConfig"
        " ServiceMonitor ThanosRuler"
    ),
    "jaegertracing.io": Scoped("Jaeger"),
    "opentelemetry.io": Scoped("Instrumentation OpenTelemetryCollector"),
    # certificates and secrets
    "cert-manager.io": Scoped("Certificate CertificateRequest Issuer", "ClusterIssuer"),
    "acme.cert-manager.io": Scoped("Challenge Order"),
    "trust.cert-manager.io": Scoped(cluster="Bundle"),
    "external-secrets.io": Scoped(
        "ExternalSecret PushSecret SecretStore", "ClusterExternalSecret ClusterPushSecret ClusterSecretStore"
    ),
    "kubernetes-client.io": Scoped("ExternalSecret"),
    "bitnami.com": Scoped("SealedSecret"),
    "secrets-store.csi.x-k8s.io": Scoped("SecretProviderClass SecretProviderClassPodStatus"),
    "secret-sync.x-k8s.io": Scoped("SecretSync"),
    "secret-sync.gke.io": Scoped("SecretSync"),
    "secrets.hashicorp.com": Scoped(
        "HCPAuth HCPVaultSecretsApp SecretTransformation VaultAuth VaultConnection VaultDynamicSecret VaultPKISecret"
        " VaultStaticSecret"
    ),
    "onepassword.com": Scoped("OnePasswordItem"),
    "secrets.infisical.com": Scoped("InfisicalSecret"),
    "secrets.doppler.com": Scoped("DopplerSecret"),
    "k8s.bitwarden.com": Scoped("BitwardenSecret"),
    # data stores and brokers
    "postgresql.cnpg.io": Scoped("Backup Cluster Database Pooler ScheduledBackup", "ClusterImageCatalog"),
    "acid.zalan.do": Scoped("postgresql"),
    "kafka.strimzi.io": Scoped(
        "Kafka KafkaBridge KafkaConnect KafkaConnector KafkaMirrorMaker2 KafkaNodePool KafkaTopic KafkaUser"
    ),
    "elasticsearch.k8s.elastic.co": Scoped("Elasticsearch"),
    "kibana.k8s.elastic.co": Scoped("Kibana"),
    "rabbitmq.com": Scoped("RabbitmqCluster"),
    "databases.spotahome.com": Scoped("RedisFailover"),
    "mongodbcommunity.mongodb.com": Scoped("MongoDBCommunity"),
    "snapshot.storage.k8s.io": Scoped("VolumeSnapshot", "VolumeSnapshotClass VolumeSnapshotContent"),
    # delivery and tenancy
    "helm.toolkit.fluxcd.io": Scoped("HelmRelease"),
    "kustomize.toolkit.fluxcd.io": Scoped("Kustomization"),
    "source.toolkit.fluxcd.io": Scoped("Bucket ExternalArtifact GitRepository HelmChart HelmRepository OCIRepository"),
    "source.extensions.fluxcd.io": Scoped("ArtifactGenerator"),
    "notification.toolkit.fluxcd.io": Scoped("Alert Provider Receiver"),
    "image.toolkit.fluxcd.io": Scoped("ImagePolicy ImageRepository ImageUpdateAutomation"),
    "kyverno.io": Scoped("CleanupPolicy Policy PolicyException", "ClusterCleanupPolicy ClusterPolicy"),
    "hnc.x-k8s.io": Scoped("HierarchyConfiguration SubnamespaceAnchor"),
    "capsule.clastix.io": Scoped(cluster="Tenant"),
    "management.cattle.io": Scoped("Project"),
    "project.openshift.io": Scoped(cluster="Project ProjectRequest"),
}

#: Custom kinds of which nothing is known here but that they belong to no namespace.
OTHER_CLUSTER_SCOPED: Mapping[str, Scoped] = {
    "policy.networking.k8s.io": Scoped(cluster="AdminNetworkPolicy BaselineAdminNetworkPolicy ClusterNetworkPolicy"),
    "cilium.io": Scoped(
        cluster="CiliumBGPAdvertisement CiliumBGPClusterConfig CiliumBGPPeerConfig CiliumBGPPeeringPolicy"
        " CiliumCIDRGroup CiliumClusterwideEnvoyConfig CiliumClusterwideNetworkPolicy"
        " CiliumEgressGatewayPolicy CiliumExternalWorkload CiliumL2AnnouncementPolicy"
        " CiliumLoadBalancerIPPool CiliumNode"
    ),
    "crd.projectcalico.org": _CALICO,
    "projectcalico.org": _CALICO,
    "operator.tigera.io": Scoped(cluster="APIServer Goldmane Installation Whisker"),
    "security.openshift.io": Scoped(cluster="SecurityContextConstraints"),
    "user.openshift.io": Scoped(cluster="Group Identity User"),
    "machineconfiguration.openshift.io": Scoped(cluster="KubeletConfig MachineConfig MachineConfigPool"),
    "templates.gatekeeper.sh": Scoped(cluster="ConstraintTemplate"),
    "karpenter.sh": Scoped(cluster="NodeClaim NodePool"),
    "karpenter.k8s.aws": Scoped(cluster="EC2NodeClass"),
    "pkg.crossplane.io": Scoped(cluster="Configuration DeploymentRuntimeConfig Function Provider"),
    "apiextensions.crossplane.io": Scoped(cluster="CompositeResourceDefinition Composition"),
    "kueue.x-k8s.io": Scoped(cluster="AdmissionCheck ClusterQueue ResourceFlavor WorkloadPriorityClass"),
    "cluster.open-cluster-management.io": Scoped(cluster="ManagedCluster ManagedClusterSet"),
    "tekton.dev": Scoped(cluster="ClusterTask"),
    "argoproj.io": Scoped(cluster="ClusterWorkflowTemplate"),
    "config.openshift.io": Scoped(
        cluster="APIServer Authentication ClusterOperator ClusterVersion Console DNS FeatureGate Image Infrastructure Ingress"
        " Network OAuth Project Proxy Scheduler"
    ),
    "operator.openshift.io": Scoped("IngressController", "Authentication Console DNS Etcd KubeAPIServer Network Storage"),
    "console.openshift.io": Scoped(cluster="ConsoleLink ConsoleNotification ConsolePlugin ConsoleQuickStart ConsoleYAMLSample"),
    "quota.openshift.io": Scoped(cluster="ClusterResourceQuota"),
    "authorization.openshift.io": Scoped("RoleBindingRestriction", "ClusterRole ClusterRoleBinding"),
    "imageregistry.operator.openshift.io": Scoped(cluster="Config"),
    "cdi.kubevirt.io": Scoped("DataVolume", "CDI StorageProfile"),
    "kubeflow.org": Scoped(cluster="Profile"),
    "networking.internal.knative.dev": Scoped(cluster="ClusterDomainClaim"),
    "generators.external-secrets.io": Scoped(cluster="ClusterGenerator"),
    "topology.node.k8s.io": Scoped(cluster="NodeResourceTopology"),
    "kyverno.io": Scoped(cluster="GlobalContextEntry"),
    "policies.kyverno.io": Scoped(
        "PolicyException", "DeletingPolicy GeneratingPolicy ImageValidatingPolicy MutatingPolicy ValidatingPolicy"
    ),
    "operator.knative.dev": Scoped("KnativeEventing KnativeServing"),
}

#: Files that tools read, by group; no kinds means all of the group.
CONFIGURATION: Mapping[str, frozenset[str]] = {
    "": frozenset({"Config"}),  # of kubectl
    "config.kubernetes.io": frozenset({"ResourceList"}),
    "gateway.envoyproxy.io": frozenset({"EnvoyGateway"}),
    **dict.fromkeys(
        (
            "apiserver.config.k8s.io", "apiserver.k8s.io", "audit.k8s.io", "backstage.io", "chainsaw.kyverno.io",
            "cli.kyverno.io", "client.authentication.k8s.io", "controller-runtime.sigs.k8s.io",
            "credentialprovider.kubelet.k8s.io", "ctlptl.dev", "eksctl.io", "garden.io", "k0sctl.k0sproject.io",
            "k3d.io", "kapp.k14s.io", "kbld.k14s.io", "kind.x-k8s.io", "kops.k8s.io", "kpt.dev",
            "krew.googlecontainertools.github.com", "kubeadm.k8s.io", "kubecontrollermanager.config.k8s.io",
            "kubelet.config.k8s.io", "kubeone.k8c.io", "kubeproxy.config.k8s.io", "kubescheduler.config.k8s.io",
            "kustomize.config.k8s.io", "kuttl.dev", "meta.pkg.crossplane.io", "scorecard.operatorframework.io",
            "skaffold", "tanka.dev", "vendir.k14s.io",
            "config.jobset.x-k8s.io", "config.karmada.io", "config.kubeflow.org", "config.kueue.x-k8s.io",
            "config.lws.x-k8s.io", "config.trainer.kubeflow.org", "schema.plugin.fluxcd.io",
        ),
        frozenset[str](),
    ),
}  # fmt: skip
