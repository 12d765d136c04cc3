"""Baselines of whole worlds: what was there is not reported, however its files are edited; what is new is, and only that."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planting import UNITS, entries, rules
from test_invariance import LAYOUTS, files

from k8slint.baseline import Baseline, parse, rewrite
from k8slint.discover import find
from k8slint.engine import Settings, lint
from k8slint.findings import Finding, Report, Severity
from k8slint.text import SourceFile
from k8slint.yaml import read

#: Lists in which the order of entries means nothing, or nothing to what is found here.
UNORDERED = frozenset(
    {"volumes", "volumeMounts", "ports", "ingress", "egress", "from", "to", "subjects", "tls", "imagePullSecrets"}
)
FAULTS = tuple(entry for name in ("shop.faults", "shop.faults-services", "shop.faults-storage") for entry in entries(name))

#: What depends on the layout of files, or on which of two equals is the last.
FICKLE = frozenset({"yaml-syntax-error", "duplicate-key", "container-port-collision"})

Texts = dict[str, str]


def world() -> Texts:
    folder = UNITS / "shop"
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in sorted(folder.rglob("*.yaml"))}


def planted(texts: Texts, fault: Mapping[str, Any]) -> Texts | None:
    """The world with a fault; None where another one changed the place."""
    text = texts.get(fault["file"], "")
    if text.count(fault["find"]) != 1:
        return None
    return {**texts, fault["file"]: text.replace(fault["find"], fault["write"])}


def old_world(step: int = 3) -> Texts:
    """A world with many faults."""
    texts = world()
    for fault in FAULTS[::step]:
        if fault["rule"] in FICKLE:
            continue
        texts = planted(texts, fault) or texts
    return texts


def check(folder: Path, content: Mapping[str, bytes], baseline: Baseline, profile: str = "recommended") -> Report:
    for name, data in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    report = lint(find((".",), cwd=str(folder)), rules(profile), Settings(baseline=baseline))
    assert not report.failures
    return report


def loud(findings: Iterator[Finding] | tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.severity is not Severity.INFO]


def baseline_of(folder: Path, content: Mapping[str, bytes]) -> Baseline:
    report = check(folder, content, Baseline("known.yaml"))
    ran = [rule.id for rule in report.rules]
    text = rewrite(Baseline("known.yaml"), report.findings, ran, ["."]).text
    known = parse("known.yaml", text.encode())
    assert sum(entry.times for entry in known.entries) == len(report.findings)
    return known


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Baseline:
    return baseline_of(tmp_path_factory.mktemp("old"), files(old_world()))


def test_the_old_world_has_many_faults(known: Baseline) -> None:
    assert len(known.entries) > 25
    assert len({entry.key.rule for entry in known.entries}) > 15


@pytest.mark.parametrize("profile", ["default", "recommended"])
def test_what_was_found_is_not_reported(tmp_path: Path, known: Baseline, profile: str) -> None:
    report = check(tmp_path, files(old_world()), known, profile)
    assert report.findings == ()
    assert len(report.baselined) == report.summary.suppressed > 20


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_layout_decides_nothing(tmp_path: Path, known: Baseline, layout: Any) -> None:
    assert check(tmp_path, layout(old_world()), known).findings == ()


def comments(text: str) -> str:
    """The text with a comment and an empty line above every second line that may have them."""
    lines = text.splitlines(keepends=True)
    literal = any(re.search(r"[|>][+-]?$", line.rstrip()) for line in lines)
    return "# on top\n\n" + ("".join(lines) if literal else "".join(f"\n# {index}\n{line}" for index, line in enumerate(lines)))


def test_lines_decide_nothing(tmp_path: Path, known: Baseline) -> None:
    texts = {f"moved/{name}": comments(text) for name, text in old_world().items()}
    assert loud(check(tmp_path, files(texts), known).findings) == []


def shuffled(value: Any, chance: random.Random) -> Any:
    """A value with its unordered lists in another order, and its mappings too."""
    if isinstance(value, list):
        return [shuffled(item, chance) for item in value]
    if not isinstance(value, dict):
        return value
    pairs = [(key, shuffled(item, chance)) for key, item in value.items()]
    chance.shuffle(pairs)
    mixed = {}
    for key, item in pairs:
        if key in UNORDERED and isinstance(item, list):
            chance.shuffle(item)
        mixed[key] = item
    return mixed


@settings(max_examples=15)
@given(st.integers(0, 10**6), st.integers(1, 9))
def test_no_order_decides_anything(tmp_path_factory: pytest.TempPathFactory, known: Baseline, seed: int, number: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # not for secrets
    values = [document.value for name, text in old_world().items() for document in read(SourceFile(name, text)).documents]
    chance.shuffle(values)
    parts = [json.dumps(shuffled(value, chance), indent=chance.choice([None, 1, 4])) for value in values]
    content = {f"{index}.yaml": "\n---\n".join(parts[index::number]).encode() for index in range(number)}
    found = loud(check(tmp_path_factory.mktemp("mixed"), content, known).findings)
    assert [(finding.rule, finding.resource, finding.yaml_path) for finding in found] == []


@pytest.mark.parametrize("number", [number for number in range(1, len(FAULTS), 7) if planted(old_world(), FAULTS[number])])
def test_one_new_fault_is_reported_alone(tmp_path: Path, known: Baseline, number: int) -> None:
    fault = FAULTS[number]
    before = old_world()
    after = planted(before, fault)
    assert after is not None
    plain = [
        Counter(finding.fingerprint for finding in check(tmp_path / name, files(texts), Baseline("known.yaml")).findings)
        for name, texts in (("before", before), ("after", after))
    ]
    report = check(tmp_path / "known", files(after), known)
    assert Counter(finding.fingerprint for finding in report.findings) == plain[1] - plain[0]
    if plain[1] - plain[0]:  # else an old one is at its place
        assert fault["rule"] in {finding.rule for finding in report.findings}


MIXED = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: nothing}
  ports: [{port: 80}]
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers: [{name: web, image: "example.com/web:1", ports: [{containerPort: 80}]}]
"""


