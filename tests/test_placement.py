"""Affinities and spread constraints, as a pod template writes them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from k8slint import yaml
from k8slint.resources import PodTemplate, Truth, Workload, read, required_terms, spread_constraints
from k8slint.text import SourceFile

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


def template(**spec: Any) -> PodTemplate:
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "labels": {"app": "a"}}, "spec": spec}
    (resource,) = read(yaml.read(SourceFile("a.yaml", json.dumps(pod))).documents)
    assert isinstance(resource, Workload)
    return resource.template


def test_required_terms_are_found_where_they_are() -> None:
    term = {"topologyKey": "zone", "labelSelector": {"matchLabels": {"app": "a"}}}
    there = template(
        affinity={"podAffinity": {REQUIRED: [term, "x"]}, "podAntiAffinity": {REQUIRED: [{**term, "namespaces": ["n"]}]}}
    )
    first, second = required_terms(there)
    assert (first.anti, second.anti) == (False, True)
    assert first.path == ("spec", "affinity", "podAffinity", REQUIRED, 0)
    assert (first.own_namespace, second.own_namespace) == (True, False)
    assert second.namespaces == ("n",)
    assert first.selector.match(there.labels) is Truth.YES
    assert first.nearest("topologyKey").value == "zone"


@pytest.mark.parametrize("affinity", [None, "${A}", [], {"podAffinity": "x"}, {"podAffinity": {REQUIRED: {"a": 1}}}])
def test_what_is_malformed_is_no_term(affinity: Any) -> None:
    assert [*required_terms(template(affinity=affinity))] == []


@pytest.mark.parametrize(
    ("namespaces", "known"),
    [(None, ()), ([], ()), (["a", "b"], ("a", "b")), (["a", "${B}"], None), ("a", None), ([1], None)],
)
def test_namespaces_that_are_not_known(namespaces: Any, known: Any) -> None:
    term = {"topologyKey": "zone", "labelSelector": {}, "namespaces": namespaces}
    (found,) = required_terms(template(affinity={"podAffinity": {REQUIRED: [term]}}))
    assert found.namespaces == known


def test_spread_constraints() -> None:
    entries = [{"labelSelector": None}, {"labelSelector": {}, "matchLabelKeys": ["x"]}, 5, {"labelSelector": "${S}"}]
    there = template(topologySpreadConstraints=entries)
    absent, every, unknown = spread_constraints(there)
    assert absent.selector.absent
    assert absent.label_keys == ()
    assert (every.selector.absent, every.label_keys) == (False, ("x",))
    assert every.selector.match(there.labels) is Truth.YES
    assert unknown.selector.match(there.labels) is Truth.UNKNOWN
    assert unknown.path[-1] == 3


@pytest.mark.parametrize("entries", [None, "${A}", {"maxSkew": 1}])
def test_what_is_malformed_is_no_constraint(entries: Any) -> None:
    assert [*spread_constraints(template(topologySpreadConstraints=entries))] == []
