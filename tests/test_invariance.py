"""How manifests are laid out in files decides nothing: the same findings at the same fields."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from k8slint import rulebook
from k8slint.discover import find
from k8slint.engine import Settings, lint
from k8slint.findings import Severity
from k8slint.text import SourceFile
from k8slint.yaml import read

WORLD = Path(__file__).parent / "fixtures" / "units" / "shop"
SEPARATOR = re.compile(r"^---\n", re.MULTILINE)

#: Faults of several rules at once, each in another resource: file, text, what is written instead.
FAULTS = (
    ("data.yaml", "  selector:\n    app: cache\n", "  selector:\n    app: cahce\n"),
    ("web.yaml", "targetPort: exporter", "targetPort: exporters"),
    ("web.yaml", "http://catalog:8000/;", "http://catalog:8888/;"),
    ("web.yaml", "path: /healthz\n              port: http", "path: /healthz\n              port: htpp"),
    ("web.yaml", "configMapRef:\n                name: web-env", "configMapRef:\n                name: web-evn"),
    ("orders.yaml", "targetPort: 9000", "targetPort: 9001"),
    ("orders.yaml", "targetPort: 3000", 'targetPort: "3000"'),
    ("orders.yaml", "key: currency", "key: curency"),
    ("orders.yaml", "redis://cache:6379/2", "redis://10.42.7.13:6379/2"),
    (
        "catalog.yaml",
        "- name: http\n              containerPort: 8889",
        "- name: web\n              containerPort: 8889",
    ),
    ("catalog.yaml", "nodePort: 30444", "nodePort: 30443"),
    ("catalog.yaml", "  annotations:\n    networking.gke.io/load-balancer-type: Internal\nspec", "spec"),
    ("data.yaml", "serviceName: postgres-headless", "serviceName: postgres-headles"),
    ("edge.yaml", "number: 8000", "number: 8888"),
    ("edge.yaml", "path: /pictures", "path: /thumbs"),
    ("edge.yaml", "rewrite-target: /$2", "rewrite-target: /$3"),
    ("jobs.yaml", "name: dashboard-orders\n  namespace: shop", "name: dashboard-orders\n  namespace: default"),
    ("jobs.yaml", "matchLabels:\n      app: node-agent", "matchLabels:\n      app: node-agents"),
    ("jobs.yaml", "serviceAccountName: report", "serviceAccountName: reports"),
)

Files = Mapping[str, bytes]


def clean() -> dict[str, str]:
    return {file.name: file.read_text("utf-8") for file in sorted(WORLD.iterdir())}


def faulty() -> dict[str, str]:
    texts = clean()
    for file, old, new in FAULTS:
        assert texts[file].count(old) == 1, old
        texts[file] = texts[file].replace(old, new)
    return texts


WORLDS: dict[str, Callable[[], dict[str, str]]] = {"clean": clean, "faulty": faulty}


def documents(texts: Mapping[str, str]) -> list[str]:
    return [part for text in texts.values() for part in SEPARATOR.split(text) if part.strip()]


def objects(texts: Mapping[str, str]) -> Iterator[Any]:
    for name, text in texts.items():
        for document in read(SourceFile(name, text)).documents:
            yield document.value


def files(texts: Mapping[str, str]) -> Files:
    return {name: text.encode() for name, text in texts.items()}


def shuffled_files(texts: Mapping[str, str]) -> Files:
    names = list(texts)
    random.Random(7).shuffle(names)  # noqa: S311  # not for secrets
    return {f"{number:02}-{name}": texts[name].encode() for number, name in enumerate(names)}


def shuffled_documents(texts: Mapping[str, str]) -> Files:
    parts = documents(texts)
    random.Random(11).shuffle(parts)  # noqa: S311  # not for secrets
    return {f"{number}.yaml": "---\n".join(parts[number::4]).encode() for number in range(4)}


def carriage_returns(texts: Mapping[str, str]) -> Files:
    return {name: text.replace("\n", "\r\n").encode() for name, text in texts.items()}


def byte_order_mark(texts: Mapping[str, str]) -> Files:
    return {name: text.encode("utf-8-sig") for name, text in texts.items()}


def sixteen_bits(texts: Mapping[str, str]) -> Files:
    return {name: text.encode("utf-16") for name, text in texts.items()}


def one_a_file(texts: Mapping[str, str]) -> Files:
    return {f"{number:03}.yaml": part.encode() for number, part in enumerate(documents(texts))}


def all_in_one(texts: Mapping[str, str]) -> Files:
    return {"all.yml": "---\n".join(documents(texts)).encode()}


def json_files(texts: Mapping[str, str]) -> Files:
    return {f"{number:03}.json": json.dumps(value, indent=2).encode() for number, value in enumerate(objects(texts))}


def json_lines(texts: Mapping[str, str]) -> Files:
    return {"all.yaml": "---\n".join(json.dumps(value) + "\n" for value in objects(texts)).encode()}


def one_list(texts: Mapping[str, str]) -> Files:
    whole = {"apiVersion": "v1", "kind": "List", "items": list(objects(texts))}
    return {"all.json": json.dumps(whole, indent=1).encode()}


def list_in_yaml(texts: Mapping[str, str]) -> Files:
    items = "".join(
        "- " + "".join(f"  {line}" if line.strip() else line for line in part.splitlines(keepends=True))[2:]
        for part in documents({name: re.sub(r"^#.*\n", "", text, flags=re.MULTILINE) for name, text in texts.items()})
    )
    return {"all.yaml": f"apiVersion: v1\nkind: List\nitems:\n{items}".encode()}


LAYOUTS: tuple[Callable[[Mapping[str, str]], Files], ...] = (
    shuffled_files, shuffled_documents, carriage_returns, byte_order_mark, sixteen_bits, one_a_file, all_in_one,
    json_files, json_lines, one_list, list_in_yaml,
)  # fmt: skip


@cache
def rules() -> tuple[rulebook.Rule, ...]:
    return rulebook.choose(rulebook.load(), profiles=("recommended",))


def findings(folder: Path, content: Files) -> list[tuple[object, ...]]:
    """What is found, without places: lines, columns and names of files go."""
    folder.mkdir()
    for name, data in content.items():
        (folder / name).write_bytes(data)
    report = lint(find((".",), cwd=str(folder)), rules(), Settings())
    assert not report.failures
    assert report.summary.resources >= 56
    assert report.summary.units == 1
    found = [
        (f.rule, f.severity, f.confidence, f.resource, f.yaml_path, _unplaced(f.message), f.help, f.fingerprint,
         sorted(_unplaced(other.message) for other in f.related))
        for f in report.findings
    ]  # fmt: skip
    return sorted(found, key=str)


def _unplaced(message: str) -> str:
    return re.sub(r"the (one|\d+) files? of", "the files of", re.sub(r"[\w.-]+\.(ya?ml|json)", "FILE", message))


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_layout_decides_nothing(workspace: Path, world: str, layout: Callable[[Mapping[str, str]], Files]) -> None:
    texts = WORLDS[world]()
    assert findings(workspace / "laid-out", layout(texts)) == findings(workspace / "plain", files(texts))


def test_the_faulty_world_has_its_faults(workspace: Path) -> None:
    folder = workspace / "plain"
    found = findings(folder, files(faulty()))
    loud = [entry for entry in found if entry[1] is not Severity.INFO]
    assert len(loud) >= len(FAULTS), loud


def test_two_runs_give_the_same(workspace: Path) -> None:
    texts = faulty()
    assert findings(workspace / "one", files(texts)) == findings(workspace / "two", files(texts))


def placed(folder: Path, content: Files) -> list[tuple[object, ...]]:
    """What is found, with its places."""
    folder.mkdir()
    for name, data in content.items():
        (folder / name).write_bytes(data)
    report = lint(find((".",), cwd=str(folder)), rules(), Settings())
    assert (report.failures, report.summary.units, dict(report.summary.skipped)) == ((), 1, {})
    found = [
        (f.rule, f.severity, f.confidence, f.location, f.label, f.resource, f.yaml_path, _unplaced(f.message), f.help,
         f.fingerprint, f.not_fixed, f.fix and f.fix.splices, sorted((other.location, other.message) for other in f.related))
        for f in report.findings
    ]  # fmt: skip
    return sorted(found, key=str)


@pytest.mark.parametrize("world", WORLDS)
def test_a_kustomization_around_it_changes_nothing(workspace: Path, world: str) -> None:
    content = files(WORLDS[world]())
    listed = "".join(f"  - {name}\n" for name in content)
    around = {**content, "kustomization.yaml": f"resources:\n{listed}".encode()}
    assert placed(workspace / "built", around) == placed(workspace / "plain", content)
