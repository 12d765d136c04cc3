"""Charts to documents that know where they are written, by what Helm made of them when that was recorded."""

from __future__ import annotations

import io
import json
import os
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from k8slint.units.charts import (
    Chart,
    Coverage,
    Fault,
    Origin,
    Place,
    RenderedChart,
    RenderedDocument,
    Renderer,
    ValueSet,
    find_renderer,
    inspect,
    read_directory,
    render,
    value_sets,
)
from k8slint.units.charts.preparing import prepare

FIXTURES = Path(__file__).parent / "fixtures" / "charts"


def _fixture(name: str) -> Chart:
    return read_directory(os.path.join(FIXTURES, name), name, str(FIXTURES))


def _recorded(name: str) -> Any:
    return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


class _Recorded:
    """A renderer that says what was recorded."""

    def __init__(self, name: str, *ways: str) -> None:
        prepared = prepare(inspect(_fixture(name)))
        self._ways = {prepared.plain: "plain", prepared.deep: "deep", prepared.shallow: "shallow"}
        self._texts = _recorded(name)
        self._able = ways or ("plain", "deep", "shallow")

    def render(self, archive: bytes, values: ValueSet) -> Mapping[str, str] | Fault:
        way = self._ways[archive]
        texts: Mapping[str, str] = self._texts[values.name][way]
        return texts if way in self._able else Fault("render", "it stops")


class _Said:
    """A renderer that says one thing."""

    def __init__(self, answer: Mapping[str, str] | Fault) -> None:
        self.answer = answer
        self.asked = 0

    def render(self, archive: bytes, values: ValueSet) -> Mapping[str, str] | Fault:
        del archive, values
        self.asked += 1
        return self.answer


class _Both:
    """A renderer that says one thing of the plain chart, and another of marked ones."""

    def __init__(self, plain: Mapping[str, str], marked: Mapping[str, str]) -> None:
        self._answers = [plain, marked, marked]

    def render(self, archive: bytes, values: ValueSet) -> Mapping[str, str] | Fault:
        del archive, values
        return self._answers.pop(0)


def _archived(archive: bytes) -> dict[str, str]:
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as opened:
        found = {member.name.removeprefix("chart/"): opened.extractfile(member) for member in opened.getmembers()}
        return {path: content.read().decode() for path, content in found.items() if content is not None}


def _chart(files: Mapping[str, str], directory: str = "web") -> Chart:
    default = {"Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\n"}
    return Chart(directory, {path: text.encode() for path, text in {**default, **files}.items()})


def _shown(place: Place | None) -> str:
    if place is None:
        return "-"
    start = place.source.position(place.span.start)
    return f"{place.source.path}:{start.line + 1}:{start.column + 1} {place.source.slice(place.span)}"


@pytest.fixture(scope="module")
def parcels() -> RenderedChart:
    chart = _fixture("parcels")
    return render(chart, value_sets(chart, release="demo", namespace="post"), _Recorded("parcels"))


def _one(rendered: RenderedChart, kind: str, name: str, values: int = 0) -> RenderedDocument:
    found = [
        document
        for document in rendered.renderings[values].documents
        if (document.value["kind"], document.value["metadata"]["name"]) == (kind, name)
    ]
    assert len(found) == 1
    return found[0]


def _at(document: RenderedDocument, *path: str | int) -> Origin:
    found = document.origin(path)
    assert found is not None
    return found


def test_all_documents_come_out(parcels: RenderedChart) -> None:
    found = {(one.value["kind"], one.value["metadata"]["name"]): one for one in parcels.renderings[0].documents}
    assert sorted(found) == [
        ("ConfigMap", "demo-parcels"), ("ConfigMap", "demo-store"), ("CustomResourceDefinition", "parcels.example.com"),
        ("Deployment", "demo-parcels"), ("Job", "migrate"), ("Pod", "connection"), ("Secret", "windows"),
        ("Service", "demo-parcels"),
    ]  # fmt: skip
    assert {name: one.hook for (_, name), one in found.items() if one.hook} == {
        "migrate": "pre-install,pre-upgrade",
        "connection": "test",
    }
    assert [name for (_, name), one in found.items() if one.test] == ["connection"]


def test_each_values_file_is_a_rendering(parcels: RenderedChart) -> None:
    assert [rendering.values.name for rendering in parcels.renderings] == ["", "values-production.yaml"]
    assert [_one(parcels, "Deployment", "demo-parcels", number).value["spec"]["replicas"] for number in (0, 1)] == [2, 5]


