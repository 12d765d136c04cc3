"""No report shows a value of a Secret, and what it shows stays where it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint import rulebook
from k8slint.engine import lint_texts
from k8slint.report.diff import unified
from k8slint.report.full import render
from k8slint.report.options import Options
from k8slint.report.veil import veil
from k8slint.text import SecretFile, SourceFile

WORD = "hunter2"

BLOCK = """\
apiVersion: v1
kind: Secret
metadata:
  name: db
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {"data": {"password": "hunter2"}}
data: # hunter2
  # before: hunter2
  password: hunter2 # hunter2
  "quoted": "hunter2"
  password: hunter2
  several: |
    hunter2
      hunter2

    hunter2
  # old: hunter2
type: Opaque
"""
OTHERS = {
    "flow": "kind: Secret\ndata: {password: hunter2, user: 'hunter2'} # hunter2\ntype: Opaque\n",
    "json": '{"kind": "Secret", "data": {"password": "hunter2", "b": "hunter2"}, "type": "Opaque"}',
    "list": "kind: List\nitems:\n- kind: Secret\n  stringData:\n    a: hunter2\n    ? b\n    : hunter2\n",
    "no mapping": "kind: Secret\ndata: hunter2\n",
    "windows": BLOCK.replace("\n", "\r\n"),
    "second": f"kind: ConfigMap\ndata: {{a: b}}\n---\n{BLOCK}---\nkind: Service\n",
    "beside what cannot be read": f"{BLOCK}---\na: b: c\n",
    "a colon too many": "kind: Secret\ndata:\n  a: hunter2: hunter2\n  b: hunter2\n",
    "a space too few": "kind: Secret\nstringData:\n  a:hunter2\n  b: hunter2\n",
    "a quote too few": 'kind: Secret\ndata:\n  c: "hunter2\ntype: hunter2 hunter2\n',
}


@pytest.mark.parametrize("text", [pytest.param(BLOCK, id="block"), *(pytest.param(t, id=i) for i, t in OTHERS.items())])
def test_values_are_hidden_and_nothing_moves(text: str) -> None:
    source = SourceFile("secret.yaml", text)
    shown = veil(source)
    assert WORD not in shown.text
    assert len(shown.starts) == len(source.starts)
    for number in range(len(source.starts)):
        line, seen = source.line(number), shown.line(number)
        end = min(len(line), len(seen.rstrip("•")))
        assert all(b in {a, "•"} for a, b in zip(line[:end], seen[:end], strict=True))


def test_keys_stay() -> None:
    shown = veil(SourceFile("secret.yaml", BLOCK)).text
    assert '  password: •••\n  "quoted": •••\n' in shown
    assert shown.startswith("apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\n")
    assert shown.endswith("type: Opaque\n")


@pytest.mark.parametrize("text", ["kind: ConfigMap\ndata: {a: b}\n", "# Secret\nkind: Service\n", "kind: Secret\ntype: Opaque\n"])
def test_what_holds_no_values_is_shown_as_it_is(text: str) -> None:
    source = SourceFile("a.yaml", text)
    assert veil(source) is source


VALUES = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=30).map(lambda text: f"{WORD}{text}")


@given(
    st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), VALUES, min_size=1, max_size=4), st.booleans(), st.booleans()
)
def test_no_value_is_ever_shown(data: dict[str, str], flow: bool, inside: bool) -> None:
    quoted = {key: json.dumps(value) for key, value in data.items()}
    body = (
        " {" + ", ".join(f"{key}: {value}" for key, value in quoted.items()) + "}\n"
        if flow
        else "\n" + "".join(f"  {key}: {value}\n" for key, value in quoted.items())
    )
    text = f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:{body}"
    if inside:
        text = "apiVersion: v1\nkind: List\nitems:\n- " + text.replace("\n", "\n  ").rstrip() + "\n"
    shown = veil(SourceFile("a.yaml", text))
    assert WORD not in shown.text
    assert len(shown.starts) == text.count("\n") + 1


def full(texts: dict[str, str], **more: Any) -> str:
    report = lint_texts(texts, rules=rulebook.choose(rulebook.load(), profiles=("strict",)), **more)
    assert not report.failures
    assert report.findings
    return "".join(render(report, Options(width=200)))


POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: example.com/web:1.0
      env:
        - name: PASSWORD
          valueFrom:
            secretKeyRef: {name: db, key: pasword}
"""
MANIFEST = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData: {user: hunter2, password: hunter2}\n"


@pytest.mark.parametrize("secret", [MANIFEST, MANIFEST.replace(" {", "\n  ").replace(", ", "\n  ").replace("}", "")])
def test_a_frame_points_at_the_key_and_hides_the_value(secret: str) -> None:
    shown = full({"pod.yaml": POD, "secret.yaml": secret})
    assert "secret-key-not-found" in shown
    assert "nearest: password" in shown
    assert WORD not in shown


def test_a_diff_shows_what_changes_beside_values_and_not_the_values() -> None:
    shown = "".join(unified("a.yaml", MANIFEST, MANIFEST.replace("name: db", "name: data"), color=False, escape=False))
    assert "+  name: data" in shown
    assert "stringData:" in shown
    assert WORD not in shown


def test_a_key_that_is_there_twice() -> None:
    shown = full({"secret.yaml": BLOCK})
    assert "duplicate-key" in shown
    assert WORD not in shown


def test_a_secret_that_cannot_be_read() -> None:
    shown = full({"secret.yaml": OTHERS["a colon too many"]})
    assert "yaml-syntax-error" in shown
    assert WORD not in shown


KUSTOMIZATION = """\
resources: [web.yaml]
secretGenerator:
  - name: db
    literals:
      - password=hunter2
      - "user=hunter2"
    files: [key.pem]
  - {name: flow, literals: [a=hunter2, 'b=hunter2']}
patches:
  - target: {kind: Secret, name: db}
    patch: |-
      - op: replace
        path: /data/password
        value: hunter2
  - patch: |
      apiVersion: v1
      kind: Secret
      metadata:
        name: db
      stringData:
        password: hunter2
        several: |
          hunter2
  - target: {kind: Deployment, name: web}
    patch: |-
      - op: replace
        path: /spec/replicas
        value: 3
patchesStrategicMerge:
  - |-
    kind: Secret
    data:
      a: hunter2
"""


def test_a_kustomization_shows_nothing_that_becomes_a_secret() -> None:
    shown = veil(SourceFile("kustomization.yaml", KUSTOMIZATION)).text
    assert WORD not in shown
    assert len(shown.splitlines()) == len(KUSTOMIZATION.splitlines())
    for kept in ("- password=", "user=", "value: 3", "files: [key.pem]", "      stringData:", "        password:", "name: flow"):
        assert kept in shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# hunter2\nA=hunter2\nexport B=hunter2\nhunter2\n", "•••\nA=•••\nexport B=•••\n•••\n"),
        ("- op: add\n  path: /data/a\n  value: hunter2\n", "- op:•••\n  path:•••\n  value:•••\n"),
    ],
)
def test_a_file_that_secrets_are_made_of(text: str, expected: str) -> None:
    assert veil(SecretFile("a.env", text)).text.replace(" •••", "•••") == expected
    shown = "".join(unified("a.env", text, text.replace("hunter2", "hunter3"), color=False, escape=False, secret=True))
    assert "hunter" not in shown
