"""What the README shows is what happens. `K8SLINT_UPDATE_README=1 pytest tests/test_readme.py` writes it anew."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
FENCE = re.compile(r"^```console\n\$ (?P<command>[^\n]*)\n(?P<output>.*?)^```$", re.MULTILINE | re.DOTALL)
SET_UP = re.compile(r"^```sh\n(python3 -m venv [^\n]*)\n```$", re.MULTILINE)


def transcripts() -> list[re.Match[str]]:
    return list(FENCE.finditer(README.read_text(encoding="utf-8")))


def run(command: str) -> str:
    words = shlex.split(command)
    assert words[0] == "k8slint"
    done = subprocess.run(
        [sys.executable, "-m", "k8slint", *words[1:]],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "COLUMNS": "120", "NO_COLOR": "1"},
    )
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("transcript", [pytest.param(found, id=found["command"][:60]) for found in transcripts()])
def test_transcript(transcript: re.Match[str]) -> None:
    shown = run(transcript["command"])
    if os.environ.get("K8SLINT_UPDATE_README"):
        text = README.read_text(encoding="utf-8")
        README.write_text(text.replace(transcript[0], f"```console\n$ {transcript['command']}\n{shown}```"), encoding="utf-8")
        return
    assert transcript["output"] == shown


def test_first_screen_has_exactly_two_set_up_commands() -> None:
    set_up = SET_UP.findall(README.read_text(encoding="utf-8"))
    assert len(set_up) == 2
    assert "examples/shop/broken" in set_up[0]
    assert "pytest" in set_up[1]
