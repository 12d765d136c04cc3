"""What a container requests and is limited to once everything is filled in, against a model of the API server."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint.graph import Amounts, Graph, container_resources, limit_ranges, pod_resources
from k8slint.resources import Truth, Workload, read
from k8slint.text import SourceFile
from k8slint.units import Unit
from k8slint.yaml import read as read_yaml

Json = dict[str, Any]


def graph_of(resources: Any, ranges: list[Json], namespace: str | None = "shop", pod: Any = None) -> tuple[Graph, Workload]:
    spec = {"containers": [{"name": "web", "resources": resources}], "resources": pod}
    metadata = {"name": "web", "namespace": namespace}
    values = [
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": {"template": {"spec": spec}}},
        *ranges,
    ]
    text = "---\n".join(json.dumps(value) + "\n" for value in values)
    found = read(read_yaml(SourceFile("a.yaml", text)).documents)
    assert isinstance(found[0], Workload)
    return Graph(Unit("", tuple(found))), found[0]


def limit_range(*limits: Any, namespace: str | None = "shop", name: str = "limits") -> Json:
    return {
        "apiVersion": "v1",
        "kind": "LimitRange",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"limits": list(limits)},
    }


def effective(resources: Any, *ranges: Json, namespace: str | None = "shop") -> Amounts:
    graph, workload = graph_of(resources, list(ranges), namespace)
    return container_resources(graph, workload.template.containers[0])


@pytest.mark.parametrize(
    ("resources", "requests", "limits"),
    [
        (None, {}, {}),
        ({}, {}, {}),
        ({"requests": {"cpu": "1"}}, {"cpu": "1"}, {}),
        ({"limits": {"cpu": "1"}}, {"cpu": "1"}, {"cpu": "1"}),
        (
            {"limits": {"cpu": "2", "memory": "1Gi"}, "requests": {"cpu": "1"}},
            {"cpu": "1", "memory": "1Gi"},
            {"cpu": "2", "memory": "1Gi"},
        ),
        ({"requests": None, "limits": {"cpu": None}}, {}, {}),
    ],
)
def test_requests_default_to_limits(resources: Any, requests: Json, limits: Json) -> None:
    assert effective(resources) == Amounts(requests, limits, known=True)


@pytest.mark.parametrize("resources", ["${R}", [], {"requests": "${R}"}, {"limits": []}, {"${R}": {}}, {"requests": {"${R}": 1}}])
def test_what_is_not_known(resources: Any) -> None:
    found = effective(resources)
    assert found.has("requests", "cpu") is Truth.UNKNOWN
    assert not found.none


@pytest.mark.parametrize(
    ("entry", "requests", "limits"),
    [
        ({"default": {"cpu": "1"}}, {"cpu": "1"}, {"cpu": "1"}),
        ({"defaultRequest": {"cpu": "1"}}, {"cpu": "1"}, {}),
        ({"max": {"cpu": "2"}}, {"cpu": "2"}, {"cpu": "2"}),
        ({"min": {"cpu": "1"}}, {"cpu": "1"}, {}),
        ({"min": {"cpu": "1"}, "max": {"cpu": "2"}}, {"cpu": "2"}, {"cpu": "2"}),
        ({"default": {"cpu": "3"}, "defaultRequest": {"cpu": "1"}, "max": {"cpu": "4"}}, {"cpu": "1"}, {"cpu": "3"}),
        ({"type": "Pod", "max": {"cpu": "2"}}, {}, {}),
        ({"maxLimitRequestRatio": {"cpu": 2}}, {}, {}),
    ],
)
def test_what_a_limit_range_gives(entry: Json, requests: Json, limits: Json) -> None:
    assert effective(None, limit_range({"type": "Container"} | entry)) == Amounts(requests, limits, known=True)


def test_a_limit_range_reaches_its_namespace_only() -> None:
    entry = {"type": "Container", "default": {"cpu": "1"}}
    assert effective(None, limit_range(entry, namespace="other")).none
    assert effective(None, limit_range(entry, namespace=None)).has("limits", "cpu") is Truth.YES  # it may be this one
    assert effective(None, limit_range(entry), namespace=None).has("limits", "cpu") is Truth.YES


@pytest.mark.parametrize("entry", ["${L}", {"type": "${T}"}, {"type": "Container", "default": "${D}"}, 7])
def test_a_limit_range_that_is_not_known(entry: Any) -> None:
    assert effective(None, limit_range(entry)).has("requests", "cpu") is Truth.UNKNOWN


def test_resources_of_a_pod() -> None:
    assert pod_resources(graph_of(None, [])[1].template).none
    found = pod_resources(graph_of(None, [], pod={"limits": {"cpu": "1"}})[1].template)
    assert found.has("requests", "cpu") is Truth.YES
    assert found.has("limits", "memory") is Truth.NO


def test_limit_ranges_are_found() -> None:
    graph, workload = graph_of(None, [limit_range(), limit_range(namespace="other"), limit_range(namespace=None)])
    assert [one.namespace for one in limit_ranges(graph, workload)] == ["shop", None]


# -- against a model: what the API server does, step by step -------------------------------------------------------------

AMOUNTS = st.dictionaries(st.sampled_from(["cpu", "memory"]), st.sampled_from(["1", "2"]), max_size=2)
ENTRY = st.fixed_dictionaries(
    {"type": st.sampled_from(["Container", "Pod", "PersistentVolumeClaim"])},
    optional={"default": AMOUNTS, "defaultRequest": AMOUNTS, "max": AMOUNTS, "min": AMOUNTS},
)
RANGES = st.lists(
    st.builds(lambda limits, where: (limits, where), st.lists(ENTRY, max_size=2), st.sampled_from(["shop", "blog"]))
)
RESOURCES = st.fixed_dictionaries({}, optional={"requests": AMOUNTS, "limits": AMOUNTS})


def stored(entry: Json) -> Json:
    """An entry as the API server stores it (SetDefaults_LimitRangeItem)."""
    entry = {**{field: {} for field in ("default", "defaultRequest", "max", "min")}, **copy.deepcopy(entry)}
    if entry["type"] == "Container":
        for key, value in entry["max"].items():
            if key not in entry["default"]:
                entry["default"][key] = value
        for key, value in entry["default"].items():
            if key not in entry["defaultRequest"]:
                entry["defaultRequest"][key] = value
        for key, value in entry["min"].items():
            if key not in entry["defaultRequest"]:
                entry["defaultRequest"][key] = value
    return entry


def admitted(resources: Json, ranges: list[Json]) -> tuple[set[str], set[str]]:
    """What a container asks for when it is admitted: SetDefaults_Pod, then LimitRanger for each of them."""
    requests, limits = dict(resources.get("requests", {})), dict(resources.get("limits", {}))
    for key, value in limits.items():
        if key not in requests:
            requests[key] = value
    for one in ranges:
        for entry in map(stored, one["spec"]["limits"]):
            if entry["type"] == "Container":
                for key, value in entry["defaultRequest"].items():
                    if key not in requests:
                        requests[key] = value
                for key, value in entry["default"].items():
                    if key not in limits:
                        limits[key] = value
    return set(requests), set(limits)


@given(RESOURCES, RANGES)
def test_as_the_api_server_does(resources: Json, ranges: list[tuple[list[Json], str]]) -> None:
    values = [limit_range(*limits, namespace=where, name=f"limits-{n}") for n, (limits, where) in enumerate(ranges)]
    found = effective(resources, *values)
    own = [value for value in values if value["metadata"]["namespace"] == "shop"]
    requests, limits = admitted(resources, own)
    assert found.known
    assert set(found.requests) == requests
    assert set(found.limits) == limits
    for name in ("cpu", "memory"):
        assert found.has("requests", name) is Truth.of(name in requests)
        assert found.has("limits", name) is Truth.of(name in limits)
