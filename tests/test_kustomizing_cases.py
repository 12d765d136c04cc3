"""The embedded Kustomize over its fixtures: cases, each a few files, and a small repository with overlays."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from k8slint.text import SourceFile
from k8slint.units.kustomizing import Built, BuiltObject, Failed, MemoryFiles, Outcome, Place, Refused, build
from k8slint.yaml import read

FIXTURES = Path(__file__).parent / "fixtures" / "kustomize"
KINDS = {"FAIL": "fails", "REFUSE": "refused", "": "built"}


class Case(NamedTuple):
    """A kustomization with its files, and what comes of it: `built`, `fails` or `refused`."""

    title: str
    files: dict[str, bytes]
    expected: str


def cases() -> list[Case]:
    """All cases of cases.txt."""
    found = []
    for part in (FIXTURES / "cases.txt").read_text(encoding="utf-8").split("#### ")[1:]:
        head, _, rest = part.partition("\n")
        title, _, expected = head.rpartition(", ") if head.endswith((", FAIL", ", REFUSE")) else (head, "", "")
        files = {}
        for one in re.split(r"^== ", rest, flags=re.MULTILINE)[1:]:
            name, _, content = one.partition("\n")
            files[name] = content.encode()
        found.append(Case(title, files, KINDS[expected]))
    return found


def folder(name: str) -> MemoryFiles:
    """The files of a folder."""
    top = FIXTURES / name
    return MemoryFiles({path.relative_to(top).as_posix(): path.read_bytes() for path in top.rglob("*") if path.is_file()})


def expectations() -> dict[str, Any]:
    """What is expected of the cases, by title: objects as kubectl printed them, or what is said and where."""
    found: dict[str, Any] = json.loads((FIXTURES / "cases.expected.json").read_text(encoding="utf-8"))
    return found


def where(place: Place | None) -> str:
    """A place as text: file, line, column, and what stands there."""
    if place is None:
        return "nowhere"
    line, column = place.source.position(place.span.start)
    text = place.source.slice(place.span)
    return f"{place.source.path}:{line + 1}:{column + 1} {text if len(text) <= 60 else text[:57] + '...'!r}"


def said(outcome: Outcome) -> str:
    """What is said of something that is not built."""
    if isinstance(outcome, Refused):
        return f"refused: {outcome.reason} | {where(outcome.place)}"
    if isinstance(outcome, Failed):
        related = f" | {where(outcome.related)}" if outcome.related else ""
        return f"{outcome.kind}: {outcome.message} | {where(outcome.place)}{related}"
    return "built"


def origins(built: tuple[BuiltObject, ...]) -> str:
    """All leaves of some objects with their origins, one a line; the effective part is marked."""
    lines = []
    for one in built:
        lines.append(f"# {one.value['kind']} {one.value['metadata']['name']}")
        for path, value in one.leaves():
            origin, key = one.origin(path), one.key_origin(path)
            parts = [
                f"{'*' if origin and part is origin.effective else ''}{part.how} {where(part.place)}"
                for part in (origin.parts if origin else ())
            ]
            behind = f" key {where(key.effective.place)}" if key else ""
            lines.append(f"{'.'.join(map(str, path))} = {value!r}: {'; '.join(parts) or 'nothing'}{behind}")
    return "\n".join(lines) + "\n"


KUBECTL = shutil.which("kubectl")
EXPECTED = expectations()


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.title)
def test_a_case_is_built_as_kubectl_builds_it(case: Case) -> None:
    outcome = build(".", MemoryFiles(case.files))
    assert {Built: "built", Failed: "fails", Refused: "refused"}[type(outcome)] == case.expected
    if isinstance(outcome, Built):
        assert [one.value for one in outcome.objects] == EXPECTED[case.title]
    else:
        assert said(outcome) == EXPECTED[case.title]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.title)
def test_everything_in_a_case_comes_from_somewhere(case: Case) -> None:
    outcome = build(".", MemoryFiles(case.files))
    for one in outcome.objects if isinstance(outcome, Built) else ():
        for path, _ in one.leaves():
            origin = one.origin(path)
            assert origin is not None, path
            assert origin.effective in origin.parts
            assert all(part.place.source.path in case.files for part in origin.parts)
            assert (one.key_origin(path) is None) == (isinstance(path[-1], int) or origin.effective.how == "implied"), path


@pytest.mark.parametrize("name", ["stage", "prod"])
def test_the_shop(name: str) -> None:
    outcome = build(f"overlays/{name}", folder("shop"))
    assert isinstance(outcome, Built)
    assert [one.value for one in outcome.objects] == printed(FIXTURES / f"shop.{name}.yaml")
    assert origins(outcome.objects) == (FIXTURES / f"shop.{name}.origins.txt").read_text(encoding="utf-8")


def printed(path: Path) -> list[Any]:
    return [document.value for document in read(SourceFile(str(path), path.read_text(encoding="utf-8"))).documents]


@pytest.mark.skipif(KUBECTL is None, reason="kubectl is not installed")
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.title)
def test_what_is_expected_is_what_kubectl_says(case: Case, tmp_path: Path) -> None:
    if case.expected == "refused":
        pytest.skip("it is Kustomize's")
    for name, content in case.files.items():
        tmp_path.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        tmp_path.joinpath(name).write_bytes(content)
    done = subprocess.run([str(KUBECTL), "kustomize", str(tmp_path)], capture_output=True, timeout=60, check=False)
    assert (done.returncode == 0) == (case.expected == "built"), done.stderr
    if done.returncode == 0:
        documents = read(SourceFile("output", done.stdout.decode())).documents
        assert [document.value for document in documents] == EXPECTED[case.title]
