"""Patterns of names and paths."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint.patterns import fits, names_path


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=10))
def test_names_as_expressions_would_have_it(pattern: str, text: str) -> None:
    expression = "".join({"*": ".*", "?": "."}.get(one, re.escape(one)) for one in pattern)
    assert fits(pattern, text) == (re.fullmatch(expression, text) is not None)


def test_brackets_stand_for_themselves() -> None:
    assert fits("a[b]", "a[b]")
    assert not fits("a[b]", "ab")


def test_no_pattern_explodes() -> None:
    assert not fits("*a" * 500 + "b", "a" * 5_000)


@pytest.mark.parametrize(
    ("patterns", "path", "named"),
    [
        (["prod"], "a/prod/x.yaml", True),
        (["/prod"], "a/prod/x.yaml", False),
        (["apps/*/live"], "apps/web/live/x.yaml", True),
        (["*.yaml", "!keep.yaml"], "keep.yaml", False),
        ([], "x.yaml", False),
    ],
)
def test_paths(patterns: list[str], path: str, named: bool) -> None:
    assert names_path(patterns, path) is named
