"""Trees of clusters: where all that delivers into a cluster is in view, and what that proves."""

from __future__ import annotations

from pathlib import Path

import pytest
from planting import UNITS, check, plant

WORLD = UNITS / "gitops"
SOURCES = "flux-source-not-found"
PRODUCTION = "clusters/production/apps.yaml"


def said(folder: Path, rule: str) -> list[tuple[str, str, int]]:
    """Severity, file and line of what a rule says, in order."""
    found = check(folder, "recommended").findings
    return sorted((one.severity.value, one.location.path, one.location.line) for one in found if one.rule == rule)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The repository with a source of a name that is near no other."""
    plant(WORLD, tmp_path / "tree", PRODUCTION, "    name: flux-system\n  path", "    name: monorepo\n  path")
    return tmp_path / "tree"


def test_absence_is_proof_in_the_tree_of_a_cluster(folder: Path) -> None:
    assert said(folder, SOURCES) == [("warning", PRODUCTION, 13)]


def test_it_is_none_where_something_else_is_applied_that_nobody_reads(folder: Path) -> None:
    (folder / "clusters/production/more.yaml").write_text(
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\n"
        "kind: Kustomization\n"
        "metadata: {name: more, namespace: flux-system}\n"
        "spec: {path: ./deploy, prune: true, interval: 1h, sourceRef: {kind: OCIRepository, name: more}}\n"
        "---\n"
        "apiVersion: source.toolkit.fluxcd.io/v1\n"
        "kind: OCIRepository\n"
        "metadata: {name: more, namespace: flux-system}\n"
        "spec: {interval: 1h, url: oci://example.com/more}\n",
        "utf-8",
    )
    assert said(folder, SOURCES) == [("info", PRODUCTION, 13)]


OPERATOR = "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: all, namespace: flux-system}\n"
CHART = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: tenants, namespace: flux-system}
spec: {chart: {spec: {chart: raw, sourceRef: {kind: HelmRepository, name: jetstack}}}}
"""


@pytest.mark.parametrize("document", [OPERATOR, CHART], ids=["an operator", "a chart of anything"])
def test_it_is_none_where_something_writes_such_objects(folder: Path, document: str) -> None:
    (folder / "clusters/production/more.yaml").write_text(document, "utf-8")
    assert said(folder, SOURCES) == [("info", PRODUCTION, 13)]


def test_what_flux_bootstrap_makes_is_taken_to_be_there_unless_it_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "tree"
    sync = "clusters/staging/flux-system/gotk-sync.yaml"
    plant(
        WORLD,
        folder,
        sync,
        "kind: GitRepository\nmetadata:\n  name: flux-system",
        "kind: GitRepository\nmetadata:\n  name: fleet",
    )
    assert {place for _, place, _ in said(folder, SOURCES)} == {
        sync,
        "clusters/staging/apps.yaml",
        "clusters/staging/infrastructure.yaml",
    }
    (folder / sync).unlink()
    (folder / "clusters/staging/flux-system/kustomization.yaml").unlink()
    assert said(folder, SOURCES) == []


PROJECT = "apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: tenants, namespace: argocd}\n"


def test_a_project_that_nobody_adds(tmp_path: Path) -> None:
    for path, text in {
        "argocd/root.yaml": _application("root", "argocd/apps", "default"),
        "argocd/apps/shop.yaml": _application("shop", "apps/shop", "platform"),
        "argocd/apps/web.yaml": _application("web", "apps/web", "tenants"),
        "argocd/apps/projects.yaml": PROJECT,
        "apps/shop/settings.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\n",
        "apps/web/settings.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    rule = "argocd-project-not-found"
    assert said(tmp_path, rule) == [("warning", "argocd/apps/shop.yaml", 4)]
    apps = tmp_path / "argocd/apps/other.yaml"
    apps.write_text(_application("other", "deploy", "tenants").replace("acme/fleet", "acme/other"), "utf-8")
    assert said(tmp_path, rule) == [("info", "argocd/apps/shop.yaml", 4)]


def _application(name: str, path: str, project: str) -> str:
    source = f"{{repoURL: https://git.example.com/acme/fleet.git, path: {path}}}"
    return (
        "apiVersion: argoproj.io/v1alpha1\n"
        "kind: Application\n"
        f"metadata: {{name: {name}, namespace: argocd}}\n"
        f"spec: {{project: {project}, source: {source}, destination: {{namespace: {name}}}}}\n"
    )
