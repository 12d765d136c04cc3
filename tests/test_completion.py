"""Completion: what shells get, and which words they may offer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest


def k8slint(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **env}
    return subprocess.run([sys.executable, "-m", "k8slint", *words], capture_output=True, text=True, check=False, env=environment)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell(shell: str) -> None:
    done = k8slint("completion", shell)
    assert (done.returncode, done.stderr) == (0, "")
    assert "_K8SLINT_COMPLETE" in done.stdout
    program = shutil.which(shell)
    if program is not None:
        assert subprocess.run([program, "-n"], input=done.stdout, text=True, capture_output=True, check=False).returncode == 0


def offered(line: str) -> list[str]:
    words = line.split(" ")
    done = k8slint(_K8SLINT_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1))
    assert (done.returncode, done.stderr) == (0, "")
    return [one.partition(",")[2] for one in done.stdout.splitlines()]


OFFERED = [
    ("k8slint ch", ["check"]),
    ("k8slint check --output-f", ["--output-format"]),
    ("k8slint check --select service-selects-n", ["service-selects-nothing"]),
    ("k8slint check --select services,service-selects-n", ["services,service-selects-nothing"]),
    ("k8slint check --ignore recomm", ["recommended"]),
    ("k8slint explain service-selects-n", ["service-selects-nothing"]),
    ("k8slint check --fail-on w", ["warning"]),
]


@pytest.mark.parametrize(("line", "words"), OFFERED)
def test_words(line: str, words: list[str]) -> None:
    assert offered(line) == words
