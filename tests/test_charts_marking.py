"""Marks in templates: they change nothing that Helm makes, and say which line made what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint.units.charts.mapping import compare
from k8slint.units.charts.marking import BEGIN, END, MARK, Marker
from k8slint.units.charts.scanning import SPACES, Action, blocks, scan


def _marked(text: str, *, defines: bool = True) -> str:
    """A template with its marks as `«line»`, counted from 1."""
    marker = Marker()
    marked = marker.mark("t.yaml", text, defines=defines)

    def line(number: int) -> str:
        return str(text.count("\n", 0, marker.lines[number].span.start) + 1)

    return MARK.sub(lambda found: f"«{line(int(found[1], 16))}»", marked)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\n", "a: 1«1»\nb: 2«2»\n"),
        ("a: 1\n\n\nb: 2", "a: 1«1»\n\n\nb: 2«4»"),
        ("a: {{ .x }}\nb: 2\n", "a: {{ .x }}«1»\nb: 2«2»\n"),
        ("a: 1\r\nb: 2\r\n", "a: 1«1»\r\nb: 2«2»\r\n"),
        ("a: 1\n{{- if .x }}\nb: 2\n{{- end }}\n", "a: 1«1»\n{{- if .x }}«2»\nb: 2«3»\n{{- end }}«4»\n"),
        ("a: {{ if .x -}}\n  b\n{{- end }}\n", "a: «1»{{ if .x -}}\n  «1»b«2»\n{{- end }}«3»\n"),
        ("{{ if .x -}}\n{{- end }}\n", "{{ if .x -}}\n«1»{{- end }}«2»\n"),
        ("a: {{- include 1 }}\n", "a:«1» {{- include 1 }}«1»\n"),
        ("x: {{/* }} \n */}}\ny: 1\n", "x: {{/* }} \n */}}«1»\ny: 1«3»\n"),
        ("x: {{- /* a */ -}} \ny: 1\n", "x: {{- /* a */ -}} \n«1»y: 1«2»\n"),
        ("x: {{ `a\n}}` }}\ny: 1\n", "x: {{ `a\n}}` }}«1»\ny: 1«3»\n"),
        ('x: {{ "}}" }}\n', 'x: {{ "}}" }}«1»\n'),
        ("text: |\n  a\n  b {{ .x }}\n", "text: |«1»\n  a«2»\n  b {{ .x }}«3»\n"),
        ("{{-3}}\n", "{{-3}}«1»\n"),
    ],
)
def test_each_line_end_says_which_line_it_ends(text: str, expected: str) -> None:
    assert _marked(text) == expected


def test_a_definition_that_makes_a_name_is_left_alone() -> None:
    text = '{{- define "name" -}}\n{{ .Release.Name }}-x\n{{- end -}}\n'
    assert BEGIN not in Marker().mark("a", text.removesuffix("\n"), defines=True).partition("{{- end")[0]


def test_a_definition_that_makes_lines_is_marked_where_that_is_asked_for() -> None:
    text = '{{- define "labels" -}}\na: 1\nb: {{ .x }}\n{{- end }}'
    assert _marked(text) == '{{- define "labels" -}}\na: 1«2»\nb: {{ .x }}«3»\n{{- end }}'
    assert _marked(text, defines=False) == text


def test_what_ends_a_definition_belongs_to_the_line_before() -> None:
    assert _marked('{{ define "l" }}a: {{ .v }}{{ end }}') == '{{ define "l" }}a: {{ .v }}«1»{{ end }}'


@pytest.mark.parametrize("text", ["a: {{ b\n", 'a: {{ "b }}\n', "a: {{/* b }}\n", "{{ /* }}x", f"a: {BEGIN}1{END}\n"])
def test_what_is_no_template_is_left_alone(text: str) -> None:
    assert Marker().mark("a", text, defines=True) in {text, _as_marked(text)}


def _as_marked(text: str) -> str:
    marker = Marker()
    return marker.mark("a", text, defines=True) if scan(text) is not None else text


def _made(text: str, keep: set[int]) -> str:
    """What a template makes of its literal text, as Go trims it; branches are kept or not, actions make `<n>`."""
    actions = scan(text)
    assert actions is not None
    out: list[str] = []
    place, trimmed = 0, False
    off: list[bool] = []
    for number, action in enumerate((*actions, None)):
        piece = text[place : action.start if action else len(text)]
        piece = piece.lstrip(SPACES) if trimmed else piece
        piece = piece.rstrip(SPACES) if action and action.left else piece
        if not any(off):
            out.append(piece)
        if action is None:
            break
        _step(action, number, off, keep, out)
        place, trimmed = action.end, action.right
    return "".join(out)


def _step(action: Action, number: int, off: list[bool], keep: set[int], out: list[str]) -> None:
    if action.opens:
        off.append(action.defines or number not in keep)
    elif action.keyword == "end":
        if off:
            off.pop()
    elif not any(off) and action.body.strip():
        out.append(f"<{action.body.strip()}\n  more>")


_PIECES = st.sampled_from(
    [
        "a: 1", "\n", "\n", "  ", "\r\n", "- x", " # {", "{{ .x }}", "{{- .y }}", "{{ .z -}}", "{{- .v -}}", "{{ if .x }}",
        "{{- if .y -}}", "{{ else }}", "{{ end }}", "{{- end }}", "{{- end -}}", '{{ define "d" }}', '{{- define "e" -}}',
        "{{/* c\n */}}", "{{- /* }} */ -}}", "text: |\n  b\n", '{{ include "d" . }}', '"', "\t", "{{ `\n` }}", "é",
    ]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=25), st.sets(st.integers(0, 30)), st.booleans())
def test_marks_change_nothing_but_add_themselves(pieces: list[str], keep: set[int], defines: bool) -> None:
    text = "".join(pieces)
    marker = Marker()
    marked = marker.mark("t", text, defines=defines)
    assert MARK.sub("", marked) == text
    plain, rendered = _made(text, keep), _made(marked, keep)
    assert MARK.sub("", rendered) == plain
    mapped = compare(plain, rendered, marker.lines)
    assert mapped is not None
    assert mapped.differing == 0


@given(st.lists(_PIECES, max_size=25), st.sets(st.integers(0, 30)))
def test_a_literal_line_is_mapped_to_where_it_is_written(pieces: list[str], keep: set[int]) -> None:
    text = "".join(f"k{number}: v\n" if piece == "a: 1" else piece for number, piece in enumerate(pieces)) + "\nlast: 1\n"
    marker = Marker()
    rendered = _made(marker.mark("t", text, defines=True), keep)
    plain = MARK.sub("", rendered)
    mapped = compare(plain, rendered, marker.lines)
    assert mapped is not None
    for number in range(len(pieces)):
        key = f"k{number}: v"
        if pieces[number] == "a: 1" and key in plain:
            stretch = mapped.map.stretch(plain.index(key))
            assert stretch is not None
            assert stretch.line.span.start <= text.index(key)
            assert text.index(key) + len(key) <= stretch.line.span.end


def test_blocks_are_closed_by_their_own_ends() -> None:
    actions = scan("{{ if 1 }}{{ range 2 }}{{ end }}{{ else }}{{ end }}{{ with 3 }}")
    assert actions is not None
    assert [tuple(block) for block in blocks(actions)] == [(0, 4), (1, 2), (5, 6)]


def test_of_marks_at_one_place_the_first_counts() -> None:
    marker = Marker()
    marked = marker.mark("t", "a: 1\n{{- if .x }}\n", defines=True)
    mapped = compare("a: 1\n", marked.replace("\n{{- if .x }}", ""), marker.lines)
    assert mapped is not None
    stretch = mapped.map.stretch(0)
    assert stretch is not None
    assert stretch.line == marker.lines[0]
    assert mapped.map.next_of(0, "t") == marker.lines[0]
