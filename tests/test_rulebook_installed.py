"""Books of installed packages: found by their entry points, whatever else lies on the path."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from k8slint.rulebook import load
from k8slint.rulebook.installed import Installed, books
from k8slint.rulebook.skeleton import files


def install(where: Path, distribution: str, entries: str) -> None:
    folder = where / f"{distribution}-1.0.dist-info"
    folder.mkdir(parents=True)
    (folder / "entry_points.txt").write_text(entries, encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_a_book_is_found_by_its_entry_point(site: Path) -> None:
    pages = site / "shop_rules" / "services"
    pages.mkdir(parents=True)
    for name, text in files("service-without-owner", declarative=True).items():
        (pages / name).write_text(text, encoding="utf-8")
    install(site, "shop_rules", "[console_scripts]\nshop = shop:main\n\n[k8slint.rules]\nShop = shop_rules\n")
    install(site, "other", "[console_scripts]\nother = other:main\n")
    (found,) = books([str(site)])
    assert found == Installed("Shop", "shop_rules", str(site / "shop_rules"))
    assert found.folder is not None
    assert [rule.id for rule in load(found.folder)] == ["service-without-owner"]
    assert "shop_rules" not in sys.modules  # nothing of it was run


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ("[k8slint.rules]\nshop = nowhere_at_all\n", [("shop", None)]),
        ("[k8slint.rules]\nshop = nowhere_at_all.pages\n", [("shop", None)]),
        ("[k8slint.rules]\nshop = ..\n", [("shop", None)]),
        ("[k8slint.rules]\nb = nowhere_b\na = nowhere_a\n", [("a", None), ("b", None)]),
        ("[k8slint.rules\nshop = x\n", []),
        ("k8slint.rules\n", []),
        ("[other]\nname = k8slint.rules\n", []),
        ("[k8slint.rules]\n", []),
    ],
)
def test_odd_declarations(site: Path, entries: str, found: list[tuple[str, str | None]]) -> None:
    install(site, "odd", entries)
    assert [(one.name, one.folder) for one in books([str(site)])] == found


def test_the_first_on_the_path_wins(tmp_path: Path) -> None:
    for name in ("a", "b"):
        install(tmp_path / name, "odd", f"[k8slint.rules]\nshop = nowhere_{name}\n")
    found = books([str(tmp_path / "nowhere"), str(tmp_path / "b"), str(tmp_path / "a")])
    assert [one.package for one in found] == ["nowhere_b"]


@pytest.mark.parametrize("entry", ["", "here"])
def test_the_working_directory_installs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str) -> None:
    install(tmp_path, "odd", "[k8slint.rules]\nshop = nowhere\n")
    monkeypatch.chdir(tmp_path)
    assert books([entry and str(tmp_path)]) == ()
