"""Kustomize repositories as a whole: what is deployed is linted, and every finding points into a file that a person edits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from k8slint import rulebook
from k8slint.discover import find
from k8slint.engine import Settings, examine, lint
from k8slint.engine.fixing import Wanted, fix_tree
from k8slint.engine.place import place as place_of
from k8slint.engine.rewriting import rewritten
from k8slint.findings import Change, Edit, Finding, Fix, Report, Safety, Severity
from k8slint.report.full import render
from k8slint.report.options import Options
from k8slint.report.summary import closing

SHOP = {
    "base/kustomization.yaml": """\
resources:
  - web.yaml
  - service.yaml
  - cron.yaml
configMapGenerator:
  - name: web-env
    envs:
      - web.env
    literals:
      - GREETING=hello
secretGenerator:
  - name: web-key
    literals:
      - key=hunter2
""",
    "base/web.env": "# where to\nMODE=fast\nCOLOR=green\n",
    "base/web.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: shop/web:1.0.0
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: MODE
              valueFrom:
                configMapKeyRef:
                  name: web-env
                  key: MODE
            - name: KEY
              valueFrom:
                secretKeyRef:
                  name: web-key
                  key: key
""",
    "base/service.yaml": """\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: http
""",
    "base/cron.yaml": """\
apiVersion: batch/v1
kind: CronJob
metadata:
  name: report
spec:
  schedule: "0 3 * * *"
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: report
              image: shop/report:1.0.0
              env:
                - name: COLOR
                  valueFrom:
                    configMapKeyRef:
                      name: web-env
                      key: COLOR
""",
    "components/cache/kustomization.yaml": """\
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
resources:
  - cache.yaml
patches:
  - path: uses-cache.yaml
""",
    "components/cache/cache.yaml": """\
apiVersion: v1
kind: Service
metadata:
  name: cache
spec:
  selector:
    app: cache
  ports:
    - port: 6379
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: cache
spec:
  selector:
    matchLabels:
      app: cache
  template:
    metadata:
      labels:
        app: cache
    spec:
      containers:
        - name: cache
          image: redis:7.2.4
          ports:
            - containerPort: 6379
""",
    "components/cache/uses-cache.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          env:
            - name: CACHE_URL
              value: redis://cache:6379/0
""",
    "overlays/dev/kustomization.yaml": "namespace: shop-dev\nresources:\n  - ../../base\n",
    "overlays/staging/kustomization.yaml": """\
namespace: shop-staging
resources:
  - ../../base
components:
  - ../../components/cache
images:
  - name: shop/web
    newTag: 1.1.0
""",
    "overlays/production/kustomization.yaml": """\
namespace: shop
namePrefix: live-
resources:
  - ../../base
  - namespace.yaml
patches:
  - path: web.yaml
  - target:
      kind: Service
      name: web
    patch: |-
      - op: add
        path: /metadata/labels
        value:
          team: shop
      - op: replace
        path: /spec/ports/0/targetPort
        value: http
replacements:
  - source:
      kind: Deployment
      name: web
      fieldPath: metadata.name
    targets:
      - select:
          kind: Deployment
          name: web
        fieldPaths:
          - spec.template.metadata.labels.name
        options:
          create: true
""",
    "overlays/production/namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n",
    "overlays/production/web.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 4
  template:
    spec:
      containers:
        - name: web
          resources:
            requests:
              cpu: 100m
""",
}
OVERLAYS = ("overlays/dev", "overlays/production", "overlays/staging")


@cache
def rules() -> tuple[rulebook.Rule, ...]:
    return rulebook.choose(rulebook.load(), profiles=("recommended",))


def write(folder: Path, texts: Mapping[str, str]) -> Path:
    for path, text in texts.items():
        where = folder / path
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_text(text, encoding="utf-8")
    return folder


def checked(folder: Path, changes: Mapping[str, tuple[str, str]] | None = None, more: Mapping[str, str] | None = None) -> Report:
    """What is found in the shop with some texts replaced, and more files."""
    texts = {**SHOP, **(more or {})}
    for path, (old, new) in (changes or {}).items():
        assert texts[path].count(old) == 1, old
        texts[path] = texts[path].replace(old, new)
    report = lint(find((".",), cwd=str(write(folder, texts))), rules(), Settings())
    assert not report.failures
    return report


