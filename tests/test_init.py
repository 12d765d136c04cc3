"""The first minutes: what `k8slint init` writes, and what it leaves alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from ruamel.yaml import YAML

from k8slint.config.starting import Start, text

ROOT = Path(__file__).parents[1]
WRITTEN = {".k8slint.yaml", ".k8slint-baseline.yaml", ".pre-commit-config.yaml"}


class Said(NamedTuple):
    code: int
    out: str
    err: str


def k8slint(where: Path, *words: str) -> Said:
    done = subprocess.run(
        [sys.executable, "-m", "k8slint", *words],
        cwd=where,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository with nine old mistakes."""
    where = tmp_path / "shop"
    shutil.copytree(ROOT / "examples" / "shop" / "broken", where)
    git = shutil.which("git")
    assert git is not None
    subprocess.run([git, "init", "-q", str(where)], check=True)
    return where


def written(where: Path) -> set[str]:
    return {path.name for path in where.iterdir()} & WRITTEN


def test_all_of_it(shop: Path) -> None:
    said = k8slint(shop, "init", "--yes")
    assert said.code == 0, said.err
    assert "12 resources in 6 files, 1 unit: 4 errors and 5 warnings\n" in said.out
    assert said.out.endswith(
        "next: git add .k8slint-baseline.yaml .k8slint.yaml .pre-commit-config.yaml\n      pre-commit install\n"
    )
    assert written(shop) == WRITTEN
    after = k8slint(shop, "check")
    assert (after.code, after.err) == (0, "")
    assert "9 in the baseline" in after.out
    hooks = YAML(typ="safe").load((shop / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert [hook["id"] for repo in hooks for hook in repo["hooks"]] == ["k8slint"]


def test_what_is_there_stays(shop: Path) -> None:
    assert k8slint(shop, "init", "--yes").code == 0
    before = {name: (shop / name).read_bytes() for name in WRITTEN}
    again = k8slint(shop, "init", "--yes")
    assert (again.code, again.out.splitlines()[-1]) == (0, "nothing was written")
    assert {name: (shop / name).read_bytes() for name in WRITTEN} == before


def test_nothing_to_freeze_needs_no_baseline(shop: Path) -> None:
    for path in shop.glob("*.yaml"):
        path.unlink()
    for path in (ROOT / "examples" / "shop" / "fixed").glob("*.yaml"):
        shutil.copy(path, shop)
    assert k8slint(shop, "init", "--yes").code == 0
    assert written(shop) == WRITTEN - {".k8slint-baseline.yaml"}
    assert "baseline" not in YAML(typ="safe").load((shop / ".k8slint.yaml").read_text("utf-8"))


def test_outside_of_git_there_is_no_hook(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "shop" / "broken", tmp_path / "shop")
    said = k8slint(tmp_path / "shop", "init", "--yes")
    assert (said.code, written(tmp_path / "shop")) == (0, WRITTEN - {".pre-commit-config.yaml"})


def test_another_directory(shop: Path) -> None:
    assert k8slint(shop.parent, "init", "--yes", "shop").code == 0
    assert written(shop) == WRITTEN
    assert k8slint(shop.parent, "check", "shop").code == 0


def test_settings_of_other_tools_are_told(shop: Path) -> None:
    (shop / ".kube-linter.yaml").write_text("checks: {exclude: [no-read-only-root-fs]}\n", encoding="utf-8")
    assert ".kube-linter.yaml holds settings of kube-linter: `k8slint migrate` takes them over" in k8slint(shop, "init", "-y").out


def test_a_hook_that_cannot_be_added_is_told(shop: Path) -> None:
    (shop / ".pre-commit-config.yaml").write_text("repos: [\n", encoding="utf-8")
    said = k8slint(shop, "init", "--yes")
    assert said.code == 0
    assert ".pre-commit-config.yaml: no hook added: it is not valid YAML" in said.err
    assert (shop / ".pre-commit-config.yaml").read_text("utf-8") == "repos: [\n"


USE = [
    (("init",), "nobody can be asked here; --yes writes"),
    (("init", "--yes", "nowhere"), "no such directory: nowhere"),
    (("init", "--yes", "empty"), "no Kubernetes manifests under empty"),
]


@pytest.mark.parametrize(("words", "says"), USE)
def test_errors_of_use(shop: Path, words: tuple[str, ...], says: str) -> None:
    (shop / "empty").mkdir()
    said = k8slint(shop, *words)
    assert (said.code, said.out) == (2, "")
    assert says in said.err
    assert written(shop) == set()


@pytest.mark.parametrize("start", [Start(), Start("old.yaml"), Start("old.yaml", ("apps/eu", "clusters/us1"))])
def test_every_line_that_is_a_comment_may_be_taken_out(tmp_path: Path, start: Start) -> None:
    """What the configuration could say is right, too: each block of comments with a key, without its marks."""
    config = text(start)
    blocks = [block.splitlines() for block in config.split("\n\n")]
    open_ = "\n".join("\n".join(line.removeprefix("# ") if _is_setting(line) else line for line in block) for block in blocks)
    (tmp_path / ".k8slint.yaml").write_text(open_, encoding="utf-8")
    (tmp_path / "old.yaml").write_text("baseline: 1\npaths: ['.']\nfindings: []\n", encoding="utf-8")
    said = k8slint(tmp_path, "config", "show")
    assert (said.code, said.err) == (0, "")
    assert set(YAML(typ="safe").load(open_)) >= {"profile", "externals", "environment", "ignore", "exclude"}


def _is_setting(line: str) -> bool:
    inside = line.removeprefix("# ")
    return line.startswith("# ") and (inside.startswith(("  ", "externals:", "environment:", "ignore:", "exclude:")))


def test_below_a_configuration_nothing_of_it_is_written(shop: Path) -> None:
    (shop / ".k8slint.yaml").write_text("profile: default\n", encoding="utf-8")
    inner = shop / "inner"
    inner.mkdir()
    shutil.copy(next(shop.glob("*deploy*.yaml"), next(shop.glob("*.yaml"))), inner)
    said = k8slint(inner, "init", "--yes")
    assert said.code == 0, said.err
    assert "../.k8slint.yaml configures this directory already" in said.err
    assert written(inner) == set()
    assert k8slint(shop, "check").err == ""


def test_a_baseline_that_nothing_names(shop: Path) -> None:
    (shop / ".k8slint.yaml").write_text("profile: default\n", encoding="utf-8")
    said = k8slint(shop, "init", "--yes")
    assert said.code == 0, said.err
    assert "nothing names .k8slint-baseline.yaml" in said.err
    assert "`--baseline .k8slint-baseline.yaml`" in said.err
