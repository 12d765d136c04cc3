"""Charts as a whole: what Helm would install is linted, and every finding points into a template, with the line of its value.

What renders here fills in values and nothing else; where Helm is, a chart of this folder is rendered by it, too.
"""

from __future__ import annotations

import io
import json
import re
import tarfile
from collections.abc import Mapping
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from k8slint import rulebook
from k8slint.cli.options import charted
from k8slint.discover import find
from k8slint.engine import Settings, examine, lint, lint_texts
from k8slint.engine.fixing import Wanted, fix_tree
from k8slint.engine.hiding import hidden
from k8slint.findings import Finding, Report, Safety, Severity
from k8slint.report.full import render
from k8slint.report.options import Options
from k8slint.report.summary import closing
from k8slint.text import SourceFile, Span
from k8slint.units import Charts, Resolution
from k8slint.units.charts import Fault, ValueSet, find_renderer
from k8slint.units.charts.asking import MISSING, asking
from k8slint.units.charts.directory import read_directory
from k8slint.units.charts.packing import RAW
from k8slint.units.charts.values import merged
from k8slint.units.listing import as_text
from k8slint.yaml import read

UNITS = Path(__file__).parent / "fixtures" / "units"
WORLD = UNITS / "charted"
#: A clean chart, by paths.
WEB = {path.relative_to(WORLD).as_posix(): path.read_text("utf-8") for path in sorted(WORLD.rglob("*.*")) if path.is_file()}
ACTION = re.compile(r"\{\{ (?:\.(?P<path>[\w.]+)|fail \"(?P<why>[^\"]*)\") \}\}")
RULES = rulebook.load()


class FillsIn:
    """What renders a chart whose actions are values: `{{ .Values.a }}`, `{{ .Release.Name }}`, `{{ fail "why" }}`."""

    def render(self, archive: bytes, values: ValueSet) -> Mapping[str, str] | Fault:
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as opened:
            files = {one.name.removeprefix("chart/"): opened.extractfile(one) for one in opened.getmembers()}
            texts = {path: file.read().decode() for path, file in files.items() if file is not None}
        stream = read(SourceFile("", texts["values.yaml"]))
        if stream.errors:
            return Fault("load", "cannot load values.yaml: error converting YAML to JSON: yaml: line 1: it is none")
        own = stream.documents[0].value
        known = {
            "Values": own | json.loads(merged(values)),
            "Release": {"Name": values.release, "Namespace": values.namespace},
        }
        found = {}
        for path, text in texts.items():
            if not path.startswith("templates/") or path == RAW:
                continue
            for action in ACTION.finditer(text):
                if action["why"] is not None:
                    line = text.count("\n", 0, action.start()) + 1
                    return Fault("render", f"execution error at (web/{path}:{line}:4): {action['why']}")
            try:
                found[f"web/{path}"] = ACTION.sub(lambda action: str(_at(known, action["path"])), text)
            except KeyError as error:
                return Fault("render", f"template: web/{path}:1:3: nothing called {error.args[0]}")
        return found


def _at(known: Any, path: str) -> Any:
    return reduce(lambda value, step: value[step], path.split("."), known)


