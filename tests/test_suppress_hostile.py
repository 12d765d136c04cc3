"""Suppressions that somebody smuggles in, and texts that are made to take forever."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from k8slint import rulebook
from k8slint.discover import find
from k8slint.engine import Settings, lint, lint_texts
from k8slint.findings import Finding, Report
from k8slint.suppress import Text, notes, peer_remarks
from k8slint.text import SourceFile
from k8slint.yaml import read

RULES = tuple(rule for rule in rulebook.choose(rulebook.load(), profiles=("default",)) if rule.id != "default-namespace")
RULE = "configmap-not-found"
SAYS = f"# k8slint: ignore[{RULE}] x"
OF_FILE = f"# k8slint: ignore-file[{RULE}]"
POD = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata:
      labels: {{app: web}}
    spec:
      containers:
        - name: web
          image: nginx:1.27
          env:
            - name: A
              value: {text}
          envFrom:
            - configMapRef: {{name: settings}}
"""
CONFIG = """\
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: other
data:
  a.yaml: |
    {says}
    a: b {says}
    {file}
"""


def found(report: Report) -> list[Finding]:
    assert not report.failures
    return [finding for finding in report.findings if finding.rule == RULE]


@pytest.mark.parametrize(
    "text",
    [
        f'"one\n                {SAYS}\n                {OF_FILE}\n                two"',
        f"'one\n\n                {SAYS}\n                two'",
        f"|\n                {SAYS}\n                {OF_FILE}",
        f">-\n                a {SAYS}\n                {OF_FILE}",
        f'"a {SAYS}"',
        f"a#k8slint:ignore[{RULE}]",
        f'"\\n{OF_FILE}\\n"',
        f'"\\u2028{OF_FILE}"',
        f"&x '{SAYS}'",
        f"!!str '{SAYS}'",
        f"a # see {SAYS[2:]}",
        f"a # `{SAYS}`",
    ],
)
def test_text_is_no_comment(text: str) -> None:
    assert len(found(lint_texts({"a.yaml": POD.format(text=text)}, RULES))) == 1


def test_text_of_a_config_map_is_its_own() -> None:
    texts = {"a.yaml": POD.format(text="a") + CONFIG.format(says=SAYS, file=OF_FILE)}
    assert len(found(lint_texts(texts, RULES))) == 1


def test_comment_at_an_alias_is_about_the_alias() -> None:
    start = POD.format(text="a").replace("- configMapRef", "- &x\n              configMapRef")
    text = f"{start}      initContainers:\n        - name: i\n          image: b:1\n          envFrom: [*x] {SAYS}\n"
    assert found(lint_texts({"a.yaml": text}, RULES))


def test_link_to_a_file_of_comments_silences_nothing_else(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(f"{OF_FILE}\na: b\n")
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "a.yaml").write_text(POD.format(text="a"))
    os.symlink(outside, tree / "b.yaml")
    assert len(found(lint(find((".",), cwd=str(tree)), RULES, Settings()))) == 1


def seconds(text: str, *, templated: bool = False) -> float:
    source = SourceFile("a.yaml", text)
    documents = () if templated else read(source).documents
    start = time.process_time()
    for note in notes(Text(source, documents, templated)):
        assert note.directive.end >= note.directive.start
    peer_remarks(Text(source, documents, templated))
    return time.process_time() - start


MANY = 4_000
GROWING: dict[str, Callable[[int], str]] = {
    "stacked": lambda n: f"{SAYS}\n" * n + "a: b\n",
    "entries": lambda n: "".join(f"k{i}: 1 {SAYS}\n" for i in range(n)),
    "items": lambda n: "a:\n" + "".join(f"- b: 1 {SAYS}\n" for _ in range(n)),
    "documents": lambda n: f"a: 1 {SAYS}\n---\n" * n,
    "empty documents": lambda n: f"{SAYS}\n---\n---\n" * n,
    "one comment": lambda n: "a: b " + f"{SAYS} " * n + "\n",
    "brackets": lambda n: "a: b # k8slint: ignore[" + "[" * n * 10 + "\n" + "# k8slint: ignore[\n" * n,
    "commas": lambda n: "a: b # k8slint: ignore[" + ", ," * n * 10 + "]\n",
    "blanks": lambda n: "a: b #" + " " * n * 20 + "k8slint:" + " " * n * 20 + "ignore" + " " * n * 20 + "[a]\n",
    "signs": lambda n: "a: b " + "# " * n * 10 + "k8slint\n",
    "empty lines": lambda n: (SAYS + "\n" * 10) * n + "a: b\n",
    "broken": lambda n: f"a: [\n{SAYS}\n" * n,
    "peers": lambda n: "a: b # checkov:skip=" + "A," * n * 5 + " trivy:ignore:" * n + "\n",
}


@pytest.mark.parametrize("templated", [False, True])
@pytest.mark.parametrize("name", GROWING)
def test_time_grows_with_the_text(name: str, templated: bool) -> None:
    make = GROWING[name]
    few = min(seconds(make(MANY // 4), templated=templated) for _ in range(2))
    many = min(seconds(make(MANY), templated=templated) for _ in range(2))
    assert many < 0.25 or many < 9 * few, f"{few:.3f} s, then {many:.3f} s for four times as much"


@pytest.mark.parametrize(
    "text",
    ["{{" * 50_000, "{{/*" * 50_000, "{{- /* k8slint" * 20_000, '"' * 9_999 + " # k8slint: ignore[a]", "{{/**/}}\n" * 30_000],
)
def test_templates_that_never_end(text: str) -> None:
    assert seconds(f"a: {text} k8slint\n", templated=True) < 2


def test_many_comments_and_findings_are_matched_in_time() -> None:
    says = "# k8slint: ignore[service-target-port-not-found] x"
    ports = "".join(f"    - name: p{i}\n      port: {i + 1}\n      targetPort: x{i} {says}\n" for i in range(1_000))
    text = f"apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec:\n  selector: {{app: web}}\n  ports:\n{ports}---\n"
    report = lint_texts({"a.yaml": text + POD.format(text="a")}, RULES)
    assert report.summary.suppressed == 1_000
    assert [finding.rule for finding in report.findings] == [RULE]


@pytest.mark.parametrize(
    "head",
    [
        f"# k8slint: ignore[{','.join(f'servce-{number}' for number in range(10_000))}]",
        f"# k8slint: ignore[{','.join([RULE, 'no-such-rule'] * 5_000)}]",
        " ".join(f"# k8slint: ignore[servce-{number}]" for number in range(5_000)),
    ],
    ids=["unknown", "unused", "directives"],
)
def test_many_wrong_words_take_no_long(head: str) -> None:
    began = time.process_time()
    report = lint_texts({"x.yaml": f"{head}\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c}}\n"}, RULES)
    assert len([one for one in report.findings if one.location.line == 1]) >= 5_000
    assert time.process_time() - began < 4


def test_only_some_wrong_words_are_looked_up() -> None:
    words = ",".join(f"configmap-not-foun{number}" for number in range(300))
    text = f"# k8slint: ignore[{words}]\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c}}\n"
    told = [one.message for one in lint_texts({"x.yaml": text}, RULES).findings]
    assert (len(told), sum("did you mean" in message for message in told)) == (300, 100)
