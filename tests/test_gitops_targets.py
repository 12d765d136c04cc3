"""What Flux puts into a namespace, whatever it names itself; links to directories that kustomizations use."""

from __future__ import annotations

import os
from pathlib import Path

from test_facts import deployment, write
from test_gitops import config, flux, resolved

from k8slint.discover import find
from k8slint.engine import Settings, examine
from k8slint.units import Resolution

ACCOUNTS = """\
apiVersion: v1
kind: ServiceAccount
metadata: {name: web, namespace: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: web}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: web}
"""
APP = {"apps/kustomization.yaml": "resources: [a.yaml, c.yaml]\n", "apps/a.yaml": ACCOUNTS, "apps/c.yaml": config("settings")}


def places(found: Resolution) -> dict[str, str | None]:
    return {f"{one.kind} {one.name}": one.namespace for unit in found.units if unit.name == "apps" for one in unit.resources}


def test_a_target_namespace_is_that_of_everything() -> None:
    found = resolved({**APP, "c/all.yaml": flux("apps", "./apps", more=", targetNamespace: tenant")})
    assert places(found) == {
        "ServiceAccount web": "tenant",
        "ClusterRoleBinding web": None,
        "ClusterRole web": None,
        "ConfigMap settings": "tenant",
    }
    apps = next(unit for unit in found.units if unit.name == "apps")
    binding = next(one for one in apps.resources if one.kind == "ClusterRoleBinding")
    assert binding.get("subjects", 0, "namespace") == "tenant"  # the account that it names has moved
    settings = next(one for one in apps.resources if one.kind == "ConfigMap")
    namespace = settings.node("metadata", "namespace")
    assert namespace is not None
    assert (namespace.source.path, namespace.source.slice(namespace.span)) == ("c/all.yaml", "tenant")


def test_plain_files_are_moved_likewise() -> None:
    files = {path: text for path, text in APP.items() if not path.endswith("kustomization.yaml")}
    found = resolved({**files, "c/all.yaml": flux("apps", "./apps", more=", targetNamespace: tenant")})
    assert places(found) == places(resolved({**APP, "c/all.yaml": flux("apps", "./apps", more=", targetNamespace: tenant")}))
    apps = next(unit for unit in found.units if unit.name == "apps")
    assert apps.kind == "plain"
    binding = next(one for one in apps.resources if one.kind == "ClusterRoleBinding")
    assert binding.get("subjects", 0, "namespace") == "tenant"
    node = binding.node("subjects", 0, "name")
    assert node is not None
    assert node.source.path == "apps/a.yaml"


def test_what_several_put_into_different_namespaces_stays_where_it_is() -> None:
    both = flux("a", "./apps", more=", targetNamespace: one") + flux("b", "./apps", more=", targetNamespace: two")
    assert places(resolved({**APP, "c/all.yaml": both}))["ConfigMap settings"] == "shop"
    one = flux("a", "./apps", more=", targetNamespace: one") + flux("b", "./apps", "flux-system")
    assert places(resolved({**APP, "c/all.yaml": one}))["ConfigMap settings"] == "shop"
    unknown = flux("a", "./apps", more=', targetNamespace: "${tenant}"')
    assert places(resolved({**APP, "c/all.yaml": unknown}))["ConfigMap settings"] == "shop"


def test_a_base_that_is_used_through_a_link_is_no_root(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "common/kustomization.yaml": "resources: [web.yaml]\n",
            "common/web.yaml": deployment("web"),
            "live/kustomization.yaml": "resources: [link]\nnamePrefix: live-\n",
        },
    )
    os.symlink(tmp_path / "common", tmp_path / "live" / "link")
    found = examine(find((".",), cwd=str(tmp_path)), Settings()).resolution
    assert [unit.name for unit in found.units] == ["live"]
    assert [str(one) for one in found.units[0].resources] == ["Deployment live-web"]
    assert found.kustomizations is not None
    assert found.kustomizations.users["common"] == ("live",)
