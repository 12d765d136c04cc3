"""What Flux and Argo CD apply: sources, paths, generators, worlds; and circles of what waits."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint.findings import Absence
from k8slint.graph import Graph, Outcome, common_index, lost_paths, worlds_of
from k8slint.graph.circles import circles
from k8slint.units import Beyond, Resolution, Root, plan, resolve
from k8slint.units.gitops.applied import Source, address, cleaned
from k8slint.units.gitops.globs import matching
from k8slint.units.gitops.parameters import filled, flattened, of_directory, of_file
from k8slint.units.kustomizing.files import MemoryFiles

HERE = ("work", "repo")
REPO = "https://git.example.com/acme/fleet.git"


def resolved(files: Mapping[str, str], root: Root | None = None) -> Resolution:
    layout = plan(files, "directory", (root or Root(".", HERE, len(HERE)),), HERE)
    data = {path: text.encode() for path, text in files.items()}
    streams = [layout.stream(path, text) for path, text in data.items() if layout.reads(path)]
    return resolve(layout, streams, beyond=Beyond(MemoryFiles(data)))


def config(name: str, namespace: str = "shop", data: str = "{}") -> str:
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: {namespace}}}\ndata: {data}\n"


def pod(config_map: str, name: str = "app") -> str:
    return f"""\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}, namespace: shop}}
spec:
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec: {{containers: [{{name: app, image: "a:1", envFrom: [{{configMapRef: {{name: {config_map}}}}}]}}]}}
"""


def flux(name: str, path: str, source: str = "flux-system", more: str = "") -> str:
    return f"""\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: {name}, namespace: flux-system}}
spec: {{sourceRef: {{kind: GitRepository, name: {source}}}, path: {path}, prune: true{more}}}
---
"""


def argo(name: str, path: str, url: str = REPO, more: str = "", destination: str = "{namespace: shop}") -> str:
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec: {{project: default, source: {{repoURL: {url}, path: {path}{more}}}, destination: {destination}}}
---
"""


def repository(name: str, url: str, ref: str = "branch: main") -> str:
    return f"""\
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {{name: {name}, namespace: flux-system}}
spec: {{url: "{url}", ref: {{{ref}}}}}
---
"""


def worlds(resolution: Resolution) -> dict[str, list[str]]:
    return {world.name: [part.name for part in world.parts] for world in resolution.worlds}


def entries(resolution: Resolution) -> list[str]:
    topology = next((unit.topology for unit in resolution.units if unit.topology is not None), None)
    return [] if topology is None else [entry.directory for entry in topology.entries]


@pytest.mark.parametrize(
    "url",
    [
        "https://git.example.com/acme/fleet.git",
        "https://git.example.com/acme/fleet/",
        "ssh://git@git.example.com/acme/fleet",
        "git@git.example.com:acme/fleet.git",
        "https://user:token@Git.example.com/Acme/fleet",
    ],
)
def test_one_repository_in_many_words(url: str) -> None:
    assert address(url) == "git.example.com/acme/fleet"


@pytest.mark.parametrize(
    ("path", "clean"), [("./a/b/", "a/b"), ("", "."), ("./", "."), ("/a", "a"), ("a/../b", "b"), ("../a", "a")]
)
def test_paths_from_the_top(path: str, clean: str) -> None:
    assert cleaned(path) == clean


@pytest.mark.parametrize(
    ("pattern", "path", "holds"),
    [
        ("apps/*", "apps/web", True),
        ("apps/*", "apps/web/base", False),
        ("apps/**", "apps/web/base", True),
        ("apps/**/prod", "apps/prod", True),
        ("apps/**/prod", "apps/web/eu/prod", True),
        ("apps/?b", "apps/ab", True),
        ("apps/[ab]c", "apps/bc", True),
        ("apps/[^ab]c", "apps/bc", False),
        ("apps/a.b", "apps/axb", False),
    ],
)
def test_patterns(pattern: str, path: str, holds: bool) -> None:
    assert matching(pattern, [path]) == ((path,) if holds else ())


def test_patterns_that_nobody_can_tell() -> None:
    assert matching("*a" * 40, ["a" * 100]) is None
    assert matching("[b-a]", ["a"]) is None


