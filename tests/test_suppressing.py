"""Suppressions in runs: comments, annotations, entries of the configuration, and what is said of those that are wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from configured import Place, place

from k8slint import rulebook
from k8slint.discover import find
from k8slint.engine import Settings, lint
from k8slint.engine.fixing import Wanted, fix_tree
from k8slint.findings import Report
from k8slint.rulebook import Rule
from k8slint.settings import Ignore, Origin
from k8slint.suppress import OWN

__all__ = ["place"]

BOOK = rulebook.load()
RULES = tuple(rule for rule in rulebook.choose(BOOK, profiles=("default",)) if rule.id != "default-namespace")
TODAY = date(2026, 5, 17)
RULE = "service-target-port-not-found"

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web{metadata}
  labels: {{team: shop}}
spec:
  selector: {{app: web}}
  ports:
    - port: 80
      targetPort: http{comment}
"""
POD = """\
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
          ports: [{name: web, containerPort: 8080}]
"""


def service(comment: str = "", **annotations: str) -> str:
    lines = "".join(f"\n    {key}: {value}" for key, value in annotations.items())
    return SERVICE.format(comment=comment and f" {comment}", metadata=lines and f"\n  annotations:{lines}")


def annotated(key: str, value: str) -> str:
    return service(**{key: value})


def run(folder: Path, files: Mapping[str, str], *, rules: Sequence[Rule] = RULES, **settings: Any) -> Report:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    report = lint(find((".",), cwd=str(folder)), rules, Settings(today=TODAY, **settings))
    assert not report.failures, "\n".join(failure.traceback for failure in report.failures)
    return report


def told(report: Report) -> list[str]:
    return [f"{one.location.path}:{one.location.line}: {one.rule}: {one.message}" for one in report.findings]


def linted(folder: Path, text: str, **settings: Any) -> list[str]:
    return [line.partition(": ")[2] for line in told(run(folder, {"web.yaml": text, "pod.yaml": POD}, **settings))]


FOUND = f"{RULE}: " + 'Service web sends port 80 to "http", a port name that no container of Deployment web declares'


def test_without_a_suppression_it_is_found(tmp_path: Path) -> None:
    assert linted(tmp_path, service()) == [FOUND]


def test_hidden_findings_are_counted_and_kept(tmp_path: Path) -> None:
    report = run(tmp_path, {"web.yaml": service(f"# k8slint: ignore[{RULE}] x"), "pod.yaml": POD})
    assert not report.findings
    assert [finding.rule for finding in report.suppressed] == [RULE]
    assert report.summary.suppressed == 1


@pytest.mark.parametrize(
    "text",
    [
        annotated("k8slint.dev/ignore", RULE),
        annotated("k8slint.dev/ignore", f'"default-namespace, {RULE}"'),
        annotated("k8slint.dev/ignore", f"default-namespace {RULE}"),
    ],
)
def test_annotation_of_ours(tmp_path: Path, text: str) -> None:
    assert linted(tmp_path, text) == []


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ('""', "unknown-suppression: the annotation `k8slint.dev/ignore` names no rule"),
        ("true", "unknown-suppression: the annotation `k8slint.dev/ignore` names no rule"),
        ("all", "unknown-suppression: `all` is no rule; a suppression names each rule that it silences"),
        ("services", "unknown-suppression: `services` is no rule; a suppression names each rule that it silences"),
        ('"*"', "unknown-suppression: `*` is no rule; a suppression names each rule that it silences"),
        (
            "service-target-port-notfound",
            f"unknown-suppression: unknown rule `service-target-port-notfound`; did you mean `{RULE}`?",
        ),
        ("unused-suppression", "unknown-suppression: `unused-suppression` can only be ignored in the configuration"),
        ("duplicate-key", "unused-suppression: the suppression of `duplicate-key` hides nothing"),
    ],
)
def test_annotation_that_silences_nothing(tmp_path: Path, value: str, says: str) -> None:
    assert linted(tmp_path, annotated("k8slint.dev/ignore", value)) == [says, FOUND]


