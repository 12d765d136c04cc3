"""From marked texts to lines and columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint.text import Span
from k8slint.units.charts.aligning import Aligned, align
from k8slint.units.charts.mapping import all_settled, best, compare
from k8slint.units.charts.marking import BEGIN, END, Line

LINES = [Line("t", Span(number * 10, number * 10 + 5)) for number in range(9)]


def _m(number: int) -> str:
    return f"{BEGIN}{number:x}{END}"


def test_a_stretch_belongs_to_the_next_mark() -> None:
    mapped = compare("a\nb\nc\nd", f"a{_m(0)}\nb\nc{_m(1)}\nd", LINES)
    assert mapped is not None
    lines = [stretch.line if (stretch := mapped.map.stretch(offset)) else None for offset in range(7)]
    assert lines == [LINES[0], *([LINES[1]] * 4), None, None]
    assert mapped.map.coverage() == (4, 2, 1, 1)


def test_a_checksum_may_differ() -> None:
    plain, marked = f"a: {'0f' * 32}\nb: 1", f"a: {'1e' * 32}{_m(0)}\nb: 1{_m(1)}"
    mapped = compare(plain, marked, LINES)
    assert mapped is not None
    assert (mapped.differing, mapped.explained) == (1, True)
    assert mapped.map.coverage().exact == 2
    assert all_settled({"x": plain}, {"x": marked}, LINES)


def test_a_value_of_chance_may_differ() -> None:
    mapped = compare("a: xyz\nb: 1\nc: 2", f"a: uvwxyz{_m(0)}\nb: 1{_m(1)}\nc: 2{_m(2)}", LINES)
    assert mapped is not None
    assert (mapped.differing, mapped.explained) == (1, False)
    assert mapped.map.stretch(3) == (0, 6, LINES[0])
    assert mapped.map.stretch(8) == (6, 11, LINES[1])


@pytest.mark.parametrize("marked", [f"a: 1{_m(0)}", "a: 1\nb: 2\nc: 3\n", "x\ny", "b: 2\na: 1"])
def test_another_text_says_nothing(marked: str) -> None:
    assert compare("a: 1\nb: 2", marked, LINES) is None


def test_blanks_at_the_end_say_nothing() -> None:
    mapped = compare("a: 1\n\n", f"a: 1{_m(0)}", LINES)
    assert mapped is not None
    assert mapped.map.coverage() == (1, 1, 0, 0)


def test_the_marked_text_that_is_most_like_the_plain_one_is_taken() -> None:
    plain = "a: 1\nb: 2\n"
    mapped = best(plain, [None, f"a: 9{_m(1)}\nb: 2\n", f"a: 1{_m(0)}\nb: 2\n"], LINES)
    assert mapped is not None
    assert mapped.map.stretch(0) == (0, 4, LINES[0])
    assert best(plain, [None, "c"], LINES) is None


@pytest.mark.parametrize(
    ("template", "rendered", "part", "expected", "literal"),
    [
        ("  name: web", "\n  name: web", "web", "web", True),
        ("  name: {{ .x }}", "\n  name: web", "web", "{{ .x }}", False),
        ("  name: {{ .x }}", "\n  name: web", "name", "name", True),
        ('image: "{{ .a }}:{{ .b }}"', '\nimage: "nginx:1"', '"nginx:1"', '"{{ .a }}:{{ .b }}"', False),
        ('image: "{{ .a }}:{{ .b }}"', '\nimage: "nginx:1"', "1", "{{ .b }}", False),
        ("- {{ .k }}: {{ .v }}", "\n- key: value", "key", "{{ .k }}", False),
        ("- {{ .k }}: {{ .v }}", "\n- key: value", "value", "{{ .v }}", False),
        ("{{- if .x }}a: one{{ else }}a: two{{ end }}", "\na: two", "two", "two", True),
        ("    {{- toYaml . | nindent 4 }}", "\n    a: 1\n    b: 2", "b", "{{- toYaml . | nindent 4 }}", False),
        ("x: {{ `}}` }} # y", "\nx: }} # y", "y", "y", True),
        ("  a: {{ .x }}", "\n  a: ", "a", "a", True),
        ("  port: 80 {{- /* why */ -}}", "port: 80", "80", "80", True),
    ],
)
def test_a_part_is_found_in_its_line(template: str, rendered: str, part: str, expected: str, literal: bool) -> None:
    start = rendered.index(part)
    found = align(template, rendered, start, start + len(part))
    assert found is not None
    assert (template[slice(*found.span)], found.literal) == (expected, literal)


def test_what_stands_nowhere_is_not_found() -> None:
    assert align("{{ if .x }}a{{ else }}b{{ end }}", "c", 0, 1) is None
    assert align("a: {{ .x", "a: b", 3, 4) is None
    assert align("aa", "b", 0, 1) is None
    assert align("a {{ `b` }}", "b", 0, 1) is None


_TEXT = st.text(alphabet='ab{}- :\n"', max_size=12)


@given(_TEXT, _TEXT, st.integers(0, 12), st.integers(0, 12))
def test_what_is_literal_is_written_there(template: str, rendered: str, start: int, end: int) -> None:
    start, end = sorted((min(start, len(rendered)), min(end, len(rendered))))
    found: Aligned | None = align(template, rendered, start, end)
    if found is not None:
        assert 0 <= found.span.start <= found.span.end <= len(template)
        assert found.literal == (template[slice(*found.span)] == rendered[start:end])
