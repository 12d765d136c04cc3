"""`k8slint diff`: two directories or revisions, what is new between them, and what is fixed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from histories import DEPLOYMENT, FLAGS, INGRESS, SERVICE, SHOP, commit, git, k8slint, write

from k8slint.units.charts.renderer import find_renderer

WITHOUT_FLAGS = {path: text for path, text in SHOP.items() if path != "shop/flags.yaml"}


def diff(root: Path, *words: str) -> dict[str, Any]:
    done = k8slint(root, "diff", *words, "--output-format", "json")
    assert done.returncode in {0, 1}, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def places(report: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["rule"], f"{one['path']}:{one['line']}") for one in report["findings"] if one["severity"] != "info"]


def test_two_directories(tmp_path: Path) -> None:
    write(tmp_path, {f"old/{path}": text for path, text in SHOP.items()})
    write(tmp_path, {f"new/{path}": text for path, text in WITHOUT_FLAGS.items()})
    report = diff(tmp_path, "old", "new")
    assert places(report) == [("configmap-not-found", "new/shop/pods.yaml:23")]
    (found,) = report["findings"]
    (old,) = (one for one in found["related"] if one["path"].startswith("old/"))
    assert (old["path"], old["line"], old["message"]) == ("old/shop/flags.yaml", 4, "ConfigMap flags was here")
    assert old["recorded"] is False
    since = report["since"]
    assert (since["base"], since["old"], since["afar"]) == ("old", 1, 1)
    assert since["causes"] == [{"message": "ConfigMap shop/flags was deleted", "fields": 1}]


def test_the_other_way_round_it_is_fixed(tmp_path: Path) -> None:
    write(tmp_path, {f"old/{path}": text for path, text in WITHOUT_FLAGS.items()})
    write(tmp_path, {f"new/{path}": text for path, text in SHOP.items()})
    report = diff(tmp_path, "old", "new/")
    assert places(report) == []
    assert [(one["rule"], one["path"]) for one in report["since"]["fixed"]] == [("configmap-not-found", "old/shop/pods.yaml")]


def test_a_directory_and_a_copy_of_it(tmp_path: Path) -> None:
    write(tmp_path, {f"{top}/{path}": text for path, text in SHOP.items() for top in ("a", "a-copy")})
    done = k8slint(tmp_path, "diff", "a", "a-copy")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "compared with a: 0 new, 1 old not shown"


def test_two_revisions(tmp_path: Path) -> None:
    commit(tmp_path, SHOP)
    commit(tmp_path, {"shop/api.yaml": SERVICE.replace("name: api", "name: storefront")})
    write(tmp_path, {"shop/flags.yaml": None, "shop/web.yaml": "not: [yaml"})  # what is on disk does not count
    report = diff(tmp_path, "HEAD~1", "HEAD")
    assert places(report) == [("ingress-backend-service-not-found", "shop/web.yaml:16")]
    done = k8slint(tmp_path, "diff", "HEAD~1", "HEAD")
    assert done.returncode == 1
    assert "::: HEAD~1:shop/api.yaml:4:9" in done.stdout
    assert done.stdout.endswith(
        "compared with HEAD~1: 1 new (1 in what the change did not touch), 1 old not shown\n"
        "Service shop/api is now Service shop/storefront; 1 field still names it\n"
    )


def test_a_revision_and_the_working_tree(tmp_path: Path) -> None:
    commit(tmp_path, SHOP)
    write(tmp_path, {"shop/flags.yaml": None, "other/web.yaml": INGRESS.replace("shop", "other")})
    assert places(diff(tmp_path, "HEAD"))[-1] == ("configmap-not-found", "shop/pods.yaml:23")
    assert places(diff(tmp_path, "HEAD", "shop")) == [("configmap-not-found", "shop/pods.yaml:23")]
    assert k8slint(tmp_path, "diff", "HEAD", "--fail-on", "never").returncode == 0


def test_a_branch_is_named_before_a_directory_of_that_name(tmp_path: Path) -> None:
    commit(tmp_path, SHOP)
    git(tmp_path, "branch", "shop")
    commit(tmp_path, {"shop/flags.yaml": None})
    assert [rule for rule, _ in places(diff(tmp_path, "shop"))] == ["configmap-not-found"]
    assert places(diff(tmp_path, "main", "shop")) == []


def test_nothing_is_left(tmp_path: Path) -> None:
    commit(tmp_path, SHOP)
    write(tmp_path, dict.fromkeys(SHOP))
    report = diff(tmp_path, "HEAD")
    assert report["findings"] == []
    assert len(report["since"]["fixed"]) == 1


def test_nothing_to_lint_in_either_is_no_success(tmp_path: Path) -> None:
    commit(tmp_path, {"README.md": "x"})
    done = k8slint(tmp_path, "diff", "HEAD")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("k8slint diff: no Kubernetes manifests under the working directory")
    assert k8slint(tmp_path, "diff", "HEAD", "--allow-empty").returncode == 0


def test_what_the_configuration_leaves_out_is_in_no_tree(tmp_path: Path) -> None:
    commit(tmp_path, {**SHOP, ".k8slint.yaml": "exclude: [old/]\n"})
    commit(tmp_path, {path.replace("shop/", "old/"): text.replace("shop", "old") for path, text in WITHOUT_FLAGS.items()})
    assert places(diff(tmp_path, "HEAD~1", "HEAD")) == []
    assert places(diff(tmp_path, "HEAD~1")) == []
    assert places(diff(tmp_path, "HEAD~1", "HEAD", "--isolated"))[0][1] == "old/pods.yaml:23"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nothing-like-it",), "`nothing-like-it` is no revision of this repository"),
        (("HEAD", "nothing-like-it"), "`nothing-like-it` is no revision of this repository"),
        (("shop", "shop", "shop"), "of two directories everything is compared"),
        (("",), "an empty word"),
        (("shop",), "shop is a directory, and compared with another one: name it, too"),
        (("shop", "shpo"), "no such directory: shpo, which shop is compared with"),
        (("shpo", "shop"), "no such directory: shpo, which shop is compared with"),
        (("HEAD", "-"), "`-` is no revision"),
    ],
)
def test_words_that_mean_nothing(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    commit(tmp_path, SHOP)
    done = k8slint(tmp_path, "diff", *words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert f"k8slint diff: {told}" in done.stderr


def test_a_chart_as_it_was_committed(tmp_path: Path) -> None:
    if find_renderer() is None:
        pytest.skip("nothing renders charts")
    chart = {
        "chart/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
        "chart/values.yaml": "flags: flags\n",
        "chart/templates/flags.yaml": FLAGS.replace("name: flags", "name: {{ .Values.flags }}"),
        "chart/templates/pods.yaml": DEPLOYMENT,
    }
    commit(tmp_path, chart)
    write(tmp_path, {"chart/values.yaml": "flags: others\n"})
    report = diff(tmp_path, "HEAD")
    assert places(report) == [("configmap-not-found", "chart/templates/pods.yaml:23")]
    assert report["since"]["afar"] == 1


KUSTOMIZED = "resources: [web.yaml]\nconfigMapGenerator:\n  - {name: flags, envs: [flags.env]}\n"


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        ({"base/web.yaml": None}, "v0:base/web.yaml", "web.yaml was here"),
        (
            {"base/web.yaml": None, "base/frontend.yaml": SERVICE},
            "v0:base/web.yaml",
            "web.yaml was here; the change names it frontend.yaml",
        ),
        ({"base/flags.env": None}, "v0:base/flags.env", "flags.env was here"),
    ],
)
def test_a_file_that_a_kustomization_names(tmp_path: Path, change: dict[str, str | None], place: str, message: str) -> None:
    commit(tmp_path, {"base/web.yaml": SERVICE, "base/flags.env": "A=b\n", "base/kustomization.yaml": KUSTOMIZED})
    git(tmp_path, "tag", "v0")
    commit(tmp_path, change)
    found = [one for one in diff(tmp_path, "v0")["findings"] if one["rule"] == "kustomize-resource-not-found"]
    old = [(one["path"], one["message"]) for found in found for one in found["related"] if one["recorded"]]
    assert old == [(place, message)]


def test_a_file_that_was_never_there_has_no_old_end(tmp_path: Path) -> None:
    commit(tmp_path, {"base/web.yaml": SERVICE, "base/kustomization.yaml": "resources: [web.yaml]\n"})
    git(tmp_path, "tag", "v0")
    commit(tmp_path, {"base/kustomization.yaml": "resources: [web.yaml, cache.yaml]\n"})
    found = [one for one in diff(tmp_path, "v0")["findings"] if one["rule"] == "kustomize-resource-not-found"]
    assert [[one for one in one["related"] if one["recorded"]] for one in found] == [[]]