PEER = replace(next(rule for rule in RULES if rule.id == RULE), equivalents=())
THEIRS = (
    "checkov:CKV_K8S_999",
    "kics:1111-aaaa",
    "kube-linter:no-port",
    "kube-score:port",
    "polaris:portMissing",
    "trivy:KSV-0999",
)
WITH_PEERS = tuple(replace(rule, equivalents=THEIRS) if rule.id == RULE else rule for rule in RULES)
PEERS = {
    "kube-linter": annotated("ignore-check.kube-linter.io/no-port", "because"),
    "kube-linter, all": annotated("kube-linter.io/ignore-all", "because"),
    "kube-score": annotated("kube-score/ignore", "other, port"),
    "kube-score, all": annotated("kube-score/ignore", '"*"'),
    "checkov": annotated("checkov.io/skip1", "CKV_K8S_999=because"),
    "checkov, no reason": annotated("checkov.io/skip12", "CKV_K8S_999"),
    "checkov, comment": f"# checkov:skip=CKV_K8S_999:because\n{service()}",
    "checkov, comment anywhere in it": service("# checkov:skip=CKV_K8S_1,CKV_K8S_999: because"),
    "polaris": annotated("polaris.fairwinds.com/portMissing-exempt", '"true"'),
    "polaris, all": annotated("polaris.fairwinds.com/exempt", '"true"'),
    "trivy": service("#trivy:ignore:KSV-0999"),
    "trivy, long id": service("# trivy:ignore:AVD-KSV-0999"),
    "trivy, old id": service("# trivy:ignore:ksv0999"),
    "trivy, above": f"#trivy:ignore:KSV-0001 trivy:ignore:KSV-0999\n{service()}",
    "trivy, until": service("# trivy:ignore:KSV-0999:exp:2026-05-17"),
    "trivy, all": service("# trivy:ignore:*"),
    "kics, line": service().replace("      targetPort", "      # kics-scan ignore-line\n      targetPort"),
    "kics, block": service().replace("  ports:", "  # kics-scan ignore-block\n  ports:"),
    "kics, file": f"# header\n# kics-scan ignore\n{service()}",
    "kics, file, below a mark": f"---\n# kics-scan ignore\n{service()}",
    "kics, ids": f"# kics-scan disable=0000-bbbb,1111-AAAA\n{service()}",
}
NO_PEERS = {
    "kube-linter, another": annotated("ignore-check.kube-linter.io/no-ports", "because"),
    "kube-score, another": annotated("kube-score/ignore", "ports"),
    "kube-score, empty": annotated("kube-score/ignore", '""'),
    "kube-score, enabled": annotated("kube-score/enable", "port"),
    "checkov, another": annotated("checkov.io/skip1", "CKV_K8S_99=CKV_K8S_999"),
    "checkov, empty": annotated("checkov.io/skip1", '""'),
    "checkov, any": annotated("checkov.io/skip1", '"*"'),
    "checkov, no number": annotated("checkov.io/skipped", "CKV_K8S_999"),
    "checkov, no id": f"# checkov:skip\n{service()}",
    "checkov, in another document": f"a: b # checkov:skip=CKV_K8S_999\n---\n{service()}",
    "polaris, false": annotated("polaris.fairwinds.com/portMissing-exempt", '"false"'),
    "polaris, another": annotated("polaris.fairwinds.com/port-exempt", '"true"'),
    "trivy, another": service("# trivy:ignore:KSV-0998"),
    "trivy, longer": service("# trivy:ignore:KSV-09990"),
    "trivy, no id": service("# trivy:ignore"),
    "trivy, expired": service("# trivy:ignore:KSV-0999:exp:2026-05-16"),
    "trivy, of a workspace": service("# trivy:ignore:KSV-0999:ws:dev"),
    "trivy, elsewhere": service().replace("  selector", "  # trivy:ignore:KSV-0999\n  selector"),
    "kics, line, elsewhere": service().replace("    - port", "    # kics-scan ignore-line\n    - port"),
    "kics, file, too late": service().replace("kind:", "# kics-scan ignore\nkind:"),
    "kics, ids, too late": service().replace("kind:", "# kics-scan disable=1111-aaaa\nkind:"),
    "kics, enabled": f"# kics-scan enable=1111-aaaa\n{service()}",
    "kics, another": f"# kics-scan disable=1111\n{service()}",
    "kics, no ids": f"# kics-scan disable=\n{service()}",
}


