"""Which files are read for a commit: what is said of it is what reading all of them would say, in any repository."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import pytest
from histories import GIT, commit, git, write

from k8slint.cli import staged, staged_look
from k8slint.cli.check import command
from k8slint.cli.given import given
from k8slint.cli.progress import Progress
from k8slint.cli.setup import prepare
from k8slint.cli.staged_trees import Trees
from k8slint.findings import Report

NAMES = [f"{one}{end}" for one in ("web", "api", "db", "mail", "pay") for end in ("", "-a", "-job", "x", "-proxy", "-store")]
#: So many that a repository of a few dozen manifests seldom has two of one name.
MANY = [f"{one}{two}" for one in "bdfgklmnprst" for two in ("ano", "elo", "iri", "omu", "uta", "ave", "eki", "osa", "ilu", "ude")]
SPACES = ["", *(f"  namespace: ns-{number}\n" for number in range(8)), "  namespace: shop\n"]
FOLDERS = [f"{top}/{one}" for top in ("apps", "infra", "x/y", "z") for one in "abcdef"] + ["a", ".", "namespaces"]
SPECS = {
    "apps/v1 Deployment": (
        "  selector: {{matchLabels: {{app: {one}}}}}\n  template:\n    metadata: {{labels: {{app: {one}, tier: {two}}}}}\n"
        "    spec:\n      containers:\n        - name: app\n          image: example.com/{one}:1\n"
        "          envFrom: [{{configMapRef: {{name: {two}}}}}]\n"
        "          env: [{{name: A, value: 'http://{two}:80'}}, {{name: B, value: db.staging.example.com}}]\n"
    ),
    "v1 Service": "  selector: {{app: {two}}}\n  ports: [{{port: 80}}]\n",
    "networking.k8s.io/v1 Ingress": (
        "  ingressClassName: inner\n  rules: [{{host: {two}.example.com, http: {{paths: [{{path: /, pathType: Prefix, "
        "backend: {{service: {{name: {two}, port: {{number: 80}}}}}}}}]}}}}]\n"
    ),
    "policy/v1 PodDisruptionBudget": "  minAvailable: 1\n  selector: {{matchLabels: {{app: {two}}}}}\n",
}


def manifest(chance: random.Random, names: Sequence[str] = NAMES) -> str:
    one = chance.choice(names)
    two = one if chance.random() < 0.8 else chance.choice(names)
    space = chance.choice(SPACES) if names is NAMES else f"  namespace: ns-{chance.choice(names)}\n"
    kinds = ["Namespace", "IngressClass", "ConfigMap", "ConfigMap", *SPECS, *SPECS, *SPECS]
    kind = chance.choice(kinds if names is NAMES else ["ConfigMap", "apps/v1 Deployment", "v1 Service"])
    if kind == "Namespace":
        return f"apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ns-{chance.randrange(8)}\n"
    if kind == "IngressClass":
        return (
            "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: inner}\nspec: {controller: example.com/x}\n"
        )
    if kind == "ConfigMap":
        return f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {one}\n{space}data: {{U: 'http://{two}.shop.svc:80'}}\n"
    version, name = kind.split()
    spec = SPECS[kind].format(one=one, two=two)
    return f"apiVersion: {version}\nkind: {name}\nmetadata:\n  name: {one}\n{space}spec:\n{spec}"


def text(chance: random.Random, names: Sequence[str] = NAMES) -> str:
    whole = "---\n".join(manifest(chance, names) for _ in range(chance.randint(1, 3)))
    return whole if chance.random() > 0.04 else f"{whole}  broken: [\n"


def kustomized(chance: random.Random) -> Iterator[tuple[str, str]]:
    for base in ("k/base", "k/other"):
        yield f"{base}/kustomization.yaml", "resources: [x.yaml]\n"
        yield f"{base}/x.yaml", text(chance)
    for overlay in ("k/dev", "k/prod", "k/two"):
        changes = ["namePrefix: p-\n", "namespace: shop\n", "configMapGenerator: [{name: web, envs: [a.env]}]\n"]
        chosen = "".join(chance.sample(changes, chance.randint(0, 3)))
        yield f"{overlay}/kustomization.yaml", f"resources: [../{chance.choice(['base', 'other'])}]\n{chosen}"
        yield f"{overlay}/a.env", "a=b\n"


def change(chance: random.Random, files: dict[str, str], names: Sequence[str]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for path in chance.sample(sorted(files), chance.randint(1, 3)):
        if path.endswith(".env"):
            found[path] = "a=c\n"
        elif "kustomization" in path:
            found[path] = f"{files[path]}commonLabels: {{a: b}}\n"
        else:
            found[path] = None if chance.random() < 0.4 else text(chance, names)
    return found


def said(*, everything: bool) -> tuple[Report, Trees]:
    """The report on what is staged, and the trees of which some files, or all, were read."""
    found = staged_look.look({})
    assert found is not None
    trees = staged.opened(found, (), cached=False)
    context = command.make_context("check", ["--staged"])
    assert isinstance(context, click.Context)
    setup = prepare("k8slint check", given(context, dict(context.params)), trees.listing)
    if everything:
        trees.choose_all()
    with Progress(io.StringIO()) as progress:
        return staged.run(trees, setup, progress), trees


@pytest.mark.parametrize("layout", ["plain", "sparse", "kustomize"])
@pytest.mark.parametrize("seed", range(12))
def test_the_files_that_are_not_read_would_have_changed_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, layout: str
) -> None:
    for name, value in GIT.items():
        monkeypatch.setenv(name, value)
    chance = random.Random(f"{layout} {seed}")  # noqa: S311  # the same repositories always
    folders = chance.sample(FOLDERS, chance.randint(10, 22))
    names = MANY if layout == "sparse" else NAMES
    files = {f"{folder}/f{number}.yaml": text(chance, names) for folder in folders for number in range(chance.randint(1, 2))}
    files |= kustomized(chance) if layout == "kustomize" else ()
    commit(tmp_path, files)
    write(tmp_path, change(chance, files, names))
    git(tmp_path, "add", "-A")
    monkeypatch.chdir(tmp_path)
    some, trees = said(everything=False)
    whole, _ = said(everything=True)
    told, all_told = ([(one.rule, one.severity, one.location, one.message) for one in each.findings] for each in (some, whole))
    assert told == all_told
    assert trees.chosen is None or trees.affected is not None


SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {{name: {}}}\nspec:\n  selector: {{{}}}\n  ports: [{{port: 80}}]\n"
PODS = (
    "apiVersion: apps/v1\nkind: {}\nmetadata: {{name: {}}}\nspec:\n  selector: {{matchLabels: {{app: web}}}}\n  template:\n"
    "    metadata: {{labels: {{app: web}}}}\n    spec:\n      containers:\n        - name: web\n"
    "          image: example.com/web:1\n          envFrom: [{{configMapRef: {{name: flags}}}}]\n"
)
INGRESS = (
    "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: web, namespace: shop}}\nspec:\n  rules: [{{http: "
    "{{paths: [{{path: /, pathType: Prefix, backend: {{service: {{name: {}, port: {{number: 80}}}}}}}}]}}}}]\n"
)
FLAGS = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: flags}\n"
CHART = "apiVersion: v2\nname: c\nversion: 1.0.0\n"
BASE = {
    "base/kustomization.yaml": "resources: [pods.yaml, service.yaml]\n",
    "base/pods.yaml": PODS.format("Deployment", "web"),
    "base/service.yaml": SERVICE.format("web", "app: web"),
}
TO_SHOP = "resources: [../base]\nnamespace: shop\n"
RENAMED = TO_SHOP + "patches: [{path: p.json, target: {kind: Service, name: web}}]\n"
RENAMING = '[{"op": "replace", "path": "/metadata/name", "value": "front"}]'
INLINE = TO_SHOP + f"patches:\n  - target: {{kind: Service, name: web}}\n    patch: |\n      {RENAMING}\n"
LABELLED = TO_SHOP + "labels: [{pairs: {team: blue}, includeTemplates: true}]\n"
STRANGE: dict[str, tuple[dict[str, str], str, str | None]] = {
    "a name that only a patch gives": (
        {**BASE, "dev/kustomization.yaml": RENAMED, "dev/p.json": RENAMING, "far/x.yaml": INGRESS.format("other")},
        "far/x.yaml",
        INGRESS.format("front"),
    ),
    "a patch that gives no name any more": (
        {**BASE, "dev/kustomization.yaml": INLINE, "far/x.yaml": INGRESS.format("front")},
        "dev/kustomization.yaml",
        TO_SHOP,
    ),
    "a label that only a kustomization puts on": (
        {**BASE, "dev/kustomization.yaml": LABELLED, "far/x.yaml": SERVICE.format("blue", "team: green")},
        "far/x.yaml",
        SERVICE.format("blue", "team: blue"),
    ),
    "a label that no kustomization puts on any more": (
        {**BASE, "dev/kustomization.yaml": LABELLED, "far/x.yaml": SERVICE.format("blue", "team: blue, app: web")},
        "dev/kustomization.yaml",
        TO_SHOP,
    ),
    "a label of a controller": (
        {"a/x.yaml": PODS.format("StatefulSet", "web"), "b/y/x.yaml": SERVICE.format("web", "app: api")},
        "b/y/x.yaml",
        SERVICE.format("web", "statefulset.kubernetes.io/pod-name: web-0"),
    ),
    "pods with a label of a controller": (
        {
            "a/x.yaml": PODS.format("StatefulSet", "web"),
            "b/y/x.yaml": SERVICE.format("web", "statefulset.kubernetes.io/pod-name: web-0"),
        },
        "a/x.yaml",
        PODS.format("StatefulSet", "api"),
    ),
    "a chart that is none any more": (
        {"a/Chart.yaml": CHART, "a/templates/x.yaml": PODS.format("Deployment", "web"), "b/x.yaml": FLAGS},
        "a/Chart.yaml",
        None,
    ),
    "a chart that was none": ({"a/templates/x.yaml": PODS.format("Deployment", "web"), "b/x.yaml": FLAGS}, "a/Chart.yaml", CHART),
    "a file that is no longer built": (
        {"k/kustomization.yaml": "resources: [../a/x.yaml]\n", "a/x.yaml": PODS.format("Deployment", "web"), "b/x.yaml": FLAGS},
        "k/kustomization.yaml",
        "resources: []\n",
    ),
}


@pytest.mark.parametrize("what", STRANGE)
def test_what_the_words_of_a_file_alone_do_not_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    for name, value in GIT.items():
        monkeypatch.setenv(name, value)
    files, path, content = STRANGE[what]
    commit(tmp_path, {**files, "else/x.yaml": SERVICE.format("nobody", "app: nobody")})
    write(tmp_path, {path: content})
    git(tmp_path, "add", "-A")
    monkeypatch.chdir(tmp_path)
    (some, _), (whole, _) = said(everything=False), said(everything=True)
    assert [(one.rule, one.severity, one.location, one.message) for one in some.findings] == [
        (one.rule, one.severity, one.location, one.message) for one in whole.findings
    ]
