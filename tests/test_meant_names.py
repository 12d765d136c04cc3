"""What was probably meant by a name that leads nowhere: what is written to correct it, and how sure it is."""

from __future__ import annotations

import pytest

from k8slint.engine import lint_texts
from k8slint.findings import Confidence, Finding
from k8slint.graph.affixes import forgotten_affix
from k8slint.near import slip_of_a_token
from k8slint.resources import read as read_resources
from k8slint.rulebook.index import read
from k8slint.text import SourceFile
from k8slint.yaml import read as read_yaml

RULES, _ = read()
SERVICE = (
    "apiVersion: v1\nkind: Service\nmetadata: {name: %s, namespace: %s}\nspec: {selector: {app: %s}, ports: [{port: %s}]}\n---\n"
)
PODS = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: %s, namespace: shop}
spec:
  selector: {matchLabels: {app: %s}}
  template:
    metadata: {labels: {app: %s}}
    spec: {containers: [{name: c, image: "c:1", ports: [{containerPort: 80}]}]}
---
"""
WEB = SERVICE % ("web", "shop", "web", 80) + PODS % ("web", "web", "web")
INGRESS = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: shop%s}
spec:
  ingressClassName: nginx
  tls: [{hosts: [a.example.com], secretName: %s}]
  rules: [{host: a.example.com, http: {paths: [%s]}}]
---
"""


def only(rule: str, text: str) -> Finding:
    (finding,) = (one for one in lint_texts({"a.yaml": text}, RULES).findings if one.rule == rule)
    return finding


def told(finding: Finding) -> tuple[list[str], str | None]:
    return [one.message for one in finding.related], finding.help


def settings(value: str, name: str = "A") -> str:
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: settings, namespace: shop}}\ndata: {{{name}: '{value}'}}\n---\n"


def ingress(service: str = "web", tls: str = "''", target: str = "", paths: tuple[str, ...] = ("/",)) -> str:
    annotations = f", annotations: {{nginx.ingress.kubernetes.io/rewrite-target: {target}}}" if target else ""
    backend = f"backend: {{service: {{name: {service}, port: {{number: 80}}}}}}"
    entries = (f"{{path: '{path}', pathType: ImplementationSpecific, {backend}}}" for path in paths)
    return INGRESS % (annotations, tls, ", ".join(entries))


@pytest.mark.parametrize(
    ("value", "write"),
    [
        ("http://api", "a short name is one of the pod's own namespace: write `api.backend`"),
        ("http://api.shop", "write `api.backend`"),
        ("api.shop.svc.cluster.local:80", "write `api.backend.svc.cluster.local`"),
        ("api-0.api.shop.svc", "write `api-0.api.backend.svc`"),
    ],
)
def test_the_namespace_that_has_the_service(value: str, write: str) -> None:
    finding = only("config-service-not-found", settings(value) + WEB + SERVICE % ("api", "backend", "api", 80))
    assert told(finding) == (["Service api is in namespace backend"], write)


def test_a_namespace_with_a_slip_of_the_pen() -> None:
    text = settings("rabbit.shared-prd.svc.cluster.local") + SERVICE % ("rabbit", "shared-prod", "r", 5672) + WEB
    finding = only("config-service-not-found", text)
    assert told(finding) == (
        ["Service rabbit is in namespace shared-prod"],
        "write `rabbit.shared-prod.svc.cluster.local`",
    )
    assert finding.confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("shared-prd", "shared-prod", True),
        ("pey", "pay", True),
        ("sharedprod", "shared-prod", True),
        ("shared-dev", "shared-prod", False),
        ("team-a", "team-b", False),
        ("prod1", "prod2", False),
        ("eu-west", "eu-east", False),
        ("prod-us-east", "prod-us-west", False),
        ("shop-qa", "shop-qb", False),
        ("a-shop-prd", "b-shop-prod", False),
        ("shop-internal", "shop-external", False),
    ],
)
def test_slips_of_the_pen(one: str, other: str, *, slip: bool) -> None:
    assert slip_of_a_token(one, other) is slip


@pytest.mark.parametrize(
    ("value", "name", "confidence"),
    [
        ("http://wbe", "A", Confidence.PROVED),
        ("wbe.shop.svc", "A", Confidence.PROVED),
        ("redis:6379", "REDIS_URL", Confidence.LIKELY),
        ("wbe", "A_HOST", Confidence.LIKELY),
    ],
)
def test_what_is_only_taken_for_a_host_is_not_proved(value: str, name: str, confidence: Confidence) -> None:
    assert only("config-service-not-found", settings(value, name) + WEB).confidence is confidence


def test_the_service_before_the_workload_of_that_name() -> None:
    text = ingress("risk-engine") + SERVICE % ("risk", "shop", "risk", 80) + PODS % ("risk-engine", "risk", "risk")
    near = "nearest: Service risk, which selects the pods of Deployment risk-engine"
    assert told(only("ingress-backend-service-not-found", text)) == ([near], "write `name: risk`")
    text += SERVICE % ("risk-metrics", "shop", "risk", 81)
    assert told(only("ingress-backend-service-not-found", text)) == ([], None)


def test_a_name_without_its_release() -> None:
    names = ("prod-telemetry-api", "prod-telemetry-ui")
    text = "".join(SERVICE % (name, "shop", name, 80) + PODS % (name, name, name) for name in names)
    finding = only("ingress-backend-service-not-found", ingress("telemetry-ui") + text)
    assert told(finding) == (["nearest: Service prod-telemetry-ui"], "write `name: prod-telemetry-ui`")


