"""What a rule may import: the promise to third parties, and nothing else of ours."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from k8slint import api

RULES = Path(__file__).parents[1] / "rules"
BODIES = sorted(RULES.glob("*/*.py"))


@pytest.mark.parametrize("body", [pytest.param(body, id=body.stem) for body in BODIES])
def test_a_body_imports_the_api_and_the_standard_library_only(body: Path) -> None:
    for node in ast.walk(ast.parse(body.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        for name in names:
            assert name == "k8slint.api" or name.partition(".")[0] in sys.stdlib_module_names, f"{body}:{node.lineno}: {name}"


def test_the_api_lists_what_it_exports() -> None:
    assert len(set(api.__all__)) == len(api.__all__)
    assert all(hasattr(api, name) for name in api.__all__)


def test_there_are_bodies() -> None:
    assert BODIES