def test_what_is_missing_is_said_once_and_leaves_it_open(parcels: RenderedChart) -> None:
    assert [(failure.kind, failure.message, _shown(failure.place)) for failure in parcels.failures] == [
        (
            "dependency-missing",
            "chart parcels depends on chart ledger from https://charts.example.com, which is not in its charts directory",
            "parcels/Chart.yaml:10:11 ledger",
        )
    ]
    assert not parcels.renderings[0].complete


@pytest.mark.parametrize(
    ("path", "place", "how"),
    [
        (("kind",), "templates/deployment.yaml:3:7 Deployment", "literal"),
        (("metadata", "name"), 'templates/deployment.yaml:5:9 {{ include "parcels.name" . }}', "action"),
        (("metadata", "labels", "app"), "templates/_helpers.tpl:12:6 parcels", "literal"),
        (("metadata", "labels", "app.kubernetes.io/managed-by"), "templates/_helpers.tpl:8:31 {{ .Release.Service }}", "action"),
        (("spec", "replicas"), "templates/deployment.yaml:13:13 {{ .Values.replicas }}", "action"),
        (("spec", "selector", "matchLabels", "release"), "templates/_helpers.tpl:13:10 {{ .Release.Name }}", "action"),
        (
            ("spec", "template", "metadata", "annotations", "checksum/config"),
            'templates/deployment.yaml:20:26 {{ include (print $.Template.BasePath "/config.yaml") . | sha256sum }}',
            "action",
        ),
    ],
)
def test_values_of_the_deployment(parcels: RenderedChart, path: tuple[str, ...], place: str, how: str) -> None:
    origin = _at(_one(parcels, "Deployment", "demo-parcels"), *path)
    assert (_shown(origin.place), origin.how) == (f"parcels/{place}", how)


CONTAINER = ("spec", "template", "spec", "containers", 0)


@pytest.mark.parametrize(
    ("path", "place", "values"),
    [
        (("name",), "templates/deployment.yaml:23:17 parcels", []),
        (
            ("image",),
            'templates/deployment.yaml:24:18 "{{ .Values.image.repository }}:{{ .Values.image.tag }}"',
            ["values.yaml:3:15 registry.example.com/parcels", 'values.yaml:4:8 "1.4"'],
        ),
        (("command", 0), "templates/deployment.yaml:28:21 serve", []),
        (("ports", 1, "containerPort"), "templates/deployment.yaml:33:30 {{ .number }}", ["values.yaml:9:13 9090"]),
        (("ports", 0, "name"), "templates/deployment.yaml:32:21 {{ .name }}", ["values.yaml:6:11 http"]),
        (
            ("resources", "limits", "memory"),
            "templates/deployment.yaml:36:13 {{- toYaml .Values.resources | nindent 12 }}",
            ["values.yaml:12:13 64Mi"],
        ),
        (("env", 0, "value"), "templates/deployment.yaml:42:17 quiet", []),
        (("env", 1, "name"), "templates/deployment.yaml:44:22 STORE", []),
        (("env", 1, "value"), 'templates/deployment.yaml:44:36 {{ printf "%s-sessions:6379" .Release.Name }}', []),
    ],
)
def test_values_of_the_container(parcels: RenderedChart, path: tuple[str | int, ...], place: str, values: list[str]) -> None:
    origin = _at(_one(parcels, "Deployment", "demo-parcels"), *CONTAINER, *path)
    assert _shown(origin.place) == f"parcels/{place}"
    assert [_shown(value) for value in origin.values] == [f"parcels/{value}" for value in values]


def test_keys(parcels: RenderedChart) -> None:
    document = _one(parcels, "Deployment", "demo-parcels")

    def at(*path: str | int) -> str:
        origin = document.key_origin(path)
        return "" if origin is None else _shown(origin.place)

    assert at(*CONTAINER, "env", 0, "value") == "parcels/templates/deployment.yaml:39:15 value"
    assert at("spec", "template", "metadata", "labels") == "parcels/templates/deployment.yaml:18:7 labels"
    assert at("metadata", "labels", "release") == "parcels/templates/_helpers.tpl:13:1 release"
    assert at(*CONTAINER) == ""
    assert document.origin(("spec", "nothing")) is None


def test_what_a_definition_makes_tells_who_includes_it(parcels: RenderedChart) -> None:
    document = _one(parcels, "Deployment", "demo-parcels")
    through = _at(document, "metadata", "labels", "app").through
    assert _shown(through) == 'parcels/templates/deployment.yaml:7:5 {{- include "parcels.labels" . | nindent 4 }}'
    assert _at(document, "kind").through is None


