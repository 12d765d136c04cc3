"""One fault at a time in a clean world: found at its line with its other end, and nothing else is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from k8slint import rulebook
from k8slint.discover import find
from k8slint.engine import Settings, lint
from k8slint.findings import Finding, Report, Severity

ROOT = Path(__file__).resolve().parent.parent
WORLD = Path(__file__).parent / "fixtures" / "units" / "shop"


@dataclass(frozen=True, slots=True)
class Edit:
    """A text of one file, which occurs there once, and what is written instead."""

    name: str
    file: str
    find: str
    write: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Fault(Edit):
    """An edit that breaks one thing.

    `at` is a text of the file after the edit that occurs once and ends on the line of the finding (of `at_file` where
    that is another file). `other` are texts of which one stands on the line of a related place; () where the fault has
    no other end. `hint` is what the message, the help or a related message has to say. `also` are further texts like
    `at`, of the same file, at which the same rule reports the same fault a second time.
    """

    rule: str
    at: str
    other: tuple[str, ...] = ()
    hint: str = ""
    at_file: str = ""
    profile: str = "default"
    also: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.rule}: {self.name}"


def seed(  # noqa: PLR0913  # a row of the table below
    rule: str,
    name: str,
    file: str,
    find: str,
    write: str,
    at: str = "",
    other: str | tuple[str, ...] = (),
    hint: str = "",
    at_file: str = "",
    profile: str = "default",
    also: tuple[str, ...] = (),
) -> Fault:
    """A row; `at` is what was written where it is not told."""
    ends = (other,) if isinstance(other, str) else other
    return Fault(name, file, find, write, rule, at or write.strip(), ends, hint, at_file, profile, also)


RECOMMENDED = "recommended"

SERVICES = (
    seed("service-selects-nothing", "a typo in the value of a selector", "data.yaml",
         "  selector:\n    app: cache\n  ports", "  selector:\n    app: cahce\n  ports", "app: cahce",
         "        app: cache", "app: cache"),
    seed("service-selects-nothing", "another key in a selector", "web.yaml",
         "    app: web\n    tier: frontend\n  ports", "    application: web\n    tier: frontend\n  ports", "application: web",
         ("      labels:", "        app: web"), "application"),
    seed("service-selects-nothing", "a label that no pod has", "orders.yaml",
         "    app: orders\n  ports:\n    - port: 8081", "    app: orders\n    role: admin\n  ports:\n    - port: 8081", "    role: admin",
         ("      labels:", "        app: orders"), "role"),
    seed("service-selects-nothing", "labels changed in selector and template", "data.yaml",
         "matchLabels:\n      app: cache\n  template:\n    metadata:\n      labels:\n        app: cache",
         "matchLabels:\n      app: caches\n  template:\n    metadata:\n      labels:\n        app: caches",
         "  selector:\n    app: cache", "        app: caches", "app: caches"),
    seed("service-selects-nothing", "a Service in another namespace than its pods", "orders.yaml",
         "name: orders-admin\n  namespace: shop", "name: orders-admin\n  namespace: shop-admin",
         "  namespace: shop-admin\nspec:\n  selector:", ("        app: orders", "      labels:"), "namespace shop"),
    seed("service-selects-nothing", "an unrelated value", "catalog.yaml",
         "selector: {app: catalog}\n  ports", "selector: {app: products}\n  ports", "app: products}"),
    seed("service-target-port-not-found", "a typo in a targetPort", "web.yaml",
         "targetPort: exporter", "targetPort: exporters", "", ("- name: exporter", "containerPort: 9113"), "exporter"),
    seed("service-target-port-not-found", "a container port renamed", "data.yaml",
         "- name: redis\n              containerPort: 6379", "- name: tcp-redis\n              containerPort: 6379",
         "targetPort: redis", ("- name: tcp-redis", "containerPort: 6379"), "tcp-redis"),
    seed("service-target-port-not-found", "a name of another protocol", "catalog.yaml",
         "protocol: UDP, targetPort: stats}", "protocol: UDP, targetPort: stats-tcp}", "",
         ("name: stats", "name: stats-tcp"), "stats"),
    seed("service-target-port-not-found", "an init container is no sidecar any more", "orders.yaml",
         "          restartPolicy: Always\n          ports:\n", "          ports:\n", "targetPort: otlp",
         ("- name: otlp", "containerPort", "          ports:"), "otlp"),
    seed("service-target-port-not-found", "a container port without its name", "data.yaml",
         "image: postgres:17.2\n          ports:\n            - name: postgres\n              containerPort: 5432",
         "image: postgres:17.2\n          ports:\n            - containerPort: 5432", "targetPort: postgres",
         ("- containerPort: 5432",), "5432"),
    seed("service-target-port-partial", "the canary names its port differently", "catalog.yaml",
         "- name: http\n              containerPort: 8889", "- name: web\n              containerPort: 8889",
         "port: 8000, targetPort: http}", ("- name: web", "containerPort: 8889", "          ports:"), "catalog-canary"),
    seed("service-target-port-partial", "the canary listens with another protocol", "catalog.yaml",
         "containerPort: 8125\n              protocol: UDP", "containerPort: 8125\n              protocol: SCTP",
         "protocol: UDP, targetPort: stats}", ("- name: stats", "protocol: SCTP", "containerPort: 8125"), "catalog-canary"),
    seed("service-target-port-mismatch", "a wrong number", "orders.yaml",
         "targetPort: 9000", "targetPort: 9001", "", ("containerPort: 9000", "containerPort: 3000", "- name: admin", "- name: web"), "9000"),
    seed("service-target-port-mismatch", "no targetPort, and the port is another", "orders.yaml",
         "- port: 8081\n      targetPort: 9000", "- port: 8081", "- port: 8081",
         ("containerPort: ", "- name: admin", "- name: web"), "default"),
    seed("service-target-port-mismatch", "a number instead of the name", "data.yaml",
         "targetPort: redis", "targetPort: 6380", "", ("containerPort: 6379", "- name: redis"), "6379"),
    seed("service-port-unnamed", "the second of two ports", "orders.yaml",
         "targetPort: otlp\n      name: otlp", "targetPort: otlp", "    - port: 4317", (), "otlp"),
    seed("service-port-unnamed", "the first of two ports of a headless Service", "data.yaml",
         "- name: amqp\n      port: 5672", "- port: 5672", "    - port: 5672"),
    seed("duplicate-service-port", "one name twice", "data.yaml",
         "- name: management\n      port: 15672", "- name: amqp\n      port: 15672", "port: 5672\n    - name: amqp", "    - name: amqp", "amqp"),
    seed("duplicate-service-port", "one port twice", "orders.yaml",
         "- port: 4317\n", "- port: 80\n", "name: http\n    - port: 80", "    - port: 80", "80"),
    seed("duplicate-service-port", "one port and protocol twice", "catalog.yaml",
         "protocol: TCP, targetPort: stats-tcp}", "protocol: UDP, targetPort: stats}", "{name: stats-tcp, port: 8125", "{name: stats, port: 8125", "UDP"),
    seed("service-field-rejected", "externalTrafficPolicy of a ClusterIP Service", "web.yaml",
         "type: ClusterIP\n", "type: ClusterIP\n  externalTrafficPolicy: Local\n", "externalTrafficPolicy: Local", "type: ClusterIP"),
    seed("service-field-rejected", "nodePort of a ClusterIP Service", "catalog.yaml",
         "- name: http\n      port: 8080\n", "- name: http\n      port: 8080\n      nodePort: 30080\n", "nodePort: 30080", "type: ClusterIP"),
    seed("service-field-rejected", "a headless LoadBalancer", "catalog.yaml",
         "  type: LoadBalancer\n  selector:", "  type: LoadBalancer\n  clusterIP: None\n  selector:", "clusterIP: None", "type: LoadBalancer"),
    seed("service-field-rejected", "ExternalName without a name", "orders.yaml",
         "\n  externalName: payments.provider.example.net", "", "name: payments\n  namespace: shop\nspec:", "type: ExternalName", "externalName"),
    seed("nodeport-in-production", "ClusterIP becomes NodePort", "web.yaml",
         "type: ClusterIP", "type: NodePort", "", (), "production"),
    seed("nodeport-in-production", "a type where none was", "orders.yaml",
         "spec:\n  selector:\n    app: orders\n  ports:\n    - port: 8081", "spec:\n  type: NodePort\n  selector:\n    app: orders\n  ports:\n    - port: 8081",
         "type: NodePort"),
    seed("nodeport-out-of-range", "a digit too few", "catalog.yaml", "nodePort: 30443", "nodePort: 3443", "", (), "30000-32767"),
    seed("nodeport-out-of-range", "one too high", "catalog.yaml", "nodePort: 30444", "nodePort: 32768"),
    seed("nodeport-collision", "one number in two Services", "catalog.yaml",
         "nodePort: 30444", "nodePort: 30443", "targetPort: 9443\n      nodePort: 30443", "nodePort: 30443", "media-origin"),
    seed("nodeport-collision", "the number of a health check", "catalog.yaml",
         "  externalTrafficPolicy: Local\n", "  externalTrafficPolicy: Local\n  healthCheckNodePort: 30444\n", "    nodePort: 30444",
         "healthCheckNodePort: 30444", "media-origin"),
    seed("loadbalancer-per-service", "a third one in the same file", "catalog.yaml",
         "type: ClusterIP", "type: LoadBalancer", "name: media\n  namespace: shop\nspec:\n  type: LoadBalancer", "type: LoadBalancer", "partners"),
    seed("loadbalancer-per-service", "a third one in another file", "web.yaml",
         "type: ClusterIP", "type: LoadBalancer", "name: media-origin\n  namespace: shop\nspec:\n  type: LoadBalancer", "type: LoadBalancer", "web",
         at_file="catalog.yaml"),
    seed("loadbalancer-per-service", "an internal one made public", "catalog.yaml",
         "  annotations:\n    networking.gke.io/load-balancer-type: Internal\nspec", "spec",
         "name: media-internal\n  namespace: shop\nspec:\n  type: LoadBalancer", "type: LoadBalancer", "media-origin"),
)  # fmt: skip

SETS_AND_INGRESSES = (
    seed("statefulset-service-not-found", "a typo in serviceName", "data.yaml",
         "serviceName: postgres-headless", "serviceName: postgres-headles", "serviceName: postgres-headles",
         "  name: postgres-headless", "postgres-headless"),
    seed("statefulset-service-not-found", "the Service renamed", "data.yaml",
         "  name: postgres-headless", "  name: postgres-headlss", "serviceName: postgres-headless", "  name: postgres-headlss", "postgres-headlss"),
    seed("statefulset-service-not-found", "no such Service", "data.yaml", "serviceName: queue", "serviceName: rabbit"),
    seed("statefulset-service-not-headless", "clusterIP: None deleted", "data.yaml",
         "  clusterIP: None\n", "", "serviceName: postgres-headless", ("  name: postgres-headless", "spec:"), "clusterIP: None", profile=RECOMMENDED),
    seed("statefulset-service-not-headless", "a quoted None deleted", "data.yaml",
         '  clusterIP: "None"\n', "", "serviceName: queue", ("  name: queue", "spec:"), profile=RECOMMENDED),
    seed("statefulset-service-not-headless", "the Service for clients", "data.yaml",
         "serviceName: postgres-headless", "serviceName: postgres", "", ("  name: postgres", "spec:", "type"), profile=RECOMMENDED),
    seed("ingress-backend-service-not-found", "two letters swapped", "edge.yaml",
         "name: web\n                port", "name: wbe\n                port", "name: wbe", "  name: web", "web"),
    seed("ingress-backend-service-not-found", "an unknown Service", "edge.yaml",
         "name: catalog\n", "name: products\n", "name: products"),
    seed("ingress-backend-service-not-found", "another spelling", "edge.yaml",
         "name: catalog\n", "name: catalogue\n", "name: catalogue", "name: catalog", "catalog"),
    seed("ingress-backend-service-not-found", "an Ingress in another namespace", "edge.yaml",
         "name: media\n  namespace: shop", "name: media\n  namespace: media",
         "path: /thumbs\n            pathType: Prefix\n            backend:\n              service:\n                name: media",
         ("namespace: shop", "  name: media"), "shop",
         also=("path: /pictures\n            pathType: Prefix\n            backend:\n              service:\n                name: media",)),
    seed("ingress-backend-port-not-found", "the container's port behind a name", "edge.yaml",
         "number: 8000", "number: 8888", "", "port: 8000", "8000"),
    seed("ingress-backend-port-not-found", "the targetPort", "edge.yaml",
         "number: 80\n", "number: 3000\n", "number: 3000", "port: 80", "number: 80"),
    seed("ingress-backend-port-not-found", "an unknown name", "edge.yaml",
         "name: web\n                port:\n                  name: http\n", "name: web\n                port:\n                  name: https\n",
         "name: https", ("- name: http", "port: 80"), "http"),
    seed("ingress-backend-port-not-found", "digits swapped", "edge.yaml",
         "number: 8080", "number: 8008", "", ("port: 8080", "- name: http"), "8080"),
    seed("duplicate-ingress-path", "one path twice in one Ingress", "edge.yaml",
         "path: /pictures", "path: /thumbs", "number: 8080\n          - path: /thumbs", "path: /thumbs", "/thumbs"),
    seed("duplicate-ingress-path", "one expression twice in one Ingress", "edge.yaml",
         "path: /catalog(/|$)(.*)", "path: /orders(/|$)(.*)", "number: 80\n          - path: /orders(/|$)(.*)", "path: /orders(/|$)(.*)"),
    seed("duplicate-ingress-path", "one path in two Ingresses", "edge.yaml",
         'host: "*.media.example.com"\n      http:\n        paths:\n          - path: /thumbs', "host: shop.example.com\n      http:\n        paths:\n          - path: /",
         "secretName: shop-example-com-tls\n  rules:\n    - host: shop.example.com\n      http:\n        paths:\n          - path: /",
         "          - path: /", "Ingress media"),
    seed("ingress-rewrite-drops-subpath", "a target without a group", "edge.yaml",
         "rewrite-target: /$2", "rewrite-target: /", "nginx.ingress.kubernetes.io/rewrite-target: /", "path: /orders", "/$2"),
    seed("ingress-rewrite-drops-subpath", "a rewrite where none was", "edge.yaml",
         "cert-manager.io/cluster-issuer: letsencrypt\nspec", "cert-manager.io/cluster-issuer: letsencrypt\n    nginx.ingress.kubernetes.io/rewrite-target: /cdn\nspec",
         "rewrite-target: /cdn", "path: /thumbs", "/$2"),
    seed("ingress-rewrite-capture-not-found", "a group too far", "edge.yaml",
         "rewrite-target: /$2", "rewrite-target: /$3", "", "path: /orders", "$3"),
    seed("ingress-rewrite-capture-not-found", "a path with one group", "edge.yaml",
         "path: /catalog(/|$)(.*)", "path: /catalog/(.*)", "rewrite-target: /$2", "path: /catalog/(.*)", "/catalog"),
    seed("ingress-rewrite-capture-not-found", "a group that does not capture", "edge.yaml",
         "path: /catalog(/|$)(.*)", "path: /catalog(?:/|$)(.*)", "rewrite-target: /$2", "path: /catalog(?:", "/catalog"),
    seed("ingress-tls-secret-not-found", "letters swapped in the Ingress", "edge.yaml",
         "hosts: [shop.example.com]\n      secretName: shop-example-com-tls", "hosts: [shop.example.com]\n      secretName: shop-example-com-tsl",
         "secretName: shop-example-com-tsl", ("  secretName: shop-example-com-tls", "  name: shop-example-com"), "shop-example-com-tls", profile=RECOMMENDED),
    seed("ingress-tls-secret-not-found", "a letter too many in the Certificate", "edge.yaml",
         "  secretName: shop-example-com-tls\n  dnsNames", "  secretName: shop-example-com-tlss\n  dnsNames",
         "hosts: [shop.example.com]\n      secretName: shop-example-com-tls", ("  secretName: shop-example-com-tlss", "  name: shop-example-com"),
         "shop-example-com-tlss", profile=RECOMMENDED),
    seed("ingress-class-missing", "no class", "edge.yaml",
         "  ingressClassName: edge\n  tls:\n    - hosts: [shop", "  tls:\n    - hosts: [shop", "name: shop\n  namespace: shop\nspec:", "  name: edge", "edge",
         profile=RECOMMENDED),
)  # fmt: skip

REFERENCES = (
    seed("config-service-not-found", "a letter too few in a URL", "jobs.yaml",
         "amqp://queue:5672/mail", "amqp://queu:5672/mail", "", "  name: queue", "queue", profile=RECOMMENDED),
    seed("config-service-not-found", "a URL in a text of a ConfigMap", "orders.yaml",
         "http://catalog:8000/v1", "http://catalogs:8000/v1", "", "name: catalog", "catalog", profile=RECOMMENDED),
    seed("config-service-not-found", "a DNS name in a text of a ConfigMap", "catalog.yaml",
         "http://media.shop.svc.cluster.local:8080", "http://medai.shop.svc.cluster.local:8080", "", "name: media", "media", profile=RECOMMENDED),
    seed("config-service-not-found", "a host and port", "catalog.yaml",
         "value: cache:6379", "value: cahce:6379", "", "  name: cache", "cache", profile=RECOMMENDED),
    seed("config-service-not-found", "an argument", "catalog.yaml",
         "--thumbnails=http://media:8080/thumbs", "--thumbnails=http://medias:8080/thumbs", "", "  name: media", "media", profile=RECOMMENDED),
    seed("config-service-not-found", "the Service renamed", "orders.yaml",
         "name: payments\n", "name: payment\n", "value: https://payments/v2", "  name: payment", "payment", profile=RECOMMENDED),
    seed("config-service-port-not-found", "the container's port in a URL", "jobs.yaml",
         "http://orders:80", "http://orders:3000", "", "port: 80", "80"),
    seed("config-service-port-not-found", "a URL in a text of a ConfigMap", "web.yaml",
         "http://catalog:8000/;", "http://catalog:8888/;", "", "port: 8000", "8000"),
    seed("config-service-port-not-found", "a DNS name in a text of a ConfigMap", "web.yaml",
         "orders.shop.svc.cluster.local:80/", "orders.shop.svc.cluster.local:3000/", "", "port: 80", "80"),
    seed("config-service-port-not-found", "an argument", "catalog.yaml",
         "--thumbnails=http://media:8080/thumbs", "--thumbnails=http://media:80/thumbs", "", ("port: 8080", "- name: http"), "8080"),
    seed("config-service-port-not-found", "a headless Service", "orders.yaml",
         "amqp://queue:5672/orders", "amqp://queue:5671/orders", "", ("port: 5672", "- name: amqp", "containerPort: 5672"), "5672"),
    seed("config-service-port-not-found", "a host and port", "catalog.yaml",
         "value: cache:6379", "value: cache:6380", "", ("port: 6379",), "6379"),
    seed("config-service-port-not-found", "JSON in a text of a ConfigMap", "catalog.yaml",
         "media.shop.svc.cluster.local:8080", "media.shop.svc.cluster.local:9000", "", ("port: 8080", "- name: http"), "8080"),
    seed("config-service-port-not-found", "a JDBC URL", "jobs.yaml",
         "postgresql://postgres:5432/orders", "postgresql://postgres:5433/orders", "", "port: 5432", "5432"),
    seed("config-service-port-not-found", "a value of envFrom", "web.yaml",
         "ORDERS_URL: http://orders", "ORDERS_URL: http://orders:8080", "", "port: 80"),
    seed("hard-coded-ip", "an address in a URL", "orders.yaml",
         "redis://cache:6379/2", "redis://10.42.7.13:6379/2", "", ("port: 6379", "  name: cache"), "cache"),
    seed("hard-coded-ip", "an address in a text of a ConfigMap", "orders.yaml",
         "amqp://queue:5672/orders", "amqp://10.244.3.9:5672/orders", "", ("port: 5672", "  name: queue"), "queue"),
    seed("hard-coded-ip", "an address and port", "catalog.yaml",
         "value: cache:6379", "value: 10.43.0.7:6379", "", ("port: 6379", "  name: cache"), "cache"),
    seed("configmap-not-found", "a volume", "web.yaml",
         "name: web-site\n            items", "name: web-sites\n            items", "name: web-sites", "  name: web-site", "web-site"),
    seed("configmap-not-found", "envFrom", "web.yaml",
         "configMapRef:\n                name: web-env", "configMapRef:\n                name: web-evn", "name: web-evn", "  name: web-env", "web-env"),
    seed("configmap-not-found", "a key reference", "jobs.yaml",
         "name: migrate\n                  key: schema", "name: migrations\n                  key: schema", "name: migrations"),
    seed("configmap-not-found", "a projected volume", "orders.yaml",
         "configMap:\n                  name: orders\n", "configMap:\n                  name: ordres\n", "name: ordres", "  name: orders", "orders"),
    seed("configmap-not-found", "the ConfigMap renamed", "data.yaml",
         "kind: ConfigMap\nmetadata:\n  name: postgres-init", "kind: ConfigMap\nmetadata:\n  name: postgres-inits",
         "configMap:\n            name: postgres-init", "  name: postgres-inits", "postgres-inits"),
    seed("configmap-not-found", "the ConfigMap in another namespace", "jobs.yaml",
         "name: report-templates\n  namespace: shop", "name: report-templates\n  namespace: reports",
         "configMap:\n                name: report-templates", "  namespace: reports", "reports"),
    seed("configmap-key-not-found", "a key reference", "orders.yaml", "key: currency", "key: curency", "", "  currency: EUR", "currency"),
    seed("configmap-key-not-found", "an item of a volume", "jobs.yaml",
         "key: monthly.html", "key: montly.html", "", "  monthly.html: ", "monthly.html"),
    seed("configmap-key-not-found", "an item of a projected volume", "orders.yaml",
         "key: settings.yaml", "key: setting.yaml", "", "  settings.yaml: |", "settings.yaml"),
    seed("configmap-key-not-found", "the key renamed", "jobs.yaml",
         "  schema: public", "  schemas: public", "key: schema", "  schemas: public", "schemas"),
    seed("configmap-key-not-found", "quite another key", "web.yaml",
         "  default.conf: |", "  site.conf: |", "key: default.conf", ("  site.conf: |", "data:"), "site.conf"),
    seed("configmap-key-not-found", "binary data is no environment", "jobs.yaml",
         "data:\n  schema: public", "binaryData:\n  schema: cHVibGlj", "key: schema", ("  schema: cHVibGlj", "binaryData:", "  name: migrate")),
    seed("serviceaccount-not-found", "a letter too many", "jobs.yaml",
         "serviceAccountName: report", "serviceAccountName: reports", "", "  name: report", "report"),
    seed("serviceaccount-not-found", "no such account", "web.yaml", "serviceAccountName: web", "serviceAccountName: nginx"),
    seed("serviceaccount-not-found", "the account renamed", "namespace.yaml",
         "kind: ServiceAccount\nmetadata:\n  name: orders", "kind: ServiceAccount\nmetadata:\n  name: order", "serviceAccountName: orders",
         "  name: order", "order", at_file="orders.yaml"),
    seed("serviceaccount-not-found", "the account in another namespace", "namespace.yaml",
         "name: node-agent\n  namespace: shop", "name: node-agent\n  namespace: kube-system", "serviceAccountName: node-agent",
         "  namespace: kube-system", "kube-system", at_file="jobs.yaml"),
)  # fmt: skip

PODS_AND_FILES = (
    seed("mounted-volume-not-found", "a letter too many", "web.yaml",
         "- name: site\n              mountPath", "- name: sites\n              mountPath", "- name: sites", "- name: site", "site"),
    seed("mounted-volume-not-found", "the volume renamed", "catalog.yaml",
         "- name: pictures\n          persistent", "- name: photos\n          persistent", "volumeMounts:\n            - name: pictures",
         ("- name: photos", "      volumes:"), "photos"),
    seed("mounted-volume-not-found", "the claim template renamed", "data.yaml",
         "- metadata:\n        name: data", "- metadata:\n        name: datas", "volumeMounts:\n            - name: data", "        name: datas", "datas"),
    seed("mounted-volume-not-found", "the volume deleted", "orders.yaml",
         "        - name: scratch\n          emptyDir: {}\n", "", "- name: scratch", ("      volumes:", "- name: logs", "- name: settings")),
    seed("selector-template-mismatch", "a letter too many in the selector", "jobs.yaml",
         "matchLabels:\n      app: node-agent", "matchLabels:\n      app: node-agents", "app: node-agents", ("        app: node-agent",), "app: node-agent"),
    seed("selector-template-mismatch", "a value outside of an expression", "jobs.yaml",
         "        queue: mail\n    spec", "        queue: email\n    spec",
         "    matchExpressions:\n      - key: queue", ("        queue: email",), "mail"),
    seed("selector-template-mismatch", "an empty selector", "jobs.yaml",
         "selector:\n    matchLabels:\n      app: node-agent\n", "selector: {}\n", "selector: {}", ("        app: node-agent", "      labels:")),
    seed("selector-template-mismatch", "no selector", "jobs.yaml",
         "  selector:\n    matchLabels:\n      app: node-agent\n", "", "name: node-agent\n  namespace: shop\nspec:", ("        app: node-agent", "      labels:"), "selector"),
    seed("container-port-collision", "two containers", "web.yaml",
         "containerPort: 9113", "containerPort: 8080", "- name: exporter\n              containerPort: 8080", "containerPort: 8080", "8080"),
    seed("container-port-collision", "one container twice", "catalog.yaml",
         "{name: stats-tcp, containerPort: 8125}", "{name: stats-tcp, containerPort: 8888}", "", "{name: http, containerPort: 8888}", "8888"),
    seed("sidecar-log-volume-not-shared", "the API writes elsewhere", "orders.yaml",
         "- name: logs\n              mountPath: /var/log/orders\n            - name: settings", "- name: scratch\n              mountPath: /var/log/orders\n            - name: settings",
         '"stdout"]\n          volumeMounts:\n            - name: logs', ("- name: logs", "- name: scratch", "- name: api", "mountPath: /var/log/orders"), "logs"),
    seed("sidecar-log-volume-not-shared", "the API mounts nothing there", "orders.yaml",
         "            - name: logs\n              mountPath: /var/log/orders\n            - name: settings", "            - name: settings",
         '"stdout"]\n          volumeMounts:\n            - name: logs', ("- name: logs", "- name: api"), "logs"),
    seed("probe-port-not-found", "letters swapped", "web.yaml",
         "path: /healthz\n              port: http", "path: /healthz\n              port: htpp", "port: htpp", ("- name: http",), "http"),
    seed("probe-port-not-found", "the container port renamed", "orders.yaml",
         "- name: web\n              containerPort", "- name: http\n              containerPort", "tcpSocket:\n              port: web",
         ("- name: http", "containerPort: 3000", "          ports:")),
    seed("probe-port-not-found", "the port of another container", "web.yaml",
         "path: /healthz\n              port: http", "path: /healthz\n              port: exporter", "path: /healthz\n              port: exporter",
         ("- name: exporter", "containerPort: 9113"), "exporter"),
    seed("probe-port-not-found", "a lifecycle hook", "orders.yaml",
         "path: /drain\n                port: admin", "path: /drain\n                port: admn", "port: admn", ("- name: admin",), "admin"),
    seed("bare-pod", "a Pod of its own", "jobs.yaml",
         "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: dashboard-orders",
         "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: console\n  namespace: shop\nspec:\n  containers:\n    - name: console\n      image: busybox:1.37.0\n"
         "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: dashboard-orders",
         "kind: Pod", (), "production", profile=RECOMMENDED),
    seed("default-namespace", "a ConfigMap", "jobs.yaml",
         "name: dashboard-orders\n  namespace: shop", "name: dashboard-orders\n  namespace: default", "namespace: default", profile=RECOMMENDED),
    seed("default-namespace", "a budget", "orders.yaml",
         "name: orders\n  namespace: shop\nspec:\n  minAvailable", "name: orders\n  namespace: default\nspec:\n  minAvailable", "namespace: default", profile=RECOMMENDED),
    seed("duplicate-resource", "two ConfigMaps of one file", "jobs.yaml",
         "name: dashboard-catalog", "name: dashboard-orders", "\"panels\": []}'\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: dashboard-orders",
         ("  name: dashboard-orders", "kind: ConfigMap", "apiVersion: v1")),
    seed("duplicate-resource", "two budgets of two files", "web.yaml",
         "kind: PodDisruptionBudget\nmetadata:\n  name: web", "kind: PodDisruptionBudget\nmetadata:\n  name: orders", "", ("  name: orders", "kind: Pod", "apiVersion: policy")),
    seed("quoted-port-number", "a targetPort", "orders.yaml", "targetPort: 3000", 'targetPort: "3000"', "", (), "3000"),
    seed("quoted-port-number", "a probe", "web.yaml",
         "port: 8080\n            failureThreshold", "port: '8080'\n            failureThreshold", "port: '8080'", (), "8080"),
    seed("quoted-port-number", "a NetworkPolicy", "namespace.yaml", "port: 5432", 'port: "5432"', "", (), "5432"),
    seed("quoted-port-number", "a probe in flow style", "catalog.yaml", "port: 8889}", 'port: "8889"}', "", (), "8889"),
    seed("yaml-syntax-error", "a tab", "jobs.yaml", "  concurrencyPolicy: Forbid", "\tconcurrencyPolicy: Forbid", "concurrencyPolicy: Forbid"),
    seed("yaml-syntax-error", "a mapping in a mapping's line", "jobs.yaml", "  schema: public", "  schema: public: yes", "schema: public: yes"),
    seed("yaml-syntax-error", "a quote that is not closed", "jobs.yaml", 'schedule: "15 3 * * *"', 'schedule: "15 3 * * *', 'schedule: "15 3 * * *'),
    seed("yaml-syntax-error", "one space too many", "jobs.yaml", "  backoffLimit: 2", "   backoffLimit: 2", "backoffLimit: 2\n  template:"),
    seed("yaml-syntax-error", "an alias without anchor", "data.yaml", "part-of: shop", "part-of: *shop"),
    seed("duplicate-key", "a label", "data.yaml",
         "        part-of: shop\n", "        part-of: shop\n        part-of: store\n", "part-of: store", "part-of: shop", "part-of"),
    seed("duplicate-key", "data of a ConfigMap", "catalog.yaml", 'PAGE_SIZE: "50"', 'PAGE_SIZE: "50"\n  PAGE_SIZE: "20"', 'PAGE_SIZE: "20"', 'PAGE_SIZE: "50"'),
    seed("duplicate-key", "a field", "catalog.yaml", "replicas: 4", "replicas: 4\n  replicas: 5", "replicas: 5", "replicas: 4"),
    seed("duplicate-key", "a flow mapping", "catalog.yaml", "{path: /ready, port: 8889}", "{path: /ready, port: 8889, path: /ready}", "", "path: /ready"),
)  # fmt: skip

FAULTS = (*SERVICES, *SETS_AND_INGRESSES, *REFERENCES, *PODS_AND_FILES)

#: Edits that change nothing, or nothing that is wrong.
NEUTRAL = (
    Edit("labels in another order", "web.yaml", "    app: web\n    tier: frontend\n  ports", "    tier: frontend\n    app: web\n  ports"),
    Edit("quotes around a text", "data.yaml", "  selector:\n    app: cache\n", "  selector:\n    'app': \"cache\"\n"),
    Edit("a label more", "data.yaml", "        part-of: shop\n", "        part-of: shop\n        team: data\n"),
    Edit("a selector of fewer labels", "web.yaml", "    app: web\n    tier: frontend\n  ports", "    app: web\n  ports"),
    Edit("a Service port renamed", "data.yaml", "- name: redis\n      port", "- name: tcp-redis\n      port"),
    Edit("a number instead of a name", "data.yaml", "targetPort: redis", "targetPort: 6379"),
    Edit("a name instead of a number", "orders.yaml", "targetPort: 3000", "targetPort: web"),
    Edit("a targetPort that is the port", "data.yaml", "    - name: amqp\n      port: 5672", "    - name: amqp\n      port: 5672\n      targetPort: 5672"),
    Edit("a protocol that is the default", "data.yaml", "- name: redis\n              containerPort: 6379",
         "- name: redis\n              protocol: TCP\n              containerPort: 6379"),
    Edit("a type that is the default", "orders.yaml", "spec:\n  selector:\n    app: orders\n  ports:\n    - port: 8081",
         "spec:\n  type: ClusterIP\n  selector:\n    app: orders\n  ports:\n    - port: 8081"),
    Edit("another Service port behind a named backend", "web.yaml", "port: 80\n      targetPort: http", "port: 8081\n      targetPort: http"),
    Edit("a backend by name", "edge.yaml", "number: 8000", "name: http"),
    Edit("a backend by number", "edge.yaml", "name: web\n                port:\n                  name: http", "name: web\n                port:\n                  number: 80"),
    Edit("a number in another base", "edge.yaml", "number: 8000", "number: 0x1F40"),
    Edit("flow instead of block", "data.yaml", "    - name: redis\n      port: 6379\n      targetPort: redis", "    - {name: redis, port: 6379, targetPort: redis}"),
    Edit("block instead of flow", "catalog.yaml", "selector: {app: catalog}\n  ports", "selector:\n    app: catalog\n  ports"),
    Edit("comments that look like faults", "data.yaml", "  selector:\n    app: cache\n", "  # app: cahce\n  selector: # app: nothing\n    app: cache # http://cahce:1\n"),
    Edit("an alias", "catalog.yaml", "matchLabels: {app: catalog, track: stable}\n  template:\n    metadata:\n      labels: {app: catalog, track: stable}",
         "matchLabels: &stable {app: catalog, track: stable}\n  template:\n    metadata:\n      labels: *stable"),
    Edit("a merge key", "catalog.yaml", "matchLabels: {app: catalog, track: canary}\n  template:\n    metadata:\n      labels: {app: catalog, track: canary}",
         "matchLabels: &canary {app: catalog, track: canary}\n  template:\n    metadata:\n      labels: {<<: *canary, extra: label}"),
    Edit("a folded scalar", "jobs.yaml", "value: http://orders:80", "value: >-\n                http://orders:80"),
    Edit("a literal with a line end", "jobs.yaml", "value: http://orders:80", "value: |\n                http://orders:80\n"),
    Edit("a name with its namespace", "jobs.yaml", "value: http://orders:80", "value: http://orders.shop:80"),
    Edit("a name with svc", "jobs.yaml", "value: http://orders:80", "value: http://orders.shop.svc:80/path?q=http"),
    Edit("a name with a dot at its end", "jobs.yaml", "value: http://orders:80", "value: http://orders.shop.svc.cluster.local.:80"),
    Edit("a host outside", "jobs.yaml", "value: http://orders:80", "value: https://orders.example.org:8443"),
    Edit("the pod itself", "jobs.yaml", "value: http://orders:80", "value: http://127.0.0.1:6379"),
    Edit("a placeholder", "jobs.yaml", "value: http://orders:80", "value: http://${ORDERS_HOST}:3000"),
    Edit("a network", "orders.yaml", "value: 10.0.0.0/8", "value: 10.0.0.0/8,172.16.0.0/12"),
    Edit("an optional reference", "orders.yaml", "name: orders-experiments\n                  key: enabled", "name: orders-experiment\n                  key: on"),
    Edit("an optional key", "orders.yaml", "name: orders-experiments\n                  key: enabled", "name: orders\n                  key: enabled"),
    Edit("the default ServiceAccount", "web.yaml", "serviceAccountName: web", "serviceAccountName: default"),
    Edit("no ServiceAccount", "web.yaml", "      serviceAccountName: web\n", ""),
    Edit("the old name of a field", "web.yaml", "serviceAccountName: web", "serviceAccount: web"),
    Edit("a ConfigMap of every namespace", "orders.yaml", "- configMap:\n                  name: orders\n                  items:\n                    - key: settings.yaml\n                      path: settings.yaml",
         "- configMap:\n                  name: kube-root-ca.crt\n                  items:\n                    - key: ca.crt\n                      path: ca.crt"),
    Edit("a key of binary data", "jobs.yaml", "  monthly.html: <h1>Month</h1>\nbinaryData:\n", "  other.html: <h1>Month</h1>\nbinaryData:\n  monthly.html: PGgxPg==\n"),
    Edit("an injected volume", "web.yaml", "- name: tmp\n              mountPath: /tmp\n", "- name: tmp\n              mountPath: /tmp\n            - name: istio-token\n              mountPath: /var/run/t\n"),
    Edit("a probe by number", "web.yaml", "path: /healthz\n              port: http", "path: /healthz\n              port: 9999"),
    Edit("one number of two protocols", "catalog.yaml", "{name: stats-tcp, containerPort: 8125}", 
         "{name: sctp, containerPort: 8888, protocol: SCTP}\n            - {name: stats-tcp, containerPort: 8125}"),
    Edit("a rewrite of the root", "edge.yaml", "metadata:\n  name: shop\n  namespace: shop\n", "metadata:\n  name: shop\n  namespace: shop\n  annotations:\n    nginx.ingress.kubernetes.io/rewrite-target: /\n"),
    Edit("a named group less", "edge.yaml", "rewrite-target: /$2", "rewrite-target: /$1$2"),
    Edit("the class as an annotation", "edge.yaml", "  annotations:\n    cert-manager.io/cluster-issuer: letsencrypt\nspec:\n  ingressClassName: edge\n",
         "  annotations:\n    cert-manager.io/cluster-issuer: letsencrypt\n    kubernetes.io/ingress.class: edge\nspec:\n"),
    Edit("one path with two types", "edge.yaml", "path: /pictures\n            pathType: Prefix", "path: /thumbs\n            pathType: Exact"),
    Edit("one path of two hosts", "edge.yaml", "path: /thumbs", "path: /"),
    Edit("another free node port", "catalog.yaml", "nodePort: 30444", "nodePort: 32767"),
    Edit("no node port", "catalog.yaml", "\n      nodePort: 30444", ""),
    Edit("two names for the canary's number", "catalog.yaml", "- name: http\n              containerPort: 8889", "- name: http\n              containerPort: 8890"),
    Edit("no ports declared", "catalog.yaml", "          ports:\n            - containerPort: 8080\n            - containerPort: 8443\n            - containerPort: 9443\n", ""),
    Edit("a workload more behind a Service", "data.yaml", "        app: cache\n        part-of: shop\n", "        app: cache\n        part-of: shop\n        queue: cache\n"),
    Edit("a selector by expression", "data.yaml", "matchLabels:\n      app: cache\n", "matchExpressions:\n      - {key: app, operator: NotIn, values: [queue]}\n      - {key: part-of, operator: Exists}\n"),
    Edit("an unknown selector value", "data.yaml", "statefulset.kubernetes.io/pod-name: postgres-0", "controller-revision-hash: postgres-5d4f"),
    Edit("documents more, all empty", "jobs.yaml", "---\napiVersion: apps/v1\nkind: DaemonSet", "---\n---\n# nothing\n---\n...\n---\napiVersion: apps/v1\nkind: DaemonSet"),
    Edit("an identical label in quotes", "web.yaml", 'version: "3.2"', "version: '3.2'"),
    Edit("a Pod that runs once", "jobs.yaml", "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: dashboard-orders",
         "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: once\n  namespace: shop\nspec:\n  restartPolicy: Never\n  containers:\n    - name: once\n      image: busybox:1.37.0\n"
         "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: dashboard-orders"),
    Edit("an annotation that contains a document", "web.yaml", "  name: web-env\n  namespace: shop\n", "  name: web-env\n  namespace: shop\n  annotations:\n    note: |\n      kind: Service\n      port: '80'\n"),
)  # fmt: skip


def text(file: str) -> str:
    return (WORLD / file).read_text("utf-8")


def edited(edit: Edit) -> str:
    before = text(edit.file)
    assert before.count(edit.find) == 1, f"{edit.find!r} occurs {before.count(edit.find)} times in {edit.file}"
    return before.replace(edit.find, edit.write)


def line_of(marker: str, content: str) -> int:
    """The line, from 1, on which the only occurrence of a text ends."""
    ends = [index + len(marker) for index in range(len(content)) if content.startswith(marker, index)]
    ends = [end for end in ends if content[end : end + 1] in {"", "\n"}] or ends
    assert len(ends) == 1, f"{marker!r} occurs {len(ends)} times"
    return content.count("\n", 0, ends[0]) + 1


def write_world(folder: Path, edit: Edit | None = None) -> None:
    for file in WORLD.iterdir():
        (folder / file.name).write_text(text(file.name), encoding="utf-8")
    if edit is not None:
        (folder / edit.file).write_text(edited(edit), encoding="utf-8")


@cache
def rules(profile: str) -> tuple[rulebook.Rule, ...]:
    return rulebook.choose(rulebook.load(), profiles=(profile,), select=(), extend_select=(), ignore=())


def check(folder: Path, profile: str) -> Report:
    return lint(find((".",), cwd=str(folder)), rules(profile), Settings())


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def loud(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.severity is not Severity.INFO]


def told(findings: list[Finding]) -> str:
    lines = []
    for finding in findings:
        where = finding.location
        lines.append(f"{where.path}:{where.line}:{where.column}: {finding.severity.value}[{finding.rule}] {finding.message} (help: {finding.help})")
        lines += [f"    {other.location.path}:{other.location.line}: {other.message}" for other in finding.related]
    return "\n".join(lines) or "nothing"


@pytest.mark.parametrize("profile", ["default", RECOMMENDED])
def test_the_clean_world_is_clean(world: Path, profile: str) -> None:
    write_world(world)
    report = check(world, profile)
    assert not report.failures
    assert not loud(report), told(loud(report))
    assert report.summary.units == 1
    assert report.summary.resources == 56
    assert not report.summary.skipped


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_is_found_where_it_is(world: Path, fault: Fault) -> None:
    write_world(world, fault)
    report = check(world, fault.profile)
    assert not report.failures
    found = loud(report)
    where = fault.at_file or fault.file
    content = (world / where).read_text("utf-8")
    expected = sorted((fault.rule, where, line_of(marker, content)) for marker in (fault.at, *fault.also))
    assert sorted((f.rule, f.location.path, f.location.line) for f in found) == expected, told(found)
    finding = found[0]
    if fault.other:
        lines = [(world / other.location.path).read_text("utf-8").split("\n")[other.location.line - 1] for other in finding.related]
        assert any(end in line for end in fault.other for line in lines), told(found)
    said = "\n".join([finding.message, finding.help or "", *(other.message for other in finding.related)])
    assert fault.hint in said, told(found)


@pytest.mark.parametrize("edit", NEUTRAL, ids=str)
@pytest.mark.parametrize("profile", ["default", RECOMMENDED])
def test_an_edit_that_breaks_nothing_is_not_reported(world: Path, profile: str, edit: Edit) -> None:
    write_world(world, edit)
    report = check(world, profile)
    assert not report.failures
    assert not loud(report), told(loud(report))


def test_every_rule_has_a_fault() -> None:
    seeded = {fault.rule for fault in FAULTS}
    known = {rule.id for rule in rulebook.load() if rule.subject is not None}
    assert seeded == known


@pytest.mark.parametrize("fault", [FAULTS[0], SETS_AND_INGRESSES[3], REFERENCES[6], PODS_AND_FILES[-5]], ids=str)
def test_the_command_line_says_the_same(world: Path, fault: Fault) -> None:
    write_world(world, fault)
    inner = check(world, fault.profile)
    run = subprocess.run(
        [sys.executable, "-m", "k8slint", "check", "--output-format", "json", "--profile", fault.profile],
        cwd=world,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1, run.stderr
    outer = json.loads(run.stdout)["findings"]
    assert [(f["rule"], f["path"], f["line"], f["message"]) for f in outer] == [
        (f.rule, f.location.path, f.location.line, f.message) for f in inner.findings
    ]
