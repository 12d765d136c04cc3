"""The compiled index: fast, never stale, never in the way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import platformdirs
import pytest

from k8slint import __version__
from k8slint.findings import Evidence, Severity
from k8slint.rulebook import BookError, book, compiler, index, load

if TYPE_CHECKING:
    from collections.abc import Callable

FIXTURE = Path(__file__).parent / "fixtures" / "rulebook"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setattr(index, "cache_folder", lambda: str(folder))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURE, tmp_path / "book", ignore=shutil.ignore_patterns("__pycache__")))


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    calls: list[str] = []
    compiled = compiler.compiled

    def counted(folder: str) -> list[dict[str, object]]:
        calls.append(folder)
        return compiled(folder)

    monkeypatch.setattr(compiler, "compiled", counted)
    return calls


def test_rules(cache: Path, folder: Path) -> None:
    assert not cache.exists()
    rule = {rule.id: rule for rule in load(str(folder))}["sample-many-ports"]
    assert rule.category == "services"
    assert rule.severities == (Severity.WARNING, Severity.INFO)
    assert rule.profiles == ("recommended", "pss-baseline")
    assert rule.evidence is Evidence.INTRINSIC
    assert rule.subject == "Service"
    assert rule.defaults == {"most": 2}
    assert rule.page == str(folder / "services" / "sample-many-ports.md")
    assert rule.url is None, "somebody else's book has no place on our site"
    assert rule.prose().lstrip().startswith("A Service is the unit")
    info = rule.info()
    assert (info.id, info.title, info.page) == (rule.id, rule.title, rule.page)
    assert hash(rule) == hash(load(str(folder))[1])


def test_second_load_reads_the_index(cache: Path, folder: Path, compilations: list[str]) -> None:
    first = load(str(folder))
    assert [path.suffix for path in cache.iterdir()] == [".json"], "written whole, nothing left beside it"
    assert load(str(folder)) == first
    assert len(compilations) == 1


@pytest.mark.parametrize("name", ["services/sample-many-ports.md", "services/sample-many-ports.py"])
def test_changed_file_makes_the_index_anew(cache: Path, folder: Path, compilations: list[str], name: str) -> None:
    load(str(folder))
    text = (folder / name).read_text()
    (folder / name).write_text(text.replace("more ports", "many ports").replace("service: Service", "service: Resource"))
    os.utime(folder / name, ns=(0, 0))
    rule = load(str(folder))[1]
    assert (rule.title.startswith("Service has many"), rule.subject) in {(True, "Service"), (False, "Resource")}
    assert len(compilations) == 2
    assert len(list(cache.iterdir())) == 1


def test_new_and_removed_pages(cache: Path, folder: Path) -> None:
    assert cache
    stale = folder / "suppressions" / "sample-stale.md"
    assert len(load(str(folder))) == 3
    shutil.copy(stale, folder / "suppressions" / "sample-fresh.md")
    assert len(load(str(folder))) == 4
    stale.unlink()
    assert [rule.id for rule in load(str(folder))][-1] == "sample-fresh"


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: "",
        lambda text: text[: len(text) // 2],
        lambda _: "[]",
        lambda _: "null",
        lambda _: "[" * 100_000,
        lambda text: text.replace('"warning/info"', '"fatal"'),
        lambda text: text.replace('"since"', '"sins"'),
        lambda text: json.dumps({**json.loads(text), "rules": [1]}),
        lambda text: json.dumps({"key": json.loads(text)["key"]}),
    ],
)
def test_damaged_index_is_made_anew(cache: Path, folder: Path, damage: Callable[[str], str]) -> None:
    first = load(str(folder))
    (file,) = cache.iterdir()
    file.write_text(damage(file.read_text()))
    assert load(str(folder)) == first
    assert json.loads(file.read_text())["rules"]


def test_cache_that_cannot_be_written(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setattr(index, "cache_folder", lambda: str(blocked / "cache"))
    assert len(load(str(folder))) == 3


def test_faulty_page_is_never_cached(cache: Path, folder: Path) -> None:
    page = folder / "suppressions" / "sample-stale.md"
    page.write_text(page.read_text().replace("since", "sinse"))
    for _ in range(2):
        with pytest.raises(BookError, match="unknown key `sinse`; did you mean `since`"):
            load(str(folder))
    assert not cache.exists()


def test_installed_book_is_read_from_its_own_index(
    cache: Path, folder: Path, compilations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / index.FILE).write_text(index.dumps(str(folder)))
    compilations.clear()
    monkeypatch.setattr(book, "builtin", lambda: book.Place(str(folder), indexed=True))
    rules = load()
    assert [rule.id for rule in rules] == ["sample-privileged", "sample-many-ports", "sample-stale"]
    assert rules[0].url == "https://k8slint.dev/rules/pod-security/sample-privileged/"
    assert not compilations
    assert not cache.exists()
    (folder / index.FILE).write_text((folder / index.FILE).read_text().replace(f'"{__version__}"', '"0.0.1"'))
    assert load() == rules, "an index of another version is none"
    assert compilations == [str(folder)]


def test_index_is_the_same_for_the_same_pages(folder: Path) -> None:
    assert index.dumps(str(folder)) == index.dumps(str(FIXTURE))
    assert str(folder) not in index.dumps(str(folder))


def test_cache_lies_where_platformdirs_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for home in ("", "relative", str(tmp_path)):
        monkeypatch.setenv("XDG_CACHE_HOME", home)
        if home != "relative" or sys.platform != "linux":
            assert index.cache_folder() == platformdirs.user_cache_dir("k8slint", appauthor=False)
        else:
            assert Path(index.cache_folder()) == Path.home() / ".cache" / "k8slint"


def test_loading_is_fast(cache: Path, tmp_path: Path) -> None:
    assert cache
    folder = tmp_path / "many"
    (folder / "services").mkdir(parents=True)
    source = FIXTURE / "services" / "sample-many-ports"
    for number in range(40):
        text = Path(f"{source}.md").read_text(encoding="utf-8").replace("[sample-ports,", f"[sample-ports-{number},")
        text = text.replace("sample-too-many-ports]", f"too-many-{number}]")
        (folder / "services" / f"rule-{number}.md").write_text(text, encoding="utf-8")
        shutil.copy(f"{source}.py", folder / "services" / f"rule-{number}.py")
    assert len(load(str(folder))) == 40

    def took() -> float:
        begin = process_time()
        load(str(folder))
        return process_time() - begin

    assert min(took() for _ in range(20)) < 0.010


def test_loading_imports_nothing_heavy(tmp_path: Path) -> None:
    program = (
        "import sys; from k8slint.rulebook import load, choose; rules = load(sys.argv[1]); choose(rules);"
        "[rule.load() for rule in rules if rule.declaration is None];"
        "print(*{'jsonschema', 'platformdirs', 'difflib', 'click'} & set(sys.modules))"
    )
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(Path(book.__file__).parents[2])}
    for _ in range(2):
        command = [sys.executable, "-c", program, str(FIXTURE)]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    assert done.stdout.split() == []
