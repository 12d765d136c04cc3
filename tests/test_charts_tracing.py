"""From values that a template uses to their lines, by what Helm makes of a small chart."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from k8slint.text import SourceFile
from k8slint.units.charts import Chart, Place, RenderedChart, ValueSet, find_renderer, render
from k8slint.yaml import Node, read

pytestmark = pytest.mark.skipif(find_renderer() is None, reason="nothing renders charts here")

VALUES = """\
ports:
  - name: web
    number: 80
  - name: admin
    number: 80
  - name: data
    number: 81
groups:
  - users: [ann, bob]
  - users: []
  - users: [ann, bob]
settings:
  b-mode: fast
  a-mode: fast
env:
  - name: A
    value: same
  - name: B
    value: same
limits: {cpu: 1, memory: 2Gi}
tags: [x, x, y]
"""
TEMPLATE = """\
kind: Sample
{{- define "ports" }}
{{- range .Values.ports }}
- name: {{ .name }}
{{- end }}
{{- end }}
ports:
  {{- range .Values.ports }}
  - name: {{ .name }}
    {{- if ne .name "admin" }}
    number: {{ .number }}
    {{- end }}
    shown: port-{{ .name }}
  {{- end }}
numbered:
  {{- range $index, $port := .Values.ports }}
  - n{{ $index }}: {{ $port.number }}
  {{- end }}
users:
  {{- range .Values.groups }}
  {{- range .users }}
  - {{ . }}
  {{- end }}
  {{- end }}
settings:
  {{- range $key, $value := .Values.settings }}
  {{ $key }}: {{ $value }}
  {{- end }}
env:
  {{- range .Values.env }}
  - {{- toYaml . | nindent 4 }}
  {{- end }}
limits:
  {{- with .Values.limits }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
backwards:
  {{- range .Values.tags | uniq | reverse }}
  - {{ . }}
  {{- end }}
inline: [{{ range .Values.tags }}{{ . }},{{ end }}]
included:
  {{- include "ports" . | nindent 2 }}
tail:
{{ range .Values.ports -}}
- {{ .name }}
{{ end -}}
"""


@pytest.fixture(scope="module")
def rendered() -> RenderedChart:
    return _rendered({})


def _rendered(more: Mapping[str, str], *values: Node) -> RenderedChart:
    meta = "apiVersion: v2\nname: web\nversion: 0.1.0\n"
    files = {"Chart.yaml": meta, "values.yaml": VALUES, "templates/a.yaml": TEMPLATE, **more}
    renderer = find_renderer()
    assert renderer is not None
    with renderer:
        return render(Chart("web", {path: text.encode() for path, text in files.items()}), (ValueSet(values=values),), renderer)


def _shown(place: Place) -> str:
    start = place.source.position(place.span.start)
    return f"{start.line + 1}: {place.source.slice(place.span)}"


def _values(chart: RenderedChart, *path: str | int, key: bool = False) -> list[str]:
    (document,) = chart.renderings[0].documents
    found = document.key_origin(path) if key else document.origin(path)
    assert found is not None
    return [_shown(place) for place in found.values]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("ports", 0, "name"), ["2: web"]),
        (("ports", 2, "name"), ["6: data"]),
        (("ports", 2, "number"), ["7: 81"]),  # not every turn has such a line
        (("ports", 1, "shown"), ["4: admin"]),
        (("numbered", 0, "n0"), ["3: 80"]),
        (("numbered", 1, "n1"), ["5: 80"]),
        (("users", 0), ["9: ann"]),
        (("users", 2), ["11: ann"]),
        (("users", 3), ["11: bob"]),
        (("settings", "a-mode"), ["14: fast"]),  # in the order of their names
        (("settings", "b-mode"), ["13: fast"]),
        (("env", 1, "value"), ["19: same"]),
        (("env", 0, "name"), ["16: A"]),
        (("limits", "memory"), ["20: 2Gi"]),
        (("tail", 1), ["4: admin"]),
    ],
)
def test_the_turn_of_a_loop_is_known(rendered: RenderedChart, path: tuple[str | int, ...], expected: list[str]) -> None:
    assert _values(rendered, *path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("backwards", 0), ["21: y"]),  # the only one like it
        (("backwards", 1), ["21: tags"]),
        (("inline", 0), ["21: tags"]),
        (("included", 0, "name"), ["2: web"]),
    ],
)
def test_else_it_is_the_only_one_that_can_be_or_the_list(
    rendered: RenderedChart, path: tuple[str | int, ...], expected: list[str]
) -> None:
    assert _values(rendered, *path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("settings", "a-mode"), ["14: a-mode"]),
        (("env", 1, "value"), ["19: value"]),
        (("limits", "cpu"), ["20: cpu"]),
        (("ports", 0, "name"), []),
    ],
)
def test_keys(rendered: RenderedChart, path: tuple[str | int, ...], expected: list[str]) -> None:
    assert _values(rendered, *path, key=True) == expected


def test_files_over_one_another() -> None:
    text = "ports: [{name: one}]\nsettings: {a-mode: slow, c-mode: off}\nlimits: {cpu: 4}\n"
    chart = _rendered({}, read(SourceFile("p.yaml", text)).documents[0].root)
    assert _values(chart, "ports", 0, "name") == ["1: one"]
    assert _values(chart, "settings", "a-mode") == ["2: slow"]
    assert _values(chart, "settings", "b-mode") == ["13: fast"]
    assert _values(chart, "settings", "c-mode", key=True) == ["2: c-mode"]
    assert _values(chart, "limits", "memory") == ["20: 2Gi"]
    assert _values(chart, "limits", "cpu") == ["3: 4"]
