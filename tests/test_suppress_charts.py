"""Suppressions in templates of charts: what is found in a rendered object lies in the line of its template."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from test_charted import FillsIn, written

from k8slint import rulebook
from k8slint.discover import Tree, find
from k8slint.engine import Settings, lint
from k8slint.engine.fixing import Wanted, fix_tree
from k8slint.engine.ignoring import Task, add_ignores
from k8slint.findings import Safety
from k8slint.units import Charts
from k8slint.units.charts import Fault, ValueSet
from k8slint.units.charts.asking import asking, replaced
from k8slint.units.charts.chart import Chart
from k8slint.units.charts.directory import read_directory

RULES = tuple(rule for rule in rulebook.choose(rulebook.load(), profiles=("default",)) if rule.id != "default-namespace")
RULE = "service-target-port-not-found"
COMMENT = re.compile(r"(?:\s*\{\{-|\{\{) ?/\*.*?\*/ ?\}\}", re.DOTALL)
SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: {app: web}
  ports:
    - port: 80
      targetPort: {{ .Values.port }}
"""
CHART = {
    "web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "web/values.yaml": "port: htttp\n",
    "web/templates/deployment.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: nginx:1.27
          ports: [{name: http, containerPort: 8080}]
""",
}


class Renders(FillsIn):
    """What renders a chart with comments."""

    def render(self, archive: bytes, values: ValueSet) -> Mapping[str, str] | Fault:
        found = super().render(archive, values)
        return found if isinstance(found, Fault) else {path: COMMENT.sub("", text) for path, text in found.items()}


def charts(folder: Path, texts: Mapping[str, str]) -> Charts:
    def read(path: str) -> Chart | None:
        found = read_directory(str(folder / path), path, str(folder))
        return None if found is None else replaced(found, texts)

    return asking(read, Renders, None)


def chart(folder: Path, service: str) -> tuple[Tree, Settings]:
    written(folder, {**CHART, "web/templates/service.yaml": service})
    return find((), cwd=str(folder)), Settings(charts=charts(folder, {}))


def found(folder: Path, service: str) -> list[str]:
    tree, settings = chart(folder, service)
    report = lint(tree, RULES, settings)
    assert not report.failures
    return [f"{one.location.path}:{one.location.line} {one.rule}" for one in report.findings]


OF_FILE = f"k8slint: ignore-file[{RULE}] x"
SAYS = f"k8slint: ignore[{RULE}] x"
PORT = "targetPort: {{ .Values.port }}"


def test_without_a_suppression_it_is_found(tmp_path: Path) -> None:
    assert found(tmp_path, SERVICE) == [f"web/templates/service.yaml:9 {RULE}"]


@pytest.mark.parametrize(
    "service",
    [
        SERVICE.replace(PORT, f"{PORT} # {SAYS}"),
        SERVICE.replace(PORT, f"{PORT} {{{{- /* {SAYS} */}}}}"),
        SERVICE.replace(PORT, f"# {SAYS}\n      {PORT}"),
        SERVICE.replace(PORT, f"{{{{- /* {SAYS} */}}}}\n      {PORT}"),
        SERVICE.replace("  ports:", f"  {{{{/* {SAYS} */}}}}\n  ports:"),
        f"# {SAYS}\n{SERVICE}",
        f"{{{{/*\n  k8slint: ignore-file[{RULE}] x\n*/}}}}\n{SERVICE}",
        SERVICE.replace("  name: web", f"  name: web\n  annotations: {{k8slint.dev/ignore: {RULE}}}"),
    ],
)
def test_suppression_in_a_template(tmp_path: Path, service: str) -> None:
    assert found(tmp_path, service) == []


@pytest.mark.parametrize(
    "service",
    [
        SERVICE.replace("  ports:", f"  # {SAYS}\n  clusterIP: None\n  ports:"),
        SERVICE.replace(
            "  name: web", f"  name: web\n  annotations:\n    a: |\n      # k8slint: ignore-file[{RULE}] x\n      # {SAYS}"
        ),
    ],
)
def test_suppression_elsewhere_in_a_template(tmp_path: Path, service: str) -> None:
    assert f"web/templates/service.yaml:{service[: service.index('targetPort')].count(chr(10)) + 1} {RULE}" in found(
        tmp_path, service
    )


def test_comments_are_written_as_those_of_templates(tmp_path: Path) -> None:
    tree, settings = chart(tmp_path, SERVICE)
    task = Task(tree, RULES, settings, lambda _: True, "so it was", lambda *_: None, lambda texts: charts(tmp_path, texts))
    outcome = add_ignores(task)
    comment = f"{{{{- /* k8slint: ignore[{RULE}] so it was */}}}}"
    assert outcome.after == {"web/templates/service.yaml": SERVICE.replace(PORT, f"{PORT} {comment}")}
    assert not outcome.report.findings


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{PORT} {{{{- /* k8slint: ignore[duplicate-key, {RULE}] x */}}}}", f"{PORT} {{{{- /* {SAYS} */}}}}"),
        (f"{{{{- /* k8slint: ignore[duplicate-key] x */}}}}\n      {PORT} # {SAYS}", f"{PORT} # {SAYS}"),
        (f"{PORT} # {SAYS}\n      name: a {{{{- /* k8slint: ignore[duplicate-key] x */}}}}", f"{PORT} # {SAYS}\n      name: a"),
    ],
)
def test_fix_removes_what_hides_nothing(tmp_path: Path, before: str, after: str) -> None:
    tree, settings = chart(tmp_path, SERVICE.replace(PORT, before))
    outcome = fix_tree(tree, RULES, settings, Wanted(), lambda *_: None, lambda texts: charts(tmp_path, texts))
    assert outcome.after == {"web/templates/service.yaml": SERVICE.replace(PORT, after)}


@pytest.mark.parametrize(
    "before",
    [
        f"# k8slint: ignore[duplicate-key] x\n      {PORT} # {SAYS}",  # it may be the text of something
        f"{PORT} # k8slint: ignore[duplicate-key, {RULE}] x",
        f"{PORT} # {SAYS}\n      name: a {{{{- /* k8slint: ignore[duplicate-key] x */ -}}}}\n  clusterIP: None",  # joins lines
        f"{PORT} # {SAYS}\n      name: {{{{- /* k8slint: ignore[duplicate-key] x */}}}} a",
        f"{PORT} # {SAYS}\n\n      {{{{- /* k8slint: ignore[duplicate-key] x */}}}}",  # takes an empty line
    ],
)
def test_what_may_change_what_is_rendered_is_no_safe_fix(tmp_path: Path, before: str) -> None:
    tree, settings = chart(tmp_path, SERVICE.replace(PORT, before))
    report = lint(tree, RULES, settings)
    fixes = [one.fix for one in report.findings if one.rule == "unused-suppression"]
    assert [fix is not None and fix.safety for fix in fixes] == [Safety.UNSAFE]
    assert not fix_tree(tree, RULES, settings, Wanted(), lambda *_: None).after
