"""The hooks as pre-commit runs them: installed from this repository into an environment of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from histories import GIT, INGRESS, SHOP, commit, git, write

HERE = Path(__file__).parents[1]
HOOKS = yaml.safe_load((HERE / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
#: What pip says where there is no network.
_OFFLINE = ("No matching distribution", "Could not find a version", "ConnectionError", "Temporary failure", "NewConnectionError")
_PATIENCE = 600  # seconds for an installation

Run = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.skipif(
    os.name != "posix" or shutil.which("pre-commit", path=str(Path(sys.executable).parent)) is None, reason="no pre-commit here"
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a hook in a repository: of a copy of this one, so that what is not committed yet is tried too."""
    at = tmp_path_factory.mktemp("hooks")
    names = ("k8slint", "rules", "docs", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
    for name in names:
        if (HERE / name).is_dir():
            shutil.copytree(HERE / name, at / "hooks" / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif (HERE / name).exists():
            (at / "hooks").mkdir(exist_ok=True)
            shutil.copy(HERE / name, at / "hooks" / name)
    commit(at / "hooks", {})
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT", "PYTHONPATH"))}
    env = {**inherited, **GIT, "PRE_COMMIT_HOME": str(at / "home"), "XDG_CACHE_HOME": str(at / "cache")}

    def command(root: Path, hook: str, *words: str) -> subprocess.CompletedProcess[str]:
        settings = {
            "repos": [{"repo": str(at / "hooks"), "rev": git(at / "hooks", "rev-parse", "HEAD").strip(), "hooks": [{"id": hook}]}]
        }
        config = root.parent / f"{hook}.yaml"
        config.write_text(yaml.safe_dump(settings), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", "--config", str(config), "--verbose", *words],
            cwd=root,
            env=env,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
        if "An unexpected error" in done.stdout and any(said in done.stdout for said in _OFFLINE):
            pytest.skip("the environment of the hook cannot be installed without a network")
        return done

    return command


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    commit(root, SHOP)
    return root


def test_every_hook_says_what_it_runs() -> None:
    assert [hook["id"] for hook in HOOKS] == ["k8slint", "k8slint-system", "k8slint-files", "k8slint-fix"]
    for hook in HOOKS:
        whole = "--staged" in hook["entry"]
        assert (hook.get("pass_filenames", True), hook.get("always_run", False)) == (not whole, whole)
        assert hook["require_serial"] is True  # one process sees all files


def test_a_commit_that_only_deletes(shop: Path, run: Run) -> None:
    git(shop, "rm", "-q", "shop/flags.yaml")
    done = run(shop, "k8slint")
    assert done.returncode == 1, done.stdout
    assert "shop/pods.yaml:23" in done.stdout
    assert "never-was" not in done.stdout


def test_what_is_not_staged_is_not_seen(shop: Path, run: Run) -> None:
    write(shop, {"shop/api.yaml": None, "shop/stray.yaml": "broken: [\n", "README.md": "hello\n"})
    git(shop, "add", "README.md")
    done = run(shop, "k8slint")
    assert (done.returncode, "Passed" in done.stdout) == (0, True), done.stdout


def test_all_files(shop: Path, run: Run) -> None:
    done = run(shop, "k8slint", "--all-files")
    assert done.returncode == 1, done.stdout
    assert "never-was" in done.stdout


def test_two_revisions(shop: Path, run: Run) -> None:
    commit(shop, {"shop/flags.yaml": None})
    done = run(shop, "k8slint", "--from-ref", "HEAD~1", "--to-ref", "HEAD")
    assert done.returncode == 1, done.stdout
    assert "shop/pods.yaml:23" in done.stdout


def test_single_files_are_an_open_unit(shop: Path, run: Run) -> None:
    write(shop, {"shop/web.yaml": INGRESS + "# changed\n"})
    git(shop, "add", "-A")
    assert run(shop, "k8slint-files").returncode == 0
    write(shop, {"shop/web.yaml": INGRESS + "  x: [\n"})
    git(shop, "add", "-A")
    assert run(shop, "k8slint-files").returncode == 1
