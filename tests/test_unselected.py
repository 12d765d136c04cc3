"""What is said of a LabelSelector that selects nothing, and what is offered as its cure."""

from __future__ import annotations

import json
from typing import Any

import pytest

from k8slint import yaml
from k8slint.findings import Change
from k8slint.graph import Asked, Graph, Unselected, describe_requirement, unselected, wanted
from k8slint.resources import PodDisruptionBudget, label_selector, read
from k8slint.text import SourceFile
from k8slint.units import Unit

Json = dict[str, Any]


def told(selector: Json, *labels: Json) -> Unselected:
    pods = [
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": f"p{number}", "labels": one}, "spec": {"containers": [{}]}}
        for number, one in enumerate(labels)
    ]
    budget = {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "b"}, "spec": {"selector": selector}}
    text = "---\n".join(json.dumps(one) + "\n" for one in (*pods, budget))
    unit = Unit("u", tuple(read(yaml.read(SourceFile("a.yaml", text)).documents)))
    resource = unit.resources[-1]
    assert isinstance(resource, PodDisruptionBudget)
    selection = Graph(unit).covered(Asked(resource.selector, None, "b"))
    assert not selection.pods
    return unselected(selection, resource.selector, resource, " here")


def edit(found: Unselected) -> tuple[Any, Change, tuple[Any, ...]]:
    assert found.fix is not None
    (one,) = found.fix.edits
    return one.value, one.change, one.node.path


def test_a_slip_of_the_pen_is_written_right() -> None:
    found = told({"matchLabels": {"app": "wbe"}}, {"app": "web"})
    assert found.says == ": its selector wants app=wbe, the pods of Pod p0 have app=web"
    assert edit(found) == ("web", Change.SET, ("spec", "selector", "matchLabels", "app"))
    assert found.help == "write `app: web`"


def test_in_an_expression_too() -> None:
    found = told({"matchExpressions": [{"key": "app", "operator": "In", "values": ["wbe"]}]}, {"app": "web"})
    assert edit(found) == ("web", Change.SET, ("spec", "selector", "matchExpressions", 0, "values", 0))


def test_another_key() -> None:
    assert edit(told({"matchLabels": {"k8s-app": "web"}}, {"app": "web"})) == (
        "app",
        Change.RENAME,
        ("spec", "selector", "matchLabels", "k8s-app"),
    )
    found = told({"matchExpressions": [{"key": "k8s-app", "operator": "In", "values": ["web"]}]}, {"app": "web"})
    assert edit(found) == ("app", Change.SET, ("spec", "selector", "matchExpressions", 0, "key"))


@pytest.mark.parametrize(
    ("selector", "labels"),
    [
        ({"matchLabels": {"app": "wbe"}}, [{"app": "web"}, {"app": "webe"}]),  # two are as near
        ({"matchLabels": {"app": "shop"}}, [{"app": "web"}]),  # nothing is near
        ({"matchLabels": {"app": "wbe"}, "matchExpressions": [{"key": "x", "operator": "Exists"}]}, [{"app": "web"}]),
        ({"matchLabels": {"app": "wbe", "tier": "bcak"}}, [{"app": "web", "tier": "back"}]),
        ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["x", "y"]}]}, [{"app": "web"}]),
    ],
)
def test_nothing_is_written_on_a_guess(selector: Json, labels: list[Json]) -> None:
    assert told(selector, *labels).fix is None


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ({"key": "a", "operator": "In", "values": ["x"]}, "a=x"),
        ({"key": "a", "operator": "In", "values": ["x", "y"]}, "a in (x, y)"),
        ({"key": "a", "operator": "NotIn", "values": ["x"]}, "a notin (x)"),
        ({"key": "a", "operator": "Exists"}, "a"),
        ({"key": "a", "operator": "DoesNotExist"}, "!a"),
    ],
)
def test_conditions_are_said_as_people_write_them(expression: Json, says: str) -> None:
    selector = label_selector({"matchExpressions": [expression]}, ())
    assert describe_requirement(selector.requirements[0]) == says
    assert wanted(selector) == f"the label {says}"
