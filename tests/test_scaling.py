"""How many pods a workload has: through autoscalers of every sort, against a model that knows nothing of ours."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8slint.graph import Graph, Replicas, can_be_scaled, is_resized, replicas_of, scalers, target_of
from k8slint.resources import Resource, Truth, Workload, read
from k8slint.text import SourceFile
from k8slint.units import Unit
from k8slint.yaml import read as read_yaml

Json = dict[str, Any]


def graph_of(*values: Json) -> tuple[Graph, list[Resource]]:
    text = "---\n".join(json.dumps(value) + "\n" for value in values)
    resources = read(read_yaml(SourceFile("a.yaml", text)).documents)
    return Graph(Unit("", tuple(resources))), resources


def workload(spec: Json | None = None, kind: str = "Deployment", **metadata: Any) -> Json:
    metadata = {"name": "web", "namespace": "shop"} | metadata
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": metadata, "spec": spec or {}}


def hpa(spec: Json, target: Json | None = None, **metadata: Any) -> Json:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"} if target is None else target
    metadata = {"name": "web", "namespace": "shop"} | metadata
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": metadata,
        "spec": {"scaleTargetRef": target, **spec},
    }


def keda(spec: Json, target: Json | None = None, kind: str = "ScaledObject", **metadata: Any) -> Json:
    metadata = {"name": "web", "namespace": "shop"} | metadata
    spec = {"scaleTargetRef": {"name": "web"} if target is None else target, **spec}
    return {"apiVersion": "keda.sh/v1alpha1", "kind": kind, "metadata": metadata, "spec": spec}


def vpa(spec: Json, target: Json | None = None) -> Json:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"} if target is None else target
    metadata = {"name": "web", "namespace": "shop"}
    return {
        "apiVersion": "autoscaling.k8s.io/v1",
        "kind": "VerticalPodAutoscaler",
        "metadata": metadata,
        "spec": {"targetRef": target, **spec},
    }


def made(*values: Json) -> tuple[int | None, int | None]:
    graph, resources = graph_of(*values)
    first = resources[0]
    assert isinstance(first, Workload)
    found = replicas_of(graph, first)
    return found.low, found.high


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([workload()], (1, 1)),
        ([workload({"replicas": 3})], (3, 3)),
        ([workload({"replicas": "${N}"})], (None, None)),
        ([workload(kind="DaemonSet")], (None, None)),
        ([workload({"replicas": 3}), hpa({"minReplicas": 2, "maxReplicas": 5})], (2, 5)),
        ([workload(), hpa({"maxReplicas": 5})], (1, 5)),
        ([workload(), hpa({"minReplicas": None, "maxReplicas": 5})], (1, 5)),
        ([workload(), hpa({"minReplicas": "x", "maxReplicas": "y"})], (None, None)),
        ([workload({"replicas": 0}), hpa({"minReplicas": 2, "maxReplicas": 5})], (0, 0)),
        ([workload({"replicas": 0}), hpa({"minReplicas": 0, "maxReplicas": 5})], (0, 5)),
        ([workload(), keda({})], (0, 100)),
        ([workload({"replicas": 0}), keda({"minReplicaCount": 2})], (2, 100)),
        ([workload(), keda({"minReplicaCount": 2, "maxReplicaCount": 4, "idleReplicaCount": 0})], (0, 4)),
        ([workload(), keda({"minReplicaCount": 2}, annotations={"autoscaling.keda.sh/paused-replicas": "7"})], (7, 7)),
        ([workload(), keda({}, annotations={"autoscaling.keda.sh/paused-replicas": "many"})], (None, None)),
        ([workload(), keda({}, annotations={"autoscaling.keda.sh/paused": "true"})], (None, None)),
        ([workload(), keda({}, annotations={"autoscaling.keda.sh/paused": "false"})], (0, 100)),
        ([workload(), keda({"replicas": {"min": 1, "max": 9}}, kind="HTTPScaledObject")], (1, 9)),
        ([workload(), keda({}, {"deployment": "web"}, kind="HTTPScaledObject")], (0, 100)),
        # what sizes pods does not count them
        ([workload({"replicas": 3}), vpa({})], (3, 3)),
        ([workload({"replicas": 3}), vpa({}), hpa({"maxReplicas": 5})], (1, 5)),
        # two of them stop one another
        ([workload({"replicas": 3}), hpa({"maxReplicas": 5}), hpa({"maxReplicas": 6}, name="b")], (None, None)),
        ([workload({"replicas": 3}), hpa({"maxReplicas": 5}), keda({})], (None, None)),
        # of others
        ([workload({"replicas": 3}), hpa({"maxReplicas": 5}, namespace="other")], (3, 3)),
        ([workload({"replicas": 3}), hpa({"maxReplicas": 5}, {"kind": "StatefulSet", "name": "web"})], (3, 3)),
        ([workload({"replicas": 3}), hpa({"maxReplicas": 5}, {"kind": "Deployment", "name": "api"})], (3, 3)),
        (
            [
                workload({"replicas": 3}),
                hpa({"maxReplicas": 5}, {"apiVersion": "apps.kruise.io/v1alpha1", "kind": "Deployment", "name": "web"}),
            ],
            (3, 3),
        ),
        # another version of the group, or none
        (
            [workload(), hpa({"maxReplicas": 5}, {"apiVersion": "extensions/v1beta1", "kind": "Deployment", "name": "web"})],
            (1, 5),
        ),
        ([workload(), hpa({"maxReplicas": 5}, {"kind": "Deployment", "name": "web"})], (1, 5)),
        # not known whose
        ([workload({"replicas": 3}), hpa({"maxReplicas": 5}, {"kind": "Deployment", "name": "${NAME}"})], (None, None)),
        ([workload({"replicas": 3}), hpa({"maxReplicas": 5}, {"name": "web"})], (None, None)),
        ([workload({"replicas": 3}), hpa({"maxReplicas": 5}, namespace="${NAMESPACE}")], (None, None)),
        ([workload({"replicas": 3}, name="${NAME}"), hpa({"maxReplicas": 5})], (None, None)),
        ([workload({"replicas": 3}), hpa({"maxReplicas": 5}, {"name": 7})], (None, None)),
    ],
)
def test_replicas(values: list[Json], expected: tuple[int | None, int | None]) -> None:
    assert made(*values) == expected


def test_what_decides_is_told() -> None:
    graph, (deployment, scaler) = graph_of(workload(), hpa({"minReplicas": 2, "maxReplicas": 5}))
    assert isinstance(deployment, Workload)
    assert replicas_of(graph, deployment) == Replicas(2, 5, scaler)
    assert scalers(graph, deployment) == ((scaler, Truth.YES),)


@pytest.mark.parametrize(("mode", "resized"), [(None, True), ("Auto", True), ("Initial", True), ("Off", False), (False, False)])
def test_a_vpa_resizes_unless_it_is_off(mode: Any, resized: bool) -> None:
    graph, (deployment, _) = graph_of(workload(), vpa({"updatePolicy": {"updateMode": mode}}))
    assert is_resized(graph, deployment) is resized


@pytest.mark.parametrize(
    ("make", "version", "kind", "scalable"),
    [
        (hpa, "apps/v1", "Deployment", True),
        (hpa, "apps/v1", "StatefulSet", True),
        (hpa, "v1", "ReplicationController", True),
        (hpa, "apps/v1", "DaemonSet", False),
        (hpa, "batch/v1", "Job", False),
        (hpa, "v1", "Pod", False),
        (hpa, "v1", "Service", False),
        (hpa, "serving.knative.dev/v1", "Service", True),
        (hpa, "apps.kruise.io/v1alpha1", "DaemonSet", True),
        (hpa, "argoproj.io/v1alpha1", "Rollout", True),
        (hpa, "apps/v1", "Deploymnt", True),
        (vpa, "apps/v1", "DaemonSet", True),
        (vpa, "batch/v1", "CronJob", True),
        (vpa, "v1", "Pod", False),
    ],
)
def test_what_can_be_scaled(make: Any, version: str, kind: str, scalable: bool) -> None:
    _, (scaler,) = graph_of(make({}, {"apiVersion": version, "kind": kind, "name": "web"}))
    want = target_of(scaler)
    assert want is not None
    assert can_be_scaled(want) is scalable


# -- against a model -----------------------------------------------------------------------------------------------------

NAMES = st.sampled_from(["web", "api", "${NAME}", None])
KINDS = st.sampled_from(["Deployment", "StatefulSet", None])
NAMESPACES = st.sampled_from(["shop", "blog", None, "${NAMESPACE}"])
NUMBERS = st.sampled_from([None, 0, 1, 2, 7, "x", True, 2.0, 2.5])
SORTS = st.sampled_from(["hpa", "keda", "vpa"])


@st.composite
def autoscaler(draw: st.DrawFn) -> Json:
    sort = draw(SORTS)
    target = {"name": draw(NAMES), "kind": draw(KINDS)}
    low, high, idle = draw(NUMBERS), draw(NUMBERS), draw(NUMBERS)
    if sort == "hpa":
        value = hpa({"minReplicas": low, "maxReplicas": high}, target)
    elif sort == "keda":
        value = keda({"minReplicaCount": low, "maxReplicaCount": high, "idleReplicaCount": idle}, target)
    else:
        value = vpa({}, target)
    value["metadata"]["namespace"] = draw(NAMESPACES)
    return value


def number(value: Any, default: int | None) -> int | None:
    if value is None:
        return default
    return None if isinstance(value, (bool, str)) or value != int(value) else int(value)


def same(one: Any, other: Any) -> bool | None:
    """Whether two texts are equal; None where one of them is not known."""
    if one is None or other is None or "$" in one or "$" in other:
        return None
    return bool(one == other)


def model(work: Json, others: list[Json]) -> tuple[int | None, int | None]:
    """What the documentation says, read case by case."""
    written = number(work["spec"].get("replicas"), 1)
    found = []
    for other in others:
        if other["kind"] == "VerticalPodAutoscaler":
            continue
        target = other["spec"]["scaleTargetRef"]
        kind = target["kind"] or ("Deployment" if other["kind"] == "ScaledObject" else None)
        here, there = other["metadata"]["namespace"], work["metadata"]["namespace"]
        place = True if here == there else same(here, there)  # one placeholder stands for one thing
        answers = [same(target["name"], work["metadata"]["name"]), same(kind, work["kind"]), place]
        if False not in answers:
            found.append((other, None not in answers))
    if not found:
        return written, written
    if len(found) > 1 or not found[0][1]:
        return None, None
    spec = found[0][0]["spec"]
    if found[0][0]["kind"] == "HorizontalPodAutoscaler":
        low, high = number(spec["minReplicas"], 1), number(spec["maxReplicas"], None)
        return (0, 0) if written == 0 and low != 0 else (low, high)
    low = number(spec["minReplicaCount"], 0)
    idle = number(spec["idleReplicaCount"], low)
    return None if low is None or idle is None else min(low, idle), number(spec["maxReplicaCount"], 100)


@settings(max_examples=600)
@given(
    st.builds(lambda replicas, namespace: workload({"replicas": replicas}, namespace=namespace), NUMBERS, NAMESPACES),
    st.lists(autoscaler(), max_size=3),
)
def test_replicas_as_the_model_says(work: Json, others: list[Json]) -> None:
    for index, other in enumerate(others):
        other["metadata"]["name"] = f"scaler-{index}"
    assert made(work, *others) == model(work, others)
