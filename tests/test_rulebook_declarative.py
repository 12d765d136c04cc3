"""Checks of one field against one JSON Schema."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint.resources import Resource, Workload
from k8slint.resources import read as read_resources
from k8slint.rulebook import declarative
from k8slint.text import SourceFile
from k8slint.yaml import read

if TYPE_CHECKING:
    from collections.abc import Iterable

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: agent
  annotations:
    example.com/mode: fast
spec:
  volumes:
    - name: host
      hostPath:
        path: /var
    - name: cache
      emptyDir: {}
  containers:
    - name: agent
      image: example.com/agent:1.4
      securityContext:
        privileged: true
        capabilities:
          add: [NET_ADMIN, SYS_TIME]
    - image: example.com/helper:1
"""


def declaration(field: str, must: Any, absent: str = "good", message: str = "{subject}: {value}") -> dict[str, Any]:
    return {"each": "Resource", "field": field, "must": must, "absent": absent, "message": message}


def resources(text: str) -> list[Resource]:
    return list(read_resources(read(SourceFile("a.yaml", text)).documents))


def containers(text: str) -> list[Any]:
    return [c for r in resources(text) if isinstance(r, Workload) and r.template for c in r.template.containers]


def found(said: dict[str, Any], subjects: Iterable[Any]) -> list[tuple[int, str, bool]]:
    check: Any = declarative.check_of(said)
    return [
        (problem.node.source.position(problem.node.span.start).line + 1, problem.message, problem.key)
        for subject in subjects
        for problem in check(subject, None)
    ]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("a", ("a",)),
        ("spec.hostPath.path", ("spec", "hostPath", "path")),
        ("spec.volumes[].hostPath.path", ("spec", "volumes", None, "hostPath", "path")),
        ("spec.a[][].b[]", ("spec", "a", None, None, "b", None)),
        ('metadata.annotations["a.b/c d"].x', ("metadata", "annotations", "a.b/c d", "x")),
    ],
)
def test_steps(field: str, expected: tuple[str | None, ...]) -> None:
    assert declarative.steps(field) == expected


@pytest.mark.parametrize("field", [".a", "a.", "a..b", "[]", "a.[]", "[].a", 'a["', "a[0]", "a b", "a.*", '["a"]'])
def test_no_steps(field: str) -> None:
    with pytest.raises(ValueError, match="no field from"):
        declarative.steps(field)


def test_value_is_reported_where_it_stands() -> None:
    said = declaration("spec.volumes[].hostPath.path", {"const": "/run"}, message="{name} mounts {value} of its node")
    assert found(said, resources(POD)) == [(11, "agent mounts /var of its node", False)]


def test_subject_can_be_a_container() -> None:
    said = declaration("securityContext.privileged", {"const": False}, message='{subject} has "{name}" {{x}} {value}')
    assert found(said, containers(POD)) == [(18, 'container agent has "agent" {x} true', False)]
    said = declaration("image", {"pattern": "^registry/"}, message="{name}: {value}")
    assert [message for _, message, _ in found(said, containers(POD))][1] == "unnamed: example.com/helper:1"


def test_subject_can_be_a_pod_template() -> None:
    templates = [r.template for r in resources(POD) if isinstance(r, Workload)]
    said = declaration("spec.volumes", {"maxItems": 1}, message="{name} has many volumes")
    assert [message for _, message, _ in found(said, templates)] == ["agent has many volumes"]


def test_entries_of_a_list() -> None:
    said = declaration("securityContext.capabilities.add[]", {"enum": ["NET_ADMIN"]})
    assert [message for _, message, _ in found(said, containers(POD))] == ["container agent: SYS_TIME"]


def test_key_with_dots() -> None:
    said = declaration('metadata.annotations["example.com/mode"]', {"const": "slow"})
    assert found(said, resources(POD)) == [(6, "Pod agent: fast", False)]


def test_absent_field() -> None:
    assert found(declaration("spec.hostNetwork", {}), resources(POD)) == []
    assert found(declaration("spec.x.y", {}, "bad", "no x"), resources(POD)) == [(8, "no x", True)]
    assert found(declaration("x.y", {}, "bad", "no x"), resources(POD)) == [(1, "no x", True)]
    assert found(declaration("spec.volumes[].emptyDir.sizeLimit", {}, "bad", "no limit"), resources(POD)) == [
        (9, "no limit", True),  # at the volume that has no emptyDir
        (13, "no limit", True),  # at the emptyDir that has none
    ]
    assert found(declaration("spec.imagePullSecrets[].name", {}, "bad"), resources(POD)) == []
    assert found(declaration("spec.imagePullSecrets", {}, "bad", "none"), resources(POD)) == [(8, "none", True)]