def test_a_value_of_production_is_in_its_file(parcels: RenderedChart) -> None:
    document = _one(parcels, "Deployment", "demo-parcels", values=1)
    places = [_shown(place) for place in _at(document, "spec", "replicas").values]
    assert places == ["parcels/values-production.yaml:1:11 5"]
    memory = _at(document, *CONTAINER, "resources", "limits", "memory")
    assert _shown(memory.values[0]) == "parcels/values-production.yaml:4:13 1Gi"


def test_a_subchart_by_its_alias(parcels: RenderedChart) -> None:
    document = _one(parcels, "ConfigMap", "demo-store")
    size, policy = _at(document, "data", "size"), _at(document, "data", "policy")
    assert document.template.path == "parcels/charts/store/templates/config.yaml"
    assert _shown(size.place) == 'parcels/charts/store/templates/config.yaml:6:9 "{{ .Values.size }}"'
    assert [_shown(place) for place in size.values] == ["parcels/values.yaml:21:9 3"]
    assert [_shown(place) for place in policy.values] == ["parcels/charts/store/values.yaml:2:9 lru"]


def test_a_block_of_text(parcels: RenderedChart) -> None:
    document = _one(parcels, "ConfigMap", "demo-parcels")
    place = _at(document, "data", "greeting").place
    assert place.source.slice(place.span) == "|\n    {{- .Values.greeting | nindent 4 }}\n    from {{ .Release.Name }}"
    folded = _at(document, "data", "text").place
    assert folded.source.slice(folded.span) == ">-\n    folded\n    over {{ len .Values.ports }} lines"


def test_a_second_document_and_a_loop_with_a_variable(parcels: RenderedChart) -> None:
    document = _one(parcels, "Service", "demo-parcels")
    origin = _at(document, "spec", "ports", 1, "port")
    assert _shown(origin.place) == "parcels/templates/config.yaml:25:11 {{ $port.number }}"
    assert [_shown(place) for place in origin.values] == ["parcels/values.yaml:9:13 9090"]


def test_windows_line_ends(parcels: RenderedChart) -> None:
    document = _one(parcels, "Secret", "windows")
    assert _shown(_at(document, "metadata", "labels", "a").place) == "parcels/templates/windows.yaml:6:15 b"
    assert _shown(_at(document, "stringData", "user").place) == "parcels/templates/windows.yaml:9:9 {{ .Release.Name }}"


def test_a_crd_is_what_it_is(parcels: RenderedChart) -> None:
    origin = _at(_one(parcels, "CustomResourceDefinition", "parcels.example.com"), "metadata", "name")
    assert (_shown(origin.place), origin.how) == ("parcels/crds/parcel.yaml:4:9 parcels.example.com", "literal")


def test_every_line_has_its_line(parcels: RenderedChart) -> None:
    total = Coverage()
    for file in parcels.renderings[0].files:
        assert file.mapped is not None
        assert file.mapped.explained
        total = total.plus(file.mapped.map.coverage())
    assert (total.unknown, total.action) == (0, 5)


@pytest.mark.parametrize(
    ("ways", "place"),
    [
        (("plain", "shallow"), 'deployment.yaml:7:5 {{- include "parcels.labels" . | nindent 4 }}'),
        (("plain",), "deployment.yaml:1:1 {{- /* the web server */ -}}"),
    ],
)
def test_less_is_known_where_marks_are_in_the_way(ways: tuple[str, ...], place: str) -> None:
    chart = _fixture("parcels")
    rendered = render(chart, value_sets(chart, release="demo", namespace="post")[:1], _Recorded("parcels", *ways))
    origin = _at(_one(rendered, "Deployment", "demo-parcels"), "metadata", "labels", "app")
    assert _shown(origin.place) == f"parcels/templates/{place}"


def test_a_value_that_is_empty_stands_behind_its_key() -> None:
    chart = _chart({"templates/a.yaml": "a: {{ .Values.x }}\nb:\nc: 1\n", "values.yaml": "x:\n"})
    marked = _archived(prepare(inspect(chart)).deep)["templates/a.yaml"].replace("{{ .Values.x }}", "")
    rendered = render(chart, [ValueSet()], _Both({"web/templates/a.yaml": "a: \nb:\nc: 1\n"}, {"web/templates/a.yaml": marked}))
    (document,) = rendered.renderings[0].documents
    assert document.value == {"a": None, "b": None, "c": 1}
    assert [_shown(_at(document, key).place) for key in "abc"] == [
        "web/templates/a.yaml:1:3 ",
        "web/templates/a.yaml:2:3 ",
        "web/templates/a.yaml:3:4 1",
    ]


