"""What `k8slint units` shows of a whole small repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from k8slint.discover import find
from k8slint.units import Beyond, Resolution, resolve
from k8slint.units.listing import as_data, as_text

FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: {name}, namespace: flux-system}}
spec: {{sourceRef: {{kind: GitRepository, name: flux-system}}, path: {path}}}
---
"""
MIXED = Path(__file__).parent / "fixtures" / "units-mixed"


def resolution(root: Path, *paths: str) -> Resolution:
    tree = find(paths, cwd=str(root))
    read = {file.path: data for file in tree.files if tree.layout.reads(file.path) and (data := file.read()) is not None}
    streams = [tree.layout.stream(path, data) for path, data in read.items()]
    return resolve(tree.layout, streams, beyond=Beyond(tree.store))


@pytest.mark.parametrize(("name", "verbose"), [("expected.txt", False), ("expected-verbose.txt", True)])
def test_a_repository_of_every_kind(name: str, verbose: bool) -> None:
    assert as_text(resolution(MIXED), verbose=verbose) == (MIXED / name).read_text(encoding="utf-8")


def test_the_counts_of_a_repository_of_every_kind() -> None:
    found = resolution(MIXED)
    assert found.skipped == {"example": 2, "helm-not-rendered": 1, "not-kubernetes": 6}
    assert (found.files, found.documents, found.resources, found.errors) == (28, 29, 17, ())


def test_as_data() -> None:
    data = as_data(resolution(MIXED))
    assert json.loads(json.dumps(data)) == data
    assert [row["name"] for row in data["units"]][:3] == ["charts/parcels", "charts/parcels/crds", "charts/parcels/examples"]
    shop = next(row for row in data["units"] if row["name"] == "shop")
    assert shop == {
        "name": "shop",
        "how": "plain",
        "environment": None,
        "evidence": [],
        "resources": 2,
        "files": ["shop/deploy/api.yaml", "shop/svc/api.yaml"],
        "role": None,
        "open": [],
        "reasons": ["Service api in shop/svc selects pods in shop/deploy"],
    }


def test_named_files() -> None:
    found = resolution(MIXED, "shop/svc/api.yaml", "base/web-svc.yaml")
    open_ = "open: other manifests lie beside the named files"
    assert as_text(found) == f"<arguments>  arguments  unknown  2 resources from 2 files; {open_}\n"


def test_nothing(tmp_path: Path) -> None:
    assert as_text(resolution(tmp_path)) == "no units\n"
    assert as_data(resolution(tmp_path)) == {"version": 1, "units": [], "worlds": [], "skipped": {}}


def test_bases_that_use_each_other(tmp_path: Path) -> None:
    for one, other in (("a", "b"), ("b", "a")):
        (tmp_path / one).mkdir()
        (tmp_path / one / "kustomization.yaml").write_text(f"resources: [../{other}]\n", encoding="utf-8")
    assert as_text(resolution(tmp_path)) == (
        "a  Kustomize    base of b; not built: Kustomize fails\nb  Kustomize    base of a; not built, as a is not\n"
    )


def test_many_reasons_are_cut_short(tmp_path: Path) -> None:
    for number in range(5):
        text = f"apiVersion: acme.io/v1\nkind: Kind{number}\nmetadata: {{name: a}}\n"
        (tmp_path / f"{number}.yaml").write_text(text, encoding="utf-8")
    told = "open: kind Kind0 is not known, kind Kind1 is not known and 3 more"
    assert as_text(resolution(tmp_path)) == f".  plain  unknown  5 resources from 5 files; {told}\n"
    assert "    open: kind Kind4 is not known\n" in as_text(resolution(tmp_path), verbose=True)


def test_a_base_of_what_cannot_be_built_is_open(tmp_path: Path) -> None:
    files = {
        "base/kustomization.yaml": "resources: [a.yaml]\n",
        "base/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
        "live/kustomization.yaml": "resources: [../base, gone.yaml]\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    found = resolution(tmp_path)
    assert as_text(found).splitlines() == [
        "live    Kustomize           not built: Kustomize fails",
        "  base  Kustomize  unknown  base of live; 1 resource from 1 file; open: not built, as live is not",
    ]
    base = next(unit for unit in found.units if unit.name == "base")
    assert (base.partial, base.root) == (True, False)


def test_worlds(tmp_path: Path) -> None:
    files = {
        "clusters/dev/all.yaml": FLUX.format(name="apps", path="apps") + FLUX.format(name="infra", path="infra"),
        "apps/kustomization.yaml": "configMapGenerator: [{name: a, literals: [a=b]}]\n",
        "infra/kustomization.yaml": "configMapGenerator: [{name: b, literals: [a=b]}]\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    found = resolution(tmp_path)
    assert as_text(found).splitlines() == [
        "apps          Kustomize  unknown                  1 resource from 1 file",
        "clusters/dev  plain      development (directory)  2 resources from 1 file",
        "infra         Kustomize  unknown                  1 resource from 1 file",
        "clusters/dev  Flux       development              apps, infra",
    ]
    assert as_text(found, verbose=True).splitlines()[-4:] == [
        "clusters/dev  Flux       development              apps, infra",
        "    development: directory dev (4)",
        "    Kustomization apps in clusters/dev/all.yaml applies apps",
        "    Kustomization infra in clusters/dev/all.yaml applies infra",
    ]
    assert as_data(found)["worlds"] == [
        {
            "name": "clusters/dev",
            "how": "Flux",
            "environment": "development",
            "evidence": ["development: directory dev (4)"],
            "cluster": None,
            "kube_version": None,
            "complete": False,
            "parts": ["apps", "infra"],
            "open": [],
            "reasons": [
                "Kustomization apps in clusters/dev/all.yaml applies apps",
                "Kustomization infra in clusters/dev/all.yaml applies infra",
            ],
        }
    ]
