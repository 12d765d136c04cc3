"""Ports of native sidecars: endpoints only from Kubernetes 1.32 on."""

from __future__ import annotations

import pytest

from k8slint.api import Cluster
from k8slint.discover import find
from k8slint.engine import Settings, lint
from k8slint.findings import Severity
from k8slint.rulebook.index import read

RULES = tuple(rule for rule in read()[0] if rule.id.startswith("service-target-port"))
MANIFEST = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 443, targetPort: https}, {port: 80, targetPort: 8080}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1", ports: [{containerPort: 8080}]}]
      initContainers: [{name: proxy, image: "proxy:1", restartPolicy: Always, ports: [{name: https, containerPort: 9443}]}]
"""


@pytest.mark.parametrize(("version", "told"), [(None, False), ((1, 31), True), ((1, 32), False), ((1, 37), False)])
def test_the_version_decides(tmp_path_factory: pytest.TempPathFactory, version: tuple[int, int] | None, *, told: bool) -> None:
    folder = tmp_path_factory.mktemp("tree")
    (folder / "a.yaml").write_text(MANIFEST)
    report = lint(find((".",), cwd=str(folder)), RULES, Settings(cluster=Cluster(version=version)))
    assert not report.failures
    assert [(f.rule, f.severity) for f in report.findings] == (
        [("service-target-port-in-init-container", Severity.WARNING)] if told else []
    )
    assert all(f.help == "write `targetPort: 9443`: a number is not looked up" for f in report.findings)