def test_an_old_finding_in_one_more_overlay_is_still_old(tmp_path: Path) -> None:
    base = {"base/web.yaml": MIXED.encode(), "base/kustomization.yaml": b"resources: [web.yaml]\n"}

    def overlay(name: str) -> dict[str, bytes]:
        return {f"{name}/kustomization.yaml": f"resources: [../base]\nnamePrefix: {name}-\n".encode()}

    known = baseline_of(tmp_path / "old", {**base, **overlay("one")})
    assert ("service-selects-nothing", "Service web") in {(entry.key.rule, entry.key.resource) for entry in known.entries}
    report = check(tmp_path / "new", {**base, **overlay("one"), **overlay("two")}, known)
    assert report.findings == ()
    assert {(finding.unit, finding.also_in) for finding in report.baselined} == {("one", ("two",))}


def test_a_copy_of_an_old_fault_is_new(tmp_path: Path) -> None:
    known = baseline_of(tmp_path / "old", {"prod/web.yaml": MIXED.encode()})
    report = check(tmp_path / "new", {"dev/web.yaml": MIXED.encode(), "prod/web.yaml": MIXED.encode()}, known)
    assert {finding.location.path.split("/")[-2] for finding in report.findings} == {"dev"}


def test_what_cannot_be_read_is_known_by_its_line(tmp_path: Path) -> None:
    broken = MIXED.replace("selector: {app: nothing}", "selector: {app: nothing}}")
    known = baseline_of(tmp_path / "old", {"web.yaml": broken.encode()})
    assert [entry.text for entry in known.entries if entry.key.rule == "yaml-syntax-error"] == ["selector: {app: nothing}}"]
    moved = check(tmp_path / "new", {"other.yaml": f"# more\n\n{broken}".encode()}, known)
    assert moved.findings == ()
    other = check(tmp_path / "other", {"web.yaml": broken.replace("nothing}}", "nobody}}").encode()}, known)
    assert [finding.rule for finding in other.findings] == ["yaml-syntax-error"]