@pytest.mark.parametrize(
    ("name", "candidate", "others", "labels", "near"),
    [
        ("ui", "prod-ui", ("prod-api", "prod-db"), "", True),
        ("ui", "ui-dev", ("api-dev", "db-dev"), "", True),
        ("ui", "prod-ui", ("api", "db", "mail"), "app.kubernetes.io/instance: prod", True),
        ("ui", "prod-ui", ("api", "db", "mail"), "app.kubernetes.io/instance: ui", False),
        ("redis", "redis-exporter", ("nginx-exporter", "web", "api"), "", False),
        ("db", "ledger-db", ("ledger", "web", "api"), "", False),
        ("ui", "prod-gui", ("prod-api", "prod-db"), "", False),
        ("u", "prod-u", ("prod-api", "prod-db"), "", False),
    ],
)
def test_what_a_release_puts_to_names(name: str, candidate: str, others: tuple[str, ...], labels: str, *, near: bool) -> None:
    manifest = f"apiVersion: v1\nkind: Service\nmetadata: {{name: {candidate}, labels: {{{labels}}}}}\n"
    (service,) = read_resources(read_yaml(SourceFile("a.yaml", manifest)).documents)
    candidates = {candidate: service} | dict.fromkeys(others, service)
    assert forgotten_affix(name, candidates, tuple(candidates)) == (candidate if near else None)


def certificate(hosts: str, secret: str, namespace: str = "shop") -> str:
    spec = f"spec: {{secretName: {secret}, dnsNames: [{hosts}]}}"
    return f"apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {{name: c, namespace: {namespace}}}\n{spec}\n---\n"


@pytest.mark.parametrize("hosts", ["a.example.com", "b.example.com, a.example.com", '"*.example.com"'])
def test_the_certificate_for_the_hosts_of_an_ingress(hosts: str) -> None:
    finding = only("ingress-tls-secret-not-found", ingress(tls="portal") + certificate(hosts, "front-cert") + WEB)
    assert told(finding) == (["nearest: Secret front-cert of Certificate c, for a.example.com"], "write `secretName: front-cert`")


@pytest.mark.parametrize(
    "certificates",
    [
        certificate("b.example.com", "front-cert"),
        certificate("a.example.com", "front-cert", "other"),
        certificate("a.example.com", "front-cert") + certificate("a.example.com", "back-cert").replace("name: c,", "name: d,"),
        certificate("a.example.com", '"${CERT}"'),
        certificate("a.example.com", "front-cert").replace("[a.example.com]", "5"),
    ],
)
def test_other_certificates(certificates: str) -> None:
    assert only("ingress-tls-secret-not-found", ingress(tls="portal") + certificates + WEB).help is None


@pytest.mark.parametrize(
    ("target", "paths", "write"),
    [
        ("/$2", ("/pay(/|$)(.*)", "/risk(?:/|$)(.*)"), "write `path: /risk(/|$)(.*)`"),
        ("/$2", ("/risk(?:/|$)(.*)",), "write `path: /risk(/|$)(.*)`"),
        ("/$2", ("/pay(/|$)(.*)", "/risk/(.*)"), None),
        ("/$2", ("/risk/(.*)",), "write `rewrite-target: /$1`"),
        ("/$2", ("/risk/(.*)", "/pay/(.*)"), "write `rewrite-target: /$1`"),
        ("/$2", ("/risk/(.*)", "/pay(.*)x"), None),
        ("/$2", ("/risk", "/pay(/|$)(.*)"), "write `path: /risk(/|$)(.*)`"),
    ],
)
def test_the_group_that_a_target_wants(target: str, paths: tuple[str, ...], write: str | None) -> None:
    assert only("ingress-rewrite-capture-not-found", ingress(target=target, paths=paths) + WEB).help == write


@pytest.mark.parametrize(
    ("paths", "write"),
    [
        (("/a(/|$)(.*)", "/b(/|$)(.*)"), "write `rewrite-target: /$2`"),
        (("/a(/|$)(.*)", "/b/(.*)"), None),
        (("/a", "/b/(.*)"), None),
    ],
)
def test_the_target_that_keeps_the_rest_of_every_path(paths: tuple[str, ...], write: str | None) -> None:
    assert only("ingress-rewrite-drops-subpath", ingress(target="/", paths=paths) + WEB).help == write


@pytest.mark.parametrize(
    ("value", "port", "write"),
    [
        ("https://10.100.7.7", "8443", "write `identity:8443`"),
        ("--url=https://user@10.100.7.7/x", "8443", "write `identity:8443`"),
        ("https://10.100.7.7", "443", "write `identity`"),
        ("https://10.100.7.7:8443", "8443", "write `identity`"),
        ("10.100.7.7", "8443", "write `identity`"),
        ("https://10.100.7.7", "8443}, {name: b, port: 9000", "write `identity`"),
    ],
)
def test_the_port_behind_a_name_in_the_place_of_an_address(value: str, port: str, write: str) -> None:
    pinned = (SERVICE % ("identity", "shop", "web", port)).replace("spec: {", "spec: {clusterIP: 10.100.7.7, ")
    assert only("hard-coded-ip", settings(value) + pinned + WEB).help == write


def test_the_container_is_named_where_there_are_several() -> None:
    both = '[{name: c, image: "c:1", args: ["http://wbe"]}, {name: d, image: "d:1"}]'
    pod = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: shop}}\nspec: {{containers: {both}}}\n---\n"
    message = only("config-service-not-found", pod + WEB).message
    assert message == "an argument of container c of Pod p names Service wbe, which does not exist in namespace shop"