@given(st.text(alphabet="ab*?[]/^!-\\", max_size=12), st.text(alphabet="ab/", max_size=8))
def test_patterns_never_raise(pattern: str, path: str) -> None:
    matching(pattern, [path])


def test_parameters() -> None:
    directory = of_directory("apps/web-shop")
    assert filled("{{path}}/{{ path.basename }}", directory) == "apps/web-shop/web-shop"
    assert filled("{{ .path.path }}/{{.path.basename}}", directory) == "apps/web-shop/web-shop"
    assert filled("{{path[0]}}", directory) == "apps"
    assert filled("{{.unknown}}", directory) is None
    assert filled("{{ .path.path | lower }}", directory) is None
    assert filled("plain", {}) == "plain"
    assert of_file("config/eu/app.json")["path.filename"] == "app.json"
    assert dict(flattened({"a": {"b": 1, "c": True}, "d": [1], "e": "x"})) == {"a.b": "1", "a.c": "true", "e": "x"}


def test_what_flux_applies_makes_a_world() -> None:
    files = {
        "clusters/prod/apps.yaml": flux("apps", "./apps/prod") + flux("infra", "infra"),
        "clusters/dev/apps.yaml": flux("apps", "./apps/dev") + flux("infra", "infra"),
        "apps/prod/app.yaml": pod("shared") + "---\n" + config("own"),
        "apps/dev/app.yaml": pod("shared") + "---\n" + config("own", data="{a: b}"),
        "infra/config.yaml": config("shared"),
    }
    found = resolved(files)
    assert worlds(found) == {
        "clusters/dev": ["apps/dev", "clusters/dev", "infra"],
        "clusters/prod": ["apps/prod", "clusters/prod", "infra"],
    }
    everything, around = common_index(found.units), worlds_of(found.worlds)
    unit = next(unit for unit in found.units if unit.name == "apps/prod")
    look = Graph(unit, everything, around[id(unit)]).find("ConfigMap", "shared", "shop")
    assert look.outcome is Outcome.FOUND
    assert Graph(unit, everything).find("ConfigMap", "shared", "shop").absence is Absence.ELSEWHERE


def test_what_is_near_in_the_world_beats_another_cluster() -> None:
    files = {
        "clusters/prod/apps.yaml": flux("apps", "./apps/prod") + flux("infra", "./infra/prod"),
        "clusters/dev/apps.yaml": flux("apps", "./apps/dev") + flux("infra", "./infra/dev"),
        "apps/prod/app.yaml": pod("settings"),
        "apps/dev/app.yaml": pod("settings"),
        "infra/prod/config.yaml": config("settingz"),
        "infra/dev/config.yaml": config("settings"),
    }
    found = resolved(files)
    around = worlds_of(found.worlds)
    unit = next(unit for unit in found.units if unit.name == "apps/prod")
    look = Graph(unit, common_index(found.units), around[id(unit)]).find("ConfigMap", "settings", "shop")
    assert (look.outcome, look.absence) == (Outcome.ELSEWHERE, Absence.NEAR)
    assert [miss.name for miss in look.near] == ["settingz"]


def test_alternatives_are_never_in_one_world() -> None:
    files = {
        "argocd/apps.yaml": argo("dev", "apps/dev") + argo("prod", "apps/prod") + argo("infra", "infra"),
        "apps/dev/app.yaml": pod("shared") + "---\n" + config("own"),
        "apps/prod/app.yaml": pod("shared") + "---\n" + config("own", data="{a: b}"),
        "infra/config.yaml": config("shared"),
    }
    assert worlds(resolved(files)) == {
        "argocd [apps/dev]": ["apps/dev", "argocd", "infra"],
        "argocd [apps/prod]": ["apps/prod", "argocd", "infra"],
    }


def test_every_destination_is_a_world_of_its_own() -> None:
    files = {
        "argocd/apps.yaml": argo("a", "a", destination="{name: eu}")
        + argo("b", "b", destination="{name: eu}")
        + argo("c", "c", destination="{server: 'https://us.example.com'}"),
        **{f"{name}/app.yaml": pod("x", name) for name in "abc"},
    }
    assert worlds(resolved(files)) == {"argocd on eu": ["a", "b"]}


