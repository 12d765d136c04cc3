"""The page for who comes from another tool: it says what the pages say, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from k8slint import rulebook
from k8slint.rulebook.__main__ import main
from k8slint.rulebook.equivalents import equivalents

if TYPE_CHECKING:
    import pytest

PAGE = Path(__file__).parents[1] / "docs" / "equivalents.md"
_ROW = re.compile(r"\| (?:`(?P<id>[^`]+)`|\(any\)) \| \[(?P<rule>[a-z0-9-]+)\]\((?P<url>\S+)\) \| (?P<profile>[\w, -]+) \| .+ \|")


def rows(text: str) -> list[tuple[str, str]]:
    """Each id with its tool, and the rule beside it."""
    found: list[tuple[str, str]] = []
    tool = ""
    for line in text.splitlines():
        if line.startswith("## "):
            tool = line[3:]
        elif line.startswith("| ") and not line.startswith("| id"):
            row = _ROW.fullmatch(line)
            assert row is not None, line
            found.append((f"{tool}:{row['id']}" if row["id"] else tool, row["rule"]))
    return found


def test_it_lists_what_the_pages_list() -> None:
    rules = rulebook.load()
    listed = {(peer, rule.id) for rule in rules for peer in rule.equivalents}
    told = rows(equivalents(rules))
    assert set(told) == listed
    assert len(told) == len(listed) > 100


def test_it_is_what_the_repository_has() -> None:
    assert PAGE.read_text("utf-8") == equivalents(rulebook.load())
    assert main(["--check"]) == 0


def test_a_stale_page_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    rules = list(rulebook.load())
    index = next(index for index, rule in enumerate(rules) if rule.equivalents)
    rules[index] = replace(rules[index], equivalents=(*rules[index].equivalents, "other-tool:X1"))
    monkeypatch.setattr("k8slint.rulebook.__main__.load", lambda: tuple(rules))
    assert main(["--check"]) == 1
    assert capsys.readouterr().err == f"{PAGE} is not what the pages say; run: python -m k8slint.rulebook\n"


def test_a_tool_without_ids_and_odd_characters() -> None:
    rule = replace(rulebook.load()[0], equivalents=("pluto", "tool:a|b"), title="one | two", url=None)
    text = equivalents([rule])
    assert f"| (any) | `{rule.id}` |" in text
    assert r"| `a\|b` |" in text
    assert text.endswith(" one \\| two |\n")
    assert "1 check of pluto." in text
