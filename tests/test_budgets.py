"""Which budgets cover which pods of a unit, and how many pods that is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from k8slint import yaml
from k8slint.graph import Graph, budgets_of, expected_pods, has_no_scale, is_hook, is_unmanaged
from k8slint.resources import PodDisruptionBudget, Truth, Workload, read
from k8slint.text import SourceFile
from k8slint.units import Unit

Json = dict[str, Any]
SPEC = {"containers": [{"name": "c", "image": "example.com/c:1"}]}


def workload(kind: str, name: str, api: str = "apps/v1", *, namespace: str = "n", app: str = "a", **spec: Any) -> Json:
    template = {"metadata": {"labels": {"app": app}}, "spec": SPEC}
    body: Json = {"template": template, **spec}
    if kind == "CronJob":
        body = {"jobTemplate": {"spec": body}}
    whole: Json = {"apiVersion": api, "kind": kind, "metadata": {"name": name, "namespace": namespace}, "spec": body}
    if kind == "Pod":
        whole.update(spec=SPEC)
        whole["metadata"]["labels"] = {"app": app}
    return whole


def budget(name: str, limit: Json, *, namespace: str | None = "n", app: str = "a") -> Json:
    spec = {**limit, "selector": {"matchLabels": {"app": app}}}
    metadata = {"name": name} if namespace is None else {"name": name, "namespace": namespace}
    return {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": metadata, "spec": spec}


def graph_of(*objects: Json) -> Graph:
    text = "---\n".join(json.dumps(one) + "\n" for one in objects)
    return Graph(Unit("u", tuple(read(yaml.read(SourceFile("a.yaml", text)).documents))))


def total(graph: Graph) -> int | None:
    (first,) = (one for one in graph.unit.resources if isinstance(one, PodDisruptionBudget))
    found = expected_pods(graph, first)
    return None if found is None else found.total


def test_budgets_of_a_template_are_in_the_order_of_a_report() -> None:
    one = {"minAvailable": 1}
    graph = graph_of(
        budget("b", one),
        budget("a", one),
        budget("x", one, app="other"),
        budget("y", one, namespace="other"),
        budget("z", one, namespace=None),
        workload("Deployment", "w"),
    )
    (template,) = (one.template for one in graph.unit.resources if isinstance(one, Workload))
    assert [(cover.budget.name, cover.truth) for cover in budgets_of(graph, template)] == [
        ("z", Truth.UNKNOWN),
        ("a", Truth.YES),
        ("b", Truth.YES),
    ]


@pytest.mark.parametrize(
    ("limit", "made", "expected"),
    [
        ({"minAvailable": 1}, [workload("Deployment", "w", replicas=3)], 3),
        ({"minAvailable": 1}, [workload("Deployment", "w")], 1),
        ({"minAvailable": 1}, [workload("Deployment", "w", replicas=3), workload("StatefulSet", "v", replicas=2)], 5),
        ({"minAvailable": 1}, [workload("Deployment", "w", replicas="${N}")], None),
        ({"minAvailable": 1}, [workload("Rollout", "w", "argoproj.io/v1alpha1", replicas=4)], 4),
        ({"minAvailable": 1}, [workload("Ship", "w", "example.com/v1", replicas=4)], None),
        ({"minAvailable": 1}, [workload("DaemonSet", "w")], None),
        ({"minAvailable": 1}, [workload("Job", "w", "batch/v1")], None),
        ({"minAvailable": 1}, [workload("Pod", "w", "v1"), workload("Pod", "v", "v1")], 2),
        ({"maxUnavailable": 1}, [workload("Pod", "w", "v1")], None),
        ({"minAvailable": "50%"}, [workload("Pod", "w", "v1")], None),
        ({"minAvailable": 1}, [workload("Deployment", "w", replicas=3, app="${APP}")], None),
        ({"minAvailable": 1}, [], None),
    ],
)
def test_expected_pods_are_those_that_can_be_told(limit: Json, made: list[Json], expected: int | None) -> None:
    assert total(graph_of(budget("b", limit), *made)) == expected


@pytest.mark.parametrize(
    ("one", "no_scale", "unmanaged"),
    [
        (workload("Deployment", "w"), False, False),
        (workload("ReplicationController", "w", "v1"), False, False),
        (workload("Rollout", "w", "argoproj.io/v1alpha1"), False, False),
        (workload("Ship", "w", "example.com/v1"), False, False),
        (workload("DaemonSet", "w", "extensions/v1beta1"), True, False),
        (workload("CronJob", "w", "batch/v1"), True, False),
        (workload("Pod", "w", "v1"), False, True),
    ],
)
def test_kinds_without_a_scale(one: Json, no_scale: bool, unmanaged: bool) -> None:
    (resource,) = graph_of(one).unit.resources
    assert isinstance(resource, Workload)
    assert (has_no_scale(resource), is_unmanaged(resource)) == (no_scale, unmanaged)


def test_pods_of_an_owner_are_managed_and_hooks_are_told_apart() -> None:
    one = workload("Pod", "w", "v1")
    one["metadata"].update(ownerReferences=[{"kind": "Database"}], annotations={"helm.sh/hook": "test"})
    (resource,) = graph_of(one).unit.resources
    assert isinstance(resource, Workload)
    assert not is_unmanaged(resource)
    assert is_hook(resource)
