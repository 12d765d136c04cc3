"""What the README shows is what happens. `K8SLINT_UPDATE_README=1 pytest tests/test_readme.py` writes it anew."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
FENCE = re.compile(r"^```console\n\$ (?P<command>k8slint [^\n]*)\n(?P<output>(?:(?!\$ )[^\n]*\n)*?)```$", re.MULTILINE)
#: Several commands, one after the other, in a repository that begins as the directory that the text before them names.
SESSION = re.compile(r"In a copy of `(?P<folder>[^`]+)`:\n\n```console\n(?P<lines>.*?)^```$", re.MULTILINE | re.DOTALL)
SET_UP = re.compile(r"^```sh\n(python3 -m venv [^\n]*)\n```$", re.MULTILINE)


def transcripts() -> list[re.Match[str]]:
    return list(FENCE.finditer(README.read_text(encoding="utf-8")))


def inherited() -> dict[str, str]:
    """The environment without what would show in what is printed."""
    return {name: text for name, text in os.environ.items() if not name.startswith(("GIT_", "K8SLINT_", "PRE_COMMIT"))}


def run(command: str) -> str:
    words = shlex.split(command)
    assert words[0] == "k8slint"
    done = subprocess.run(
        [sys.executable, "-m", "k8slint", *words[1:]],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**inherited(), "COLUMNS": "120", "NO_COLOR": "1"},
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


def played(folder: str, commands: list[str], where: Path) -> str:
    """What is seen of commands in a new repository with a copy of a directory; a command may fail."""
    shutil.copytree(ROOT / folder, where / "repository")
    programs = where / "programs"
    programs.mkdir()
    for name, module in (("k8slint", "k8slint"), ("pre-commit", "pre_commit")):
        script = programs / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    settings = {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(where),
        "GIT_CONFIG_GLOBAL": os.devnull,
        **{
            f"GIT_{who}_{what}": text
            for who in ("AUTHOR", "COMMITTER")
            for what, text in (("NAME", "a"), ("EMAIL", "a@example.com"))
        },
        "NO_COLOR": "1",
        "COLUMNS": "120",
    }
    seen = ""
    for command in ["git init -q", *commands]:
        done = subprocess.run(
            ["bash", "-c", f"{{ {command}; }} 2>&1"],  # noqa: S607  # as a person has it
            cwd=where / "repository",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
            env={**inherited(), **settings},
        )
        seen += f"$ {command}\n{done.stdout}" if command in commands else ""
    return seen


NEEDED = [name for name in ("bash", "git", "sed") if shutil.which(name) is None]
NEEDED += [name for name in ("pre_commit",) if importlib.util.find_spec(name) is None]


@pytest.mark.skipif(bool(NEEDED), reason=f"not here: {', '.join(NEEDED)}")
def test_session(tmp_path: Path) -> None:
    text = README.read_text(encoding="utf-8")
    (session,) = SESSION.finditer(text)
    commands = [line.removeprefix("$ ") for line in session["lines"].splitlines() if line.startswith("$ ")]
    seen = played(session["folder"], commands, tmp_path)
    if os.environ.get("K8SLINT_UPDATE_README"):
        README.write_text(text.replace(session["lines"], seen), encoding="utf-8")
        return
    assert session["lines"] == seen


def test_first_screen_has_exactly_two_set_up_commands() -> None:
    set_up = SET_UP.findall(README.read_text(encoding="utf-8"))
    assert len(set_up) == 2
    assert "examples/shop/broken" in set_up[0]
    assert "pytest" in set_up[1]


def test_the_configuration_is_one(tmp_path: Path) -> None:
    (shown,) = re.findall(r"^```yaml\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / ".k8slint.yaml").write_text(shown, encoding="utf-8")
    shutil.copytree(ROOT / "examples/shop/broken", tmp_path / "shop")
    done = subprocess.run(
        [sys.executable, "-m", "k8slint", "check", "--output-format", "json"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**inherited(), "PYTHONPATH": str(ROOT)},
    )
    told = [line.partition(": ")[2] for line in done.stderr.splitlines()]
    unneeded = [f"external {what}: nothing that is linted needs it" for what in ("Secret/*", "ns:monitoring/*")]
    assert (done.returncode, told) == (1, unneeded)
    assert "nodeport-in-production" not in done.stdout