def test_null_is_absent() -> None:
    text = POD.replace("privileged: true", "privileged: null")
    assert found(declaration("securityContext.privileged", {"const": False}), containers(text)) == []
    absent = declaration("securityContext.privileged", {"const": False}, "bad", "unset")
    assert (18, "unset", True) in found(absent, containers(text))


@pytest.mark.parametrize("value", ['"{{ .Values.x }}"', "${X}", "[a, '{{ x }}']", "{a: {b: '$(X)'}}"])
def test_what_is_filled_in_later_is_unknown(value: str) -> None:
    text = POD.replace("privileged: true", f"privileged: {value}")
    assert found(declaration("securityContext.privileged", {"const": False}), containers(text)) == []


@pytest.mark.parametrize("value", ["text", "[1, 2]", "7", "'{{ x }}'", "[[]]", "[null, 1]"])
def test_what_is_malformed_is_unknown(value: str) -> None:
    text = POD.replace("fast", "{}").replace("    - name: host\n      hostPath:\n        path: /var\n", "")
    text = text.replace("    - name: cache\n      emptyDir: {}\n", "").replace("volumes:", f"volumes: {value}")
    for absent in ("good", "bad"):
        assert found(declaration("spec.volumes.x.y", {"const": 1}, absent), resources(text)) == []


def test_numbers_that_a_schema_cannot_count_with() -> None:
    text = POD.replace("privileged: true", "privileged: .inf")
    assert found(declaration("securityContext.privileged", {"multipleOf": 2}), containers(text)) == []


def test_true_is_not_one() -> None:
    said = declaration("metadata.annotations.x", {"const": 1})
    texts = [POD.replace("example.com/mode: fast", f"x: {value}") for value in ("1", "true", "1.0", "'1'")]
    assert [len(found(said, resources(text))) for text in texts] == [0, 1, 0, 1]
    check: Any = declarative.check_of(said)
    subjects = [resource for text in texts for resource in resources(text)]
    assert [len(list(check(subject, None))) for subject in subjects] == [0, 1, 0, 1], "also with one memory of values"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "c"]), inner, max_size=3),
    max_leaves=12,
)


class Fake:
    """A subject that is any value at all."""

    name = None

    def __init__(self, value: Any) -> None:
        self.value = value

    def node(self) -> Fake:
        return self

    def nearest(self, *path: str | int) -> tuple[str | int, ...]:
        value = self.value
        for step in path:
            value = value[step]  # a path that is reported exists
        return path


@given(JSON, st.sampled_from(["a", "a.b", "a[].b", "a[][]", "b.c.a"]), st.sampled_from(["good", "bad"]))
def test_no_value_makes_it_raise(value: Any, field: str, absent: str) -> None:
    check: Any = declarative.check_of(declaration(field, {"multipleOf": 0.1, "maxLength": 1, "uniqueItems": True}, absent))
    for problem in check(Fake(value), None):
        assert isinstance(problem.message, str)


def fixes(said: dict[str, Any], cure: dict[str, Any], subjects: Iterable[Any]) -> list[tuple[Any, ...]]:
    check: Any = declarative.check_of(said, cure)
    found = [problem.fix for subject in subjects for problem in check(subject, None)]
    return [(fix.title, fix.safety.value, *((e.node.path, e.path, e.value, e.change.value) for e in fix.edits)) for fix in found]


def test_fix_of_a_field() -> None:
    said = declaration("securityContext.privileged", {"const": False})
    where = ("spec", "containers", 0, "securityContext", "privileged")
    assert fixes(said, {"set": False, "safety": "safe"}, containers(POD)) == [
        ("write `privileged: false`", "safe", (where, (), False, "set"))
    ]
    assert fixes(said, {"remove": True, "safety": "unsafe"}, containers(POD)) == [
        ("remove `privileged`", "unsafe", (where, (), None, "remove"))
    ]


def test_fix_of_a_field_that_is_absent() -> None:
    cure = {"set": True, "safety": "safe"}
    said = declaration("securityContext.seccomp.on", {"const": True}, "bad", "off")
    assert fixes(said, cure, containers(POD)) == [
        ("write `seccomp.on: true`", "safe", (("spec", "containers", 0, "securityContext"), ("seccomp", "on"), True, "set")),
        (
            "write `securityContext.seccomp.on: true`",
            "safe",
            (("spec", "containers", 1), ("securityContext", "seccomp", "on"), True, "set"),
        ),
    ]
    null = POD.replace("privileged: true", "privileged: null")
    said = declaration("securityContext.privileged", {"const": True}, "bad", "unset")
    assert fixes(said, cure, containers(null))[0] == (
        "write `privileged: true`",
        "safe",
        (("spec", "containers", 0, "securityContext", "privileged"), (), True, "set"),
    )


def test_jsonschema_is_imported_by_the_check_alone() -> None:
    program = "import sys, k8slint.rulebook.declarative; sys.exit('jsonschema' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)
