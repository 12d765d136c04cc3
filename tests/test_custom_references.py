"""Custom resources of well-known operators: what they name resolves, and what they make is never missing."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import pytest

from k8slint import rulebook
from k8slint.engine import lint_texts
from k8slint.findings import Severity
from k8slint.graph import Graph, Outcome
from k8slint.graph.makers import MAKERS
from k8slint.resources import read, wants
from k8slint.resources.custom_reference_table import CUSTOM
from k8slint.resources.kinds import home_group, lookup
from k8slint.resources.reference_row import Field
from k8slint.resources.reference_table import CONTAINER, KINDS, POD
from k8slint.text import SourceFile
from k8slint.units import plan, resolve
from k8slint.yaml import read as read_yaml


def thing(api: str, kind: str, name: str, rest: str = "", namespace: str | None = "shop") -> str:
    where = f", namespace: {namespace}" if namespace else ""
    return f"apiVersion: {api}\nkind: {kind}\nmetadata: {{name: {name}{where}}}\n{rest}\n---\n"


def secret(name: str, *keys: str) -> str:
    return thing("v1", "Secret", name, f"stringData: {{{', '.join(f'{key}: x' for key in keys or ('token',))}}}")


def pod(name: str, env: str) -> str:
    """A workload that takes its environment from a Secret or ConfigMap."""
    return thing(
        "apps/v1",
        "Deployment",
        name,
        f"spec: {{selector: {{matchLabels: {{app: {name}}}}}, template: {{metadata: {{labels: {{app: {name}}}}}, spec: {{"
        f"containers: [{{name: app, image: 'example.com/app:1.4', envFrom: [{env}]}}]}}}}}}",
    )


def takes(kind: str, name: str) -> str:
    return pod("app", f"{{{kind}Ref: {{name: {name}}}}}")


def ingress_to(service: str) -> str:
    return thing(
        "networking.k8s.io/v1",
        "Ingress",
        "front",
        "spec: {ingressClassName: traefik, defaultBackend: {service: {name: " + service + ", port: {number: 80}}}}",
    )


class Family(NamedTuple):
    """Manifests on which nothing may be said, and what is named there: kind, name, and what comes of it."""

    name: str
    text: str
    named: tuple[tuple[str, str], ...]


CERT, GATEWAY, ISTIO, TRAEFIK = (
    "cert-manager.io/v1",
    "gateway.networking.k8s.io/v1",
    "networking.istio.io/v1",
    "traefik.io/v1alpha1",
)
EXTERNAL, KEDA, MONITORING, ARGO = (
    "external-secrets.io/v1",
    "keda.sh/v1alpha1",
    "monitoring.coreos.com/v1",
    "argoproj.io/v1alpha1",
)

FAMILIES = (
    Family(
        "cert-manager",
        secret("cloudflare", "token")
        + thing(
            CERT,
            "Issuer",
            "acme",
            "spec: {acme: {server: 'https://acme.example.com', privateKeySecretRef: {name: account}, solvers: [{dns01:"
            " {cloudflare:"
            " {apiTokenSecretRef: {name: cloudflare, key: token}}}}]}}",
        )
        + thing(CERT, "Certificate", "front", "spec: {secretName: front-tls, dnsNames: [a.example.com], issuerRef: {name: acme}}")
        + takes("secret", "front-tls")
        + pod("other", "{secretRef: {name: account}}"),
        (("Secret", "cloudflare"), ("Issuer", "acme"), ("Secret", "front-tls"), ("Secret", "account")),
    ),
    Family(
        "external-secrets",
        secret("vault-token")
        + thing(
            EXTERNAL,
            "SecretStore",
            "vault",
            "spec: {provider: {vault: {server: 'https://vault.example.com', auth: {tokenSecretRef: {name: vault-token,"
            " key: token}}}}}",
        )
        + thing(
            EXTERNAL, "ExternalSecret", "db", "spec: {secretStoreRef: {name: vault}, data: [{secretKey: a, remoteRef: {key: b}}]}"
        )
        + thing(
            EXTERNAL,
            "ExternalSecret",
            "settings",
            "spec: {secretStoreRef: {name: everywhere, kind: ClusterSecretStore}, target: {name: app-settings, manifest:"
            " {apiVersion: v1, kind: ConfigMap}}, dataFrom: [{extract: {key: b}}]}",
        )
        + thing(EXTERNAL, "ClusterSecretStore", "everywhere", "spec: {provider: {aws: {service: SecretsManager}}}", None)
        + takes("secret", "db")
        + pod("other", "{configMapRef: {name: app-settings}}"),
        (("Secret", "vault-token"), ("SecretStore", "vault"), ("ClusterSecretStore", "everywhere"), ("Secret", "db")),
    ),
    Family(
        "sealed-secrets",
        thing("bitnami.com/v1alpha1", "SealedSecret", "db", "spec: {encryptedData: {password: AgB}}") + takes("secret", "db"),
        (("Secret", "db"),),
    ),
    Family(
        "KEDA",
        secret("queue", "connection")
        + thing(KEDA, "TriggerAuthentication", "queue", "spec: {secretTargetRef: [{parameter: c, name: queue, key: connection}]}")
        + takes("secret", "queue")
        + thing(
            KEDA,
            "ScaledObject",
            "app",
            "spec: {scaleTargetRef: {name: app}, triggers: [{type: rabbitmq, metadata: {}, authenticationRef: {name: queue}}]}",
        ),
        (("TriggerAuthentication", "queue"), ("Deployment", "app"), ("Secret", "queue")),
    ),
    Family(
        "Prometheus operator",
        secret("scrape", "user", "password")
        + thing("v1", "ServiceAccount", "prometheus")
        + thing(
            MONITORING,
            "Prometheus",
            "main",
            "spec: {serviceAccountName: prometheus, serviceMonitorSelector: {}, alerting: {alertmanagers: [{namespace:"
            " shop, name:"
            " alertmanager-operated, port: web}]}}",
        )
        + thing(MONITORING, "Alertmanager", "main", "spec: {replicas: 1}")
        + thing(
            MONITORING,
            "ServiceMonitor",
            "main",
            "spec: {selector: {}, endpoints: [{port: web, basicAuth: {username: {name: scrape, key: user}, password:"
            " {name: scrape,"
            " key: password}}}]}",
        )
        + ingress_to("prometheus-operated"),
        (("ServiceAccount", "prometheus"), ("Service", "alertmanager-operated"), ("Secret", "scrape")),
    ),
    Family(
        "Argo Rollouts",
        thing("v1", "Service", "stable", "spec: {selector: {app: app}, ports: [{port: 80}]}")
        + thing("v1", "Service", "canary", "spec: {selector: {app: app}, ports: [{port: 80}]}")
        + thing(ARGO, "AnalysisTemplate", "errors", "spec: {metrics: []}")
        + thing(ARGO, "ClusterAnalysisTemplate", "latency", "spec: {metrics: []}", None)
        + ingress_to("stable")
        + thing(
            ARGO,
            "Rollout",
            "app",
            "spec: {selector: {matchLabels: {app: app}}, template: {metadata: {labels: {app: app}}, spec: {containers:"
            " [{name: app,"
            " image: 'example.com/app:1.4', ports: [{containerPort: 80}]}]}}, strategy: {canary: {stableService:"
            " stable, canaryService:"
            " canary, trafficRouting: {nginx: {stableIngress: front}}, analysis: {templates: [{templateName: errors},"
            " {templateName:"
            " latency, clusterScope: true}]}}}}",
        ),
        (
            *(("Service", "stable"), ("Service", "canary"), ("Ingress", "front")),
            *(("AnalysisTemplate", "errors"), ("ClusterAnalysisTemplate", "latency")),
        ),
    ),
    Family(
        "Traefik",
        secret("users", "users")
        + thing(TRAEFIK, "Middleware", "auth", "spec: {basicAuth: {secret: users}}")
        + thing(TRAEFIK, "Middleware", "all", "spec: {chain: {middlewares: [{name: auth}]}}")
        + takes("secret", "users")
        + thing("v1", "Service", "app", "spec: {selector: {app: app}, ports: [{port: 80}]}")
        + thing(
            TRAEFIK,
            "IngressRoute",
            "app",
            "spec: {routes: [{kind: Rule, match: 'Host(`a`)', middlewares: [{name: all}], services: [{name: app, port: 80},"
            " {name: api@internal, kind: TraefikService}]}], tls: {options: {name: default}}}",
        ),
        (("Secret", "users"), ("Middleware", "auth"), ("Middleware", "all"), ("Service", "app")),
    ),
    Family(
        "OpenShift",
        thing("v1", "Service", "app", "spec: {selector: {app: app}, ports: [{name: http, port: 80}]}")
        + thing("route.openshift.io/v1", "Route", "app", "spec: {to: {kind: Service, name: app}, port: {targetPort: http}}")
        + thing(
            "v1",
            "Service",
            "tls",
            "spec: {selector: {app: app}, ports: [{port: 80}]}",
        ).replace("{name: tls,", "{name: tls, annotations: {service.beta.openshift.io/serving-cert-secret-name: serving},")
        + takes("secret", "serving"),
        (("Service", "app"), ("Secret", "serving")),
    ),
    Family(
        "Knative",
        thing(
            "serving.knative.dev/v1",
            "Service",
            "app",
            "spec: {template: {metadata: {name: app-first}, spec: {containers: [{image: 'example.com/app:1.4'}]}}, traffic:"
            " [{revisionName: app-first, percent: 100}]}",
        )
        + thing(
            "serving.knative.dev/v1beta1",
            "DomainMapping",
            "a.example.com",
            "spec: {ref: {kind: Service, apiVersion: serving.knative.dev/v1, name: app}}",
        )
        + ingress_to("app"),
        (("Revision", "app-first"), ("Service", "app")),
    ),
    Family(
        "Gateway API",
        thing(GATEWAY, "Gateway", "edge", "spec: {gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]}")
        + thing("v1", "Service", "app", "spec: {selector: {app: app}, ports: [{port: 80}]}")
        + pod("app", "{configMapRef: {name: kube-root-ca.crt}}")
        + thing(
            GATEWAY,
            "HTTPRoute",
            "app",
            "spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: app, port: 80}, {group: '', kind:"
            " Service, name: app,"
            " port: 80}]}]}",
        )
        + ingress_to("edge-istio"),
        (("Gateway", "edge"), ("GatewayClass", "istio"), ("Service", "app"), ("Service", "edge-istio")),
    ),
    Family(
        "Istio",
        thing(ISTIO, "Gateway", "edge", "spec: {selector: {istio: ingressgateway}, servers: []}")
        + thing(
            ISTIO,
            "VirtualService",
            "app",
            "spec: {hosts: [app], gateways: [edge, shop/edge, mesh], http: [{delegate: {name: inner}}]}",
        )
        + thing(ISTIO, "VirtualService", "inner", "spec: {http: []}"),
        (("Gateway", "edge"), ("VirtualService", "inner")),
    ),
    Family(
        "CloudNativePG",
        thing("postgresql.cnpg.io/v1", "Cluster", "db", "spec: {instances: 3}") + takes("secret", "db-app") + ingress_to("db-rw"),
        (("Secret", "db-app"), ("Service", "db-rw")),
    ),
    Family(
        "Zalando",
        thing("acid.zalan.do/v1", "postgresql", "db", "spec: {users: {web_user: []}}")
        + takes("secret", "web-user.db.credentials.postgresql.acid.zalan.do")
        + ingress_to("db-repl"),
        (("Secret", "web-user.db.credentials.postgresql.acid.zalan.do"), ("Service", "db-repl")),
    ),
    Family(
        "Percona and Crunchy Data",
        thing("pxc.percona.com/v1", "PerconaXtraDBCluster", "db", "spec: {}")
        + thing("postgres-operator.crunchydata.com/v1beta1", "PostgresCluster", "pg", "spec: {}")
        + takes("secret", "db-secrets")
        + pod("other", "{secretRef: {name: pg-pguser-pg}}")
        + ingress_to("db-haproxy"),
        (("Secret", "db-secrets"), ("Secret", "pg-pguser-pg"), ("Service", "db-haproxy")),
    ),
    Family(
        "Strimzi, RabbitMQ, Elastic and MongoDB",
        thing("kafka.strimzi.io/v1beta2", "Kafka", "bus", "spec: {}")
        + thing("kafka.strimzi.io/v1beta2", "KafkaUser", "app-user", "spec: {}")
        + thing("rabbitmq.com/v1beta1", "RabbitmqCluster", "mq", "spec: {}")
        + thing("elasticsearch.k8s.elastic.co/v1", "Elasticsearch", "search", "spec: {}")
        + thing(
            "mongodbcommunity.mongodb.com/v1",
            "MongoDBCommunity",
            "docs",
            "spec: {users: [{name: app, db: admin, connectionStringSecretName: docs-uri}]}",
        )
        + takes("secret", "app-user")
        + pod("b", "{secretRef: {name: mq-default-user}}")
        + pod("c", "{secretRef: {name: search-es-elastic-user}}")
        + pod("d", "{secretRef: {name: docs-uri}}")
        + ingress_to("bus-kafka-bootstrap"),
        (
            *(
                ("Secret", "app-user"),
                ("Secret", "mq-default-user"),
                ("Secret", "search-es-elastic-user"),
                ("Secret", "docs-uri"),
            ),
            ("Service", "bus-kafka-bootstrap"),
        ),
    ),
    Family(
        "Flux",
        thing("source.toolkit.fluxcd.io/v1", "HelmRepository", "charts", "spec: {url: 'https://charts.example.com'}")
        + thing("v1", "ConfigMap", "values", "data: {values.yaml: ''}")
        + thing(
            "helm.toolkit.fluxcd.io/v2",
            "HelmRelease",
            "app",
            "spec: {chart: {spec: {chart: app, sourceRef: {kind: HelmRepository, name: charts}}}, valuesFrom: [{kind: ConfigMap,"
            " name: values}, {kind: Secret, name: more, optional: true}]}",
        )
        + thing(
            "source.extensions.fluxcd.io/v1beta1",
            "ArtifactGenerator",
            "parts",
            "spec: {sources: [{alias: repo, kind: GitRepository, name: fleet}], artifacts: [{name: apps, copy: [{from:"
            " '@repo/apps/**',"
            " to: '@artifact/'}]}]}",
        )
        + thing("source.toolkit.fluxcd.io/v1", "GitRepository", "fleet", "spec: {url: 'https://git.example.com/fleet'}")
        + thing(
            "kustomize.toolkit.fluxcd.io/v1",
            "Kustomization",
            "apps",
            "spec: {sourceRef: {kind: ExternalArtifact, name: apps}, path: ./, prune: true}",
        ),
        (("HelmRepository", "charts"), ("ConfigMap", "values"), ("GitRepository", "fleet"), ("ExternalArtifact", "apps")),
    ),
    Family(
        "Argo CD",
        thing(ARGO, "AppProject", "shop", "spec: {}", "argocd")
        + thing(
            ARGO,
            "Application",
            "app",
            "spec: {project: shop, source: {repoURL: 'https://charts.example.com', chart: app}, destination: {namespace: shop}}",
            "argocd",
        )
        + thing(
            ARGO,
            "Application",
            "other",
            "spec: {project: default, source: {repoURL: 'https://charts.example.com', chart: app}, destination:"
            " {namespace: shop}}",
            "argocd",
        ),
        (("AppProject", "shop"), ("AppProject", "default")),
    ),
)


@cache
def rules() -> tuple[rulebook.Rule, ...]:
    return rulebook.choose(rulebook.load(), profiles=("recommended",))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_nothing_is_said_of_a_family(family: Family) -> None:
    report = lint_texts({"a.yaml": family.text}, rules())
    assert not report.failures
    assert [f"{one.rule}: {one.message}" for one in report.findings if one.severity is not Severity.INFO] == []


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_what_a_family_names_is_found(family: Family) -> None:
    layout = plan(["a.yaml"], "files")
    (unit,) = resolve(layout, [layout.stream("a.yaml", family.text.encode())]).units
    graph = Graph(unit)
    outcomes = {(one.want.kind, one.want.name): one.outcome for resource in unit.resources for one in graph.references(resource)}
    assert {which: outcomes.get(which) for which in family.named} == dict.fromkeys(family.named, Outcome.FOUND)


ROWS: tuple[tuple[str, Field], ...] = (
    *(("pod", row) for row in (*POD, *CONTAINER)),
    *((kind, row) for kind, rows in KINDS.items() for row in rows),
    *((f"{group}/{kind}", row) for (group, kind), rows in CUSTOM.items() for row in rows),
)


@pytest.mark.parametrize(("where", "row"), ROWS, ids=[f"{where}:{'.'.join(row.path)}" for where, row in ROWS])
def test_a_row_is_well_formed(where: str, row: Field) -> None:
    assert row.id
    assert all(row.path), where
    assert row.kind or row.kind_beside
    assert all(len(key) in {1, 3} for key in row.keys)
    if row.kind and row.group:
        assert lookup(row.group, row.kind).known, f"{row.group}/{row.kind} is not known"


def test_custom_rows_stand_under_the_group_of_today() -> None:
    assert all(home_group(group, kind) == group for group, kind in CUSTOM)
    assert all(lookup(group, kind).known for group, kind in CUSTOM)


def test_every_row_has_one_rule() -> None:
    """A row is spoken of by reference-not-found, or by a rule of its own, which may be still to come."""
    spoken = set(_verbs())
    own = {
        *("service-account", "service-account-alias", "image-pull-secret", "configmap-volume", "secret-volume"),
        *("projected-configmap", "projected-secret", "claim-volume", "ephemeral-storage-class", "csi-publish-secret"),
        *("azure-file-secret", "cephfs-secret", "rbd-secret", "flex-volume-secret", "iscsi-secret", "priority-class"),
        *("runtime-class", "env-configmap", "env-secret", "env-from-configmap", "env-from-secret", "governing-service"),
        *("claim-template-storage-class", "ingress-backend", "ingress-class", "ingress-tls-secret", "annotated-issuer"),
        *("scale-target", "endpoints-service", "role", "subject", "subject-user", "claim-storage-class", "webhook-service"),
        *("conversion-service", "api-service", "admission-policy", "route-parent", "route-backend", "gateway-class"),
        *("gateway-certificate", "istio-gateway", "router-service", "router-middleware", "openshift-backend"),
        *("knative-traffic", "knative-domain", "issuer", "secret-store", "rollout-service", "rollout-analysis"),
        *("flux-source", "flux-dependency", "helm-values", "argo-project"),
    }
    soft = {row.id for _, row in ROWS if row.soft}
    assert not spoken & own
    assert {row.id for _, row in ROWS} == spoken | own | (soft - spoken)


def _verbs() -> dict[str, str]:
    import importlib.util

    spec = importlib.util.spec_from_file_location("told", "rules/references/reference-not-found.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    verbs: dict[str, str] = module.VERBS
    return verbs


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: f"{maker.kind}-{maker.makes}-{maker.name}")
def test_a_maker_names_what_it_makes(maker: tuple[str, str, str | tuple[str, ...]]) -> None:
    kind, makes, name = maker
    assert kind
    assert makes
    assert name.format("db") if isinstance(name, str) else all(name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("edge", ("edge", "shop")), ("infra/edge", ("edge", "infra")), ("mesh", None), ("edge@file", None)],
)
def test_names_with_a_namespace(name: str, expected: tuple[str, str] | None) -> None:
    text = thing(ISTIO, "VirtualService", "app", f"spec: {{gateways: ['{name}']}}")
    (resource,) = read(read_yaml(SourceFile("a.yaml", text)).documents)
    assert [(want.name, want.namespace) for want in wants(resource)] == ([] if expected is None else [expected])


def test_malformed_custom_resources_say_nothing() -> None:
    texts = [
        thing(ISTIO, "VirtualService", "a", f"spec: {{gateways: {junk}, http: {junk}}}")
        + thing(
            "kustomize.toolkit.fluxcd.io/v1",
            "Kustomization",
            "b",
            f"spec: {{sourceRef: {junk}, dependsOn: {junk}, path: {junk}}}",
        )
        + thing(ARGO, "Application", "c", f"spec: {{project: {junk}, source: {junk}, sources: {junk}, destination: {junk}}}")
        + thing(ARGO, "ApplicationSet", "d", f"spec: {{generators: {junk}, template: {junk}}}")
        + thing(
            ARGO, "ApplicationSet", "e", f"spec: {{generators: [{junk}, {{git: {junk}}}, {{list: {junk}}}, {{matrix: {junk}}}]}}"
        )
        + thing("source.extensions.fluxcd.io/v1beta1", "ArtifactGenerator", "f", f"spec: {{sources: {junk}, artifacts: {junk}}}")
        for junk in ("1", "[1]", "[[]]", "{a: 1}", "null", "x", "[{}]", "true")
    ]
    for text in texts:
        assert not lint_texts({"a.yaml": text}, rules()).failures
