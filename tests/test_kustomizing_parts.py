"""The steps of the embedded Kustomize, one by one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint.text import SourceFile, Span
from k8slint.units.kustomizing import Built, MemoryFiles, build, images
from k8slint.units.kustomizing.field_paths import split as split_path
from k8slint.units.kustomizing.field_specs import steps
from k8slint.units.kustomizing.files import is_remote, joined, within
from k8slint.units.kustomizing.identity import CLUSTER_SCOPED, gvk
from k8slint.units.kustomizing.inline import placement
from k8slint.units.kustomizing.json_patches import decoded
from k8slint.units.kustomizing.ledger import Ledger, Text
from k8slint.units.kustomizing.merge_keys import shape_of
from k8slint.units.kustomizing.merging import merge
from k8slint.units.kustomizing.nodes import List, Map, Node, Owner, Scalar, copied, descend
from k8slint.units.kustomizing.reading import read
from k8slint.units.kustomizing.scalars import plain, tag_of, value_of
from k8slint.units.kustomizing.selecting import matches

PROPERTIES = st.recursive(
    st.integers(-9, 9) | st.text("abc", max_size=3) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("xyz", min_size=1, max_size=2), inner, max_size=3),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.text("xyz", min_size=1, max_size=2), PROPERTIES, max_size=4)


def node(value: Any) -> Node:
    if isinstance(value, dict):
        return Map({name: node(entry) for name, entry in value.items()})
    if isinstance(value, list):
        return List([node(entry) for entry in value])
    if isinstance(value, bool):
        return Scalar(str(value).lower(), "bool", "")
    return Scalar(value) if isinstance(value, str) else Scalar(str(value), "int", "")


@given(OBJECTS)
def test_an_empty_patch_changes_nothing(value: dict[str, Any]) -> None:
    merged = merge(node(value), Map(), None, Owner())
    assert merged is not None
    assert plain(merged) == value


@given(OBJECTS, OBJECTS)
def test_a_patch_of_mappings_wins_where_it_speaks_and_is_idempotent(value: dict[str, Any], patch: dict[str, Any]) -> None:
    flat = {name: entry for name, entry in patch.items() if not isinstance(entry, dict | list)}
    value = {name: entry for name, entry in value.items() if name not in flat or isinstance(entry, str | int)}
    merged = merge(node(value), node(flat), None, Owner())
    assert merged is not None
    expected = {name: str(entry) if isinstance(value.get(name), str) else entry for name, entry in flat.items()}
    found = plain(copied(merged, Owner()))
    assert found.keys() == value.keys() | flat.keys()
    assert {name: str(found[name]).lower() for name in flat} == {name: str(entry).lower() for name, entry in expected.items()}
    again = merge(copied(merged, Owner()), node(flat), None, Owner())
    assert again is not None
    assert plain(again) == found


@given(OBJECTS)
def test_a_way_through_json_changes_no_value(value: dict[str, Any]) -> None:
    assert plain(decoded(node(value), Owner())) == value


@given(OBJECTS)
def test_nobody_else_sees_what_an_owner_changes(value: dict[str, Any]) -> None:
    original = node(value)
    copy = copied(original, Owner())
    copy["new"] = Scalar("x")
    assert plain(original) == value


def test_entries_of_a_patch_come_first_and_keys_merge() -> None:
    shape = shape_of("v1", "Service")
    before = {"spec": {"ports": [{"port": 1, "name": "a"}, {"port": 2, "name": "b"}]}}
    patch = {"spec": {"ports": [{"port": 3}, {"port": 2, "name": "c"}]}}
    merged = merge(node(before), node(patch), shape, Owner())
    assert merged is not None
    assert plain(merged)["spec"]["ports"] == [{"port": 3}, {"port": 2, "name": "c"}, {"port": 1, "name": "a"}]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("yes", "str"), ("true", "bool"), ("0777", "int"), ("0o17", "int"), ("1_000", "int"), ("1e3", "float"), (".5", "float"),
        ("2020-01-02", "time"), ("~", "null"), ("", "null"), (".inf", "odd"), ("<<", "merge"), ("1.2.3", "str"), ("08", "float"),
    ],
)  # fmt: skip
def test_tags(text: str, tag: str) -> None:
    assert tag_of(text) == tag


@pytest.mark.parametrize(("text", "value"), [("0777", 511), ("1.0", 1), ("1e3", 1000), ("2020-1-2", "2020-01-02T00:00:00Z")])
def test_values(text: str, value: object) -> None:
    assert value_of(Scalar(text, tag_of(text), "")) == value


@pytest.mark.parametrize(
    ("image", "parts"),
    [
        ("nginx", ("nginx", "", "")), ("nginx:1", ("nginx", "1", "")), ("reg:5000/a", ("reg:5000/a", "", "")),
        ("reg:5000/a:1@sha256:0", ("reg:5000/a", "1", "sha256:0")), ("a@sha256:0", ("a", "", "sha256:0")),
    ],
)  # fmt: skip
def test_images_are_taken_apart(image: str, parts: tuple[str, str, str]) -> None:
    assert images.split(image) == parts
    assert str(images.split(image)) == image


@pytest.mark.parametrize(
    ("selector", "matched"),
    [
        ("", True),
        ("a=b", True),
        ("a==b,c!=d", True),
        ("a in (x, b)", True),
        ("a notin (b)", False),
        ("!a", False),
        ("!z", True),
        ("a", True),
    ],
)
def test_label_selectors(selector: str, matched: bool) -> None:
    assert matches(selector, {"a": "b", "c": "e"}, 0) is matched


def test_paths() -> None:
    assert steps("metadata/annotations/a\\/b") == ("metadata", "annotations", "a/b")
    assert split_path("spec.list.[name=a.b].x\\.y") == ("spec", "list", "[name=a.b]", "x.y")
    assert joined("a/b", "../c/./d") == "a/c/d"
    assert within(".", "a")
    assert not within(".", "../a")
    assert not within("a", "ab/c")


@pytest.mark.parametrize(
    "entry", ["https://x/y.yaml", "git@github.com:a/b", "github.com/a/b?ref=v1", "https://github.com/a/b//c"]
)
def test_remote_entries(entry: str) -> None:
    assert is_remote(entry)


@pytest.mark.parametrize("entry", ["a.yaml", "../base", "./a/b.git.yaml", "a.b/c"])
def test_local_entries(entry: str) -> None:
    assert not is_remote(entry)


def test_scopes() -> None:
    assert ("v1", "Namespace") in CLUSTER_SCOPED
    assert ("cert-manager.io/v1", "ClusterIssuer") not in CLUSTER_SCOPED
    assert gvk("apps/v1", "Deployment") == ("apps", "v1", "Deployment")
    assert gvk("v1", "Pod") == ("", "v1", "Pod")


@pytest.mark.parametrize(
    "block",
    [
        "patch: |\n  one\n    two: x\n\n  three: y\n",
        "patch: |- # why\n    one\n      two: x\n\n    three: y\nmore: z\n",
        "patch: |2\n  one\n    two: x\n\n  three: y\n",
    ],
)
def test_lines_of_a_block_stand_where_they_are_written(block: str) -> None:
    source = SourceFile("a", block)
    ledger = Ledger()
    (document,) = read(ledger, Text("settings", source, block, None))
    found = descend(document, ("patch",))
    assert type(found) is Scalar
    place = ledger.place(found.at)
    assert place is not None
    lies = placement(source, place.span, found.text)
    for word in ("one", "two", "x", "three", "y"):
        start = found.text.index(word)
        assert source.slice(lies.outer(Span(start, start + len(word)))) == word


@given(st.dictionaries(st.text("ab-", min_size=1, max_size=4), st.text("xyz<&> '\"=\u00e9", max_size=6), min_size=1, max_size=4))
def test_literals_become_what_they_say(literals: dict[str, str]) -> None:
    entries = [f"{key}={value}" for key, value in literals.items()]
    text = json.dumps({"configMapGenerator": [{"name": "a", "literals": entries}]})
    outcome = build(".", MemoryFiles({"kustomization.yaml": text.encode()}))
    if isinstance(outcome, Built):
        (one,) = outcome.objects
        quoted = {key: len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" for key, value in literals.items()}
        assert one.value["data"] == {key: value[1:-1] if quoted[key] else value for key, value in literals.items()}


def test_the_hash_of_a_config_map() -> None:
    text = "configMapGenerator:\n- name: a\n  literals: [a=1, 'b=<&>']\n"
    outcome = build(".", MemoryFiles({"kustomization.yaml": text.encode()}))
    assert isinstance(outcome, Built)
    assert outcome.objects[0].value["metadata"]["name"] == "a-f986b78m9b"
