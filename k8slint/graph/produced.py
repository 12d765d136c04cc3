"""What exists although no document defines it: made by controllers and operators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from k8slint.graph.copies import copies
from k8slint.graph.created_namespaces import created_namespaces
from k8slint.graph.own_claims import ephemeral_claims, numbered_claims
from k8slint.resources import Resource, Workload

_Path = tuple[str | int, ...]


class Produced(NamedTuple):
    """A resource that a controller makes: its kind, namespace (None: unknown) and name, and what makes it.

    `path` is where the maker says the name. `numbered`: there is one for each pod, and this is the first.
    """

    kind: str
    namespace: str | None
    name: str
    maker: Resource
    path: _Path = ("metadata", "name")
    numbered: bool = False

    def __str__(self) -> str:
        return f"{self.kind} {self.name} of {self.maker}"


class _Maker(NamedTuple):
    """One row: resources of `kind` make a `makes`; `name` is a format over the maker's name, or a path to the name."""

    kind: str
    makes: str
    name: str | tuple[str, ...]


# Names that operators give, from their documentation: cert-manager, external-secrets, sealed-secrets, secrets-store CSI,
# Vault, 1Password, Infisical, Doppler and Bitwarden operators; CloudNativePG, Strimzi, ECK, RabbitMQ, Redis and MongoDB
# operators; Prometheus operator; Jaeger, OpenTelemetry, KServe, KAITO, KubeRay; Knative; trust-manager.
_OF_ELASTICSEARCH = (
    *("elastic-user", "http-certs-public", "http-certs-internal", "http-ca-internal", "transport-certs-public"),
    *("transport-ca-internal", "internal-users", "xpack-file-realm"),
)
_MAKERS: tuple[_Maker, ...] = (
    _Maker("Certificate", "Secret", ("spec", "secretName")),
    _Maker("ExternalSecret", "Secret", ("spec", "target", "name")),
    _Maker("ClusterExternalSecret", "Secret", ("spec", "externalSecretName")),
    _Maker("SealedSecret", "Secret", "{}"),
    _Maker("SealedSecret", "Secret", ("spec", "template", "metadata", "name")),
    _Maker("SecretProviderClass", "Secret", ("spec", "secretObjects", "[]", "secretName")),
    _Maker("VaultStaticSecret", "Secret", ("spec", "destination", "name")),
    _Maker("VaultDynamicSecret", "Secret", ("spec", "destination", "name")),
    _Maker("VaultPKISecret", "Secret", ("spec", "destination", "name")),
    _Maker("OnePasswordItem", "Secret", "{}"),
    _Maker("InfisicalSecret", "Secret", ("spec", "managedSecretReference", "secretName")),
    _Maker("InfisicalSecret", "Secret", ("spec", "managedKubeSecretReferences", "[]", "secretName")),
    _Maker("DopplerSecret", "Secret", ("spec", "managedSecret", "name")),
    _Maker("BitwardenSecret", "Secret", ("spec", "secretName")),
    _Maker("Issuer", "Secret", ("spec", "acme", "privateKeySecretRef", "name")),
    _Maker("ClusterIssuer", "Secret", ("spec", "acme", "privateKeySecretRef", "name")),
    *(_Maker("Cluster", "Secret", f"{{}}-{end}") for end in ("app", "superuser", "ca", "server", "replication")),
    *(_Maker("Cluster", "Service", f"{{}}-{end}") for end in ("rw", "ro", "r")),
    _Maker("KafkaUser", "Secret", "{}"),
    *(_Maker("Kafka", "Secret", f"{{}}-{end}") for end in ("cluster-ca-cert", "clients-ca-cert")),
    *(_Maker("Kafka", "Service", f"{{}}-kafka-{end}") for end in ("bootstrap", "brokers")),
    *(_Maker("Elasticsearch", "Secret", f"{{}}-es-{end}") for end in _OF_ELASTICSEARCH),
    _Maker("Elasticsearch", "Service", "{}-es-http"),
    _Maker("Kibana", "Service", "{}-kb-http"),
    _Maker("RabbitmqCluster", "Secret", "{}-default-user"),
    _Maker("RabbitmqCluster", "Service", "{}"),
    _Maker("RabbitmqCluster", "Service", "{}-nodes"),
    _Maker("RedisFailover", "Service", "rfs-{}"),
    _Maker("RedisFailover", "Service", "rfr-{}"),
    _Maker("MongoDBCommunity", "Service", "{}-svc"),
    _Maker("Prometheus", "Service", "prometheus-operated"),
    _Maker("Alertmanager", "Service", "alertmanager-operated"),
    _Maker("ThanosRuler", "Service", "thanos-ruler-operated"),
    _Maker("Jaeger", "Service", "{}-query"),
    _Maker("Jaeger", "Service", "{}-collector"),
    *(_Maker("OpenTelemetryCollector", "Service", f"{{}}-collector{end}") for end in ("", "-headless", "-monitoring")),
    _Maker("InferenceService", "Service", "{}-predictor"),
    _Maker("Workspace", "Service", "{}"),
    _Maker("RayCluster", "Service", "{}-head-svc"),
    _Maker("Bundle", "ConfigMap", "{}"),
    _Maker("Bundle", "Secret", "{}"),
    _Maker("SecretSync", "Secret", "{}"),
    _Maker("MongoDBCommunity", "Secret", ("spec", "users", "[]", "connectionStringSecretName")),
    _Maker("DataVolume", "PersistentVolumeClaim", "{}"),
    *(_Maker(kind, "Namespace", "{}") for kind in ("SubnamespaceAnchor", "Project", "ProjectRequest", "Profile")),
)
_BY_KIND: dict[str, list[_Maker]] = {}
for _maker in _MAKERS:
    _BY_KIND.setdefault(_maker.kind, []).append(_maker)