def loud(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.severity is not Severity.INFO]


def only(report: Report) -> Finding:
    (finding,) = loud(report)
    return finding


def place(finding: Finding) -> tuple[str, int]:
    return finding.location.path, finding.location.line


def line(path: str, text: str, more: Mapping[str, str] | None = None) -> tuple[str, int]:
    """Where a text stands that is in a file once."""
    content = {**SHOP, **(more or {})}[path]
    assert content.count(text) == 1
    return path, content[: content.index(text)].count("\n") + 1


def test_a_shop_without_fault(tmp_path: Path) -> None:
    report = checked(tmp_path)
    assert not loud(report), loud(report)
    summary = report.summary
    assert (summary.units, summary.resources, dict(summary.skipped)) == (3, 5 + 6 + 7, {})
    assert summary.files == len(SHOP)
    assert {finding.unit for finding in report.findings} <= {*OVERLAYS}


def test_a_fault_of_the_base_is_told_once(tmp_path: Path) -> None:
    change = ("targetPort: http", "targetPort: htttp")
    finding = only(checked(tmp_path, {"base/service.yaml": change}))
    assert (finding.rule, finding.severity) == ("service-target-port-not-found", Severity.ERROR)
    assert place(finding) == line("base/service.yaml", "targetPort: http")
    # production writes another port by a patch
    assert (finding.unit, finding.also_in) == ("overlays/dev", ("overlays/staging",))
    assert finding.yaml_path == "spec.ports[0].targetPort"
    assert [place_.location.path for place_ in finding.related] == ["base/web.yaml"]


def test_the_fingerprint_is_that_of_the_source(tmp_path: Path) -> None:
    change = {"base/web.yaml": ("key: MODE", "key: MODUS")}
    whole = only(checked(tmp_path / "all", change))
    assert whole.also_in == ("overlays/production", "overlays/staging")
    texts = {path: text for path, text in SHOP.items() if not path.startswith(("overlays", "components"))}
    texts["base/web.yaml"] = texts["base/web.yaml"].replace("key: MODE", "key: MODUS")
    texts["live/kustomization.yaml"] = "namePrefix: a-\nnameSuffix: -b\nresources: [../base]\n"
    alone = only(lint(find((".",), cwd=str(write(tmp_path / "alone", texts))), rules(), Settings()))
    assert (alone.fingerprint, place(alone)) == (whole.fingerprint, place(whole))
    assert (alone.resource and alone.resource.name, whole.resource and whole.resource.name) == ("a-web-b", "web")


def test_a_fault_of_a_patch(tmp_path: Path) -> None:
    patch = SHOP["overlays/production/web.yaml"] + "          readinessProbe: {httpGet: {port: heath}}\n"
    report = checked(tmp_path, more={"overlays/production/web.yaml": patch})
    finding = only(report)
    assert place(finding) == line("overlays/production/web.yaml", "readinessProbe", {"overlays/production/web.yaml": patch})
    assert (finding.unit, finding.also_in) == ("overlays/production", ())
    assert finding.resource is not None
    assert (finding.resource.namespace, finding.resource.name) == ("shop", "live-web")


def test_a_fault_of_a_json_patch_in_the_kustomization(tmp_path: Path) -> None:
    change = ("targetPort\n        value: http", "targetPort\n        value: htttp")
    finding = only(checked(tmp_path, {"overlays/production/kustomization.yaml": change}))
    path, number = line("overlays/production/kustomization.yaml", "/spec/ports/0/targetPort")
    assert place(finding) == (path, number + 1)
    assert finding.location.column == len("        value: ") + 1


def test_a_fault_of_a_component(tmp_path: Path) -> None:
    finding = only(checked(tmp_path, {"components/cache/uses-cache.yaml": ("cache:6379", "cache:6378")}))
    assert place(finding) == line("components/cache/uses-cache.yaml", "redis://")
    assert (finding.unit, finding.also_in) == ("overlays/staging", ())
    assert [other.location.path for other in finding.related] == ["components/cache/cache.yaml"]


def test_what_a_generator_lacks(tmp_path: Path) -> None:
    finding = only(checked(tmp_path, {"base/web.env": ("MODE=fast", "MOED=fast")}))
    assert finding.rule == "configmap-key-not-found"
    assert place(finding) == line("base/web.yaml", "key: MODE")
    assert [(other.location.path, other.location.line) for other in finding.related] == [("base/web.env", 2)]