@pytest.mark.parametrize("name", PEERS)
def test_other_tools(tmp_path: Path, name: str) -> None:
    assert linted(tmp_path, PEERS[name], rules=WITH_PEERS) == []


@pytest.mark.parametrize("name", NO_PEERS)
def test_other_tools_say_something_else(tmp_path: Path, name: str) -> None:
    assert linted(tmp_path, NO_PEERS[name], rules=WITH_PEERS) == [FOUND]


@pytest.mark.parametrize("name", PEERS)
def test_other_tools_hide_nothing_of_which_they_do_not_know(tmp_path: Path, name: str) -> None:
    rules = tuple(PEER if rule.id == RULE else rule for rule in RULES)
    assert linted(tmp_path, PEERS[name], rules=rules) == [FOUND]


@pytest.mark.parametrize(
    ("entry", "hides"),
    [
        (Ignore((RULE,)), True),
        (Ignore(("kube-linter:no-port",)), True),
        (Ignore((RULE,), kinds=("Serv*",), names=("we?",), labels={"team": "shop"}, paths=("web.yaml",)), True),
        (Ignore((RULE,), expires=TODAY), True),
        (Ignore((RULE,), kinds=("Deployment",)), False),
        (Ignore((RULE,), names=("we",)), False),
        (Ignore((RULE,), labels={"team": "other"}), False),
        (Ignore((RULE,), namespaces=("shop",)), False),
        (Ignore((RULE,), paths=("elsewhere/",)), False),
        (Ignore((RULE,), expires=date(2026, 5, 16)), False),
    ],
)
def test_entry_of_the_configuration(tmp_path: Path, entry: Ignore, hides: bool) -> None:
    assert (FOUND not in linted(tmp_path, service(), rules=WITH_PEERS, ignores=(entry,))) is hides


def test_entries_that_are_wrong(tmp_path: Path) -> None:
    origin = Origin(".k8slint.yaml", 3, 5)
    entries = (
        Ignore((RULE,), expires=date(2026, 1, 31), origin=origin),
        Ignore(("duplicate-key",), reason="x", origin=origin._replace(line=5)),
        Ignore(("duplicate-kee",), origin=origin._replace(line=7)),
        Ignore(("bare-pod",), paths=("elsewhere/",), origin=origin._replace(line=9)),
    )
    assert told(run(tmp_path, {"web.yaml": service(), "pod.yaml": POD}, ignores=entries)) == [
        f".k8slint.yaml:3: expired-suppression: the suppression of `{RULE}` expired on 2026-01-31",
        ".k8slint.yaml:5: unused-suppression: the suppression of `duplicate-key` hides nothing",
        ".k8slint.yaml:7: unknown-suppression: unknown rule `duplicate-kee`; did you mean `duplicate-key`?",
        f"web.yaml:10: {FOUND}",
    ]


@pytest.mark.parametrize(
    ("paths", "tells"),
    [((".",), True), (("web.yaml", "pod.yaml"), False), (("below",), False), (("web.yaml", "below"), False)],
)
def test_entry_is_only_unused_where_all_that_it_is_for_was_named(tmp_path: Path, paths: tuple[str, ...], tells: bool) -> None:
    run(tmp_path, {"web.yaml": service(), "pod.yaml": POD, "below/pod.yaml": POD})
    entries = (Ignore(("duplicate-key",), origin=Origin(".k8slint.yaml", 3, 5)),)
    report = lint(find(paths, cwd=str(tmp_path)), RULES, Settings(today=TODAY, ignores=entries))
    assert any(line.startswith(".k8slint.yaml:3: unused-suppression") for line in told(report)) is tells


