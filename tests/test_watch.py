"""Watching: a run at first and after every change, whatever came of the last one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from k8slint.cli.errors import UsageError
from k8slint.cli.watch import watched


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What is told of as changed, batch by batch; the paths that were watched come first."""
    told: list[tuple[str, ...]] = []

    def watch(*paths: str, **_: Any) -> Iterator[set[tuple[int, str]]]:
        told.insert(0, paths)
        return ({(1, path) for path in batch} for batch in told[1:])

    module = ModuleType("watchfiles")
    module.__dict__["watch"] = watch
    monkeypatch.setitem(sys.modules, "watchfiles", module)
    return told


def test_a_run_for_every_change(batches: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]) -> None:
    batches += [("web.yaml",), ("a.yaml", "b.yaml", "c.yaml", "d.yaml")]
    codes = [1, 2, 0]
    ran: list[int] = []

    def run() -> int:
        ran.append(codes[len(ran)])
        if ran[-1] == 2:
            raise UsageError("k8slint check", "half written")
        return ran[-1]

    assert watched("k8slint check", (), run, verbose=False) == 0
    assert (ran, batches[0]) == ([1, 2, 0], (".",))
    assert capsys.readouterr().err == ("changed: web.yaml\nk8slint check: half written\nchanged: a.yaml, b.yaml, c.yaml, …\n")


def test_the_code_is_that_of_the_last_run(batches: list[tuple[str, ...]], tmp_path: Path) -> None:
    assert watched("k8slint check", (str(tmp_path),), lambda: 1, verbose=False) == 1
    assert batches == [(str(tmp_path),)]


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    with pytest.raises(UsageError, match=r"pip install 'k8slint\[watch\]'"):
        watched("k8slint check", (), lambda: 0, verbose=False)


@pytest.mark.usefixtures("batches")
def test_what_does_not_exist_cannot_be_watched(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or directory"):
        watched("k8slint check", (str(tmp_path / "gone"),), lambda: 0, verbose=False)


@pytest.mark.usefixtures("batches")
def test_standard_input_cannot_be_watched() -> None:
    with pytest.raises(UsageError, match="standard input"):
        watched("k8slint check", ("-",), lambda: 0, verbose=False)
