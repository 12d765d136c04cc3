"""Manifests at which linters cry wolf, or keep silent about a fault: each says what is right, and nothing else is said.

A folder is `F<number>-<slug>`: one unit. Nothing above info is reported there with the default profile, or exactly what its
files expect, in the notation of the rule pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from k8slint import rulebook
from k8slint.discover import find
from k8slint.engine import Settings, lint, lint_texts
from k8slint.findings import Finding, Report, Severity
from k8slint.rulebook import expect
from k8slint.rulebook.fences import read_settings

ROOT = Path(__file__).parent / "fixtures" / "false-positives"
FOLDERS = sorted(ROOT.glob("F*")) if ROOT.is_dir() else []
NAME = re.compile(r"F(\d\d)-[a-z0-9]+(?:-[a-z0-9]+)*")
OPTIONS = re.compile(r"^# options: (.*)$", re.MULTILINE)
#: The situations that are known.
KNOWN = range(1, 73)
#: Those that no rule speaks of yet, and why.
LATER = {
    59: "security contexts are not looked at yet",
    60: "tags and digests of images are not looked at yet",
    61: "secrets in plain text are not looked at yet",
}

RULES = rulebook.choose(rulebook.load(), profiles=("default",))
Texts = Mapping[str, bytes]
Linted = Callable[[Texts, Mapping[str, Any], Path], Report]


def named_files(texts: Texts, settings: Mapping[str, Any], _folder: Path) -> Report:
    """Lint the files as one unit, as if they were all named on the command line."""
    return lint_texts(texts, RULES, env=settings.get("env"), namespace=settings.get("namespace"))


def found_files(texts: Texts, settings: Mapping[str, Any], folder: Path) -> Report:
    """Lint a directory that holds the files, as a user does."""
    for name, data in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return lint(find((".",), cwd=str(folder)), RULES, Settings(settings.get("env"), settings.get("namespace")))


def content(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def manifest(data: bytes) -> expect.Manifest:
    """What a file expects; nothing where it is no UTF-8."""
    try:
        return expect.read(data.decode())
    except UnicodeDecodeError:
        return expect.Manifest("", (), ())


def options(texts: Texts) -> dict[str, Any]:
    """What the `# options:` lines of the files say, as on the rule pages: `env=production`."""
    settings: dict[str, Any] = {}
    for name, data in texts.items():
        for line in OPTIONS.findall(data.decode("utf-8", "replace")):
            found, wrong = read_settings(name, line)
            assert not wrong
            settings.update(found)
    assert settings.keys() <= {"env", "namespace"}
    return settings


def told(findings: list[Finding], name: str, data: bytes) -> list[str]:
    there = [finding for finding in findings if finding.location.path == name]
    return [f"{name}:{line}: {message}" for line, message in expect.differences(manifest(data), there)]


@pytest.mark.parametrize("linted", [named_files, found_files], ids=["texts", "directory"])
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_nothing_is_said_but_what_is_right(folder: Path, linted: Linted, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    written = content(folder)
    assert written, "a folder of no files"
    read = {name: manifest(data) for name, data in written.items()}
    texts = {name: read[name].text.encode() or data for name, data in written.items()}
    tree = tmp_path / "tree"
    tree.mkdir()
    report = linted(texts, options(written), tree)
    assert not report.failures, "\n".join(failure.traceback for failure in report.failures)
    expected = [wanted for one in read.values() for wanted in one.expectations]
    assert all(wanted.rule for wanted in expected), "an expectation names its rule: # expect[rule-id]: message"
    info = {wanted.rule for wanted in expected if wanted.severity is Severity.INFO}
    findings = [f for f in report.findings if f.severity is not Severity.INFO or f.rule in info]
    if request.config.getoption("--update-pages"):
        for name in (name for name, one in read.items() if one.expectations):
            there = [finding for finding in findings if finding.location.path == name]
            written[name] = expect.rewritten(written[name].decode(), there).encode()
            (folder / name).write_bytes(written[name])
    wrong = [line for name, data in written.items() for line in told(findings, name, data)]
    assert not wrong, "\n".join(wrong)


def test_folders_are_named_by_number() -> None:
    assert [folder.name for folder in FOLDERS if not NAME.fullmatch(folder.name)] == []


def test_every_situation_has_a_folder() -> None:
    there = {int(found[1]) for folder in FOLDERS if (found := NAME.fullmatch(folder.name))}
    assert sorted(there - set(KNOWN)) == [], "no such situation"
    assert sorted(set(KNOWN) - there - LATER.keys()) == [], "situations without a folder"
    assert sorted(LATER.keys() & there) == [], "no longer of later: take them from the list"