def test_the_namespace_of_an_overlay(tmp_path: Path) -> None:
    report = checked(tmp_path)
    found = {place(finding) for finding in report.findings if finding.rule == "namespace-not-found"}
    assert found == {("overlays/dev/kustomization.yaml", 1), ("overlays/staging/kustomization.yaml", 1)}


def test_a_place_in_an_image_entry(tmp_path: Path) -> None:
    more = {"overlays/dev/kustomization.yaml": SHOP["overlays/dev/kustomization.yaml"] + "replicas: [{name: web, count: 0}]\n"}
    report = checked(tmp_path, more=more)
    assert not loud(report)


def test_places_of_what_a_generator_implies(tmp_path: Path) -> None:
    found = examine(find((".",), cwd=str(write(tmp_path, SHOP))), Settings())
    resources = next(one for one in found.resolution.units if one.name == "overlays/production").resources
    made = next(one for one in resources if one.kind == "ConfigMap")
    expected = line("base/kustomization.yaml", "- name: web-env")
    for node in (made.root, made.nearest("metadata"), made.nearest("kind"), made.nearest("data")):
        location = place_of(node)
        assert (location.path, location.line) == expected
        assert location.column > len("  - ")
        assert location.end_column > location.column
    assert made.document.source.path == "base/kustomization.yaml"
    assert place_of(made.nearest("data", "COLOR")).line == 3
    assert place_of(made.nearest("data", "GREETING")).line == expected[1] + 4
    assert place_of(made.nearest("metadata", "namespace")).path == "overlays/production/kustomization.yaml"


# -- fixes ------------------------------------------------------------------------------------------------------------


def mended(folder: Path, changes: Mapping[str, tuple[str, str]], more: Mapping[str, str] | None = None) -> dict[str, str]:
    checked(folder, changes, more)
    tree = find((".",), cwd=str(folder))
    fixed = fix_tree(tree, rules(), Settings(), Wanted(Safety.UNSAFE), lambda *_: None)
    assert not fixed.report.failures
    return dict(fixed.after)


def test_a_fix_in_the_base(tmp_path: Path) -> None:
    wrong = {"base/web.yaml": ("key: MODE", "key: MOED")}
    finding = only(checked(tmp_path / "found", wrong))
    assert finding.fix is not None
    assert [splice.location.path for splice in finding.fix.splices] == ["base/web.yaml"]
    assert mended(tmp_path / "fixed", wrong) == {"base/web.yaml": SHOP["base/web.yaml"]}


def test_no_fix_where_another_overlay_is_right(tmp_path: Path) -> None:
    change = {"base/service.yaml": ("targetPort: http", "targetPort: htttp")}
    finding = only(checked(tmp_path, change))
    assert finding.fix is None
    assert finding.not_fixed == "overlays/production also uses this file, where it is right"


def test_a_fix_in_a_patch(tmp_path: Path) -> None:
    patch = SHOP["overlays/production/web.yaml"] + "          readinessProbe:\n            httpGet:\n              port: htpp\n"
    after = mended(tmp_path, {}, {"overlays/production/web.yaml": patch})
    assert after == {"overlays/production/web.yaml": patch.replace("htpp", "http")}


def test_a_text_in_the_kustomization_is_not_fixed(tmp_path: Path) -> None:
    change = ("targetPort\n        value: http", "targetPort\n        value: htttp")
    finding = only(checked(tmp_path, {"overlays/production/kustomization.yaml": change}))
    assert finding.fix is None
    assert finding.not_fixed == "it stands in a text of the kustomization"


def edited(folder: Path, unit: str, kind: str, path: tuple[str | int, ...], **more: Any) -> Edit | str:
    """What becomes of an edit of a built object."""
    found = examine(find((".",), cwd=str(write(folder, SHOP))), Settings())
    documents = {stream.source.path: stream.documents for stream in found.streams}
    resources = next(one for one in found.resolution.units if one.name == unit).resources
    resource = next(one for one in resources if one.kind == kind)
    fix = rewritten(Fix("", (Edit(resource.root, path, **more),)), lambda path: documents[path])
    return fix if isinstance(fix, str) else fix.edits[0]


