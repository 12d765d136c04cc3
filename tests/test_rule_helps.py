"""What findings say besides their message: the text to write, and the other end."""

from __future__ import annotations

import pytest

from k8slint.engine import lint_texts
from k8slint.findings import Finding
from k8slint.rulebook.index import read

RULES, _ = read()
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
"""


def only(rule: str, text: str, path: str = "a.yaml") -> Finding:
    (finding,) = (one for one in lint_texts({path: text}, RULES).findings if one.rule == rule)
    return finding


@pytest.mark.parametrize(
    ("ports", "name", "related", "write"),
    [
        ("[{containerPort: 8686}]", "api", "nearest: 8686/TCP of container c", "write `port: 8686`"),
        ("[{name: web, containerPort: 80}]", "api", 'nearest: "web", 80/TCP of container c', "write `port: web`"),
        (
            "[{containerPort: 8686}, {containerPort: 53, protocol: UDP}]",
            "x",
            "nearest: 8686/TCP of container c",
            "write `port: 8686`",
        ),
        ("[{containerPort: 53, protocol: UDP}]", "api", "ports: 53/UDP", None),
        ("[{containerPort: 80}, {containerPort: 81}]", "api", "ports: 80/TCP, 81/TCP", None),
        (
            "[{name: http, containerPort: 80}, {containerPort: 81}]",
            "htpp",
            'nearest: "http", 80/TCP of container c',
            "write `port: http`",
        ),
        ('[{containerPort: "${PORT}"}]', "api", "ports: ?/TCP", None),
    ],
)
def test_the_port_that_a_probe_means(ports: str, name: str, related: str, write: str | None) -> None:
    probe = f"readinessProbe: {{httpGet: {{path: /, port: {name}}}}}"
    text = f'{DEPLOYMENT}      containers: [{{name: c, image: "c:1", ports: {ports}, {probe}}}]\n'
    finding = only("probe-port-not-found", text)
    assert ([one.message for one in finding.related], finding.help) == ([related], write)


@pytest.mark.parametrize(
    ("file", "items", "related", "write"),
    [
        ("webb.conf", "", "nearest: web.conf", "write `subPath: web.conf`"),
        ("other", "", "keys: web.conf, b", None),
        (
            "conf/web.cnf",
            ", items: [{key: web.conf, path: conf/web.conf}]",
            "files: conf/web.conf",
            "write `subPath: conf/web.conf`",
        ),
    ],
)
def test_the_file_that_a_mount_means(file: str, items: str, related: str, write: str | None) -> None:
    text = f"""\
{DEPLOYMENT}      containers: [{{name: c, image: "c:1", volumeMounts: [{{name: v, mountPath: /web.conf, subPath: {file}}}]}}]
      volumes: [{{name: v, configMap: {{name: web{items}}}}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: web}}
data: {{web.conf: a, b: c}}
"""
    finding = only("configmap-key-not-found", text)
    assert ([one.message for one in finding.related], finding.help) == ([related], write)
    assert text.splitlines()[finding.location.line - 1][finding.location.column - 1 :].startswith(file)


def test_where_a_bracket_opens() -> None:
    finding = only(
        "yaml-syntax-error", '{"apiVersion": "v1", "kind": "Service",\n "metadata": {"name": "x"\n "namespace": "y"}}', "a.json"
    )
    (other,) = finding.related
    assert (other.message, other.location.line, other.location.column) == ("opened here", 2, 14)


def test_what_is_mounted_where_a_shipper_reads() -> None:
    text = f"""\
{DEPLOYMENT}      containers:
      - {{name: c, image: "c:1", volumeMounts: [{{name: logs, mountPath: /var/log/web}}]}}
      - {{name: s, image: "fluent/fluent-bit:3.1.9", volumeMounts: [{{name: conf, mountPath: /fluent-bit/etc}}]}}
      volumes: [{{name: logs, emptyDir: {{}}}}, {{name: conf, configMap: {{name: web}}}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: web}}
data: {{fluent-bit.conf: "Path /var/log/web/*.log"}}
"""
    finding = only("sidecar-log-volume-not-shared", text)
    assert [one.message for one in finding.related] == ["container c has volume logs there"]