_ISSUER_ANNOTATIONS = ("cert-manager.io/issuer", "cert-manager.io/cluster-issuer", "kubernetes.io/tls-acme")
_SERVING_CERTS = tuple(f"service.{phase}.openshift.io/serving-cert-secret-name" for phase in ("beta", "alpha"))
#: Where an Ingress and a Gateway name the Secrets of certificates.
_CERTIFICATES = (("spec", "tls", "[]", "secretName"), ("spec", "listeners", "[]", "tls", "certificateRefs", "[]", "name"))
#: Kinds of databases whose operators make a Secret for each user.
_BY_USER = frozenset({"postgresql", "MongoDBCommunity"})


_OWN_NAME: _Path = ("metadata", "name")


def _at(value: Any, path: tuple[str, ...], here: _Path = ()) -> Iterator[tuple[str, _Path]]:
    """Every text at a path, and where it stands; `[]` goes through a list."""
    if not path:
        if isinstance(value, str) and value:
            yield value, here
    elif path[0] == "[]":
        for index, entry in enumerate(value if isinstance(value, list) else ()):
            yield from _at(entry, path[1:], (*here, index))
    elif isinstance(value, dict):
        yield from _at(value.get(path[0]), path[1:], (*here, path[0]))


def _by_table(maker: Resource) -> Iterator[tuple[str, str, _Path]]:
    for row in _BY_KIND.get(maker.kind, ()):
        if isinstance(row.name, str):
            if maker.name:
                yield row.makes, row.name.format(maker.name), _OWN_NAME
            continue
        names = list(_at(maker.value, row.name))
        if not names and row.kind == "ExternalSecret" and maker.name:
            names = [(maker.name, _OWN_NAME)]  # the default of spec.target.name
        for name, path in names:
            yield row.makes, name, path


def _by_code(maker: Resource) -> Iterator[tuple[str, str, _Path]]:
    """What a row of the table cannot say."""
    annotations = maker.annotations
    if annotations:
        if maker.kind in {"Ingress", "Gateway"} and any(key in annotations for key in _ISSUER_ANNOTATIONS):
            for path in _CERTIFICATES:
                for name, place in _at(maker.value, path):
                    yield "Secret", name, place
        for key in _SERVING_CERTS:
            if annotations.get(key):
                yield "Secret", annotations[key], ("metadata", "annotations", key)
    if maker.kind == "Service" and maker.group == "serving.knative.dev" and maker.name:
        yield "Service", maker.name, _OWN_NAME
    connection = maker.get("spec", "writeConnectionSecretToRef", "name")
    if isinstance(connection, str):  # Crossplane
        yield "Secret", connection, ("spec", "writeConnectionSecretToRef", "name")
    if maker.kind in _BY_USER and maker.name:
        yield from _of_users(maker, maker.name)


