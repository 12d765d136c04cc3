"""`k8slint config` and `--show-settings`: every setting with its place, and the schema for editors."""

from __future__ import annotations

import json
from typing import Any

import pytest
from configured import MISSING, POD, PORTS, Place, place
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from k8slint.config import schema
from k8slint.config.entries import of_layer
from k8slint.config.files import Configuration, Layer
from k8slint.config.making import configured
from k8slint.config.sound import is_sound
from k8slint.config.text import Text, parse
from k8slint.rulebook import load

__all__ = ["place"]


def test_each_setting_has_its_place(place: Place) -> None:
    place.write(
        {
            ".k8slint.yaml": "extend: base.yaml\nprofile: strict\nignore: [bare-pod]\nseverity:\n  bare-pod: info\n",
            "base.yaml": "failOn: never\nprofile: default\nignore: [pvc-not-found]\nenvironment: {paths: {a/: production}}\n",
        }
    )
    done = place.run("config", "show", "--namespace", "shop", K8SLINT_IGNORE="rbac")
    assert (done.code, done.err) == (0, "")
    lines = [line.split("  ", 1) for line in done.out.splitlines()]
    shown = {line[0].strip(): line[1].strip() for line in lines if len(line) > 1}
    assert shown["profile: strict"] == ".k8slint.yaml:2:1"
    assert shown["failOn: never"] == "base.yaml:1:1"
    assert shown["ignore: bare-pod"] == ".k8slint.yaml:3:10"
    assert shown["ignore: pvc-not-found"] == "base.yaml:3:10"
    assert shown['ignore: ["rbac"]'] == "K8SLINT_IGNORE"
    assert shown["severity.bare-pod: info"] == ".k8slint.yaml:5:3"
    assert shown["environment.paths.a/: production"] == "base.yaml:4:23"
    assert shown["namespace: shop"] == "--namespace"
    assert shown["clusterDomain: cluster.local"] == "default"
    assert lines[0] == ["configuration: .k8slint.yaml"]


def test_as_json(place: Place) -> None:
    place.write({"a/pyproject.toml": '[tool.k8slint]\nfailOn = "error"\n'})
    data = place.run("config", "show", "a", "--output-format", "json", K8SLINT_ENV="x").data
    assert (data["version"], data["configuration"]) == (1, "a/pyproject.toml")
    rows = {row["key"]: row for row in data["settings"]}
    assert rows["failOn"] == {
        "key": "failOn",
        "value": "error",
        "origin": {"kind": "file", "name": None, "path": "a/pyproject.toml", "line": 2, "column": 1},
    }
    assert rows["environment.default"]["origin"]["name"] == "K8SLINT_ENV"
    assert rows["profile"]["origin"]["kind"] == "default"


def test_show_settings_lints_nothing(place: Place) -> None:
    nested = f"select: [{PORTS}]\nignore: [bare-pod]\n"
    place.write({"pod.yaml": POD, ".k8slint.yaml": f"select: [{MISSING}, {PORTS}]\n", "a/.k8slint.yaml": nested})
    done = place.run("check", "--show-settings")
    assert (done.code, done.err) == (0, "")
    assert "a: ignore: bare-pod" in done.out
    assert f"2 rules run: {MISSING}, {PORTS}\n" in done.out
    assert place.check("--show-settings").data["rules"] == [MISSING, PORTS]


def test_the_published_schema_knows_rules_and_options(place: Place) -> None:
    published = place.run("config", "schema").data
    Draft7Validator.check_schema(published)
    validator = Draft7Validator(published)
    sound: list[dict[str, Any]] = [
        {"ignore": ["bare-pod", {"rule": ["bare-pod", "kube-linter:x"]}], "select": "all", "severity": {"bare-pod": "off"}},
        {"options": {"loadbalancer-per-service": {"threshold": 5}}},
    ]
    for value in sound:
        assert list(validator.iter_errors(value)) == []
    assert not validator.is_valid({"options": {"loadbalancer-per-service": {"threshold": "5"}}})
    assert not validator.is_valid({"options": {"loadbalancer-per-service": {"treshold": 5}}})
    names = {one.get("const") for one in published["definitions"]["rule"]["anyOf"]}
    assert {rule.id for rule in load()} | {"all", "strict", "services"} <= names


def test_the_schema_says_what_everything_is() -> None:
    found = schema.schema()
    Draft7Validator.check_schema(found)
    assert all("description" in one or "$ref" in one for one in found["properties"].values())


