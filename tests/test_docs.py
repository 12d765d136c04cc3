"""The generated pages of the site, and the site itself."""

from __future__ import annotations

import importlib.util
import inspect
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

import k8slint.api

ROOT = Path(__file__).parents[1]


def test_generated_pages_are_up_to_date() -> None:
    done = subprocess.run([sys.executable, "docs/pages.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_api_page_has_every_name() -> None:
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    assert [name for name in k8slint.api.__all__ if f"\n### {name}\n" not in text] == []


@pytest.mark.parametrize("name", sorted(k8slint.api.__all__))
def test_what_is_promised_is_described(name: str) -> None:
    what = getattr(k8slint.api, name)
    if inspect.isclass(what) or inspect.isfunction(what):
        doc = inspect.getdoc(what) or ""
        assert doc.partition("\n")[0].endswith((".", ";", ":", ",")) or "\n" in doc


def test_the_example_of_a_configuration_is_right(tmp_path: Path) -> None:
    (tmp_path / "charts" / "web").mkdir(parents=True)
    for name in ("Chart.yaml", "values-production.yaml"):
        (tmp_path / "charts" / "web" / name).touch()
    shutil.copy(ROOT / "docs" / "k8slint.yaml", tmp_path / ".k8slint.yaml")
    command = [sys.executable, "-m", "k8slint", "config", "show"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    config = json.loads((ROOT / "docs" / "schemas" / "config.schema.json").read_text("utf-8"))
    Draft7Validator.check_schema(config)
    Draft7Validator(config).validate(
        YAML(typ="safe").load((ROOT / "docs" / "k8slint.yaml").read_text("utf-8").replace("2030-01-31", "'2030-01-31'"))
    )


def test_the_examples_of_suppressions_are_right(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "suppressions.md").read_text("utf-8")
    manifest, config = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    (tmp_path / "web.yaml").write_text(manifest, encoding="utf-8")
    (tmp_path / ".k8slint.yaml").write_text(config, encoding="utf-8")
    command = [sys.executable, "-m", "k8slint", "check", "--select", "unknown-suppression", "--output-format", "concise"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "1 resource in 1 file, 1 unit: nothing to report\n"), done.stdout


@pytest.mark.skipif(importlib.util.find_spec("material") is None, reason="mkdocs-material is not installed")
def test_the_site_is_built_without_a_broken_link(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    page = (tmp_path / "site" / "rules" / "services" / "service-selects-nothing" / "index.html").read_text("utf-8")
    assert "<h1" in page
    assert "reported" in page
    index = (tmp_path / "site" / "search" / "search_index.json").read_text("utf-8")
    assert "service-selects-nothing" in index