POD = ("spec", "template", "spec", "containers", 0)


@pytest.mark.parametrize(
    ("kind", "path", "more", "expected"),
    [
        ("Deployment", ("spec", "replicas"), {"value": 3}, ("overlays/production/web.yaml", ("spec", "replicas"), ())),
        ("Deployment", (*POD, "image"), {"value": "a"}, ("base/web.yaml", (*POD, "image"), ())),
        ("Deployment", (*POD, "ports", 0, "name"), {"value": "a"}, ("base/web.yaml", (*POD, "ports", 0, "name"), ())),
        ("Deployment", (*POD, "securityContext", "a"), {"value": 1}, ("base/web.yaml", POD, ("securityContext", "a"))),
        ("Deployment", (*POD, "ports"), {"change": Change.REMOVE}, ("base/web.yaml", (*POD, "ports"), ())),
        ("Deployment", (*POD, "ports", 1), {"value": {}}, ("base/web.yaml", (*POD, "ports"), (1,))),
        (
            "Deployment",
            (*POD, "resources", "limits"),
            {"value": {}},
            ("overlays/production/web.yaml", (*POD, "resources"), ("limits",)),
        ),
        ("Deployment", ("metadata", "name"), {"value": "a"}, "Kustomize composes this value from two places"),
        ("Deployment", ("metadata", "namespace"), {"value": "a"}, "Kustomize writes this value"),
        ("ConfigMap", ("data", "MODE"), {"value": "a"}, "Kustomize writes this value"),
        ("Deployment", POD, {"change": Change.REMOVE}, "Kustomize changes what is written there"),
        ("Service", ("metadata", "labels", "team"), {"value": "a"}, "it stands in a text of the kustomization"),
        ("Service", ("spec", "nothing"), {"change": Change.REMOVE}, "Kustomize changes what is written there"),
    ],
)
def test_edits_of_what_is_composed(
    tmp_path: Path, kind: str, path: tuple[str | int, ...], more: dict[str, Any], expected: str | tuple[Any, ...]
) -> None:
    found = edited(tmp_path, "overlays/production", kind, path, **more)
    if isinstance(found, str):
        assert found == expected
    else:
        assert (found.node.source.path, found.node.path, found.path) == expected


# -- what is not built ------------------------------------------------------------------------------------------------


def test_what_cannot_be_built_is_linted_open(tmp_path: Path) -> None:
    more = {"overlays/dev/kustomization.yaml": "resources:\n  - ../../base\n  - gone.yaml\n"}
    report = checked(tmp_path, {"base/service.yaml": ("targetPort: http", "targetPort: htttp")}, more)
    wrong, port = sorted(loud(report), key=lambda one: one.rule)
    assert (wrong.rule, place(wrong)) == ("kustomize-resource-not-found", ("overlays/dev/kustomization.yaml", 3))
    assert (port.unit, port.also_in) == ("overlays/staging", ())  # the base is linted through it
    assert dict(report.summary.skipped) == {"kustomize-not-built": 1}
    assert closing(report, Options())[-1] == "not checked: 1 kustomization (not built: Kustomize fails)"


def test_remote_resources(tmp_path: Path) -> None:
    texts = {
        "a/kustomization.yaml": "resources:\n  - https://github.com/a/b?ref=v1\n  - web.yaml\n",
        "a/web.yaml": SHOP["base/service.yaml"],
    }
    report = lint(find((".",), cwd=str(write(tmp_path, texts))), rules(), Settings())
    assert not loud(report)
    assert closing(report, Options())[-1] == "not checked: 1 kustomization (not built: remote resources)"


def test_bases_of_what_is_not_built_are_linted_open(tmp_path: Path) -> None:
    texts = {path: text for path, text in SHOP.items() if path.startswith("base")}
    texts["base/service.yaml"] = texts["base/service.yaml"].replace("targetPort: http", "targetPort: htttp")
    texts["top/kustomization.yaml"] = "resources: [../base, gone.yaml]\n"
    report = lint(find((".",), cwd=str(write(tmp_path, texts))), rules(), Settings())
    assert [finding.rule for finding in loud(report)] == ["kustomize-resource-not-found"]
    port = next(finding for finding in report.findings if finding.rule == "service-target-port-not-found")
    assert (port.severity, port.unit) == (Severity.INFO, "base")