def test_an_app_of_apps() -> None:
    files = {
        "root/root.yaml": argo("root", "apps"),
        "apps/a.yaml": argo("a", "workloads/a"),
        "workloads/a/app.yaml": pod("x"),
    }
    assert worlds(resolved(files)) == {"root": ["apps", "root", "workloads/a"]}


def test_circles_of_units_end() -> None:
    files = {"a/a.yaml": flux("b", "./b"), "b/b.yaml": flux("a", "./a")}
    assert worlds(resolved(files)) == {"a": ["a", "b"]}


def test_a_source_is_this_repository_if_another_path_of_it_is_here() -> None:
    files = {
        "clusters/prod/apps.yaml": repository("fleet", REPO)
        + repository("other", "https://git.example.com/acme/other")
        + repository("old", REPO, "tag: v1")
        + flux("apps", "./apps", "fleet")
        + flux("others", "./apps", "other-name")
        + flux("lost", "./nowhere", "other")
        + flux("older", "./nowhere", "old"),
        "apps/app.yaml": pod("x"),
    }
    topology = next(unit.topology for unit in resolved(files).units)
    assert topology is not None
    assert Source("", None, "git.example.com/acme/fleet") in topology.own
    assert Source("", None, "git.example.com/acme/other") not in topology.own
    assert Source("", None, "git.example.com/acme/fleet", "v1") not in topology.own


def test_what_lies_outside_of_the_run_is_not_known() -> None:
    files = {"clusters/prod/apps.yaml": flux("apps", "./apps") + flux("self", "./clusters/prod")}
    layout = plan(files, "directory", (Root("clusters", (*HERE, "clusters"), len(HERE)),), HERE)
    found = resolve(layout, [layout.stream(path, text.encode()) for path, text in files.items()])
    assert entries(found) == ["clusters/prod"]


def test_artifacts_of_a_monorepo() -> None:
    generator = """\
apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: {name: parts, namespace: flux-system}
spec:
  sources: [{alias: mono, kind: GitRepository, name: flux-system}]
  artifacts:
    - name: apps
      copy:
        - {from: "@mono/apps/base/**", to: "@artifact/base/"}
        - {from: "@mono/apps/prod/**", to: "@artifact/prod/"}
---
"""
    entry = flux("apps", "./prod").replace("kind: GitRepository, name: flux-system", "kind: ExternalArtifact, name: apps")
    files = {"clusters/prod/apps.yaml": generator + entry, "apps/prod/app.yaml": pod("x")}
    found = resolved(files)
    assert entries(found) == ["apps/prod"]
    assert worlds(found) == {"clusters/prod": ["apps/prod", "clusters/prod"]}


