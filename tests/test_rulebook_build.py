"""The wheel: it holds the pages, the bodies and the compiled index, and runs from them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from k8slint.rulebook import index, load

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "tests" / "fixtures" / "rulebook"
RULES = load(str(BOOK))

pytest.importorskip("hatchling", reason="the build backend is not installed")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a wheel of this package with a small book, in a copy."""
    tree = tmp_path_factory.mktemp("tree")
    shutil.copytree(ROOT / "k8slint", tree / "k8slint", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(BOOK, tree / "rules", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "hatch_build.py"):
        shutil.copy(ROOT / name, tree / name)
    for name in ("README.md", "LICENSE"):
        (tree / name).write_text("")
    before = {path for path in tree.rglob("*") if path.is_file()}
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "out"], cwd=tree, check=True)
    left = {path for path in tree.rglob("*") if path.is_file() and "__pycache__" not in path.parts} - before
    (built,) = left
    assert built.suffix == ".whl", "the build leaves nothing else behind"
    return built


def test_wheel_holds_the_book_and_its_index(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        compiled = archive.read("k8slint/rules/index.json").decode()
    assert compiled == index.dumps(str(BOOK))
    assert names.count("k8slint/rules/index.json") == 1
    assert not [name for name in names if "__pycache__" in name]
    for rule in RULES:
        page = f"k8slint/rules/{rule.category}/{rule.id}"
        assert f"{page}.md" in names
        assert (f"{page}.py" in names) == Path(rule.page).with_suffix(".py").exists()
    assert "k8slint/rulebook/page.schema.json" in names


def test_installed_package_reads_its_index_and_writes_no_cache(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    (site / "rules").mkdir()  # somebody else's folder beside the package
    (site / "pyproject.toml").write_text("")
    program = (
        "import json, sys; from k8slint.rulebook import load; rules = load();"
        "[rule.load() for rule in rules];"
        "print(json.dumps([[rule.id, rule.page, rule.prose()[:1]] for rule in rules]))"
    )
    environment = {**os.environ, "PYTHONPATH": str(site), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, cwd=tmp_path, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    assert [name for name, _, _ in found] == [rule.id for rule in RULES]
    assert all(Path(page).is_relative_to(site / "k8slint" / "rules") for _, page, _ in found)
    assert not (tmp_path / "cache").exists()
