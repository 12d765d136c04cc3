"""Rules of one's own: pages that are begun, tried and kept true."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from k8slint import cli
from k8slint.rulebook import load
from k8slint.rulebook.skeleton import files


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "rules"


class Said(NamedTuple):
    exit_code: int
    stdout: str
    stderr: str


Run = Callable[..., Said]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `k8slint rules` with some words."""

    def ran(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["k8slint", "rules", *words])
        code = cli.run()
        return Said(code, *capsys.readouterr())

    return ran


@pytest.mark.parametrize("more", [(), ("--declarative",)])
def test_a_new_rule_is_as_its_page_says(folder: Path, run: Run, more: tuple[str, ...]) -> None:
    begun = run("new", "services/service-without-owner", *more)
    assert (begun.exit_code, (folder / "services" / "service-without-owner.md").exists()) == (0, True)
    assert (folder / "services" / "service-without-owner.py").exists() == (not more)
    tried = run("test", "rules")
    assert (tried.exit_code, tried.stdout) == (0, "1 rule, 2 cases: all as the pages say\n")
    assert [(rule.id, rule.subject, rule.url) for rule in load("rules")] == [("service-without-owner", "Service", None)]


def broken(run: Run, folder: Path, old: str, new: str, name: str = "service-without-owner.md") -> Said:
    assert run("new", "services/service-without-owner").exit_code == 0
    page = folder / "services" / name
    text = page.read_text("utf-8")
    assert old in text
    page.write_text(text.replace(old, new, 1), encoding="utf-8")
    return run("test", "rules")


WRONG = [
    ("# expect: Service web has no owner", "", [": found, not expected", ": bad cases, and only they, expect something"]),
    ("## How to fix", "## How to mend", [":10: a page says how to fix it"]),
    ("```yaml good", "```yaml", [":10: no `yaml good` case"]),
    ("severity: warning", "severity: bad", [":3:1: `severity` must be"]),
    ("  selector: {app: web}", "  selectr: [", [":26: a bad case is bad in one way: yaml-syntax-error"]),
]


@pytest.mark.parametrize(("old", "new", "lines"), WRONG)
def test_what_a_page_says_wrongly(folder: Path, run: Run, old: str, new: str, lines: list[str]) -> None:
    told = broken(run, folder, old, new)
    assert told.exit_code == 1
    *said, last = told.stdout.splitlines()
    assert "not as the pages say" in last
    for line in lines:
        assert any(line in one and "service-without-owner.md:" in one for one in said), told.stdout


def test_a_body_that_cannot_be_imported(folder: Path, run: Run) -> None:
    told = broken(run, folder, "from k8slint.api import", "from k8slint.nothing import", "service-without-owner.py")
    assert told.exit_code == 1
    assert "the rule cannot be loaded: ModuleNotFoundError" in told.stdout


def test_a_check_that_crashes(folder: Path, run: Run) -> None:
    told = broken(run, folder, "    if OWNER", "    raise OSError\n    if OWNER", "service-without-owner.py")
    assert told.exit_code == 1
    assert "OSError" in told.stdout


def test_update_lets_the_cases_expect_what_is_found(folder: Path, run: Run) -> None:
    assert broken(run, folder, "expect: Service web has no owner", "expect: something").exit_code == 1
    assert run("test", "rules", "--update").exit_code == 0
    page = (folder / "services" / "service-without-owner.md").read_text("utf-8")
    assert page == files("service-without-owner", declarative=False)["service-without-owner.md"]


def test_a_fixed_case_is_what_the_fix_makes(folder: Path, run: Run) -> None:
    assert run("new", "services/service-without-owner", "--declarative").exit_code == 0
    page = folder / "services" / "service-without-owner.md"
    text = (
        page.read_text("utf-8")
        .replace("  absent: bad\n", "  absent: good\n")
        .replace("annotations: {}", "annotations: {example.com/owner: ''}")
    )
    text = text.replace(
        '  message: "{subject} has no owner"\n', '  message: "{subject} has no owner"\nfix: {remove: true, safety: unsafe}\n'
    )
    bad = text[text.index("```yaml bad\n") + len("```yaml bad\n") : text.index("```\n", text.index("```yaml bad\n") + 5)]
    text = text.replace("```yaml good", f"```yaml fixed unsafe\n{bad.partition(' # expect')[0]}\n```\n\n```yaml good")
    page.write_text(text, encoding="utf-8")
    assert "makes something else of the bad case" in run("test", "rules").stdout
    assert run("test", "rules", "--update").exit_code == 0
    assert "annotations: {}\n" in page.read_text("utf-8")


USE = [
    (("test", "nothing"), "no such directory: nothing"),
    (("test", "."), "no rule pages under ."),
    (("new", "service-without-owner"), "is not CATEGORY/ID"),
    (("new", "Services/x"), "is not CATEGORY/ID"),
    (("new", "../x"), "is not CATEGORY/ID"),
    (("new", "services/service-selects-nothing"), "there is a rule `service-selects-nothing` already"),
]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("words", "says"), USE)
def test_errors_of_use(run: Run, words: tuple[str, ...], says: str) -> None:
    told = run(*words)
    assert (told.exit_code, told.stdout) == (2, "")
    assert says in told.stderr


def test_nothing_is_written_over(folder: Path, run: Run) -> None:
    assert run("new", "services/service-without-owner").exit_code == 0
    (folder / "services" / "service-without-owner.py").write_text("mine", encoding="utf-8")
    assert run("new", "services/service-without-owner").exit_code == 2
    assert (folder / "services" / "service-without-owner.py").read_text("utf-8") == "mine"


def test_where_nothing_can_be_written(folder: Path, run: Run) -> None:
    (folder.parent / "file").write_text("")
    done = run("new", "shop/no-owner", "--in", str(folder.parent / "file"))
    assert (done.exit_code, done.stderr.startswith("k8slint rules new: ")) == (2, True)
    assert "internal error" not in done.stderr