def applicationset(generators: str, path: str, more: str = "") -> str:
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {{name: set, namespace: argocd}}
spec:
  generators: {generators}
  template:
    metadata: {{name: x}}
    spec: {{project: default, source: {{repoURL: {REPO}, path: "{path}"}}, destination: {{namespace: shop}}}}
{more}"""


GIT = f"git: {{repoURL: {REPO}, "


@pytest.mark.parametrize(
    ("generators", "path", "expected"),
    [
        ("[{" + GIT + "directories: [{path: apps/*}]}}]", "{{path}}", ["apps/a", "apps/b"]),
        ("[{" + GIT + "directories: [{path: apps/*}, {path: apps/b, exclude: true}]}}]", "{{path}}", ["apps/a"]),
        ("[{" + GIT + "directories: [{path: apps/*}]}}]", "apps/{{.path.basename}}", ["apps/a", "apps/b"]),
        ("[{" + GIT + "files: [{path: 'config/*.json'}]}}]", "apps/{{app.name}}", ["apps/b"]),
        ("[{list: {elements: [{app: a}, {app: b}]}}]", "apps/{{app}}", ["apps/a", "apps/b"]),
        (
            "[{matrix: {generators: [{list: {elements: [{app: a}]}}, {list: {elements: [{env: eu}]}}]}}]",
            "regions/{{env}}/{{app}}",
            ["regions/eu/a"],
        ),
        ("[{clusters: {}}]", "apps/a", ["apps/a"]),
        ("[{clusters: {}}]", "apps/{{name}}", []),
    ],
)
def test_generators(generators: str, path: str, expected: list[str]) -> None:
    files = {
        "argocd/set.yaml": applicationset(generators, path),
        "apps/a/app.yaml": pod("x", "a"),
        "apps/b/app.yaml": pod("x", "b"),
        "regions/eu/a/app.yaml": pod("x", "c"),
        "config/one.json": '{"app": {"name": "b"}}',
    }
    assert entries(resolved(files)) == expected


def test_what_flux_applies_is_built_although_another_kustomization_uses_it() -> None:
    kustomization = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [{}]\n"
    files = {
        "clusters/prod/apps.yaml": flux("base", "./apps/base"),
        "apps/base/kustomization.yaml": kustomization.format("app.yaml"),
        "apps/base/app.yaml": pod("x"),
        "apps/overlay/kustomization.yaml": kustomization.format("../base"),
    }
    assert {unit.name for unit in resolved(files).units} == {"apps/base", "apps/overlay", "clusters/prod"}


def test_units_without_flux_and_argo_know_nothing_of_it() -> None:
    found = resolved({"a.yaml": config("a")})
    assert found.worlds == ()
    assert all(unit.topology is None for unit in found.units)


def test_two_runs_give_the_same_worlds() -> None:
    files = {
        "clusters/prod/apps.yaml": flux("apps", "./apps") + flux("infra", "./infra"),
        "apps/app.yaml": pod("x"),
        "infra/config.yaml": config("x"),
    }
    one, other = resolved(files), resolved(dict(reversed(files.items())))
    assert worlds(one) == worlds(other)


def _component(after: Mapping[int, list[int]], start: int) -> frozenset[int]:
    def reach(one: int) -> set[int]:
        seen: set[int] = set()
        rest = [one]
        while rest:
            for other in after[rest.pop()]:
                if other not in seen:
                    seen.add(other)
                    rest.append(other)
        return seen

    return frozenset(other for other in after if other in reach(start) and start in reach(other))


@given(st.lists(st.lists(st.integers(0, 6), max_size=3), min_size=7, max_size=7))
def test_circles_are_those_of_a_brute_force_search(edges: list[list[int]]) -> None:
    after = dict(enumerate(edges))
    expected = {component for one in after if (component := _component(after, one))}
    found = list(circles(after))
    assert {_component(after, circle[0]) for circle in found} == expected
    assert len(found) == len(expected)
    for circle in found:
        assert circle[0] == min(_component(after, circle[0]))
        assert all(other in after[one] for one, other in itertools.pairwise((*circle, circle[0])))


@pytest.mark.parametrize(
    ("entry", "near", "sure"),
    [
        ("directories: [{path: appz/*}]", ("apps/*",), False),
        ("directories: [{path: apps/wbe}]", ("apps/web",), False),
        ("directories: [{path: apps/*/prod}]", (), False),
        ("files: [{path: apps/*/config.json}]", (), False),
        ("files: [{path: 'appz/**/web.yaml'}]", ("apps/**/web.yaml",), False),
        ("directories: [{path: apps/*}]", None, False),
        ("files: [{path: apps/*/web.yaml}]", None, False),
        ("directories: [{path: clusters/*}]", None, False),  # nothing shows that it is of this repository
    ],
)
def test_patterns_of_generators_that_match_nothing(entry: str, near: tuple[str, ...] | None, sure: bool) -> None:
    text = applicationset(f"[{{git: {{repoURL: {REPO}, revision: HEAD, {entry}}}}}]", "{{path}}")
    found = resolved({"argo/set.yaml": text, "apps/web/web.yaml": pod("settings")})
    lost = [one for unit in found.units for resource in unit.resources for one in lost_paths(unit, resource)]
    assert [(one.near, one.sure) for one in lost] == ([] if near is None else [(near, sure)])


def test_patterns_of_a_repository_that_is_known_to_be_this_one() -> None:
    text = applicationset(f"[{{git: {{repoURL: {REPO}, revision: HEAD, directories: [{{path: clusters/*}}]}}}}]", "{{path}}")
    found = resolved({"argo/set.yaml": f"{text}---\n" + argo("web", "apps/web"), "apps/web/web.yaml": pod("settings")})
    lost = [one for unit in found.units for resource in unit.resources for one in lost_paths(unit, resource)]
    assert [(one.path, one.own, one.sure) for one in lost] == [("clusters/*", True, True)]