def test_a_kustomization_that_includes_itself(tmp_path: Path) -> None:
    texts = {"a/kustomization.yaml": "resources: [.]\n", "b/kustomization.yaml": "resources: [../a]\n"}
    report = lint(find((".",), cwd=str(write(tmp_path, texts))), rules(), Settings())
    assert {finding.rule for finding in loud(report)} == {"kustomize-build-failed"}
    assert {place(finding) for finding in loud(report)} == {("a/kustomization.yaml", 1)}


def test_what_only_some_overlays_patch_is_meant_for_them(tmp_path: Path) -> None:
    component = (
        SHOP["components/cache/kustomization.yaml"] + "  - target: {kind: Job, name: x}\n    patch: '- {op: remove, path: /a}'\n"
    )
    report = checked(tmp_path, more={"components/cache/kustomization.yaml": component})
    assert only(report).rule == "kustomize-patch-not-applied"
    generic = component.replace(", name: x", "")
    assert not loud(checked(tmp_path, more={"components/cache/kustomization.yaml": generic}))


def test_nothing_outside_of_what_was_named_is_read(tmp_path: Path) -> None:
    write(tmp_path, SHOP)
    (tmp_path / "overlays/dev/kustomization.yaml").write_text(
        "resources: [../../../outside.yaml]\nconfigMapGenerator: [{name: a, files: [link]}]\n", encoding="utf-8"
    )
    (tmp_path / "overlays/dev/link").symlink_to("/etc/hostname")
    report = lint(find(("overlays/dev",), cwd=str(tmp_path)), rules(), Settings())
    assert not report.failures
    assert all("hostname" not in source.path for source in report.sources.values())
    assert report.summary.skipped["kustomize-not-built"] == 1


def test_an_overlay_by_itself_is_not_wrong(tmp_path: Path) -> None:
    report = lint(find(("overlays/production",), cwd=str(write(tmp_path, SHOP))), rules(), Settings())
    assert not loud(report)
    assert report.summary.skipped["kustomize-not-built"] == 1


# -- who deploys into one namespace -----------------------------------------------------------------------------------


def test_absence_is_no_proof_where_others_deploy_too(tmp_path: Path) -> None:
    change = {
        "base/cron.yaml": ("name: web-env\n                      key: COLOR", "name: other\n                      key: COLOR")
    }
    assert only(checked(tmp_path / "one", change)).severity is Severity.ERROR
    more = {
        f"jobs/{name}/kustomization.yaml": f"namespace: {namespace}\nresources: [c.yaml]\n"
        for name, namespace in (("dev", "shop-dev"), ("staging", "shop-staging"), ("production", "shop"))
    } | {
        f"jobs/{name}/c.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n"
        for name in ("dev", "staging", "production")
    }
    assert only(checked(tmp_path / "two", change, more)).severity is Severity.WARNING


# -- Secrets ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("base/kustomization.yaml", "secretGenerator:\n  - name: web-key\n    literals:\n      - {}\n"),
        ("base/kustomization.yaml", "secretGenerator:\n  - name: web-key\n    literals: [{}]\n"),
    ],
)
def test_values_of_generated_secrets_are_hidden(tmp_path: Path, path: str, text: str) -> None:
    old = "secretGenerator:\n  - name: web-key\n    literals:\n      - key=hunter2\n"
    report = checked(tmp_path, {path: (old, text.format("keys=hunter2"))})
    finding = only(report)
    assert finding.rule == "secret-key-not-found"
    shown = "".join(render(report, Options()))
    assert "keys=" in shown
    assert "hunter2" not in shown


def test_files_that_secrets_are_made_of_are_hidden(tmp_path: Path) -> None:
    generator = "secretGenerator:\n  - name: web-key\n    envs:\n      - key.env\n"
    old = "secretGenerator:\n  - name: web-key\n    literals:\n      - key=hunter2\n"
    report = checked(tmp_path, {"base/kustomization.yaml": (old, generator)}, {"base/key.env": "keys=hunter2\n"})
    assert only(report).rule == "secret-key-not-found"
    shown = "".join(render(report, Options()))
    assert "base/key.env" in shown
    assert "hunter2" not in shown