@pytest.mark.parametrize(
    ("name", "text", "frame"),
    [
        (".k8slint.yaml", "ignore:\n  - rule: duplicate-key\n", " 2 |   - rule: duplicate-key\n   |     ^ hides nothing\n"),
        ("pyproject.toml", '[[tool.k8slint.ignore]]\nrule = "duplicate-key"\n', " 1 | [[tool.k8slint.ignore]]\n"),
    ],
)
def test_an_entry_is_shown_where_it_is_written(place: Place, name: str, text: str, frame: str) -> None:
    place.write({name: text, "web.yaml": service(), "pod.yaml": POD})
    assert frame in place.check("--output-format", "full").out


def test_entries_leave_out_what_is_said_of_comments(tmp_path: Path) -> None:
    text = service("# k8slint: ignore[duplicate-key]").replace("http", "web")
    assert linted(tmp_path, text) == ["unused-suppression: the suppression of `duplicate-key` hides nothing"]
    assert linted(tmp_path, text, ignores=(Ignore(("unused-suppression",), paths=("web.yaml",)),)) == []
    assert linted(tmp_path, text, rules=[rule for rule in RULES if rule.category != OWN]) == []


@pytest.mark.parametrize("text", [service(f"# k8slint: ignore[{RULE}]"), annotated("k8slint.dev/ignore", RULE)])
def test_reason_that_is_required(tmp_path: Path, text: str) -> None:
    assert linted(tmp_path, text) == []
    expected = [f"suppression-without-reason: the suppression of `{RULE}` gives no reason"]
    assert linted(tmp_path, text, require_reason=True) == expected
    given = text.replace("]", "] so it is").replace(f"ignore: {RULE}", f"ignore: {RULE}\n    k8slint.dev/ignore-reason: so it is")
    assert linted(tmp_path, given, require_reason=True) == []


def test_annotation_of_a_pod_template_is_about_what_lies_in_it(tmp_path: Path) -> None:
    notes = "      annotations: {k8slint.dev/ignore: configmap-not-found}\n"
    volume = "      volumes: [{name: a, configMap: {name: settings}}]\n"
    pod = POD.replace("      labels:", f"{notes}      labels:") + volume
    used = service().replace("http", "web")
    assert "configmap-not-found" in " ".join(linted(tmp_path, used) + told(run(tmp_path, {"pod.yaml": POD + volume})))
    assert told(run(tmp_path, {"pod.yaml": pod})) == []


def test_annotation_is_about_one_resource_of_several_with_one_name(tmp_path: Path) -> None:
    report = run(tmp_path, {"a.yaml": annotated("k8slint.dev/ignore", RULE), "b.yaml": service(), "pod.yaml": POD})
    assert [one.location.path for one in report.findings if one.rule == RULE] == ["b.yaml"]


def test_not_unused_where_nobody_looked(tmp_path: Path) -> None:
    files = {
        "broken/web.yaml": service("# k8slint: ignore[service-selects-nothing] x"),
        "broken/other.yaml": "a: [\n",
        "off.yaml": "a: b # k8slint: ignore[bare-pod] no manifest\n",
        "web.yaml": service("# k8slint: ignore[nodeport-in-production-of-somebody, service-target-port-not-found] x"),
        "pod.yaml": POD,
    }
    rules = {one.rule for one in run(tmp_path, files).findings}
    assert "unused-suppression" not in rules
    assert "unknown-suppression" in rules


def test_former_ids_and_ids_of_other_tools_hold(tmp_path: Path) -> None:
    rules = tuple(replace(rule, formerly=("old-port",)) if rule.id == RULE else rule for rule in WITH_PEERS)
    assert linted(tmp_path, service("# k8slint: ignore[old-port]"), rules=rules) == []
    assert linted(tmp_path, service("# k8slint: ignore[kube-linter:no-port]"), rules=rules) == []


