"""Patterns of names and paths."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from k8slint.patterns import Patterns, common, fits, moved, names_path


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
        (["a[!a]"], "ab", True),
        (["a[!a]"], "a/a", False),
        ([], "x.yaml", False),
    ],
)
def test_paths(patterns: list[str], path: str, named: bool) -> None:
    assert names_path(patterns, path) is named


# Neither `[!a]` nor `\\*`: pathspec and git differ there.
_PIECE = st.sampled_from(["a", "b", "*", "?", "**", "/", "[ab]", "ab"])


@settings(derandomize=True)
@given(
    st.lists(
        st.builds("{}{}".format, st.sampled_from(["", "!"]), st.lists(_PIECE, min_size=1, max_size=5).map("".join)), max_size=4
    ),
    st.lists(st.text("ab*", min_size=1, max_size=2), min_size=1, max_size=4).map("/".join),
)
def test_paths_as_git_would_have_it(patterns: list[str], path: str) -> None:
    # What git does with `***` or `a**` depends on its version; nobody writes them.
    assume(not any(re.search(r"\*\*[^/]|[^/!]\*\*|^\*\*/?$|//", pattern) or pattern in {"/", "!", "!/"} for pattern in patterns))
    spec = GitIgnoreSpec.from_lines(patterns)
    parts = path.split("/")
    above = [f"{'/'.join(parts[:end])}/" for end in range(1, len(parts))]
    named = any(bool(spec.check_file(one).include) for one in (*above, path))
    assert Patterns(patterns).names(path) == named


@pytest.mark.parametrize(
    ("base", "path", "named"),
    [
        (".", "prod/x.yaml", True),
        (".", "a/prod/x.yaml", False),
        ("a", "a/prod/x.yaml", True),
        ("a", "ab/prod/x.yaml", False),
        ("a", "prod/x.yaml", False),
        ("..", "../prod/x.yaml", True),
        ("../..", "../prod/x.yaml", False),
        ("/srv", "/srv/prod/x.yaml", True),
    ],
)
def test_patterns_are_relative_to_where_they_are_written(base: str, path: str, named: bool) -> None:
    assert Patterns(["/prod/"], base).names(path) is named


def test_patterns_from_above_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "apps").mkdir()
    monkeypatch.chdir(tmp_path / "apps")
    assert Patterns(["/apps/web/"], "..").names("web/x.yaml")
    assert not Patterns(["/apps/web/"], "..").names("api/x.yaml")
    assert common(["..", "."]) == ".."
    assert common(["a/b", "a/c"]) == "a"
    assert common([]) == "."


@pytest.mark.parametrize(
    ("pattern", "prefix", "path", "named"),
    [
        ("prod", "a", "a/x/prod/y.yaml", True),
        ("prod", "a", "prod/y.yaml", False),
        ("/prod", "a", "a/prod/y.yaml", True),
        ("/prod", "a", "a/x/prod/y.yaml", False),
        ("x/prod/", "a", "a/x/prod/y.yaml", True),
        ("*.yaml", "a*", "a*/y.yaml", True),
        ("*.yaml", "a*", "ab/y.yaml", False),
        ("prod", ".", "prod/y.yaml", True),
    ],
)
def test_patterns_moved_to_a_directory_above(pattern: str, prefix: str, path: str, named: bool) -> None:
    assert Patterns([moved(pattern, prefix)]).names(path) is named
