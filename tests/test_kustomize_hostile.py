"""Kustomizations that mean no good: something is said of each, nothing outside is read, and no program of theirs runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs of the tests are shell scripts")

POD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n"
#: What only Kustomize itself can be asked for.
MORE = "transformers: [labels.yaml]\n"
LABELS = "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: l}\nlabels: {a: b}\n"
#: It answers when it is tried out, and leaves a trace of every other call.
WITNESS = """\
#!/bin/sh
for last; do :; done
case "$last" in
  */tree) printf 'config.kubernetes.io/origin'; exit 0;;
esac
echo "$@" >> {told}
{then}
"""


class World:
    """A tree to lint, a secret beside it, and a PATH on which only programs of the test lie."""

    def __init__(self, top: Path) -> None:
        self.tree = top / "tree"
        self.bin = top / "bin"
        self.told = top / "told"
        for directory in (self.tree / "app", self.bin):
            directory.mkdir(parents=True)
        (top / "secret.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: canary}\n", encoding="utf-8")
        self.write("app/web.yaml", POD)
        self.write("app/labels.yaml", LABELS)
        for name in ("kustomize", "kubectl", "git", "helm"):
            self.program(name)

    def write(self, path: str, text: str | bytes) -> None:
        where = self.tree / path
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_bytes(text if isinstance(text, bytes) else text.encode())

    def program(self, name: str, then: str = "exit 1") -> None:
        where = self.bin / name
        where.write_text(WITNESS.format(told=self.told, then=then), encoding="utf-8")
        where.chmod(0o755)

    def check(self) -> dict[str, Any]:
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "k8slint", "check", "--output-format", "json", "."],
            cwd=self.tree,
            capture_output=True,
            check=False,
            env={"PYTHONPATH": str(ROOT), "PATH": f"{self.bin}{os.pathsep}/bin{os.pathsep}/usr/bin", "HOME": str(self.tree)},
        )
        assert time.monotonic() - started < 60
        assert b"Traceback" not in done.stderr, done.stderr
        assert b"canary" not in done.stdout
        found: dict[str, Any] = json.loads(done.stdout)
        assert not found["failures"]
        return found

    @property
    def calls(self) -> list[str]:
        return self.told.read_text().splitlines() if self.told.exists() else []


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def rules(report: dict[str, Any]) -> list[tuple[str, str, int]]:
    return [(one["rule"], one["path"], one["line"]) for one in report["findings"] if one["rule"].startswith("kustomize-")]


@pytest.mark.parametrize(
    "text",
    [
        "resources: [web.yaml, 'https://example.com/a.yaml']\n",
        "resources: [web.yaml, 'github.com/a/b//c?ref=v1']\n",
        "resources: [web.yaml, 'git@github.com:a/b.git']\n",
        f"resources: [web.yaml]\n{MORE}patches: [{{path: 'https://example.com/a.yaml'}}]\n",
        "resources: [web.yaml]\nhelmCharts: [{name: a, repo: 'https://example.com', version: 1.0.0}]\n",
        "resources: [web.yaml]\ngenerators: [plugin.yaml]\n",
        f"resources: [web.yaml, ../../secret.yaml]\n{MORE}",
        f"resources: [web.yaml, /etc/hostname]\n{MORE}",
        f"resources: [web.yaml]\n{MORE}configMapGenerator: [{{name: a, files: [../../secret.yaml]}}]\n",
        f"resources: [web.yaml]\n{MORE}secretGenerator: [{{name: a, envs: [/etc/passwd]}}]\n",
        f"resources: [web.yaml, link.yaml]\n{MORE}",
        f"resources: [web.yaml, linked]\n{MORE}",
    ],
)
def test_it_is_not_run_for_what_leads_out(world: World, text: str) -> None:
    (world.tree / "app/link.yaml").symlink_to("../../secret.yaml")
    (world.tree / "app/linked").symlink_to("../..")
    world.write("app/plugin.yaml", "apiVersion: example.com/v1\nkind: Evil\nmetadata: {name: x}\nargsOneLiner: rm -rf /\n")
    world.write("app/kustomization.yaml", text)
    report = world.check()
    assert report["summary"]["skipped"]["kustomize-not-built"] == 1
    assert world.calls == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("resources: [.]\n", "kustomize-build-failed"),
        ("resources: [../app]\n", "kustomize-build-failed"),
        ("resources: [gone.yaml]\n", "kustomize-resource-not-found"),
        ("resources: [web.yaml]\nrunThis: rm\n", "kustomize-build-failed"),
    ],
)
def test_a_finding_each(world: World, text: str, rule: str) -> None:
    world.write("app/kustomization.yaml", text)
    assert [found[:2] for found in rules(world.check())] == [(rule, "app/kustomization.yaml")]
    assert world.calls == []


@pytest.mark.parametrize(
    "then",
    [
        "exit 1",
        "kill -9 $$",
        "echo garbage",
        "printf '\\000\\377'",
        "exec /usr/bin/yes aaaaaaaaaaaaaaaaaaaaaaaaa",
        "nosuchprogram",
    ],
)
def test_a_program_on_path_that_misbehaves(world: World, then: str) -> None:
    world.write("app/kustomization.yaml", f"resources: [web.yaml]\n{MORE}")
    world.program("kustomize", then)
    report = world.check()
    assert report["summary"]["skipped"]["kustomize-not-built"] == 1
    assert rules(report) == []
    assert len(world.calls) == 1


def test_binary_garbage(world: World) -> None:
    world.write("app/kustomization.yaml", f"resources: [web.yaml]\n{MORE}")
    world.write("app/web.yaml", bytes(range(256)) * 99)
    found = world.check()
    assert [one["path"] for one in found["findings"]] == ["app/web.yaml"]
    world.write("app/kustomization.yaml", bytes(range(256)) * 99)
    assert world.check()["findings"]


def test_a_thousand_levels(world: World) -> None:
    for number in range(1000):
        world.write(f"app{number}/kustomization.yaml", f"resources: [../app{number + 1}]\n{MORE if number == 0 else ''}")
    world.write("app0/labels.yaml", LABELS)
    world.write("app1000/kustomization.yaml", "resources: [web.yaml]\n")
    world.write("app1000/web.yaml", POD)
    assert world.check()["summary"]["skipped"]["kustomize-not-built"] == 1
    assert world.calls == []


def test_ten_thousand_resources(world: World) -> None:
    lines = "".join(f"- web{number}.yaml\n" for number in range(10_000))
    world.write("app/kustomization.yaml", f"{MORE}resources:\n{lines}")
    for number in range(10_000):
        world.write(f"app/web{number}.yaml", POD.replace("web", f"web{number}"))
    world.program("kustomize", "exit 3")
    assert world.check()["summary"]["skipped"]["kustomize-not-built"] == 1
    assert len(world.calls) == 1