def _of_users(maker: Resource, cluster: str) -> Iterator[tuple[str, str, _Path]]:
    """The Secrets that operators of databases make for each user."""
    users = maker.get("spec", "users")
    if isinstance(users, dict):  # Zalando's
        for user in (*users, "postgres", "standby"):
            path: _Path = ("spec", "users", user) if user in users else _OWN_NAME
            yield "Secret", f"{user.replace('_', '-')}.{cluster}.credentials.postgresql.acid.zalan.do", path
    for index, entry in enumerate(users if isinstance(users, list) else ()):
        if isinstance(entry, dict) and isinstance(entry.get("name"), str):
            yield "Secret", f"{cluster}-{entry.get('db', 'admin')}-{entry['name']}", ("spec", "users", index, "name")


def produced_by(resource: Resource) -> Iterator[Produced]:
    """What controllers make of a resource."""
    if resource.kind in _BY_KIND or resource.annotations or not resource.built_in:
        for kind, name, path in (*_by_table(resource), *_by_code(resource)):
            yield Produced(kind, resource.namespace, name, resource, path)
        for kind, name, path in copies(resource):
            yield Produced(kind, None, name, resource, path)
        for name, path in created_namespaces(resource):
            yield Produced("Namespace", None, name, resource, path)
    if isinstance(resource, Workload):
        for name, path in ephemeral_claims(resource):
            yield Produced("PersistentVolumeClaim", resource.namespace, name, resource, path)
        for name, path in numbered_claims(resource):
            yield Produced("PersistentVolumeClaim", resource.namespace, f"{name}-0", resource, path, numbered=True)


#: Makers of pods whose labels follow from their name: the Prometheus operator's custom resources.
_OPERATED = {
    "Prometheus": "prometheus",
    "Alertmanager": "alertmanager",
    "ThanosRuler": "thanos-ruler",
    "PrometheusAgent": "prometheus",
}

#: Of the kinds that are known, those whose controllers make pods with labels that are not known here.
_MAKES_PODS: Mapping[str, frozenset[str]] = {
    group: frozenset(kinds.split())
    for group, kinds in {
        "acid.zalan.do": "postgresql",
        "argoproj.io": "Application ApplicationSet",
        "databases.spotahome.com": "RedisFailover",
        "elasticsearch.k8s.elastic.co": "Elasticsearch",
        "gateway.networking.k8s.io": "Gateway",
        "helm.toolkit.fluxcd.io": "HelmRelease",
        "jaegertracing.io": "Jaeger",
        "kafka.strimzi.io": "Kafka KafkaBridge KafkaConnect KafkaMirrorMaker2 KafkaNodePool",
        "kaito.sh": "Workspace",
        "kibana.k8s.elastic.co": "Kibana",
        "kustomize.toolkit.fluxcd.io": "Kustomization",
        "mongodbcommunity.mongodb.com": "MongoDBCommunity",
        "monitoring.coreos.com": "Alertmanager Prometheus PrometheusAgent ThanosRuler",
        "opentelemetry.io": "OpenTelemetryCollector",
        "postgresql.cnpg.io": "Cluster Pooler",
        "rabbitmq.com": "RabbitmqCluster",
        "ray.io": "RayCluster",
        "serving.kserve.io": "InferenceService",
    }.items()
}


def may_make_pods(resource: Resource) -> bool:
    """Whether a resource is a custom one whose operator makes pods, or may."""
    return not resource.built_in and (not resource.known or resource.kind in _MAKES_PODS.get(resource.group, ()))


class PodMakers:
    """The custom resources of a unit whose operators may make pods.

    An operator labels pods with keys of its own domain (`cnpg.io/cluster`), or with its custom resource's name.
    """

    __slots__ = ("_domains", "_ends", "_groups", "_values")

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._values: set[str | None] = set()
        groups: set[str] = set()
        for resource in resources:
            if not may_make_pods(resource):
                continue
            self._values.update((resource.name, _OPERATED.get(resource.kind)))
            groups.add(resource.group)
        self._groups = tuple(groups)
        self._ends = "".join(f"{group}\n" for group in groups)  # one search in a text instead of one for each group
        self._domains: dict[str, bool] = {}

    def may_make(self, key: str, value: str) -> bool:
        """Whether one of them may make pods with this label."""
        return value in self._values or (bool(self._groups) and "/" in key and self._is_theirs(key.rpartition("/")[0]))

    def _is_theirs(self, domain: str) -> bool:
        found = self._domains.get(domain)
        if found is None:
            theirs = f"{domain}\n" in self._ends or domain.endswith(self._groups)
            found = self._domains[domain] = bool(domain) and theirs
        return found
