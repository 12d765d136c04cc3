"""How charts are installed: as the user states it, and as Flux and Argo CD are told to."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from test_charted import settings, written

from k8slint.discover import find
from k8slint.engine import examine
from k8slint.settings import Facts, Origin, Release
from k8slint.units import Resolution, Unit
from k8slint.yaml import Composed

CHART = {
    "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "charts/web/values.yaml": "color: white\nsize: small\n",
    "charts/web/values-production.yaml": "color: black\n",
    "charts/web/templates/config.yaml": """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-colors
data:
  color: {{ .Values.color }}
  size: {{ .Values.size }}
  space: {{ .Release.Namespace }}
""",
}


def resolution(root: Path, files: Mapping[str, str], *releases: Release, base: str = ".") -> Resolution:
    told: dict[str, Any] = {"facts": Facts(releases=releases, base=base)}
    found = examine(find((), cwd=str(written(root, {**CHART, **files}))), settings(root, **told))
    assert not found.failures, found.failures[0].traceback
    return found.resolution


def charts(found: Resolution) -> dict[str, tuple[str | None, str | None, dict[str, Any]]]:
    """Namespace, name and data of the ConfigMap of each unit of the chart."""
    units = (unit for unit in found.units if unit.kind == "chart")
    return {unit.name: (one.namespace, one.name, one.value["data"]) for unit in units for one in unit.resources}


def unit(found: Resolution, name: str) -> Unit:
    return next(one for one in found.units if one.name == name)


def data(color: str, size: str, space: str) -> dict[str, str]:
    return {"color": color, "size": size, "space": space}


def test_releases_replace_the_usual_values(tmp_path: Path) -> None:
    live = Release("charts/web", "shop", "shop", ("charts/web/values-production.yaml",), {"size": "large"}, "live")
    found = resolution(tmp_path, {}, live)
    assert charts(found) == {
        "charts/web [values-production.yaml]": ("shop", "shop-colors", data("black", "large", "shop")),
    }
    assert unit(found, "charts/web [values-production.yaml]").evidence == ("production: configuration, helm",)
    assert unit(found, "charts/web [values-production.yaml]").installed
    assert charts(resolution(tmp_path, {})).keys() == {"charts/web", "charts/web [values-production.yaml]"}


def test_values_files_lie_beside_the_configuration_or_in_the_chart(tmp_path: Path) -> None:
    files = {"deploy/live.yaml": "color: red\n", "deploy/more.yaml": "size: huge\n"}
    one = Release("../charts/web", values=("live.yaml", "more.yaml", "values-production.yaml"))
    found = resolution(tmp_path, files, one, base="deploy")
    assert [values for _, _, values in charts(found).values()] == [data("black", "huge", "<namespace>")]
    assert "deploy/live.yaml" in {source.path for source in found.units[0].sources}


def test_releases_have_names_of_their_own(tmp_path: Path) -> None:
    values = ("values-production.yaml",)
    releases = [Release("charts/web", *names, values) for names in (("a", "one"), ("a", "two"), ("b", "one"))]
    found = resolution(tmp_path, {}, *releases, Release("charts/web"))
    assert list(charts(found)) == [
        "charts/web",
        "charts/web [values-production.yaml, a, one]",
        "charts/web [values-production.yaml, a, two]",
        "charts/web [values-production.yaml, b]",
    ]


def test_what_is_stated_of_nothing_is_told(tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside.yaml"
    outside.write_text("color: secret\n", encoding="utf-8")
    os.symlink(outside, tmp_path / "link.yaml")
    where = Origin("c.yaml", 4, 2)
    paths = ("gone.yaml", f"../{outside.name}", str(outside), "link.yaml", "list.yaml")
    found = resolution(
        tmp_path, {"list.yaml": "[a]\n"}, Release("charts/web", values=paths, origin=where), Release("charts/wbe", origin=where)
    )
    assert [values["color"] for _, _, values in charts(found).values()] == ["white"]
    assert [one.text for one in found.unmatched] == [
        "helm: there is no chart in charts/wbe",
        *(f"helm: there is no values file {path} in the tree" for path in paths[:3]),
        *(f"helm: the values file {path} is no mapping that can be read" for path in paths[3:]),
    ]
    assert {str(one.origin) for one in found.unmatched} == {"c.yaml:4:2"}


def release(name: str, values: str = "", namespace: str = "flux-system", target: str = "targetNamespace: shop") -> str:
    return f"""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: {name}
  namespace: {namespace}
spec:
  {target}
  chart:
    spec:
      chart: ./charts/web
      sourceRef:
        kind: GitRepository
        name: flux-system
{values}---
"""


def test_a_helmrelease_brings_the_chart_into_its_world(tmp_path: Path) -> None:
    values = "  releaseName: front\n  values:\n    color: green\n"
    found = resolution(tmp_path, {"clusters/dev/web.yaml": release("web", values)})
    assert charts(found) == {"charts/web": ("shop", "front-colors", data("green", "small", "shop"))}
    assert {world.name: [part.name for part in world.parts] for world in found.worlds} == {
        "clusters/dev": ["charts/web", "clusters/dev"]
    }
    assert unit(found, "charts/web").environment == "development"  # of what installs it
    assert found.worlds[0].gaps == ()
    color = unit(found, "charts/web").resources[0].node("data", "color")
    assert color is not None
    assert isinstance(color.document, Composed)
    assert (color.source.path, [site.source.path for site in color.document.provenance.values(color.path)]) == (
        "charts/web/templates/config.yaml",
        ["clusters/dev/web.yaml"],
    )


CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata: {{name: {name}, namespace: flux-system}}
data:
  {key}: |
    color: blue
    size: {size}
---
"""


