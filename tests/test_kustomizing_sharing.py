"""Builds that share files and bases, and what they say besides objects."""

from __future__ import annotations

from pathlib import Path

from k8slint.units.kustomizing import Built, BuiltObject, Failed, Kustomizer, MemoryFiles, Outcome, Place

SHOP = Path(__file__).parent / "fixtures" / "kustomize" / "shop"


def folder() -> MemoryFiles:
    return MemoryFiles({path.relative_to(SHOP).as_posix(): path.read_bytes() for path in SHOP.rglob("*") if path.is_file()})


def where(place: Place | None) -> str:
    if place is None:
        return "nowhere"
    line, column = place.source.position(place.span.start)
    text = place.source.slice(place.span)
    return f"{place.source.path}:{line + 1}:{column + 1} {text if len(text) <= 60 else text[:57] + '...'!r}"


BASE = {
    "base/kustomization.yaml": b"resources: [a.yaml]\ncommonLabels: {app: a}\n",
    "base/a.yaml": b"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {spec: {}}}\n",
}


def objects(outcome: Outcome) -> tuple[BuiltObject, ...]:
    assert isinstance(outcome, Built)
    return outcome.objects


def test_overlays_share_a_base_and_leave_it_alone() -> None:
    files = dict(BASE)
    for name in ("one", "two"):
        files[f"{name}/kustomization.yaml"] = f"resources: [../base]\nlabels: [{{pairs: {{app: {name}}}}}]\n".encode()
    kustomizer = Kustomizer(MemoryFiles(files))
    first, second, base = (objects(kustomizer.build(name))[0] for name in ("one", "two", "base"))
    assert [one.value["metadata"]["labels"]["app"] for one in (first, second, base)] == ["one", "two", "a"]
    assert first.value["spec"]["selector"]["matchLabels"] == {"app": "one"}
    assert base.value["spec"]["selector"]["matchLabels"] == {"app": "a"}
    origin = first.origin(("spec", "selector", "matchLabels", "app"))
    assert origin is not None
    assert where(origin.effective.place) == "one/kustomization.yaml:2:24 'one'"


def test_the_order_of_builds_makes_no_difference() -> None:
    names = ("base", "overlays/stage", "overlays/prod")
    together, again = Kustomizer(folder()), Kustomizer(folder())
    forward = {name: places(together.build(name)) for name in names}
    backward = {name: places(again.build(name)) for name in reversed(names)}
    alone = {name: places(Kustomizer(folder()).build(name)) for name in names}
    assert forward == backward == alone


def places(outcome: Outcome) -> list[object]:
    found: list[object] = []
    for one in objects(outcome):
        for path, value in one.leaves():
            origin = one.origin(path)
            found.append((path, value, [where(part.place) for part in origin.parts] if origin else None))
    return found


def test_a_failing_base_is_blamed_by_all_that_use_it() -> None:
    files = {f"{name}/kustomization.yaml": b"resources: [../base]\n" for name in ("one", "two")}
    files["base/kustomization.yaml"] = b"resources:\n- nowhere.yaml\n"
    kustomizer = Kustomizer(MemoryFiles(files))
    outcomes = {kustomizer.build(name) for name in ("one", "two", "base")}
    assert len(outcomes) == 1


def test_a_broken_file_is_blamed_on_each_entry_that_names_it() -> None:
    files = {f"{name}/kustomization.yaml": b"resources: [../shared]\npatches:\n- path: p.yaml\n" for name in ("one", "two")}
    files |= {f"{name}/p.yaml": b"a: [" for name in ("one", "two")}
    files |= {
        "shared/kustomization.yaml": b"resources: [a.yaml]\n",
        "shared/a.yaml": b"{apiVersion: v1, kind: A, metadata: {name: a}}",
    }
    kustomizer = Kustomizer(MemoryFiles(files))
    built = [kustomizer.build(name) for name in ("one", "two", "one")]
    places = [(one.place, one.related) for one in built if isinstance(one, Failed)]
    assert [(place and place.source.path, entry and entry.source.path) for place, entry in places] == [
        (f"{name}/p.yaml", f"{name}/kustomization.yaml") for name in ("one", "two", "one")
    ]


def test_a_patch_that_selects_nothing_is_noted() -> None:
    files = dict(BASE) | {"top/kustomization.yaml": b"resources: [../base]\npatches:\n- target: {kind: Job}\n  patch: '[]'\n"}
    patch = b'resources: [../base]\npatches:\n- target: {kind: Job}\n  patch: \'[{"op": "remove", "path": "/x"}]\'\n'
    files["top/kustomization.yaml"] = patch
    outcome = Kustomizer(MemoryFiles(files)).build("top")
    assert isinstance(outcome, Built)
    assert [(one.field, where(one.place)) for one in outcome.idle] == [("patches", "top/kustomization.yaml:3:11 '{kind: Job}'")]


def test_a_patch_that_selects_nothing_is_told_where_a_later_one_then_fails() -> None:
    patch = b"""\
resources: [../base]
patches:
- target: {kind: Job}
  patch: '[{"op": "add", "path": "/x", "value": {}}]'
- target: {kind: Deployment}
  patch: '[{"op": "add", "path": "/x/y", "value": 1}]'
"""
    outcome = Kustomizer(MemoryFiles(dict(BASE) | {"top/kustomization.yaml": patch})).build("top")
    assert isinstance(outcome, Failed)
    assert [(one.field, where(one.place)) for one in outcome.idle] == [("patches", "top/kustomization.yaml:3:11 '{kind: Job}'")]


def test_the_directories_of_a_build() -> None:
    outcome = Kustomizer(folder()).build("overlays/prod")
    assert isinstance(outcome, Built)
    assert outcome.directories == ("overlays/prod", "base", "components/metrics")
    assert set(outcome.sources) == {
        "base/kustomization.yaml", "base/web.yaml", "base/service.yaml", "base/rbac.yaml", "base/nginx.conf", "base/defaults.env",
        "components/metrics/kustomization.yaml", "overlays/prod/kustomization.yaml", "overlays/prod/namespace.yaml",
        "overlays/prod/patches/web.yaml",
    }  # fmt: skip
