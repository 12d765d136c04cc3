"""What is about to be committed: what it touches or breaks is reported, from the index and from nothing else."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from histories import DEPLOYMENT, FLAGS, GIT, INGRESS, SERVICE, SHOP, commit, git, k8slint, write

from k8slint.cli import cli

#: The old fault of SHOP, which nobody is told of who does not touch its file.
OLD = ("configmap-not-found", "shop/pods.yaml:25")
TOUCHED = (OLD[0], "shop/pods.yaml:26")  # a line was added above it
BROKEN = ("configmap-not-found", "shop/pods.yaml:23")
NOBODY = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other\ndata:\n  a: b\n"
NEW = INGRESS.replace("name: web", "name: new").replace("name: api", "name: nobody").replace("shop.e", "new.e")

Row = tuple[str, str]


def staged(root: Path, *words: str, **env: str) -> dict[str, Any]:
    """The report on what is staged; the cache lies beside the repository."""
    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(said):
        patch.chdir(root)
        for name, value in {**GIT, "XDG_CACHE_HOME": str(root.parent / "cache"), **env}.items():
            patch.setenv(name, value)
        code = cli.main(["check", "--staged", "--output-format", "json", *words], standalone_mode=False)
    report: dict[str, Any] = json.loads(_text(said))
    assert code == int(any(one["severity"] != "info" for one in report["findings"]))
    assert report["failures"] == []
    return report


def _text(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def rows(report: Mapping[str, Any]) -> list[Row]:
    return [(one["rule"], f"{one['path']}:{one['line']}") for one in report["findings"] if one["severity"] != "info"]


def stage(root: Path, files: Mapping[str, str | None]) -> None:
    write(root, files)
    git(root, "add", "-A")


@pytest.fixture(autouse=True)
def _no_hook(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests may themselves run in a hook."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "PRE_COMMIT"))]:
        monkeypatch.delenv(name)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    commit(root, SHOP)
    return root


# -- what is reported ------------------------------------------------------------------------------------------------


CHANGES: dict[str, tuple[dict[str, str | None], list[Row]]] = {
    "only a deleted ConfigMap": ({"shop/flags.yaml": None}, [BROKEN]),
    "a renamed Service": (
        {"shop/api.yaml": SERVICE.replace("name: api", "name: storefront")},
        [("ingress-backend-service-not-found", "shop/web.yaml:16")],
    ),
    "a changed port": (
        {"shop/api.yaml": SERVICE.replace("port: 80\n", "port: 81\n")},
        [("ingress-backend-port-not-found", "shop/web.yaml:18")],
    ),
    "an old fault in what changes": ({"shop/pods.yaml": DEPLOYMENT.replace("spec:\n", "spec:\n  paused: false\n", 1)}, [TOUCHED]),
    "comments": ({"shop/pods.yaml": "# more\n" + DEPLOYMENT}, []),
    "the name of a file with an old fault": ({"shop/pods.yaml": None, "shop/workloads.yaml": DEPLOYMENT}, []),
    "another object in a file with an old fault": ({"shop/pods.yaml": FLAGS.replace("flags", "more") + "---\n" + DEPLOYMENT}, []),
    "something else": ({"shop/other.yaml": NOBODY}, []),
    "what is no manifest": ({"README.md": "hello\n", "main.py": "1\n"}, []),
    "a file that is renamed": ({"shop/flags.yaml": None, "shop/switches.yaml": FLAGS}, []),
    "a file that is moved away": (
        {"shop/flags.yaml": None, "else/far/flags.yaml": FLAGS.replace("namespace: shop", "namespace: other")},
        [BROKEN],
    ),
    "a new file with a fault": (
        {"shop/new.yaml": NEW},
        [("ingress-backend-service-not-found", "shop/new.yaml:16")],
    ),
    "a file that is broken": (
        {"shop/api.yaml": SERVICE + "  x: [\n"},
        [("yaml-syntax-error", "shop/api.yaml:14")],  # what is missing for it waits for the cause
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_commit_touches_or_breaks_is_reported(shop: Path, change: str) -> None:
    files, expected = CHANGES[change]
    stage(shop, files)
    found = rows(staged(shop))
    assert [row[0] for row in found] == [row[0] for row in expected]
    assert found == expected


def test_the_lost_end_is_shown_where_it_was(shop: Path) -> None:
    stage(shop, {"shop/flags.yaml": None})
    done = k8slint(shop, "check", "--staged", XDG_CACHE_HOME=str(shop.parent / "cache"))
    assert done.returncode == 1
    assert "::: HEAD:shop/flags.yaml:4:9" in done.stdout
    assert "ConfigMap shop/flags was deleted; 1 field still names it" in done.stdout


def test_what_was_lost_weighs_the_same_whatever_else_is_found(shop: Path) -> None:
    """A finding in a file that changes is compared with before also where nothing is found anywhere else."""
    stage(shop, {"shop/flags.yaml": None, "shop/pods.yaml": DEPLOYMENT + "# more\n"})
    found = {(one["rule"], one["line"]): one for one in staged(shop)["findings"]}
    assert found["configmap-not-found", 23]["related"] != []


def test_only_the_index_counts(shop: Path) -> None:
    stage(shop, {"shop/api.yaml": SERVICE.replace("name: api", "name: storefront")})
    write(shop, {"shop/api.yaml": SERVICE, "shop/pods.yaml": "broken: [\n", "shop/stray.yaml": "also: [\n"})
    report = staged(shop)
    assert rows(report) == [("ingress-backend-service-not-found", "shop/web.yaml:16")]
    git(shop, "add", "shop/api.yaml")
    assert rows(staged(shop)) == []


def test_what_is_not_tracked_does_not_heal(shop: Path) -> None:
    git(shop, "rm", "-q", "--cached", "shop/flags.yaml")
    assert (shop / "shop/flags.yaml").exists()
    assert rows(staged(shop)) == [BROKEN]


def test_the_first_commit(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-q")
    stage(root, SHOP)
    assert rows(staged(root)) == [OLD]


def test_the_index_of_commit_all(shop: Path) -> None:
    """`git commit -a` has the hook look at an index of its own."""
    hook = shop / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    here = Path(__file__).parents[1]
    hook.write_text(f'#!/bin/sh\nPYTHONPATH="{here}" "{sys.executable}" -m k8slint check --staged > said; echo $? > code\n')
    hook.chmod(0o755)
    (shop / "shop/flags.yaml").unlink()
    git(shop, "commit", "-q", "-a", "-m", "y", XDG_CACHE_HOME=str(shop.parent / "cache"))
    assert (shop / "code").read_text() == "1\n"
    assert "shop/pods.yaml:23" in (shop / "said").read_text()


@pytest.mark.parametrize("where", [".", "shop"])
@pytest.mark.parametrize("linked", [False, True], ids=["main work tree", "another work tree"])
def test_the_index_of_a_commit_of_one_file(shop: Path, where: str, *, linked: bool) -> None:
    """`git commit FILE` makes an index of that alone, wherever the hook goes before it looks."""
    root = shop
    if linked:
        git(shop, "worktree", "add", "-q", "-b", "side", "../side")
        root = shop.parent / "side"
    hook = shop / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    here = Path(__file__).parents[1]
    hook.write_text(
        f'#!/bin/sh\ncd {where}\nPYTHONPATH="{here}" "{sys.executable}" -m k8slint check --staged > "{shop.parent}/said"; true\n'
    )
    hook.chmod(0o755)
    stage(root, {"shop/flags.yaml": None, "shop/web.yaml": "broken: [\n"})
    git(root, "commit", "-q", "-m", "y", "shop/flags.yaml", XDG_CACHE_HOME=str(shop.parent / "cache"))
    said = (shop.parent / "said").read_text()
    assert "pods.yaml:23" in said
    assert "yaml-syntax-error" not in said


def test_a_merge_brings_what_the_other_side_broke(shop: Path) -> None:
    git(shop, "checkout", "-q", "-b", "other")
    commit(shop, {"shop/flags.yaml": None})
    git(shop, "checkout", "-q", "main")
    commit(shop, {"shop/other.yaml": NOBODY})
    git(shop, "merge", "-q", "--no-commit", "--no-ff", "other")
    assert rows(staged(shop)) == [BROKEN]


def test_a_conflict_is_said(shop: Path) -> None:
    git(shop, "checkout", "-q", "-b", "other")
    commit(shop, {"shop/flags.yaml": FLAGS + "  A: b\n"})
    git(shop, "checkout", "-q", "main")
    commit(shop, {"shop/flags.yaml": FLAGS + "  B: b\n"})
    with pytest.raises(subprocess.CalledProcessError):
        git(shop, "merge", "-q", "other")
    done = k8slint(shop, "check", "--staged")
    assert (done.returncode, done.stdout) == (2, "")
    assert "shop/flags.yaml is in conflict" in done.stderr


def test_another_work_tree(shop: Path) -> None:
    git(shop, "worktree", "add", "-q", "-b", "side", "../side")
    side = shop.parent / "side"
    stage(side, {"shop/flags.yaml": None})
    assert rows(staged(side)) == [BROKEN]
    assert rows(staged(shop)) == []


def test_a_submodule_is_passed_over(shop: Path) -> None:
    commit(shop.parent / "lib", {"a.yaml": "broken: [\n"})
    git(shop, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(shop.parent / "lib"), "lib")
    git(shop, "rm", "-q", "shop/flags.yaml")
    assert rows(staged(shop)) == [BROKEN]


def test_a_directory_below_the_top(shop: Path) -> None:
    commit(shop, {"far/api.yaml": NOBODY})
    stage(shop, {"shop/flags.yaml": None, "far/api.yaml": "broken: [\n"})
    assert [row[1] for row in rows(staged(shop / "shop"))] == ["pods.yaml:23"]
    assert rows(staged(shop, "shop")) == [BROKEN]
    assert rows(staged(shop, "far")) == [("yaml-syntax-error", "far/api.yaml:2")]


# -- charts and kustomizations ---------------------------------------------------------------------------------------

BASE = {
    "base/kustomization.yaml": "resources: [api.yaml, pods.yaml]\nconfigMapGenerator:\n  - name: flags\n    envs: [flags.env]\n",
    "base/flags.env": "DARK=true\n",
    "base/api.yaml": SERVICE,
    "base/pods.yaml": DEPLOYMENT.replace("            - configMapRef:\n                name: never-was\n", ""),
    "dev/kustomization.yaml": "resources: [../base]\nnamePrefix: dev-\n",
    "prod/kustomization.yaml": "resources: [../base]\npatches:\n  - path: port.yaml\n",
    "prod/port.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: shop}\nspec: {sessionAffinity: None}\n",
}


@pytest.fixture
def overlays(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    commit(root, BASE)
    return root


def test_a_fault_of_a_base_is_told_once(overlays: Path) -> None:
    stage(overlays, {"base/api.yaml": SERVICE.replace("app: api", "app: nobody")})
    report = staged(overlays)
    assert rows(report) == [("service-selects-nothing", "base/api.yaml:8")]
    assert (report["findings"][0]["unit"], report["findings"][0]["also_in"]) == ("dev", ["prod"])


def test_a_file_that_a_generator_reads_is_gone(overlays: Path) -> None:
    stage(overlays, {"base/flags.env": None})
    assert [(rule, path.partition(":")[0]) for rule, path in rows(staged(overlays))] == [
        ("kustomize-resource-not-found", "base/kustomization.yaml")
    ]


def test_a_patch_breaks_what_it_is_for(overlays: Path) -> None:
    stage(overlays, {"prod/port.yaml": BASE["prod/port.yaml"].replace("name: api", "name: apis")})
    assert [rule for rule, _ in rows(staged(overlays))] == ["kustomize-build-failed"]


def test_a_values_file_breaks_a_chart(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    commit(
        root,
        {
            "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
            "chart/values.yaml": "a: b\n",
            "chart/templates/flags.yaml": FLAGS,
        },
    )
    stage(root, {"chart/values.yaml": "a: [\n"})
    assert [path for _, path in rows(staged(root))] == ["chart/values.yaml:2"]


# -- when nothing has to be done, or everything ----------------------------------------------------------------------


@pytest.mark.parametrize("files", [{}, {"README.md": "hello\n"}, {"src/main.py": "1\n", "notes.txt": "yes\n"}])
def test_nothing_relevant_is_nothing_to_say(shop: Path, files: dict[str, str | None]) -> None:
    stage(shop, files)
    done = k8slint(shop, "check", "--staged")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_nothing_relevant_is_told_before_anything_is_imported(shop: Path) -> None:
    stage(shop, {"README.md": "hello\n"})
    done = k8slint(shop, "check", "--staged", PYTHONPROFILEIMPORTTIME="1")
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert done.returncode == 0
    assert "k8slint.cli.staged_look" in imported
    assert imported.isdisjoint({"k8slint.engine", "k8slint.units", "k8slint.rulebook", "k8slint.cli.check"})


def test_a_file_that_a_kustomization_names_is_relevant_whatever_it_is_called(overlays: Path) -> None:
    stage(overlays, {"base/flags.env": "DARK=false\n"})
    assert staged(overlays)["summary"]["resources"] > 0


def test_all_files_of_pre_commit_are_all_files(shop: Path) -> None:
    assert rows(staged(shop, PRE_COMMIT="1")) == [OLD]
    assert rows(staged(shop)) == []


def test_two_revisions_of_pre_commit_are_compared(shop: Path) -> None:
    commit(shop, {"shop/flags.yaml": None})
    commit(shop, {"shop/other.yaml": NOBODY})
    stage(shop, {"shop/api.yaml": None})
    assert rows(staged(shop, PRE_COMMIT_FROM_REF="HEAD~2", PRE_COMMIT_TO_REF="HEAD")) == [BROKEN]
    assert rows(staged(shop, PRE_COMMIT_FROM_REF="HEAD~1", PRE_COMMIT_TO_REF="HEAD")) == []


def test_a_changed_configuration_concerns_everything(shop: Path) -> None:
    stage(shop, {".k8slint.yaml": "profile: default\n"})
    assert rows(staged(shop)) == [OLD]


def test_what_does_not_go_together_is_refused(shop: Path) -> None:
    for words in (["--fix"], ["--diff"], ["--since", "HEAD"], ["-"]):
        done = k8slint(shop, "check", "--staged", *words)
        assert (done.returncode, done.stdout) == (2, "")
        assert "--staged looks at the index" in done.stderr


def test_outside_of_a_repository(tmp_path: Path) -> None:
    done = k8slint(tmp_path, "check", "--staged")
    assert done.returncode == 2
    assert "this is no git repository" in done.stderr


# -- what is kept between runs ---------------------------------------------------------------------------------------


def _cache(shop: Path) -> Path:
    (found,) = (shop.parent / "cache/k8slint").glob("words-*.json")
    return found


def test_words_are_kept_and_read_again(shop: Path) -> None:
    stage(shop, {"shop/flags.yaml": None})
    assert rows(staged(shop)) == [BROKEN]
    cache = _cache(shop)
    before = cache.read_bytes()
    assert rows(staged(shop)) == [BROKEN]
    assert cache.read_bytes() == before
    stage(shop, {"shop/other.yaml": NOBODY})
    assert rows(staged(shop)) == [BROKEN]
    assert cache.read_bytes() != before


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"version": 1}', '{"version": "0", "words": {}}', "[" * 100_000, '{"words": {"a": 1}}']
)
def test_a_damaged_cache_is_none(shop: Path, text: str) -> None:
    stage(shop, {"shop/flags.yaml": None})
    staged(shop)
    _cache(shop).write_text(text)
    assert rows(staged(shop)) == [BROKEN]
    assert len(_cache(shop).read_text()) > len('{"version":"","words":{}}')


@pytest.mark.skipif(os.name != "posix", reason="other rights")
@pytest.mark.parametrize("how", ["writable by others", "a link", "a pipe"])
def test_a_cache_that_somebody_else_may_have_written_is_none(shop: Path, how: str) -> None:
    stage(shop, {"shop/flags.yaml": None})
    staged(shop)
    cache = _cache(shop)
    poisoned = json.loads(cache.read_text())
    text = json.dumps({**poisoned, "words": dict.fromkeys(poisoned["words"], " ")})
    cache.unlink()
    if how == "a pipe":
        os.mkfifo(cache)
    else:
        there = cache if how == "writable by others" else shop.parent / "planted"
        there.write_text(text)
        there.chmod(0o622 if there is cache else 0o600)
        if there is not cache:
            cache.symlink_to(there)
    assert rows(staged(shop)) == [BROKEN]
    assert cache.is_file()
    assert not cache.is_symlink()
    assert cache.stat().st_mode & 0o77 == 0


def test_one_text_is_kept_for_each_of_its_uses(shop: Path) -> None:
    """What a template says is not known; of the same text as a manifest it is."""
    commit(
        shop, {"c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "c/templates/x.yaml": FLAGS, "shop/flags.yaml": None}
    )
    stage(shop, {"c/values.yaml": "a: b\n"})
    staged(shop)
    commit(shop, {"c/Chart.yaml": None, "c/templates/x.yaml": None, "shop/flags.yaml": FLAGS})
    stage(shop, {"shop/pods.yaml": DEPLOYMENT.replace("spec:\n", "spec:\n  paused: false\n", 1)})
    assert rows(staged(shop)) == [TOUCHED]


def test_without_a_cache_nothing_is_kept(shop: Path) -> None:
    stage(shop, {"shop/flags.yaml": None})
    assert rows(staged(shop, "--no-cache")) == [BROKEN]
    assert not list((shop.parent / "cache").glob("k8slint/words-*"))
