"""No report shows a value of a Secret, and what it shows stays where it is."""

from __future__ import annotations

import json
from itertools import pairwise
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint import rulebook
from k8slint.engine import lint_texts
from k8slint.engine.fixing import Wanted, fix_texts
from k8slint.findings import Location, RelatedPlace, Report, Safety
from k8slint.report import FORMATS
from k8slint.report import render as render_as
from k8slint.report.diff import unified
from k8slint.report.full import render
from k8slint.report.manifests import manifest, veiled
from k8slint.report.options import Options
from k8slint.report.passwords import passwords, without_passwords
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


REMARKS = """\
# hunter2
apiVersion: v1
kind: Secret # hunter2
metadata:
  name: db # hunter2
  # hunter2
type: Opaque
# hunter2
data:
  a: aHVudGVyMg==
# hunter2
"""


@pytest.mark.parametrize(
    "text",
    [
        REMARKS,
        "kind: List\nitems:\n- " + REMARKS.partition("\n")[2].replace("\n", "\n  ").rstrip() + "\n",
        f"kind: ConfigMap\n---\n{REMARKS}---\nkind: Service # kept\n",
    ],
)
def test_comments_of_a_secret_are_hidden(text: str) -> None:
    shown = veil(SourceFile("a.yaml", text)).text
    assert WORD not in shown
    assert "aHVudGVyMg" not in shown
    assert "  name: db •••\n" in shown
    assert "# kept" in shown or "# kept" not in text


def test_a_file_that_holds_no_secret_keeps_its_comments() -> None:
    source = SourceFile("a.yaml", "kind: Role # for Secrets\nrules: [{resources: [secrets]}] # Secret\n")
    assert veil(source) is source


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgres://shop:hunter2@db/orders", "postgres://shop:•••@db/orders"),
        ("a: 'redis://:hunter2@h:6379' # x", "a: 'redis://:•••@h:6379' # x"),
        ('{"a":"amqp://u:hunter\\"2@h","b":"c@d"}', '{"a":"amqp://u:•••@h","b":"c@d"}'),
        ("postgres://u:hunter/2@h/db", "postgres://u:•••@h/db"),
        ("postgres://u:h@unter2@h:1/d?y=a@b", "postgres://u:•••@h:1/d?y=a@b"),
        ("mongodb://u:hunter2@h:1,i:2/db", "mongodb://u:•••@h:1,i:2/db"),
        ("a://u:hunter2@h,b://v:hunter2@i", "a://u:•••@h,b://v:•••@i"),
        ("a://h,b://v:hunter2@i", "a://h,b://v:•••@i"),
        *(
            (kept, kept)
            for kept in (
                "http://a:80/x?m=me@b.c",
                "http://a:1,b:2/x@y",
                "http://[::1]:80/a@b",
                "https://h/a:b@c",
                "https://git@example.com/a.git",
                "postgres://u:$(PASSWORD)@h",
                "postgres://u:${PASSWORD}@h",
                "postgres://u:<password>@h",
                "postgres://u:@h",
                "me@example.com and http://a",
            )
        ),
    ],
)
def test_passwords_of_urls(text: str, shown: str) -> None:
    assert without_passwords(text) == shown
    veiled = veil(SourceFile("a.yaml", f"{text}\n")).text
    assert "hunter" not in veiled
    assert len(veiled) == len(text) + 1


@given(st.text(st.sampled_from(':/@ab2$(){}[]?#,\n "\\'), max_size=60))
def test_a_text_without_passwords_has_none(text: str) -> None:
    spans = [*passwords(text)]
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(text[span.start - 1] == ":" and text[span.end] == "@" for span in spans)


@pytest.mark.parametrize("text", ["x" * 300_000 + "://@", "://a:" * 60_000 + "@", "@" + "://a:" * 60_000])
def test_long_words_take_no_time(text: str) -> None:
    start = process_time()
    without_passwords(text)
    assert process_time() - start < 2


URL = "postgres://shop:hunter2@db:{}/orders"
CALLER = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: app}
data:
  URL: %s
  url.properties: |
    db.url=%s
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
    - name: web
      image: example.com/web:1.0
      envFrom: [{configMapRef: {name: app}}]
      env: [{name: URL, value: "%s"}]
---
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {selector: {app: web}, ports: [{port: 5432}]}
""" % ((URL.format(5433),) * 3)


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_shows_the_password_of_a_url(name: str) -> None:
    chosen = rulebook.choose(rulebook.load(), profiles=("strict",))
    report = lint_texts({"a.yaml": CALLER}, chosen)
    assert "config-service-port-not-found" in {finding.rule for finding in report.findings}
    said = report.findings[0]._replace(
        message=URL, help=URL, label=URL, effect=URL, related=(RelatedPlace(said_at(report), URL),)
    )
    fixed = fix_texts({"a.yaml": CALLER}, chosen, Wanted(Safety.UNSAFE)).report
    for one in (report, report._replace(findings=(said,)), fixed, report._replace(fixed=report.findings)):
        shown = "".join(render_as(name, one, Options(width=200)))
        assert WORD not in shown


def said_at(report: Report) -> Location:
    return report.findings[0].location


def test_no_diff_shows_the_password_of_a_url() -> None:
    changed = CALLER.replace("5433", "5432")
    shown = "".join(unified("a.yaml", CALLER, changed, color=False, escape=False))
    assert "+  URL: postgres://shop:•••••••@db:5432/orders\n" in shown
    assert WORD not in shown


def test_no_rendered_object_shows_the_password_of_a_url() -> None:
    url = URL.format(5432)
    value = {"kind": "Secret", "metadata": {"annotations": {"a": url}}, "data": {"a": url}, "more": [{"args": [url, 1]}]}
    assert WORD not in manifest(veiled(value))
    assert WORD not in manifest(veiled({**value, "kind": "ConfigMap"}))


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
