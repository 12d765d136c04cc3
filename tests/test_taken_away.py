"""What an overlay takes away from a base, or moves, although the base refers to it: other overlays are no comfort."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_facts import checked, deployment

from k8slint.findings import Finding, Severity

CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\ndata: {A: b}\n"
DELETE = """\
patches:
- patch: |-
    $patch: delete
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: settings, namespace: shop}
"""
MOVE = 'patches: [{patch: "- {op: replace, path: /metadata/namespace, value: other}", target: {kind: ConfigMap}}]\n'
RENAME = 'patches: [{patch: "- {op: replace, path: /metadata/name, value: other}", target: {kind: ConfigMap}}]\n'


def found(root: Path, change: str, base: str = CONFIG) -> list[Finding]:
    files = {
        "base/kustomization.yaml": "resources: [web.yaml, config.yaml]\n",
        "base/web.yaml": deployment("web", ", envFrom: [{configMapRef: {name: settings}}]"),
        "base/config.yaml": base,
        "overlays/dev/kustomization.yaml": "resources: [../../base]\n",
        "overlays/prod/kustomization.yaml": f"resources: [../../base]\n{change}",
    }
    report = checked(root, files)
    assert not report.failures
    return [one for one in report.findings if one.rule == "configmap-not-found"]


def test_a_patch_that_takes_away_what_the_base_refers_to(tmp_path: Path) -> None:
    (one,) = found(tmp_path, DELETE)
    assert (one.unit, one.also_in, one.severity) == ("overlays/prod", (), Severity.WARNING)
    assert (one.location.path, one.location.line) == ("base/web.yaml", 8)
    assert one.message.endswith("from ConfigMap settings, which a patch of overlays/prod takes away (it may live elsewhere)")
    assert [(other.location.path, other.location.line, other.message) for other in one.related] == [
        ("overlays/prod/kustomization.yaml", 4, "this patch takes ConfigMap settings away")
    ]


def test_a_patch_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "overlays/prod").mkdir(parents=True)
    text = "# not here\n$patch: delete\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\n"
    (tmp_path / "overlays/prod/gone.yaml").write_text(text, encoding="utf-8")
    (one,) = found(tmp_path, "patches: [{path: gone.yaml}]\n")
    assert [(other.location.path, other.location.line) for other in one.related] == [("overlays/prod/gone.yaml", 2)]


def test_a_patch_that_moves_it(tmp_path: Path) -> None:
    (one,) = found(tmp_path, MOVE)
    assert (one.unit, one.severity) == ("overlays/prod", Severity.WARNING)
    assert [(other.location.path, other.message) for other in one.related] == [
        ("overlays/prod/kustomization.yaml", "ConfigMap settings is in namespace other")
    ]


@pytest.mark.parametrize("change", ["", RENAME, "namePrefix: live-\n", "namespace: live\n", "nameSuffix: -a\nnamespace: b\n"])
def test_what_kustomize_follows_is_not_missing(tmp_path: Path, change: str) -> None:
    assert found(tmp_path, change) == []


def test_what_other_units_have_is_elsewhere_still(tmp_path: Path) -> None:
    apart = CONFIG.replace("settings", "unrelated")
    (tmp_path / "apart").mkdir()
    (tmp_path / "apart/kustomization.yaml").write_text("resources: [c.yaml]\n", encoding="utf-8")
    (tmp_path / "apart/c.yaml").write_text(CONFIG, encoding="utf-8")
    (one,) = found(tmp_path, "", apart)
    assert (one.severity, one.message.rpartition(", which ")[2]) == (
        Severity.INFO,
        "exists only in apart/c.yaml, not deployed together with this",
    )
