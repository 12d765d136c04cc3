"""Values of charts: merged as Helm merges them, found again where they are written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from k8slint.text import SourceFile, Span
from k8slint.units.charts import Chart, Fault, Place, SourceLine, ValueSet, inspect, source_lines, value_files, value_sets
from k8slint.units.charts.errors import failures
from k8slint.units.charts.references import Each, uses
from k8slint.units.charts.values import Lookup, merged, place_of
from k8slint.yaml import Node, read

META = "apiVersion: v2\nname: web\nversion: 0.1.0\n"


def _chart(**files: str) -> Chart:
    named = {path.replace("__", "/").replace("_yaml", ".yaml").replace("_tpl", ".tpl"): text for path, text in files.items()}
    return Chart("web", {path: text.encode() for path, text in {"Chart.yaml": META, **named}.items()})


def _node(text: str, *path: str | int, name: str = "v.yaml") -> Node:
    return Node(read(SourceFile(name, text)).documents[0], path)


def _shown(place: Place) -> str:
    start = place.source.position(place.span.start)
    return f"{place.source.path}:{start.line + 1}:{start.column + 1} {place.source.slice(place.span)}"


def test_values_files_of_environments() -> None:
    names = [
        "values.yaml",
        "values-prod.yaml",
        "values.dev.yml",
        "values/staging.yaml",
        "ci/x-values.yaml",
        "values-a/b.yaml",
        "myvalues.yaml",
    ]
    chart = Chart("web", dict.fromkeys(names, b"a: 1"))
    assert value_files(chart) == ("values-prod.yaml", "values.dev.yml", "values/staging.yaml")
    assert [values.name for values in value_sets(chart)] == ["", "values-prod.yaml", "values.dev.yml", "values/staging.yaml"]
    assert value_sets(chart, release="x")[1].release == "x"


def test_values_that_are_none_make_no_set() -> None:
    chart = Chart("web", {"values-a.yaml": b"[", "values-b.yaml": b"- 1", "values-c.yaml": b"# nothing"})
    assert [values.name for values in value_sets(chart)] == ["", "values-c.yaml"]


@pytest.mark.parametrize(
    ("texts", "settings", "expected"),
    [
        (["a: {b: 1, c: 2}", "a: {c: 3}"], (), {"a": {"b": 1, "c": 3}}),
        (["a: [1, 2]", "a: [3]"], (), {"a": [3]}),
        (["a: {b: 1}", "a: null"], (), {"a": None}),
        (["a: 1"], (("b.c", 2), ("a", "x")), {"a": "x", "b": {"c": 2}}),
        (["a: [{b: 1}]"], (("a[0].c", 2), ("a[2]", 3)), {"a": [{"b": 1, "c": 2}, None, 3]}),
        ([], ((r"a\.b/c", 1),), {"a.b/c": 1}),
        ([], (("a[99999]", 1),), {"a": []}),
        (["- 1"], (), {}),
    ],
)
def test_values_are_merged(texts: list[str], settings: tuple[tuple[str, Any], ...], expected: dict[str, Any]) -> None:
    assert json.loads(merged(ValueSet(values=tuple(map(_node, texts)), set=settings))) == expected


def test_values_of_a_helm_release_are_found_in_it() -> None:
    release = _node("spec:\n  values:\n    a:\n      b: 1\n", "spec", "values", name="release.yaml")
    values = ValueSet(values=(release,))
    lookup = Lookup(_chart(values_yaml="a: {b: 2}\nc: 3\n"), inspect(_chart()).members, values)
    assert merged(values) == '{"a": {"b": 1}}'
    for path, expected in (
        (("a", "b"), "release.yaml:4:10 1"),
        (("a",), "release.yaml:3:5 a"),
        (("c",), "web/values.yaml:2:4 3"),
    ):
        node = lookup.find((), path)
        assert node is not None
        assert _shown(place_of(node)) == expected
    assert lookup.find((), ("d",)) is None


def test_values_of_a_subchart() -> None:
    chart = _chart(
        values_yaml="store: {a: 1}\nglobal: {g: 1}\n",
        charts__store__values_yaml="a: 2\nb: 3\nglobal: {h: 2}\n",
        charts__store__Chart_yaml="name: store\nversion: 1.0.0\n",
    )
    lookup = Lookup(chart, inspect(chart).members, ValueSet())

    def at(*path: str) -> str:
        node = lookup.find(("store",), path)
        return "" if node is None else _shown(place_of(node))

    assert at("a") == "web/values.yaml:1:12 1"
    assert at("b") == "web/charts/store/values.yaml:2:4 3"
    assert at("global", "g") == "web/values.yaml:2:13 1"
    assert at("global", "h") == "web/charts/store/values.yaml:3:13 2"
    assert at("store", "a") == ""


def _step(step: str | Each) -> str:
    return step if isinstance(step, str) else "[key]" if step.key else "[]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ .Values.a.b }}", ["a.b"]),
        ("{{ $.Values.a | quote }} {{ $root.Values.b }}", ["a", "b"]),
        ('{{ index .Values "a-b" "c" }}', ["a-b.c"]),
        ('{{ index $.Values.x "a" }}', ["x.a", "x"]),
        ("{{ with .Values.a }}{{ toYaml . }}{{ .b }}{{ $.Values.c }}{{ end }}{{ .d }}", ["a", "a", "a.b", "c"]),
        ("{{ range .Values.a }}{{ .b }}{{ end }}", ["a", "a.[].b"]),
        ("{{ range $k, $v := .Values.a }}{{ $v.b }}{{ $k }}{{ end }}", ["a", "a.[].b", "a.[key]"]),
        ("{{ range $v := .Values.a }}{{ range .b }}{{ . }}{{ $v.c }}{{ end }}{{ end }}", ["a", "a.[].b", "a.[].b.[]", "a.[].c"]),
        ("{{ range .Values.a | reverse }}{{ .b }}{{ end }}", ["a", "a*"]),
        ("{{ $x := .Values.a | sortAlpha }}{{ range $x }}{{ . }}{{ end }}", ["a", "a", "a*"]),
        ("{{ range (.Values.a) }}{{ .b }}{{ else }}{{ .c }}{{ end }}", ["a", "a.[].b"]),
        ('{{ define "x" }}{{ range .Values.a }}{{ .b }}{{ end }}{{ end }}', ["a", "a*"]),
        ("{{ $x := .Values.a }}{{ if .b }}{{ $x := .Values.c }}{{ $x.d }}{{ end }}{{ $x.e }}", ["a", "c", "c.d", "a.e"]),
        ("{{ $x := .Values.a }}{{ if .b }}{{ $x = .Values.c }}{{ end }}{{ $x.e }}", ["a", "c"]),
        ("{{ with .Values.a }}{{ .b }}{{ else with .Values.c }}{{ .d }}{{ else }}{{ .e }}{{ end }}", ["a", "a.b", "c", "c.d"]),
        ("{{ $x := .Values.a }}{{ $x.b }}", ["a", "a.b"]),
        ("{{ if .Values.a }}{{ .b }}{{ end }}", ["a"]),
        ('{{ define "x" }}{{ .b }}{{ .Values.c }}{{ end }}', ["c"]),
        ("{{ with .Values.a }}{{ if .b }}{{ .c }}{{ end }}{{ .Release.Name }}{{ end }}", ["a", "a.b", "a.c"]),
        ("{{ with .Values.a }}{{ end }}{{ .x }}", ["a"]),
        ("{{ and .Values.a .Values.b }}", ["a", "b"]),
        ("{{/* .Values.x */}}", []),
        ("{{ .Values }}", []),
    ],
)
def test_uses(text: str, expected: list[str]) -> None:
    found = [".".join(map(_step, use.path)) + "*" * use.below for use in uses(text)]
    assert found == expected


_STREAM = """\
---
# Source: web/crds/a.yaml
kind: A
---
kind: B
---
# Source: web/templates/c.yaml
kind: C
---
kind: D
# Source: web/templates/no.yaml
"""


def test_source_lines() -> None:
    found = source_lines(_STREAM)
    assert [(line.template, _STREAM[slice(*line.text)].count("kind")) for line in found] == [
        ("web/crds/a.yaml", 2),
        ("web/templates/c.yaml", 1),
    ]
    assert _STREAM[slice(*found[0].span)] == "# Source: web/crds/a.yaml"
    assert source_lines("a: 1") == ()
    assert source_lines("# Source: x/templates/a.yaml\r\na: 1\r\n") == (
        SourceLine(Span(0, 29), "x/templates/a.yaml", Span(0, 36)),
    )


def _failures(kind: Any, message: str, **files: str) -> list[tuple[str, str, str, list[str]]]:
    chart = _chart(**files)
    inspection = inspect(chart)
    found = failures(Fault(kind, message), inspection, Lookup(inspection.chart, inspection.members, ValueSet()))
    return [(one.kind, one.message, _shown(one.place), [_shown(place) for place in one.related]) for one in found]


T = "templates__a_yaml"
AT = "web/templates/a.yaml"


@pytest.mark.parametrize(
    ("message", "template", "why", "place"),
    [
        (
            'web/templates/a.yaml:1:13\n  executing "a" at <.Values.x.y.z>:\n    nil pointer evaluating interface {}.y',
            "a: {{ .Values.x.y.z }}",
            ".Values.x has no value, and .Values.x.y.z is read",
            f"{AT}:1:7 .Values.x.y.z",
        ),
        (
            'template: web/templates/a.yaml:1:13: executing "a" at <.Values.x.y>: can\'t evaluate field y in type string',
            "a: {{ .Values.x.y }}",
            ".Values.x is no mapping, and .Values.x.y is read",
            f"{AT}:1:7 .Values.x.y",
        ),
        (
            'parse error at (web/templates/a.yaml:1): function "f" not defined',
            "a: {{ f }}",
            'Helm has no function "f"',
            f"{AT}:1:1 a: {{{{ f }}}}",
        ),
        (
            "execution error at (web/templates/a.yaml:1:5): say it",
            "ä: {{ fail 1 }}",
            'its template says "say it"',
            f"{AT}:1:4 {{{{ fail 1 }}}}",
        ),
        (
            'template: web/templates/a.yaml:1:6: executing "a" at <index .Values.a "b">: error calling index: nil pointer',
            'a: {{ index .Values.a "b" }}',
            "index fails: nil pointer",
            f'{AT}:1:7 index .Values.a "b"',
        ),
        ("web/templates/a.yaml:99:1\n  strange", "a: 1\n", "strange", f"{AT}:1:1 a: 1"),
        ("web/templates/gone.yaml:1:1: strange", "a: 1\n", "strange", "web/Chart.yaml:2:7 web"),
        ("something else", "a: 1\n", "something else", "web/Chart.yaml:2:7 web"),
        ("x" * 999, "a: 1\n", "x" * 300 + "…", "web/Chart.yaml:2:7 web"),
        ("", "", "", "web/Chart.yaml:2:7 web"),
    ],
)
def test_what_helm_says_in_our_words(message: str, template: str, why: str, place: str) -> None:
    ((_, text, where, _),) = _failures("render", message, **{T: template})
    assert (text, where) == (f"chart web cannot be rendered: {why}", place)


def test_the_innermost_place_counts_and_the_others_lead_there() -> None:
    message = (
        'web/templates/a.yaml:1:6\n  executing "web/templates/a.yaml" at <include "l" .>:\n    error calling include:\n'
        'web/templates/_h.tpl:2:6\n  executing "l" at <.Values.a.b>:\n    nil pointer evaluating interface {}.b'
    )
    found = _failures(
        "render",
        message,
        templates__a_yaml='a: {{ include "l" . }}',
        templates___h_tpl='{{ define "l" }}\nb: {{ .Values.a.b }}{{ end }}',
    )
    (one,) = found
    assert one[1:] == (
        "chart web cannot be rendered: .Values.a has no value, and .Values.a.b is read",
        "web/templates/_h.tpl:2:7 .Values.a.b",
        ['web/templates/a.yaml:1:7 include "l" .'],
    )


@pytest.mark.parametrize(
    "message",
    [
        "values don't meet the specifications of the schema(s):\nweb:\n- at '/a/b': got number\n- at '': missing 'x'\n",
        "values don't meet the specifications of the schema(s):\nweb:\n- a.b: got number\n- (root): missing 'x'\n",
    ],
)
def test_values_that_do_not_match_a_schema(message: str) -> None:
    found = _failures("values", message, values_yaml="a:\n  b: 1\n")
    assert [one[:3] for one in found] == [
        ("schema", "values of chart web do not match its schema: a.b: got number", "web/values.yaml:2:6 1"),
        ("schema", "values of chart web do not match its schema: missing 'x'", "web/values.yaml:1:1 "),
    ]


def test_a_values_file_that_helm_cannot_load() -> None:
    ((kind, message, place, _),) = _failures("load", "cannot load values.yaml: error: yaml: line 1: why", values_yaml="a: [\n")
    assert (kind, place.partition(":")[0]) == ("unreadable", "web/values.yaml")
    assert message.startswith("chart web cannot be rendered: values.yaml is not valid YAML")
    ((kind, message, _, _),) = _failures("load", "cannot load values.yaml: error: yaml: line 1: why", values_yaml="a: 1\n")
    assert message == "chart web cannot be rendered: values.yaml cannot be read: line 1: why"
    ((kind, message, _, _),) = _failures("load", 'validation: chart.metadata.version "x" is invalid')
    assert (kind, message) == ("chart", 'chart web cannot be rendered: chart.metadata.version "x" is invalid')
