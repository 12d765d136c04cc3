"""Kustomizations that want to be read for ever, or to read what is not theirs."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from k8slint.units.kustomizing import Built, Failed, Found, MemoryFiles, Outcome, Place, Refused, build

SERVICE = b"{apiVersion: v1, kind: Service, metadata: {name: a}}\n"


def where(place: Place | None) -> str:
    if place is None:
        return "nowhere"
    line, column = place.source.position(place.span.start)
    text = place.source.slice(place.span)
    return f"{place.source.path}:{line + 1}:{column + 1} {text if len(text) <= 60 else text[:57] + '...'!r}"


@pytest.fixture(autouse=True)
def _in_bounded_time() -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < 20


def made(files: dict[str, bytes], links: dict[str, str] | None = None, directory: str = ".") -> Outcome:
    return build(directory, MemoryFiles(files, links))


def test_a_kustomization_that_includes_itself() -> None:
    outcome = made(
        {"a/kustomization.yaml": b"resources:\n- ../b\n", "b/kustomization.yaml": b"resources:\n- ../a\n"}, directory="a"
    )
    assert isinstance(outcome, Failed)
    assert where(outcome.place) == "b/kustomization.yaml:2:3 '../a'"


def test_a_component_that_includes_itself() -> None:
    component = b"kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\ncomponents: [../c]\n"
    outcome = made({"kustomization.yaml": b"components: [c]\n", "c/kustomization.yaml": component})
    assert isinstance(outcome, Failed)
    assert where(outcome.place) == "c/kustomization.yaml:3:14 '../c'"


@pytest.mark.parametrize("field", ["resources", "components", "configurations", "patchesStrategicMerge"])
@pytest.mark.parametrize(
    "entry", ["/etc/passwd", "../../../etc/passwd", "link.yaml", "https://example.com/x.yaml", "git@github.com:a/b"]
)
def test_nothing_is_read_outside(field: str, entry: str) -> None:
    files = Watched(
        {"top/kustomization.yaml": f"{field}:\n- {entry}\nnamePrefix: a-\n".encode()}, {"top/link.yaml": "/etc/passwd"}
    )
    outcome = build("top", files)
    assert not isinstance(outcome, Built)
    assert outcome.place is not None
    assert outcome.place.source.slice(outcome.place.span) == entry
    assert all(path.startswith("top/") for path in files.read)


class Watched(MemoryFiles):
    def __init__(self, files: dict[str, bytes], links: dict[str, str]) -> None:
        super().__init__(files, links)
        self.read: list[str] = []

    def data(self, path: str) -> bytes | None:
        self.read.append(path)
        return super().data(path)

    def find(self, path: str) -> Found:
        return super().find(path)


@pytest.mark.parametrize("field", ["files", "envs"])
def test_a_generator_that_reads_through_a_link(field: str) -> None:
    text = f"configMapGenerator:\n- name: a\n  {field}: [x.txt]\n".encode()
    outcome = made({"kustomization.yaml": text}, {"x.txt": "../../etc/passwd"})
    assert isinstance(outcome, Failed)
    assert where(outcome.place).endswith("'x.txt'")


def test_many_levels() -> None:
    files = {f"d{number}/kustomization.yaml": f"resources: [../d{number + 1}]\n".encode() for number in range(3_000)}
    files["d3000/kustomization.yaml"] = b"resources: [a.yaml]\n"
    files["d3000/a.yaml"] = SERVICE
    assert isinstance(made(files, directory="d0"), Refused)


def test_many_objects_of_few_files() -> None:
    files = {"d0/kustomization.yaml": b"resources: [a.yaml]\n", "d0/a.yaml": SERVICE}
    for number in range(1, 40):
        for side in "ab":
            files[f"d{number}{side}/kustomization.yaml"] = f"resources: [../d{number - 1}]\nnamePrefix: {side}\n".encode()
        files[f"d{number}/kustomization.yaml"] = f"resources: [../d{number}a, ../d{number}b]\n".encode()
    assert isinstance(made(files, directory="d39"), Refused)


def test_aliases_of_aliases() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 10)}]" for number in range(1, 12)]
    text = "apiVersion: v1\nkind: A\nmetadata: {name: a}\n" + "\n".join(lines)
    assert isinstance(made({"kustomization.yaml": b"resources: [a.yaml]\n", "a.yaml": text.encode()}), Refused)


def test_a_deep_document() -> None:
    text = b"{apiVersion: v1, kind: A, metadata: {name: a}, spec: " + b"[" * 5_000 + b"]" * 5_000 + b"}"
    assert isinstance(made({"kustomization.yaml": b"resources: [a.yaml]\n", "a.yaml": text}), Refused)


def test_a_json_patch_that_doubles() -> None:
    operations = "".join(f"    - {{op: copy, from: /spec, path: /spec/x{number}}}\n" for number in range(40))
    text = f"resources: [a.yaml]\npatches:\n- target: {{name: a}}\n  patch: |\n{operations}"
    files = {"kustomization.yaml": text.encode(), "a.yaml": b"{apiVersion: v1, kind: A, metadata: {name: a}, spec: {a: {b: c}}}"}
    assert isinstance(made(files), Refused)


def test_a_replacement_that_doubles() -> None:
    target = "{select: {kind: A}, fieldPaths: [spec.x], options: {delimiter: ',', index: 99}}"
    one = f"- source: {{kind: A, fieldPath: spec.x}}\n  targets: [{target}]\n"
    text = "resources: [a.yaml]\nreplacements:\n" + one * 60
    files = {"kustomization.yaml": text.encode(), "a.yaml": b"{apiVersion: v1, kind: A, metadata: {name: a}, spec: {x: abc}}"}
    assert isinstance(made(files), Refused)


def test_a_patch_of_a_long_list() -> None:
    entries = ", ".join(f"{{name: n{number}}}" for number in range(4_000))
    pod = f"{{apiVersion: v1, kind: Pod, metadata: {{name: a}}, spec: {{containers: [{entries}]}}}}"
    files = {
        "kustomization.yaml": b"resources: [a.yaml]\npatches: [{path: b.yaml}]\n",
        "a.yaml": pod.encode(),
        "b.yaml": pod.encode(),
    }
    assert isinstance(made(files), Refused)


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|a)(a|a)(a|a)(a|a)(a|a)b", "a*a*a*a*a*b", "a?a?a?a?a?a?aaaaaa", "(?P<x>a)", "a++", r"\pL"]
)
def test_patterns_that_are_not_run(pattern: str) -> None:
    text = f"resources: [a.yaml]\npatches:\n- target: {{name: '{pattern}'}}\n  patch: '{{a: b}}'\n"
    outcome = made({"kustomization.yaml": text.encode(), "a.yaml": SERVICE.replace(b"a}", b"a" * 200 + b"}")})
    assert isinstance(outcome, Refused)


@pytest.mark.parametrize(
    "text", ["", "[]", "a", "resources: a", "resources: [1]", "resources: [{a: b}]", "resources: [null]", "\0", "? [a]"]
)
def test_what_is_no_kustomization(text: str) -> None:
    outcome = made({"kustomization.yaml": text.encode()})
    assert isinstance(outcome, Failed | Refused)
    assert outcome.place is not None
