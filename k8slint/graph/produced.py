"""What exists although no document defines it: made by controllers and operators."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.graph.copies import copies
from k8slint.graph.created_namespaces import created_namespaces
from k8slint.graph.makers import DEFAULTS, GATEWAYS, MAKERS, Maker
from k8slint.graph.own_claims import ephemeral_claims, numbered_claims
from k8slint.resources import Resource, Workload

if TYPE_CHECKING:
    from k8slint.units.gitops import Topology

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


_BY_KIND: dict[str, list[Maker]] = {}
for _maker in MAKERS:
    _BY_KIND.setdefault(_maker.kind, []).append(_maker)

_ISSUER_ANNOTATIONS = ("cert-manager.io/issuer", "cert-manager.io/cluster-issuer", "kubernetes.io/tls-acme")
_SERVING_CERTS = tuple(f"service.{phase}.openshift.io/serving-cert-secret-name" for phase in ("beta", "alpha"))
#: Where an Ingress and a Gateway name the Secrets of certificates.
_CERTIFICATES = (("spec", "tls", "[]", "secretName"), ("spec", "listeners", "[]", "tls", "certificateRefs", "[]", "name"))
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
        if not names and row in DEFAULTS and maker.name:
            names = [(maker.name, _OWN_NAME)]
        for name, path in names:
            yield row.makes, name, path


def _by_code(maker: Resource) -> Iterator[tuple[str, str, _Path]]:
    """What a row of the table cannot say."""
    if maker.annotations:
        yield from _by_annotations(maker)
    connection = maker.get("spec", "writeConnectionSecretToRef", "name")
    if isinstance(connection, str):  # Crossplane
        yield "Secret", connection, ("spec", "writeConnectionSecretToRef", "name")
    read = _READERS.get(maker.kind)
    if read is not None and maker.name:
        yield from read(maker, maker.name)


def _by_annotations(maker: Resource) -> Iterator[tuple[str, str, _Path]]:
    """Certificates that annotations ask for."""
    annotations = maker.annotations
    if maker.kind in {"Ingress", "Gateway"} and any(key in annotations for key in _ISSUER_ANNOTATIONS):
        for path in _CERTIFICATES:
            for name, place in _at(maker.value, path):
                yield "Secret", name, place
    for key in _SERVING_CERTS:
        if annotations.get(key):
            yield "Secret", annotations[key], ("metadata", "annotations", key)


def _of_knative(maker: Resource, name: str) -> Iterator[tuple[str, str, _Path]]:
    """What Knative makes of its Services."""
    if maker.group == "serving.knative.dev":
        for kind in ("Service", "Route", "Configuration"):
            yield kind, name, _OWN_NAME
        for revision, path in _at(maker.value, ("spec", "template", "metadata", "name")):
            yield "Revision", revision, path


def _of_gateway(maker: Resource, name: str) -> Iterator[tuple[str, str, _Path]]:
    """The Service that an implementation of the Gateway API puts before the pods of a Gateway."""
    made = GATEWAYS.get(str(maker.get("spec", "gatewayClassName")))
    if made is not None:
        yield "Service", made.format(name), _OWN_NAME


def _of_external(maker: Resource, name: str) -> Iterator[tuple[str, str, _Path]]:
    """What an ExternalSecret makes instead of a Secret."""
    kind = maker.get("spec", "target", "manifest", "kind")
    if isinstance(kind, str):
        made, path = next(_at(maker.value, ("spec", "target", "name")), (name, _OWN_NAME))
        yield kind, made, path


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


#: What is made of kinds in ways that a row of the table cannot say.
_READERS: Mapping[str, Callable[[Resource, str], Iterator[tuple[str, str, _Path]]]] = {
    "ExternalSecret": _of_external,
    "Gateway": _of_gateway,
    "MongoDBCommunity": _of_users,
    "Service": _of_knative,
    "postgresql": _of_users,
}


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

    An operator labels pods with keys of its own domain (`cnpg.io/cluster`), or with its custom resource's name. What Flux
    and Argo CD apply of this repository is read itself.
    """

    __slots__ = ("_domains", "_ends", "_groups", "_values")

    def __init__(self, resources: Iterable[Resource], topology: Topology | None = None) -> None:
        self._values: set[str | None] = set()
        groups: set[str] = set()
        for resource in resources:
            if not may_make_pods(resource) or (topology is not None and topology.delivers(resource)):
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
