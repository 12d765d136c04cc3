"""What tests of configurations share: a tree of files, and the command line run in it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from k8slint import cli

#: Names a ConfigMap that is not there, and has a port twice.
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: example.com/web:1
      ports: [{containerPort: 80}, {containerPort: 80}]
      envFrom: [{configMapRef: {name: flags}}, {configMapRef: {name: settings}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: flags}
data: {dark: "true"}
"""
MISSING, PORTS = "configmap-not-found", "container-port-collision"


class Outcome(NamedTuple):
    """What a command line did."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def found(self) -> set[tuple[str, str, str]]:
        """Rule, severity and file of each finding."""
        return {(one["rule"], one["severity"], one["path"]) for one in self.data["findings"]}

    @property
    def rules(self) -> set[str]:
        return {one["rule"] for one in self.data["findings"]}


class Place:
    """A directory with files, as the working directory of command lines."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[bytes]) -> None:
        self.path = path
        self._monkeypatch = monkeypatch
        self._capture = capture

    def write(self, files: Mapping[str, str | bytes]) -> None:
        for name, text in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def run(self, *words: str, cwd: str = ".", **variables: str) -> Outcome:
        with self._monkeypatch.context() as patch:
            patch.chdir(self.path / cwd)
            patch.setattr(sys, "argv", ["k8slint", *words])
            for name, value in variables.items():
                patch.setenv(name, value)
            code = cli.run()
        out, err = self._capture.readouterr()
        return Outcome(code, out.decode(), err.decode())

    def check(self, *words: str, cwd: str = ".", **variables: str) -> Outcome:
        return self.run("check", "--output-format", "json", *words, cwd=cwd, **variables)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Place:
    """A repository without files."""
    (tmp_path / ".git").mkdir()
    return Place(tmp_path, monkeypatch, capsysbinary)