def test_what_is_not_yaml_is_told_at_its_line() -> None:
    chart = _chart({"templates/a.yaml": "kind: {{ .x }}\n  b: 1\n"})
    rendered = render(chart, [ValueSet()], _Said({"web/templates/a.yaml": "kind: A\n  b: 1\n"}))
    (failure,) = rendered.failures
    assert failure.kind == "not-yaml"
    assert failure.place.source.path == "web/templates/a.yaml"
    assert failure.message.startswith("chart web makes what is not valid YAML: ")


def test_a_library_is_not_rendered() -> None:
    said = _Said({})
    chart = _chart({"Chart.yaml": "apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n"})
    assert render(chart, value_sets(chart), said).renderings == ()
    assert said.asked == 0


@pytest.mark.parametrize("kind", ["timeout", "memory", "size", "crash"])
def test_what_takes_too_much_is_not_tried_again(kind: Any) -> None:
    said = _Said(Fault(kind, "why"))
    chart = _chart({"values-a.yaml": "a: 1", "values-b.yaml": "a: 2"})
    (failure,) = render(chart, value_sets(chart), said).failures
    assert (said.asked, failure.kind, _shown(failure.place)) == (1, kind, "web/Chart.yaml:2:7 web")


def test_a_missing_chart_excuses_what_stops_without_it() -> None:
    chart = _chart({"Chart.yaml": "name: web\nversion: 1.0.0\ndependencies:\n- name: lib\n"})
    rendered = render(chart, [ValueSet()], _Said(Fault("render", "web/templates/a.yaml:1:1\n  nothing")))
    assert [failure.kind for failure in rendered.failures] == ["dependency-missing"]


@pytest.fixture(scope="module")
def helm() -> Iterator[Renderer]:
    renderer = find_renderer()
    if renderer is None:
        pytest.skip("nothing renders charts here")
    with renderer:
        yield renderer


def test_what_is_recorded_is_what_helm_makes(helm: Renderer) -> None:
    chart = _fixture("parcels")
    prepared = prepare(inspect(chart))
    recorded = _recorded("parcels")
    for values in value_sets(chart, release="demo", namespace="post"):
        for way, archive in (("plain", prepared.plain), ("deep", prepared.deep), ("shallow", prepared.shallow)):
            texts = helm.render(archive, values)
            assert not isinstance(texts, Fault)
            assert {name: text.rstrip() for name, text in texts.items() if "NOTES" not in name} == {
                name: text.rstrip() for name, text in recorded[values.name][way].items() if "NOTES" not in name
            }


@pytest.mark.parametrize(
    ("template", "message", "place"),
    [
        ("a: {{ .Values.x.y }}\n", ".Values.x has no value, and .Values.x.y is read", "1:7 .Values.x.y"),
        ("b: 1\na: {{ nosuch 1 }}\n", 'Helm has no function "nosuch"', "2:1 a: {{ nosuch 1 }}"),
        ('a: {{ required "need x" .Values.x }}\n', 'its template says "need x"', '1:4 {{ required "need x" .Values.x }}'),
        ('a: {{ include "no.such" . }}\n', 'there is no template "no.such"', '1:7 include "no.such" .'),
        ("{{ if .x }}\na: 1\n", "not a valid template: unexpected EOF", "1:1 {{ if .x }}"),
    ],
)
def test_real_errors(helm: Renderer, template: str, message: str, place: str) -> None:
    chart = _chart({"templates/a.yaml": template})
    (failure,) = render(chart, [ValueSet()], helm).failures
    kind = "required" if "required" in template else "template"
    assert (failure.kind, failure.message) == (kind, f"chart web cannot be rendered: {message}")
    assert _shown(failure.place) == f"web/templates/a.yaml:{place}"


def test_helm_goes_on_after_a_chart_that_never_ends() -> None:
    renderer = find_renderer()
    if renderer is None:
        pytest.skip("nothing renders charts here")
    renderer.limits = renderer.limits._replace(seconds=3)
    endless = _chart({"templates/a.yaml": "{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}"})
    with renderer:
        assert [failure.kind for failure in render(endless, [ValueSet()], renderer).failures] == ["timeout"]
        rendered = render(_chart({"templates/a.yaml": "a: 1\n"}), [ValueSet()], renderer)
    assert [document.value for document in rendered.renderings[0].documents] == [{"a": 1}]
