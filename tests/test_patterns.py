"""Patterns of names and paths."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

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


_PIECE = st.sampled_from(["a", "b", "*", "?", "**", "/", "[ab]", "[!a]", "ab", "\\*"])
_PATTERN = st.builds("{}{}".format, st.sampled_from(["", "!"]), st.lists(_PIECE, min_size=1, max_size=5).map("".join))
_PATH = st.lists(st.text("ab*", min_size=1, max_size=2), min_size=1, max_size=4).map("/".join)
_GIT = shutil.which("git")


@pytest.mark.skipif(_GIT is None, reason="git says what is right")
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_PATTERN, max_size=4), st.lists(_PATH, min_size=1, max_size=8, unique=True))
def test_paths_as_git_has_it(tmp_path: Path, patterns: list[str], paths: list[str]) -> None:
    # What git does with `***` or `a**` depends on its version; nobody writes them.
    assume(not any(re.search(r"\*\*[^/]|[^/!]\*\*|^\*\*/?$|//", pattern) or pattern in {"/", "!", "!/"} for pattern in patterns))
    assert _GIT is not None
    if not (tmp_path / ".git").exists():
        subprocess.run([_GIT, "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text("".join(f"{pattern}\n" for pattern in patterns), encoding="utf-8")
    asked = "\0".join(paths)
    command = [_GIT, "-C", str(tmp_path), "check-ignore", "--no-index", "--stdin", "-z"]
    said = subprocess.run(command, input=asked, capture_output=True, text=True, check=False)
    assert said.returncode in {0, 1}, said.stderr
    ignored = set(filter(None, said.stdout.split("\0")))
    assert {path for path in paths if Patterns(patterns).names(path)} == ignored


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