@pytest.mark.parametrize(
    ("values", "expected", "whole"),
    [
        ("[{kind: ConfigMap, name: a}]", ("blue", "tiny"), True),
        ("[{kind: ConfigMap, name: a}, {kind: ConfigMap, name: b, valuesKey: other}]", ("blue", "vast"), True),
        ("[{kind: ConfigMap, name: gone, optional: true}]", ("white", "small"), True),
        ("[{kind: ConfigMap, name: gone}]", ("white", "small"), False),
        ("[{kind: Secret, name: a}]", ("white", "small"), False),
    ],
)
def test_values_of_config_maps(tmp_path: Path, values: str, expected: tuple[str, str], whole: bool) -> None:
    text = release("web", f"  valuesFrom: {values}\n") + CONFIG.format(name="a", key="values.yaml", size="tiny")
    found = resolution(tmp_path, {"apps/web.yaml": text + CONFIG.format(name="b", key="other", size="vast")})
    names = {"charts/web"} if whole else {"charts/web", "charts/web [shop-web]", "charts/web [values-production.yaml]"}
    made = charts(found)
    assert made.keys() == names
    own = made["charts/web" if whole else "charts/web [shop-web]"]
    assert (own[0], own[1]) == ("shop", "shop-web-colors")
    assert (own[2]["color"], own[2]["size"]) == expected


def test_what_kustomize_makes_of_a_helmrelease_counts(tmp_path: Path) -> None:
    patch = 'patches: [{patch: "- {op: replace, path: /spec/values/color, value: %s}", target: {kind: HelmRelease}}]'
    files = {
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "base/web.yaml": release("web", "  values:\n    color: green\n").removesuffix("---\n"),
        **{
            f"apps/{name}/kustomization.yaml": f"resources: [../../base]\n{patch % color}\n"
            for name, color in (("dev", "grey"), ("prod", "gold"))
        },
    }
    made = charts(resolution(tmp_path, files))
    assert {name: values["color"] for name, (_, _, values) in made.items()} == {
        "charts/web [shop-web of apps/dev]": "grey",
        "charts/web [shop-web of apps/prod]": "gold",
    }


def application(name: str, helm: str) -> str:
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  project: default
  destination: {{namespace: shop, server: https://kubernetes.default.svc}}
  source:
    repoURL: https://example.com/acme/shop.git
    path: charts/web
    helm: {helm}
---
"""


@pytest.mark.parametrize(
    ("helm", "name", "color", "size"),
    [
        ("{}", "web-colors", "white", "small"),
        ("{releaseName: front, valueFiles: [values-production.yaml]}", "front-colors", "black", "small"),
        ("{valuesObject: {color: red}, parameters: [{name: size, value: x3}]}", "web-colors", "red", "x3"),
        ("{values: 'color: red'}", "web-colors", "red", "small"),
        ("{valueFiles: [/charts/web/values-production.yaml], values: 'size: big'}", "web-colors", "black", "big"),
    ],
)
def test_applications(tmp_path: Path, helm: str, name: str, color: str, size: str) -> None:
    found = resolution(tmp_path, {"argo/web.yaml": application("web", helm)})
    assert charts(found) == {"charts/web": ("shop", name, data(color, size, "shop") | {"size": size})}
    assert [[part.name for part in world.parts] for world in found.worlds] == [["argo", "charts/web"]]


def test_applications_of_an_applicationset(tmp_path: Path) -> None:
    text = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: all, namespace: argocd}
spec:
  generators: [{list: {elements: [{env: dev, color: grey}, {env: prod, color: gold}]}}]
  template:
    metadata: {name: "web-{{env}}"}
    spec:
      project: default
      destination: {namespace: "{{env}}", name: "{{env}}-cluster"}
      source:
        repoURL: https://example.com/acme/shop.git
        path: charts/web
        helm: {parameters: [{name: color, value: "{{color}}"}, {name: size, value: "{{env}}"}]}
"""
    found = resolution(tmp_path, {"argo/all.yaml": text})
    assert charts(found) == {
        "charts/web [web-dev]": ("dev", "web-dev-colors", data("grey", "dev", "dev")),
        "charts/web [web-prod]": ("prod", "web-prod-colors", data("gold", "prod", "prod")),
    }


def test_what_the_user_states_of_a_chart_counts_alone(tmp_path: Path) -> None:
    found = resolution(tmp_path, {"apps/web.yaml": release("web")}, Release("charts/web", "mine"))
    assert [name for _, name, _ in charts(found).values()] == ["mine-colors"]