# Values as the schema describes them: whatever it accepts, the loader makes settings of.
_TEXT = st.text("abc*/.-", min_size=1, max_size=5)
_WORDS = st.one_of(_TEXT, st.lists(_TEXT, max_size=3))
_SEVERITIES = st.dictionaries(_TEXT, st.sampled_from(["error", "warning", "info", "off", False]), max_size=2)
_VERSION = st.sampled_from(["1.20", "v1.34"])
_IGNORE = st.fixed_dictionaries(
    {"rule": st.one_of(_TEXT, st.lists(_TEXT, min_size=1, max_size=2))},
    optional={
        **dict.fromkeys(("kind", "name", "namespace", "path"), _WORDS),
        "labels": st.dictionaries(_TEXT, _TEXT, max_size=2),
        "reason": _TEXT,
        "expires": st.dates().map(str),
    },
)
_SELECTION: dict[str, st.SearchStrategy[Any]] = {
    "profile": _WORDS,
    "select": _WORDS,
    "extendSelect": _WORDS,
    "ignore": st.one_of(_TEXT, st.lists(st.one_of(_TEXT, _IGNORE), max_size=3)),
    "severity": _SEVERITIES,
    "options": st.dictionaries(_TEXT, st.dictionaries(_TEXT, st.integers(), max_size=2), max_size=2),
}
_CONFIGURATION = st.fixed_dictionaries(
    {},
    optional={
        **_SELECTION,
        "overrides": st.lists(st.fixed_dictionaries({"paths": _WORDS}, optional=_SELECTION), max_size=2),
        "exclude": _WORDS,
        "failOn": st.sampled_from(["error", "warning", "info", "never"]),
        "minSeverity": st.sampled_from(["error", "warning", "info"]),
        "kubeVersion": _VERSION,
        "namespace": _TEXT,
        "environment": st.one_of(
            _TEXT, st.fixed_dictionaries({}, optional={"default": _TEXT, "paths": st.dictionaries(_TEXT, _TEXT, max_size=2)})
        ),
        "worlds": st.dictionaries(
            _TEXT,
            st.fixed_dictionaries(
                {"paths": _WORDS}, optional={"cluster": _TEXT, "complete": st.booleans(), "kubeVersion": _VERSION}
            ),
            max_size=2,
        ),
        "complete": st.booleans(),
        "secrets": st.sampled_from(["open", "closed"]),
        "externals": st.lists(st.sampled_from(["Secret/*", "ns:a/*", "ns:a/ConfigMap/b"]), max_size=2),
        "operators": st.lists(
            st.fixed_dictionaries({"kind": _TEXT}, optional={"group": _TEXT, "services": _WORDS, "secrets": _WORDS}), max_size=2
        ),
        "clusterKind": st.sampled_from(["cloud", "bare-metal"]),
        "nodePortRange": st.just("1-2"),
        "podCIDR": _WORDS,
        "helm": st.lists(
            st.fixed_dictionaries({"chart": _TEXT}, optional={"values": _WORDS, "set": st.just({"a": 1})}), max_size=2
        ),
        "limits": st.fixed_dictionaries({}, optional={"size": st.integers(1024, 9999), "depth": st.integers(10, 100)}),
        "baseline": _TEXT,
        "requireReason": st.booleans(),
    },
)


@given(_CONFIGURATION)
def test_what_the_schema_accepts_the_loader_takes(value: dict[str, Any]) -> None:
    text = parse(".k8slint.yaml", json.dumps(value).encode())
    assert isinstance(text, Text)
    assert list(schema.faults(text)) == []
    assert Draft7Validator(schema.schema()).is_valid(value)
    layer = Layer(text, "/tree", ".")
    assert all(entry.origin.line for entry in of_layer(layer))
    made = configured(
        Configuration(".k8slint.yaml", (layer,)), (Configuration("a/.k8slint.yaml", (Layer(text, "/tree/a", "a"),)),)
    )
    assert made.fail_on == value.get("failOn")
    assert len(made.overrides) == 2 * len(value.get("overrides", ())) + 1


_KEYS = ["rule", "paths", "size", "depth", "kind", "chart", "default", "set", "labels", "expires", "values"]
_JUNK = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(-9, 9),
        st.sampled_from(["off", "error", "1.30", "1-2"]),
        st.text(max_size=3),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(st.sampled_from(_KEYS), st.text(max_size=3)), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(schema.schema()["properties"])), _JUNK, max_size=3))
def test_what_the_schema_refuses_is_told_and_the_rest_is_taken(value: dict[str, Any]) -> None:
    text = parse(".k8slint.yaml", json.dumps(value).encode())
    assert isinstance(text, Text)
    told = list(schema.faults(text))
    assert is_sound(value, schema.schema(), schema.schema()) is Draft7Validator(schema.schema()).is_valid(value)
    assert bool(told) is not Draft7Validator(schema.schema()).is_valid(value)
    assert all(fault.message and fault.origin.line for fault in told)


@pytest.mark.parametrize("command", ["check", "units", "render"])
def test_help_names_the_options(place: Place, command: str) -> None:
    out = place.run(command, "--help").out
    assert all(option in out for option in ("--config", "--isolated", "--rules", "--trust-config", "--kube-version"))


def test_off_is_written_off(place: Place) -> None:
    place.write({".k8slint.yaml": f"severity: {{{MISSING}: off}}\noverrides: [{{paths: a, severity: {{{MISSING}: off}}}}]\n"})
    rows = {row["key"]: row["value"] for row in place.run("config", "show", "--output-format", "json").data["settings"]}
    assert rows[f"severity.{MISSING}"] == "off"
    assert rows["overrides"] == {"paths": "a", "severity": {MISSING: "off"}}
