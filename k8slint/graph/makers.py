"""What controllers make of custom resources, by the names that their documentation gives. Pure data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple


class Maker(NamedTuple):
    """One row: resources of `kind` make a `makes`; `name` is a format over the maker's name, or a path to the name."""

    kind: str
    makes: str
    name: str | tuple[str, ...]


def _made(kind: str, makes: str, *names: str) -> Iterator[Maker]:
    """Rows of names over the maker's own: `{}-rw`."""
    return (Maker(kind, makes, name) for name in names)


def _named(kind: str, makes: str, *paths: str) -> Iterator[Maker]:
    """Rows of names that the maker says itself: `spec.users[].secretName`."""
    return (Maker(kind, makes, tuple(path.replace("[]", ".[]").split("."))) for path in paths)


#: The Secrets of an ExternalSecret, whose names are its own unless it says others.
DEFAULTS = (
    *_named("ExternalSecret", "Secret", "spec.target.name"),
    *_named("ClusterExternalSecret", "Secret", "spec.externalSecretName"),
)

# cert-manager, external-secrets, sealed-secrets, secrets-store CSI, Vault, 1Password, Infisical, Doppler and Bitwarden
# operators, trust-manager
_SECRETS = (
    *DEFAULTS,
    *_named("ClusterExternalSecret", "Secret", "spec.externalSecretSpec.target.name"),
    *_named("Certificate", "Secret", "spec.secretName"),
    *_named("Issuer", "Secret", "spec.acme.privateKeySecretRef.name"),
    *_named("ClusterIssuer", "Secret", "spec.acme.privateKeySecretRef.name"),
    *_made("SealedSecret", "Secret", "{}"),
    *_named("SealedSecret", "Secret", "spec.template.metadata.name"),
    *_named("SecretProviderClass", "Secret", "spec.secretObjects[].secretName"),
    *(row for kind in ("Static", "Dynamic", "PKI") for row in _named(f"Vault{kind}Secret", "Secret", "spec.destination.name")),
    *_named("HCPVaultSecretsApp", "Secret", "spec.destination.name"),
    *_made("OnePasswordItem", "Secret", "{}"),
    *_named(
        "InfisicalSecret",
        "Secret",
        "spec.managedSecretReference.secretName",
        "spec.managedKubeSecretReferences[].secretName",
    ),
    *_named("InfisicalSecret", "ConfigMap", "spec.managedKubeConfigMapReferences[].configMapName"),
    *_named("DopplerSecret", "Secret", "spec.managedSecret.name"),
    *_named("BitwardenSecret", "Secret", "spec.secretName"),
    *_made("SecretSync", "Secret", "{}"),
    *_made("Bundle", "ConfigMap", "{}"),
    *_made("Bundle", "Secret", "{}"),
)

_OF_ELASTICSEARCH = (
    *("elastic-user", "http-certs-public", "http-certs-internal", "http-ca-internal", "transport-certs-public"),
    *("transport-ca-internal", "internal-users", "xpack-file-realm"),
)
_OF_ECK = {"Kibana": "kb", "ApmServer": "apm", "EnterpriseSearch": "ent", "Logstash": "ls", "ElasticMapsServer": "ems"}

