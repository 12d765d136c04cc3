"""Hosts in configuration texts that lead into another unit of the same cluster."""

from __future__ import annotations

from pathlib import Path

import pytest
from planting import check

FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: NAME, namespace: flux-system}
spec: {path: ./apps/NAME, prune: true, interval: 1h, sourceRef: {kind: GitRepository, name: flux-system}}
---
"""
CALLER = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: example.com/web:1
          env:
            - {name: ORDERS_URL, value: "URL"}
"""
SERVED = """\
apiVersion: v1
kind: Service
metadata: {name: directory, namespace: shop}
spec:
  selector: {app: directory}
  ports: [{port: 389, targetPort: 1389}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: directory, namespace: shop}
spec:
  selector: {matchLabels: {app: directory}}
  template:
    metadata: {labels: {app: directory}}
    spec:
      containers: [{name: directory, image: "example.com/directory:1", ports: [{containerPort: 1389}]}]
"""
URLS = [
    ("http://directory:389", []),
    ("ldap://directory:389", []),
    ("http://directory:1390", [("warning", "config-service-port-not-found", 13)]),
    ("http://directory.shop.svc.cluster.local:1389", [("warning", "config-service-port-not-found", 13)]),
    ("ldap://directry:389", [("warning", "config-service-not-found", 13)]),
    ("ldap://directry:636", []),
]


@pytest.mark.parametrize(("url", "said"), URLS)
def test_the_other_end_is_in_another_unit(tmp_path: Path, url: str, said: list[tuple[str, str, int]]) -> None:
    texts = {
        "clusters/prod/apps.yaml": "".join(FLUX.replace("NAME", name) for name in ("caller", "served")),
        "apps/caller/web.yaml": CALLER.replace("URL", url),
        "apps/caller/kustomization.yaml": "resources: [web.yaml]\n",
        "apps/served/directory.yaml": SERVED,
        "apps/served/kustomization.yaml": "resources: [directory.yaml]\n",
    }
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    found = [one for one in check(tmp_path, "recommended").findings if one.rule.startswith("config-service")]
    assert {one.location.path for one in found} <= {"apps/caller/web.yaml"}
    assert [(one.severity.value, one.rule, one.location.line) for one in found if one.severity.value != "info"] == said


APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: NAME, namespace: argocd}
spec:
  project: default
  source: {repoURL: "https://example.com/shop.git", path: apps/NAME}
  destination: {server: "https://kubernetes.default.svc", namespace: DESTINATION}
---
"""


@pytest.mark.parametrize(("destination", "said"), [("shop", []), ("people", ["apps/argo.yaml"])])
def test_a_neighbour_that_names_another_namespace_is_no_part_of_an_application(
    tmp_path: Path, destination: str, said: list[str]
) -> None:
    """The two directories are one unit, as the caller needs the other; each is applied by itself."""
    applications = APPLICATION.replace("NAME", "caller").replace("DESTINATION", "callers")
    texts = {
        "apps/argo.yaml": applications + APPLICATION.replace("NAME", "served").replace("DESTINATION", destination),
        "apps/caller/web.yaml": CALLER.replace(", namespace: shop", "").replace("URL", "http://directory.shop:389"),
        "apps/served/directory.yaml": SERVED,
    }
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    found = [one for one in check(tmp_path, "recommended").findings if one.rule == "argocd-namespace-conflict"]
    assert [one.location.path for one in found] == said, found
