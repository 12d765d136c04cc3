"""Capture groups of expressions are counted without running them, as PCRE counts them."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8slint.resources.expressions import capture_groups, is_literal, literal_prefix


@pytest.mark.parametrize(
    ("expression", "groups"),
    [
        ("", 0),
        ("/api", 0),
        ("/api(/|$)(.*)", 2),
        ("/((a)(b(c)))", 4),
        ("/(?:a)(?=b)(?!c)(?<=d)(?<!e)(?>f)", 0),
        ("/(?<name>a)(?P<other>b)(?'third'c)", 3),
        ("/(?i)(a)(?-i:b)(?im-s:(c))", 2),
        (r"/\(a\)\\(b)", 1),
        (r"/\Q(a)(b)\E(c)", 1),
        (r"/\Q(a", 0),
        ("/[(](a)[^)][](][^](]", 1),
        (r"/[\](](a)", 1),
        ("/[[:alpha:](](a)", 1),
        ("/(?#(comment)(a)", 1),
        ("(*UTF8)(*ANYCRLF)/(a)", 1),
        ("/(a)(?1)(?R)(?&x)(?P>x)(?P=x)(?+1)(?-1)", 1),
        ("/(a)?(b)*(c)+(d){2}", 4),
        ("/((((((((((a))))))))))", 10),
    ],
)
def test_groups_are_counted(expression: str, groups: int) -> None:
    assert capture_groups(expression) == groups


@pytest.mark.parametrize(
    "expression",
    [
        "(",
        ")",
        "/a(b",
        "/a)b(",
        "/[a",
        "/[]",
        "/a\\",
        "/(?|(a)|(b))",  # alternatives share their numbers
        "/(?(1)a|b)",
        "/(?x)(a) # (",  # spaces and comments mean nothing any more
        "/(?n:(a))",
        "/(?",
        "/(?=",
        "/(*UTF8",
        "/(?#a",
    ],
)
def test_what_cannot_be_told_is_unknown(expression: str) -> None:
    assert capture_groups(expression) is None


PART = st.sampled_from(
    [
        "a",
        "/",
        ".",
        "(",
        ")",
        "(?:",
        "(?=",
        "(?P<n>",
        "[",
        "]",
        "[^",
        "\\(",
        "\\)",
        "\\\\",
        "|",
        "*",
        "(?i:",
        "$",
        "^",
        "-",
        "\\d",
    ]
)


@settings(max_examples=500, deadline=None)
@given(st.lists(PART, max_size=14))
def test_what_python_can_read_too_has_as_many_groups(parts: list[str]) -> None:
    expression = "".join(parts)
    try:
        groups = re.compile(expression).groups
    except (re.error, FutureWarning):
        return
    assert capture_groups(expression) in {groups, None}


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="(?[]:|\\Q*E<>#)P=^'x1", max_size=30))
def test_nothing_raises(expression: str) -> None:
    found = capture_groups(expression)
    assert found is None or found >= 0


@pytest.mark.parametrize("part", ["(", "[", "[[:", "\\Q", "(?#", "(*", "(?:", "(a)"])
def test_hostile_expressions_take_no_time(part: str) -> None:
    start = time.process_time()
    capture_groups(part * 20_000)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("expression", "prefix"),
    [
        ("/api", "/api"),
        ("/api(/|$)(.*)", "/api"),
        ("/api/?(.*)", "/api"),
        ("/api*", "/ap"),
        ("/v1.0/x$", "/v1.0/x"),
        (r"/a\.b", "/a"),
        ("(/a)", ""),
        ("*", ""),
        ("", ""),
    ],
)
def test_what_everything_begins_with(expression: str, prefix: str) -> None:
    assert literal_prefix(expression) == prefix


def test_a_dot_alone_makes_no_expression() -> None:
    assert is_literal("/v1.0/users")
    assert not is_literal("/v1.*")
    assert not is_literal("/users$")
