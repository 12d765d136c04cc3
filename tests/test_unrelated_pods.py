"""What a Service selects besides the pods that serve it, against a model that follows every port into every pod."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint.graph import Graph, Unrelated, unrelated_pods
from k8slint.resources import Service, read
from k8slint.text import SourceFile
from k8slint.units import Unit
from k8slint.yaml import read as read_yaml

#: Labels besides `app`, and the container ports by name: what tells one workload from another.
Pods = tuple[dict[str, str], dict[str, int]]


def unrelated(ports: list[int | str], pods: list[Pods], kinds: tuple[str, ...] = (), **spec: Any) -> Unrelated | None:
    """What a Service of these target ports selects besides, of Deployments (or `kinds`) that are called `0`, `1` and so on."""
    service = [{"name": f"p{number}", "port": number + 1, "targetPort": target} for number, target in enumerate(ports)]
    values: list[Any] = [
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": "web"},
            "spec": {"selector": {"app": "web"}, "ports": service, **spec},
        }
    ]
    for number, (labels, declared) in enumerate(pods):
        containers = [{"name": "c", "ports": [{"name": name, "containerPort": port} for name, port in declared.items()]}]
        template = {"metadata": {"labels": {"app": "web", **labels}}, "spec": {"containers": containers}}
        kind = kinds[number] if kinds else "Deployment"
        values.append({"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": str(number)}, "spec": {"template": template}})
        if kind == "Job":
            values[-1]["apiVersion"] = "batch/v1"
    text = "---\n".join(json.dumps(value) + "\n" for value in values)
    resources = tuple(read(read_yaml(SourceFile("a.yaml", text)).documents))
    found = resources[0]
    assert isinstance(found, Service)
    return unrelated_pods(Graph(Unit("u", resources)), found)


def names(found: Unrelated | None) -> tuple[list[str | None], list[str | None], list[str | None]]:
    groups = ((), (), ()) if found is None else (found.served, found.lost, found.ending)
    return tuple([one.workload.name for one in group] for group in groups)  # type: ignore[return-value]  # three of three


PORTS = st.lists(st.sampled_from([80, 81, "http", "admin"]), min_size=1, max_size=3)
PODS = st.lists(
    st.tuples(
        st.fixed_dictionaries({}, optional={"tier": st.sampled_from("ab"), "version": st.sampled_from("12")}),
        st.dictionaries(st.sampled_from(["http", "admin", "x"]), st.sampled_from([80, 81, 82]), max_size=3),
    ),
    min_size=1,
    max_size=4,
)


@given(PORTS, PODS)
def test_model(ports: list[int | str], pods: list[Pods]) -> None:
    def serves(declared: dict[str, int]) -> bool:
        return any(target in declared if isinstance(target, str) else target in declared.values() for target in ports)

    def may_serve(declared: dict[str, int]) -> bool:
        return not declared and any(isinstance(target, int) for target in ports)

    served = [number for number, (_, declared) in enumerate(pods) if serves(declared)]
    lost = []
    for number, (labels, declared) in enumerate(pods):
        twin = any({**labels, "version": ""} == {**pods[other][0], "version": ""} for other in served)
        if served and not serves(declared) and not may_serve(declared) and not twin:
            lost.append(number)
    found = unrelated(ports, pods)
    if lost:
        assert names(found)[:2] == ([str(one) for one in served], [str(one) for one in lost])
        pair = found.telling_pair() if found is not None else None
        assert pair is None or all(pods[one][0].get(pair[0]) == pair[1] for one in served)
        assert pair is None or all(pods[one][0].get(pair[0]) != pair[1] for one in lost)
    else:
        assert names(found)[1:] == ([], [])


WEB: Pods = ({"tier": "web"}, {"http": 80})
DB: Pods = ({"tier": "db"}, {"sql": 5432})
BARE: Pods = ({"tier": "job"}, {})


@pytest.mark.parametrize(
    ("ports", "pods", "kinds", "ending"),
    [
        ([80], [WEB, BARE], ("Deployment", "Job"), ["1"]),
        (["http"], [WEB, BARE], ("Deployment", "Job"), []),
        ([80], [WEB, WEB], ("Deployment", "Job"), []),
        ([80], [WEB, DB], ("Deployment", "Job"), ["1"]),
        ([80], [WEB, BARE], ("Job", "Job"), []),
    ],
)
def test_jobs(ports: list[int | str], pods: list[Pods], kinds: tuple[str, ...], ending: list[str]) -> None:
    assert names(unrelated(ports, pods, kinds))[2] == ending


def test_a_headless_service_is_not_looked_up_by_port() -> None:
    assert unrelated(["http"], [WEB, BARE], clusterIP="None") is None
    assert names(unrelated([80], [WEB, DB], clusterIP="None"))[1] == ["1"]
    other: Pods = ({"tier": "other"}, {"http": 80})
    assert unrelated([80], [WEB, other], clusterIP="None") is None
    found = unrelated([80], [WEB, other])
    assert found is not None
    assert found.apart == "tier"