def written(where: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        (where / path).parent.mkdir(parents=True, exist_ok=True)
        (where / path).write_text(text, encoding="utf-8")
    return where


def filling_in(where: Path, namespace: str | None = None) -> Charts:
    return asking(lambda path: read_directory(str(where / path), path, str(where)), FillsIn, namespace)


def settings(where: Path, *, renders: bool = True, **told: Any) -> Settings:
    none = asking(lambda path: read_directory(str(where / path), path, str(where)), lambda: None)
    return Settings(charts=filling_in(where, told.get("namespace")) if renders else none, **told)


def report(where: Path, files: Mapping[str, str], profile: str = "recommended", **told: Any) -> Report:
    written(where, files)
    rules = rulebook.choose(RULES, profiles=(profile,))
    found = lint(find((), cwd=str(where)), rules, settings(where, **told))
    assert not found.failures, [failure.traceback for failure in found.failures]
    return found


def resolution(where: Path, files: Mapping[str, str], **told: Any) -> Resolution:
    return examine(find((), cwd=str(written(where, files))), settings(where, **told)).resolution


def shown(finding: Finding) -> str:
    where = finding.location
    return f"{where.path}:{where.line}:{where.column} {finding.severity.value}[{finding.rule}] {finding.message}"


def loud(found: Report) -> list[str]:
    return [shown(finding) for finding in found.findings if finding.severity is not Severity.INFO]


def test_a_clean_chart(tmp_path: Path) -> None:
    found = report(tmp_path, WEB)
    assert loud(found) == []
    assert (found.summary.units, found.summary.resources, found.summary.templates) == (2, 10, 0)
    assert dict(found.summary.skipped) == {"not-kubernetes": 3}
    assert closing(found, Options()) == (
        "10 resources in 5 files, 2 units: nothing to report (1 info not shown)",
        "not checked: 3 other YAML files",
    )


def test_units_of_value_sets(tmp_path: Path) -> None:
    found = resolution(tmp_path, WEB)
    units = {unit.name: unit for unit in found.units}
    assert list(units) == ["web", "web [tests]", "web [values-production.yaml, tests]", "web [values-production.yaml]"]
    web, production = units["web"], units["web [values-production.yaml]"]
    assert (web.kind, web.root, web.partial, web.environment) == ("chart", True, False, None)
    assert (production.environment, production.evidence) == (
        "production",
        ("production: values file values-production.yaml (4)",),
    )
    assert [str(resource) for resource in web.resources] == [
        "CustomResourceDefinition parcels.example.com", "Deployment release-name-web", "Secret web-login",
        "Service release-name-web", "ConfigMap web-flags",
    ]  # fmt: skip
    assert {resource.namespace for resource in web.resources} == {None}
    assert [source.path for source in production.sources][-2:] == ["web/values-production.yaml", "web/values.yaml"]
    assert (units["web [tests]"].example, [str(one) for one in units["web [tests]"].resources]) == (True, ["Pod web-test"])
    assert [" ".join(line.split()) for line in as_text(found).splitlines()] == [
        "web Helm unknown 5 resources from 7 files; open: other values may bring more",
        "web [tests] not linted only `helm test` applies it 1 resource from 1 file",
        "web [values-production.yaml, tests] not linted only `helm test` applies it 1 resource from 1 file",
        "web [values-production.yaml] Helm production (values file) 5 resources from 8 files; open: other values may bring more",
    ]


def test_a_namespace_that_is_told(tmp_path: Path) -> None:
    found = resolution(tmp_path, WEB, namespace="shop")
    assert {one.namespace for one in found.units[0].resources if not one.cluster_scoped} == {"shop"}


def test_a_wrong_value_is_reported_once_in_the_template_with_its_line(tmp_path: Path) -> None:
    found = report(tmp_path, WEB | {"web/values.yaml": WEB["web/values.yaml"].replace("port: http", "port: htp")})
    (finding,) = (one for one in found.findings if one.severity is not Severity.INFO)
    assert shown(finding) == (
        "web/templates/service.yaml:10:19 error[service-target-port-not-found] Service release-name-web sends port 80 to "
        '"htp", a port name that no container of Deployment release-name-web declares'
    )
    assert (finding.unit, finding.also_in) == ("web", ("web [values-production.yaml]",))
    places = [(one.location.path, one.location.line, one.message) for one in finding.related]
    assert places[-1] == ("web/values.yaml", 1, "the value comes from here")
    assert (finding.fix, finding.not_fixed) == (None, "a template makes this value")
    text = "".join(render(found, Options()))
    assert "  ::: web/values.yaml:1:7\n" in text


def test_a_value_of_one_set_is_found_there(tmp_path: Path) -> None:
    found = report(tmp_path, WEB | {"web/values-production.yaml": "port: htp\n"})
    (finding,) = (one for one in found.findings if one.severity is not Severity.INFO)
    assert (finding.unit, finding.also_in) == ("web [values-production.yaml]", ())
    assert finding.related[-1].location.path == "web/values-production.yaml"


def test_what_is_not_in_a_chart_is_no_error(tmp_path: Path) -> None:
    texts = WEB | {"web/values.yaml": WEB["web/values.yaml"].replace("flags: web-flags", "flags: web-flgs")}
    assert [line.partition("]")[0] for line in loud(report(tmp_path, texts))] == [
        "web/templates/deployment.yaml:21:23 warning[configmap-not-found"
    ]
    infos = [one for one in report(tmp_path, texts, "strict").findings if "brought-along" in one.message]
    assert {one.severity for one in infos} <= {Severity.INFO}


def test_without_a_renderer_it_is_as_before(tmp_path: Path) -> None:
    found = report(tmp_path, WEB, renders=False)
    assert (found.findings, found.summary.resources, found.summary.templates) == ((), 1, 4)
    assert found.summary.unrendered == (MISSING,)
    assert closing(found, Options())[-1] == "not checked: 3 other YAML files, 1 Helm chart (install k8slint[helm])"
    assert lint_texts({"web/a.yaml": "{}", **WEB}, ()).summary.skipped["helm-not-rendered"] == 1


FAILING = [
    ("{{ .Values.nothing }}", "error", "chart web cannot be rendered: nothing called nothing", "Helm fails"),
    ('{{ fail "give a name" }}', "info", 'chart web cannot be rendered: its template says "give a name"', "values are required"),
]


@pytest.mark.parametrize(("action", "severity", "message", "why"), FAILING)
def test_a_chart_that_cannot_be_rendered(tmp_path: Path, action: str, severity: str, message: str, why: str) -> None:
    found = report(tmp_path, WEB | {"web/templates/bad.yaml": f"a: {action}\n"})
    (finding,) = (one for one in found.findings if one.rule == "helm-render-failed")
    assert (finding.severity.value, finding.message, finding.unit) == (severity, message, "web")
    assert (finding.location.path, finding.location.line) == ("web/templates/bad.yaml", 1)
    assert (found.summary.unrendered, found.summary.resources, found.summary.units) == ((why,), 1, 1)
    assert closing(found, Options())[-1].endswith(f"1 Helm chart (not rendered: {why})")


def test_a_value_set_that_cannot_be_rendered(tmp_path: Path) -> None:
    files = WEB | {"web/templates/bad.yaml": "{{ .Values.login.key }}: 1\n", "web/values-production.yaml": "login: {}\n"}
    found = report(tmp_path, files)
    assert [one.severity.value for one in found.findings if one.rule == "helm-render-failed"] == ["error"]
    assert (found.summary.units, "helm-not-rendered" in found.summary.skipped) == (1, False)
    assert "web [values-production.yaml]  Helm" in as_text(resolution(tmp_path, files))
    assert "not rendered: Helm fails" in as_text(resolution(tmp_path, files))


def test_what_comes_out_is_not_yaml(tmp_path: Path) -> None:
    found = report(tmp_path, WEB | {"web/templates/bad.yaml": "a: b\nc: [{{ .Values.port }}\n"})
    finding = next(one for one in found.findings if one.rule == "helm-render-failed")
    assert (finding.severity.value, finding.location.path, finding.location.line) == ("error", "web/templates/bad.yaml", 2)
    assert found.summary.units == 2
    assert all(unit.partial for unit in resolution(tmp_path, {}).units if not unit.example)


def test_a_values_file_that_is_no_yaml_is_told_once(tmp_path: Path) -> None:
    found = report(tmp_path, WEB | {"web/values.yaml": "a: [\n"})
    assert [one.rule for one in found.findings if one.location.path == "web/values.yaml"] == ["yaml-syntax-error"]


@pytest.mark.parametrize("renders", [True, False])
def test_a_dependency_that_is_missing(tmp_path: Path, *, renders: bool) -> None:
    chart = WEB["web/Chart.yaml"] + "dependencies:\n  - name: redis\n    version: 1.0.0\n    repository: file://../redis\n"
    found = report(tmp_path, WEB | {"web/Chart.yaml": chart}, renders=renders)
    (line,) = loud(found)
    assert line == (
        "web/Chart.yaml:5:11 warning[chart-dependency-missing] chart web depends on chart redis from file://../redis, "
        "which is not in its charts directory"
    )
    assert found.summary.units == (2 if renders else 1)


def test_a_dependency_that_helm_fetches_is_advice(tmp_path: Path) -> None:
    chart = WEB["web/Chart.yaml"] + "dependencies:\n  - name: redis\n    version: 1.0.0\n    repository: https://example.com\n"
    found = report(tmp_path, WEB | {"web/Chart.yaml": chart}, renders=False)
    assert [one.severity.value for one in found.findings if one.rule == "chart-dependency-missing"] == ["info"]


@pytest.mark.parametrize(
    ("lock", "others", "severity"),
    [
        ("", ("one", "two"), "warning"),
        ("dependencies:\n  - name: redis\n    version: 1.0.0\n", ("one", "two"), "info"),
        ("", ("one",), "info"),
    ],
)
def test_the_only_dependency_that_is_not_brought(tmp_path: Path, lock: str, others: tuple[str, ...], severity: str) -> None:
    entry = "  - name: {}\n    version: 1.0.0\n    repository: https://example.com\n"
    chart = WEB["web/Chart.yaml"] + "dependencies:\n" + "".join(map(entry.format, (*others, "redis")))
    inner = {f"web/charts/{one}/Chart.yaml": f"apiVersion: v2\nname: {one}\nversion: 1.0.0\n" for one in others}
    files = WEB | inner | {"web/Chart.yaml": chart} | ({"web/Chart.lock": lock} if lock else {})
    found = report(tmp_path, files, renders=False)
    assert [one.severity.value for one in found.findings if one.rule == "chart-dependency-missing"] == [severity]


def test_a_dependency_beside_the_chart(tmp_path: Path) -> None:
    chart = WEB["web/Chart.yaml"] + "dependencies:\n  - name: lib\n    version: 1.0.0\n    repository: file://../lib\n"
    lib = "apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n"
    found = report(tmp_path, WEB | {"web/Chart.yaml": chart, "lib/Chart.yaml": lib})
    assert (loud(found), found.summary.unrendered) == ([], ("libraries",))


def test_charts_that_nobody_deploys(tmp_path: Path) -> None:
    found = report(tmp_path, {f"tests/{path}": text for path, text in WEB.items()})
    assert (found.summary.resources, found.summary.unrendered) == (0, ("examples",))


def test_what_tests_alone_apply_is_linked_with_nothing_and_need_not_be_reliable(tmp_path: Path) -> None:
    found = report(tmp_path, WEB, "strict")
    assert not [one for one in found.findings if one.location.path.endswith("connection.yaml")]


def test_what_is_no_template_of_a_chart_stays_what_it_is(tmp_path: Path) -> None:
    other = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other\n"
    found = resolution(tmp_path, WEB | {"web/other.yaml": other})
    unit = next(unit for unit in found.units if unit.name == "web [other.yaml]")
    assert (unit.kind, unit.partial, found.reasons[unit.name]) == ("chart", True, ("in the chart web, but no template of it",))


def test_an_application_brings_the_chart_as_it_says(tmp_path: Path) -> None:
    application = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: {name}
  namespace: argocd
spec:
  project: default
  destination:
    namespace: shop
    server: https://kubernetes.default.svc
  source:
    path: {name}
    repoURL: https://example.com/shop.git
"""
    other = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other\n"
    applications = {f"apps/{name}.yaml": application.format(name=name) for name in ("web", "other")}
    found = resolution(tmp_path, WEB | applications | {"other/other.yaml": other})
    assert [[part.name for part in world.parts] for world in found.worlds] == [["apps", "other", "web"]]
    assert [unit.name for unit in found.units] == ["apps", "other", "web", "web [tests]"]
    assert {resource.namespace for unit in found.units if unit.name == "web" for resource in unit.resources} == {"shop", None}


def test_values_of_secrets_are_not_shown(tmp_path: Path) -> None:
    found = report(tmp_path, WEB)
    assert found.sources["web/values.yaml"].text == (
        "port: http\nreplicas: 2\nflags: web-flags\npassword: •••\nlogin:\n  key: •••\n"
    )


def test_hidden_collections() -> None:
    text = "a: {b: c, d: e}\nenv:\n  X: y\n  Z: |\n    q q\nf: 1\n"
    spans = [Span(text.index("env"), text.index("env") + 3), Span(text.index("c,"), text.index("c,") + 1)]
    assert hidden(SourceFile("v", text), spans).text == "a: {b: •, d: e}\nenv:\n  •••\n  •••\n    •••\nf: 1\n"


def test_nothing_in_a_template_is_fixed(tmp_path: Path) -> None:
    written(tmp_path, WEB | {"web/values.yaml": WEB["web/values.yaml"].replace("port: http", "port: htp")})
    outcome = fix_tree(
        find((), cwd=str(tmp_path)), RULES, settings(tmp_path), Wanted(Safety.UNSAFE, lambda _: True), lambda *_: None
    )
    assert not outcome.after


def test_only_directories_have_charts_that_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, WEB)
    monkeypatch.chdir(tmp_path)
    assert charted(find(("-",), b"a: 1"), None) is None
    assert charted(find(("web/Chart.yaml",)), None) is None
    look = charted(find(("web/crds",)), None)
    assert look is not None
    assert look(["web"], {}) == {"web": "not all of its files were named"}
    whole = charted(find(()), None)
    assert whole is not None
    assert whole(["web"], {})["web"] != ""


FAULTS = YAML(typ="safe").load((UNITS / "charted.faults.yaml").read_text("utf-8"))
NEUTRAL = YAML(typ="safe").load((UNITS / "charted.neutral.yaml").read_text("utf-8"))


def edited(edit: Mapping[str, Any]) -> dict[str, str]:
    before = WEB[edit["file"]]
    assert before.count(edit["find"]) == 1, f"{edit['find']!r} occurs {before.count(edit['find'])} times"
    return WEB | {edit["file"]: before.replace(edit["find"], edit["write"])}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault['rule']}: {fault['what']}")
def test_a_fault_is_found_where_it_is_mended(tmp_path: Path, fault: Mapping[str, Any]) -> None:
    files = edited(fault)
    found = report(tmp_path, files, fault.get("profile", "default"))
    (finding,) = (one for one in found.findings if one.severity is not Severity.INFO)
    assert (finding.rule, finding.severity.value) == (fault["rule"], fault["severity"])
    at_file, at = fault.get("at_file", fault["file"]), fault.get("at", fault["write"])
    lines = files[at_file].splitlines()
    assert (finding.location.path, at in lines[finding.location.line - 1]) == (at_file, True), shown(finding)
    units = ["web", "web [values-production.yaml]"]
    assert [finding.unit, *finding.also_in] == fault.get("units", units)
    for value in fault.get("values", ()):
        where = [one.location for one in finding.related if one.message == "the value comes from here"]
        assert any(value in files[one.path].splitlines()[one.line - 1] for one in where)


@pytest.mark.parametrize("edit", NEUTRAL, ids=lambda edit: edit["what"])
def test_an_edit_that_breaks_nothing_is_not_reported(tmp_path: Path, edit: Mapping[str, Any]) -> None:
    assert loud(report(tmp_path, edited(edit))) == []


@pytest.mark.skipif(find_renderer() is None, reason="nothing renders charts here")
def test_helm_says_the_same(tmp_path: Path) -> None:
    written(tmp_path, WEB | {"web/values-production.yaml": "port: htp\n"})
    tree = find((), cwd=str(tmp_path))
    rules = rulebook.choose(RULES, profiles=("recommended",))
    by_helm = lint(tree, rules, Settings(charts=charted(tree, None)))
    filled_in = lint(tree, rules, settings(tmp_path))
    assert [*map(shown, by_helm.findings)] == [*map(shown, filled_in.findings)]
    assert by_helm.findings == filled_in.findings
    assert by_helm.summary == filled_in.summary