KUSTOMIZED = {
    "base/kustomization.yaml": "resources: [web.yaml, pod.yaml]\n",
    "base/web.yaml": service(),
    "base/pod.yaml": POD,
    "overlay/kustomization.yaml": "resources: [../base]\npatches:\n  - path: patch.yaml\n",
    "overlay/patch.yaml": "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  labels: {a: b}\n",
}
ANNOTATION = f"  annotations: {{k8slint.dev/ignore: {RULE}}}\n"


def units(report: Report) -> list[str]:
    return sorted(name for one in report.findings if one.rule == RULE for name in (one.unit or "", *one.also_in))


def test_built_units(tmp_path: Path) -> None:
    assert units(run(tmp_path / "a", KUSTOMIZED)) == ["base", "overlay"] or units(run(tmp_path / "a", KUSTOMIZED)) == ["overlay"]
    commented = {**KUSTOMIZED, "base/web.yaml": service(f"# k8slint: ignore[{RULE}] x")}
    assert told(run(tmp_path / "b", commented)) == []
    patched = {**KUSTOMIZED, "overlay/patch.yaml": KUSTOMIZED["overlay/patch.yaml"] + ANNOTATION}
    report = run(tmp_path / "c", patched)
    assert "overlay" not in units(report)
    assert not [one for one in report.findings if one.rule == "unused-suppression"]


def test_list_items(tmp_path: Path) -> None:
    items = "apiVersion: v1\nkind: List\nitems:\n"
    for text in (service(), service().replace("name: web", "name: other", 1)):
        lines = text.splitlines()
        items += f"- {lines[0]}{'@' if 'other' not in text else ''}\n" + "".join(f"  {line}\n" for line in lines[1:])
    report = run(tmp_path, {"web.yaml": items.replace("@", f" # k8slint: ignore[{RULE}] x"), "pod.yaml": POD})
    assert [one.resource.name for one in report.findings if one.rule == RULE and one.resource] == ["other"]


def fixed(folder: Path, text: str) -> str:
    for name, content in {"web.yaml": text, "pod.yaml": POD}.items():
        (folder / name).write_bytes(content.encode())
    outcome = fix_tree(find((".",), cwd=str(folder)), RULES, Settings(today=TODAY), Wanted(), lambda *_: None)
    assert not outcome.report.failures
    return outcome.after.get("web.yaml", text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (service("# k8slint: ignore[duplicate-key] x"), service()),
        (service("# mine # k8slint: ignore[duplicate-key] x"), service("# mine")),
        (service(f"# k8slint: ignore[duplicate-key, {RULE}] x"), service(f"# k8slint: ignore[{RULE}] x")),
        (service(f"# k8slint: ignore[{RULE}, duplicate-key] x"), service(f"# k8slint: ignore[{RULE}] x")),
        (service(f"# k8slint: ignore[duplicate-key,{RULE},duplicate-service-port] x"), service(f"# k8slint: ignore[{RULE}] x")),
        (f"# k8slint: ignore-file[duplicate-key]\n{service()}", service()),
        (f"# a\n# k8slint: ignore[duplicate-key]\n# b\n{service()}", f"# a\n# b\n{service()}"),
        (service() + "# k8slint: ignore[duplicate-key]\n", service()),
        (f"--- # k8slint: ignore[duplicate-key]\n{service()}", f"---\n{service()}"),
        (service("# k8slint: ignore[duplicate-key]").replace("\n", "\r\n"), service().replace("\n", "\r\n")),
    ],
)
def test_fix_removes_what_hides_nothing(tmp_path: Path, before: str, after: str) -> None:
    assert fixed(tmp_path, before) == after


def test_fix_leaves_alone_what_is_hidden(tmp_path: Path) -> None:
    found = service().replace("  ports:", "  clusterIP: None\n  clusterIP: None # k8slint: ignore[duplicate-key] x\n  ports:")
    assert fixed(tmp_path, found) == found