# databases, brokers and object stores: CloudNativePG, Zalando, Crunchy Data, Percona, Strimzi, ECK, OpenSearch, RabbitMQ,
# Redis, Valkey and Dragonfly, MongoDB, MariaDB, MySQL, Vitess, Cassandra, ClickHouse, TiDB, CockroachDB, MinIO
_STORES = (
    *_made("Cluster", "Secret", "{}-app", "{}-superuser", "{}-ca", "{}-server", "{}-replication"),
    *_made("Cluster", "Service", "{}-rw", "{}-ro", "{}-r"),
    *_made("Cluster", "ServiceAccount", "{}"),
    *_made("Pooler", "Service", "{}"),
    *_made("postgresql", "Service", "{}", "{}-repl", "{}-config", "{}-pooler", "{}-pooler-repl"),
    *_made("PostgresCluster", "Service", "{}-primary", "{}-replicas", "{}-ha", "{}-pods", "{}-pgbouncer", "{}-pgadmin"),
    *_made("PostgresCluster", "Secret", "{}-cluster-cert", "{0}-pguser-{0}"),
    *_made("PerconaPGCluster", "Service", "{}-primary", "{}-replicas", "{}-ha", "{}-pods", "{}-pgbouncer"),
    *_made("PerconaPGCluster", "Secret", "{0}-pguser-{0}"),
    *_made("PerconaXtraDBCluster", "Service", "{}-haproxy", "{}-haproxy-replicas", "{}-proxysql", "{}-pxc", "{}-pxc-unready"),
    *_made("PerconaXtraDBCluster", "Secret", "{}-secrets", "{}-ssl", "{}-ssl-internal"),
    *_named("PerconaXtraDBCluster", "Secret", "spec.secretsName"),
    *_made("PerconaServerMySQL", "Service", "{}-haproxy", "{}-router", "{}-mysql", "{}-mysql-primary", "{}-orc"),
    *_made("PerconaServerMySQL", "Secret", "{}-secrets"),
    *_named("PerconaServerMySQL", "Secret", "spec.secretsName"),
    *_made("PerconaServerMongoDB", "Service", "{}-rs0", "{}-cfg", "{}-mongos"),
    *_made("PerconaServerMongoDB", "Secret", "{}-secrets", "{}-ssl", "{}-ssl-internal"),
    *_named("PerconaServerMongoDB", "Secret", "spec.secrets.users"),
    *_made("KafkaUser", "Secret", "{}"),
    *_made("Kafka", "Secret", "{}-cluster-ca-cert", "{}-clients-ca-cert", "{}-cluster-ca", "{}-clients-ca"),
    *_made("Kafka", "Service", "{}-kafka-bootstrap", "{}-kafka-brokers", "{}-zookeeper-client", "{}-kafka-external-bootstrap"),
    *_made("KafkaBridge", "Service", "{}-bridge-service"),
    *_made("KafkaConnect", "Service", "{}-connect-api"),
    *_made("Elasticsearch", "Secret", *(f"{{}}-es-{end}" for end in _OF_ELASTICSEARCH)),
    *_made("Elasticsearch", "Service", "{}-es-http", "{}-es-transport", "{}-es-internal-http"),
    *(row for kind, end in _OF_ECK.items() for row in _made(kind, "Service", f"{{}}-{end}-http")),
    *(row for kind, end in _OF_ECK.items() for row in _made(kind, "Secret", f"{{}}-{end}-http-certs-public")),
    *_named("OpenSearchCluster", "Service", "spec.general.serviceName"),
    *_made("OpenSearchCluster", "Service", "{}", "{}-dashboards"),
    *_made("OpenSearchCluster", "Secret", "{}-admin-password", "{}-http-cert", "{}-transport-cert"),
    *_made("RabbitmqCluster", "Secret", "{}-default-user", "{}-erlang-cookie"),
    *_made("RabbitmqCluster", "Service", "{}", "{}-nodes"),
    *_made("RedisFailover", "Service", "rfs-{}", "rfr-{}", "rfrm-{}", "rfrs-{}"),
    *_made("Redis", "Service", "{}", "{}-headless", "{}-additional"),
    *_made(
        "RedisCluster", "Service", "{}", *(f"{{}}-{role}{end}" for role in ("leader", "follower") for end in ("", "-headless"))
    ),
    *_made("RedisReplication", "Service", "{}", "{}-headless", "{}-master", "{}-replica"),
    *_made("RedisSentinel", "Service", "{}-sentinel", "{}-sentinel-headless"),
    *_made("Dragonfly", "Service", "{}"),
    *_made("Memcached", "Service", "{}"),
    *_made("MongoDBCommunity", "Service", "{}-svc"),
    *_named("MongoDBCommunity", "Secret", "spec.users[].connectionStringSecretName"),
    *_made("MariaDB", "Service", "{}", "{}-primary", "{}-secondary", "{}-internal"),
    *_made("InnoDBCluster", "Service", "{}", "{}-instances"),
    *_made("MysqlCluster", "Service", "{}-mysql", "{}-mysql-master", "{}-mysql-replicas"),
    *_made("VitessCluster", "Service", "{}-vtgate", "{}-vtctld"),
    *_made("CassandraDatacenter", "Service", "{}-service"),
    *_made("ClickHouseInstallation", "Service", "clickhouse-{}"),
    *_made("TidbCluster", "Service", "{}-tidb", "{}-pd", "{}-tikv-peer"),
    *_made("CrdbCluster", "Service", "{}", "{}-public"),
    *_made("Tenant", "Service", "minio", "{}-hl", "{}-console"),
)

# the Prometheus operator, Grafana, Jaeger, OpenTelemetry; KEDA; KServe, KAITO, KubeRay, Flink, Spark
_OTHERS = (
    *_made("Prometheus", "Service", "prometheus-operated"),
    *_made("PrometheusAgent", "Service", "prometheus-agent-operated"),
    *_made("Alertmanager", "Service", "alertmanager-operated"),
    *_made("ThanosRuler", "Service", "thanos-ruler-operated"),
    *_made("Grafana", "Service", "{}-service"),
    *_made("Grafana", "Secret", "{}-admin-credentials"),
    *_made("Jaeger", "Service", "{}-query", "{}-collector", "{}-collector-headless", "{}-agent"),
    *_made("OpenTelemetryCollector", "Service", "{}-collector", "{}-collector-headless", "{}-collector-monitoring"),
    *_made("ScaledObject", "HorizontalPodAutoscaler", "keda-hpa-{}"),
    *_made("InferenceService", "Service", "{}", "{}-predictor", "{}-predictor-default", "{}-transformer", "{}-explainer"),
    *_made("Workspace", "Service", "{}"),
    *_made("RayCluster", "Service", "{}-head-svc"),
    *_made("RayService", "Service", "{}-head-svc", "{}-serve-svc"),
    *_made("FlinkDeployment", "Service", "{}-rest"),
    *_made("SparkApplication", "Service", "{}-ui-svc"),
    *_made("DataVolume", "PersistentVolumeClaim", "{}"),
)

# delivery and tenancy: Flux, Argo CD, and what hands out namespaces
_DELIVERY = (
    *_named("ArtifactGenerator", "ExternalArtifact", "spec.artifacts[].name"),
    *_made("ArgoCD", "AppProject", "default"),
    *_made("ArgoCD", "Service", "{}-server", "{}-repo-server", "{}-redis", "{}-metrics", "{}-server-metrics"),
    *(row for kind in ("SubnamespaceAnchor", "Project", "ProjectRequest", "Profile") for row in _made(kind, "Namespace", "{}")),
)

MAKERS: tuple[Maker, ...] = (*_SECRETS, *_STORES, *_OTHERS, *_DELIVERY)

#: What implementations of the Gateway API call the Service of a Gateway, by the GatewayClass.
GATEWAYS: Mapping[str, str] = {
    "cilium": "cilium-gateway-{}",
    "istio": "{}-istio",
    "istio-waypoint": "{}",
    "kgateway": "{}",
    "nginx": "{}-nginx",
}
