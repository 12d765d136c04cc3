"""`k8slint render`: what it prints is what is linted, and every line says where it comes from."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint.report.manifests import manifest, veiled
from k8slint.text import SourceFile
from k8slint.yaml import read

ROOT = Path(__file__).parents[1]
FILES = {
    "base/kustomization.yaml": "resources: [web.yaml]\nsecretGenerator:\n  - name: login\n    literals: [password=hunter2]\n",
    "base/web.yaml": """\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports: [{port: 80}]
""",
    "over/kustomization.yaml": "namePrefix: p-\nresources: [../base]\npatches:\n  - path: port.yaml\n",
    "over/port.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  ports:\n    - port: 80\n      name: http\n",
    "gone/kustomization.yaml": "resources: [nothing.yaml]\n",
    "remote/kustomization.yaml": "resources: ['https://example.com/a.yaml']\n",
    "plain/one.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata:\n  text: |\n    a\n    b\n  'on': 'yes'\n",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        where = tmp_path / path
        where.parent.mkdir(exist_ok=True)
        where.write_text(text, encoding="utf-8")
    return tmp_path


def render(tree: Path, *words: str, stdin: bytes = b"") -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "k8slint", "render", *words],
        cwd=tree,
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in out + err
    return done.returncode, out, err


def test_a_built_unit_with_origins(tree: Path) -> None:
    code, out, err = render(tree, "over", "--origins")
    assert (code, err) == (0, "")
    secret, service = out.split("---\n")
    lines = service.splitlines()
    assert lines[0].startswith("apiVersion: v1 # ")
    assert lines[1:-1] == [
        "kind: Service # base/web.yaml:2",
        "metadata:",
        "  name: p-web # base/web.yaml:4, over/kustomization.yaml:1",
        "spec:",
        "  ports:",
        "  - name: http # over/port.yaml:7",
    ]
    assert lines[-1].startswith("    port: 80 # ")  # base and patch have it
    assert 'password: "•••"' in secret
    assert "hunter2" not in out
    assert "base/kustomization.yaml:4" in secret


def test_secrets_on_request(tree: Path) -> None:
    assert "password: aHVudGVyMg==" in render(tree, "over", "--show-secrets")[1]


def test_a_plain_unit(tree: Path) -> None:
    assert render(tree, "plain") == (
        0,
        'apiVersion: v1\ndata:\n  "on": "yes"\n  text: |\n    a\n    b\nkind: ConfigMap\nmetadata:\n  name: one\n',
        "",
    )
    assert render(tree, "./plain/") == render(tree, "plain")


def test_standard_input(tree: Path) -> None:
    code, out, _ = render(tree, "<stdin>", "-", "--origins", stdin=FILES["base/web.yaml"].encode())
    assert code == 0
    assert "  name: web # <stdin>:4\n" in out


def test_json(tree: Path) -> None:
    code, out, _ = render(tree, "over", "--output-format", "json", "--origins")
    data: dict[str, Any] = json.loads(out)
    assert (code, data["version"], data["unit"]) == (0, 1, "over")
    secret, service = data["objects"]
    assert secret["object"]["data"] == {"password": "•••"}
    assert service["origins"]["metadata.name"][0] == {"path": "base/web.yaml", "line": 4, "column": 9}
    assert json.loads(render(tree, "over", "--output-format", "json")[1])["objects"][0]["origins"] is None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ovr", "unknown unit `ovr`; did you mean `over`?"),
        ("base", "`base` is no unit of its own, but a part of over"),
        ("remote", "remote is not built: remote resources"),
        ("gone", "gone is not built: `nothing.yaml` does not exist"),
    ],
)
def test_what_is_no_unit(tree: Path, name: str, said: str) -> None:
    assert render(tree, name) == (2, "", f"k8slint render: {said}\n")


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="there is no kubectl")
def test_it_prints_what_kubectl_prints(tree: Path) -> None:
    done = subprocess.run(["kubectl", "kustomize", "over"], cwd=tree, capture_output=True, check=True)  # noqa: S607
    assert render(tree, "over", "--show-secrets")[1] == done.stdout.decode()


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="there is no kubectl")
def test_what_only_kustomize_builds(tree: Path) -> None:
    more = "transformers:\n  - |-\n    {apiVersion: builtin, kind: NamespaceTransformer, metadata: {name: n, namespace: shop}}\n"
    (tree / "over/kustomization.yaml").write_text(FILES["over/kustomization.yaml"] + more, encoding="utf-8")
    code, out, err = render(tree, "over", "--origins")
    assert (code, err) == (0, "")
    assert "  namespace: shop" in out
    assert "  name: p-web # base/web.yaml:4, over/kustomization.yaml:1\n" in out


WEIRD = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.text(
    "yn~ oO#:-?[]{}&*!|>'\"%@`\n\t0123456789.e+_\\x=", max_size=8
)
LEAVES = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | WEIRD | st.floats(-1e15, 1e15)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WEIRD, inner, max_size=4), max_leaves=20
)


@given(st.dictionaries(WEIRD, VALUES, min_size=1, max_size=4), st.booleans())
def test_what_is_written_is_read_as_it_was(value: dict[str, Any], remarks: bool) -> None:
    text = manifest(value, lambda _: "here: there" if remarks else "")
    stream = read(SourceFile("x.yaml", text))
    assert not stream.errors, text
    assert [document.value for document in stream.documents] == [value]


def test_secrets_are_veiled_wherever_they_lie() -> None:
    secret = {"kind": "Secret", "data": {"a": "b"}, "stringData": "c", "metadata": {"name": "s"}}
    assert veiled({"kind": "List", "items": [secret]}) == {
        "kind": "List",
        "items": [{"kind": "Secret", "data": {"a": "•••"}, "stringData": "•••", "metadata": {"name": "s"}}],
    }
    applied = {"kubectl.kubernetes.io/last-applied-configuration": "d", "e": "f"}
    found = veiled({"kind": "Secret", "metadata": {"annotations": applied}})
    assert found["metadata"]["annotations"] == {"kubectl.kubernetes.io/last-applied-configuration": "•••", "e": "f"}
