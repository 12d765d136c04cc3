"""Diffs: valid for whoever applies them, and linear."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint.report.diff import changes, unified

lines = st.lists(st.sampled_from(["a", "b", "c", "", "---", "é", "  x: 1"]), max_size=30)
texts = st.tuples(lines, st.sampled_from(["", "\n"])).map(lambda parts: "\n".join(parts[0]) + parts[1])


def plain(before: str, after: str) -> str:
    return "".join(unified("a.yaml", before, after, color=False, escape=False))


@given(lines, lines)
def test_changes_make_the_new_lines(old: list[str], new: list[str]) -> None:
    made: list[str] = []
    place = 0
    for first, last, start, end in changes(old, new):
        assert place <= first <= last
        assert start <= end
        made += old[place:first] + new[start:end]
        place = last
    assert made + old[place:] == new


@given(texts, texts)
def test_a_diff_counts_its_lines(before: str, after: str) -> None:
    shown = plain(before, after)
    assert bool(shown) == (before != after)
    removed = [line[1:] for line in shown.split("\n")[2:] if line[:1] in {"-", " "} and not line.startswith("--- a")]
    assert all(line in before.split("\n") for line in removed)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb\nc\n", "a\nB\nc\n"),
        ("a\nb\nc", "a\nB\nc"),
        ("a\nb\nc", "a\nb\nC"),
        ("a\nb\nc", "a\nb\nc\n"),
        ("a\nb\nc\n", "a\nb\nc"),
        ("a\n", "a\nb\n"),
        ("a\nb\n", "a\n"),
        ("a", "a\nb"),
        ("x\n" * 20, "x\n" * 10 + "y\n" + "x\n" * 10),
        ("".join(f"{n}\n" for n in range(40)), "".join(f"{n}\n" for n in range(40) if n not in {3, 10, 30, 31})),
        ("".join(f"{n}\n" for n in range(40)), "".join(f"{n}\n{n}!\n" for n in range(40))),
        ("a\r\nb\r\n", "a\r\nc\r\n"),
        ("".join(f"{n}\n" for n in range(300)), "".join(f"-{n}\n" for n in range(300))),
    ],
)
def test_a_diff_can_be_applied(before: str, after: str, tmp_path: Path) -> None:
    git = shutil.which("git")
    assert git is not None
    (tmp_path / "a.yaml").write_bytes(before.encode())
    (tmp_path / "x.diff").write_bytes(plain(before, after).encode())
    subprocess.run([git, "apply", "-p0", "--whitespace=nowarn", "x.diff"], cwd=tmp_path, check=True)
    assert (tmp_path / "a.yaml").read_bytes() == after.encode()


def test_a_terminal_obeys_nothing() -> None:
    shown = "".join(unified("a\x1b.yaml", "\x1b[2J\r\n", "b\x07\t\n", color=True, escape=True))
    assert shown == (
        "\x1b[1m--- a\\x1b.yaml\x1b[0m\n\x1b[1m+++ a\\x1b.yaml\x1b[0m\n\x1b[1;36m@@ -1 +1 @@\x1b[0m\n"
        "\x1b[1;31m-\\x1b[2J\\r\x1b[0m\n\x1b[1;32m+b\\x07\\t\x1b[0m\n"
    )


def test_a_value_of_a_secret_that_changes_is_hidden_and_told() -> None:
    text = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  a: {}\n  b: c\n"
    shown = plain(text.format("hunter2"), text.format("swordfish"))
    assert "hunter2" not in shown
    assert "swordfish" not in shown
    assert [line[:5] for line in shown.split("\n") if line[:1] in {"-", "+"}][2:] == ["-  a:", "+  a:"]


def test_many_changes_in_much_of_the_same() -> None:
    block = "kind: Service\nspec:\n  ports:\n    - port: 80\n      targetPort: {}\n---\n"
    begin = process_time()
    shown = plain(block.format('"8080"') * 5000, block.format("8080") * 5000)
    assert process_time() - begin < 2
    assert shown.count("\n+      targetPort: 8080\n") == 5000
