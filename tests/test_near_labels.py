"""Which pod template a selector nearly matches."""

from __future__ import annotations

import json
from typing import Any

from k8slint.graph.near_labels import NearTemplate, nearest_template
from k8slint.resources import PodTemplate, Workload, equality_selector, read
from k8slint.text import SourceFile
from k8slint.yaml import read as read_yaml

Json = dict[str, Any]


def template(name: str, labels: Json, kind: str = "Deployment") -> PodTemplate:
    spec = {"template": {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c"}]}}}
    value = {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name}, "spec": spec}
    found = read(read_yaml(SourceFile("a.json", json.dumps(value))).documents)[0]
    assert isinstance(found, Workload)
    return found.template


def near(selector: Json, *templates: PodTemplate, claimed: tuple[PodTemplate, ...] = ()) -> NearTemplate | None:
    return nearest_template(equality_selector(selector, ()), templates, frozenset(map(id, claimed)))


def told(found: NearTemplate | None) -> tuple[str, str, str, str | None] | None:
    return None if found is None else (str(found.template), found.wants, found.has, found.suggestion())


WEB = template("web", {"app": "shop", "tier": "web"})
API = template("api", {"app": "shop", "tier": "api"})


def test_the_value_that_differs_least() -> None:
    assert told(near({"app": "shop", "tier": "webb"}, API, WEB)) == (
        "Deployment web",
        "tier=webb",
        "tier=web",
        "write `tier: web`",
    )


def test_another_key() -> None:
    assert told(near({"app": "shop", "role": "web"}, WEB)) == ("Deployment web", "role=web", "tier=web", "write `tier: web`")


def test_a_label_that_is_missing() -> None:
    assert told(near({"app": "shop", "color": "blue"}, WEB)) == ("Deployment web", "color=blue", "no label color", None)


def test_nothing_in_common_is_not_near() -> None:
    assert near({"app": "bank"}, WEB) is None
    assert near({"app": "bank", "tier": "x", "color": "y"}, WEB) is None


def test_pods_of_another_service_are_not_meant_by_an_entirely_different_value() -> None:
    assert told(near({"app": "shop", "tier": "backend"}, WEB)) == (
        "Deployment web",
        "tier=backend",
        "tier=web",
        "write `tier: web`",
    )
    assert near({"app": "shop", "tier": "backend"}, WEB, claimed=(WEB,)) is None
    assert near({"app": "shop", "tier": "wbe"}, WEB, claimed=(WEB,)) is not None
    assert near({"app": "shop", "color": "blue"}, WEB, claimed=(WEB,)) is not None


def test_of_two_that_are_equally_near_none_is_suggested() -> None:
    one, other = template("one", {"app": "shop", "tier": "web1"}), template("other", {"app": "shop", "tier": "web2"})
    for order in ((one, other), (other, one)):
        found = near({"app": "shop", "tier": "web"}, *order)
        assert told(found) == ("Deployment one", "tier=web", "tier=web1", None)


def test_the_pods_of_a_stateful_set() -> None:
    data = template("db", {"app": "db"}, "StatefulSet")
    key = "statefulset.kubernetes.io/pod-name"
    assert told(near({"app": "db", key: "data-0"}, data)) == (
        "StatefulSet db",
        f"{key}=data-0",
        f"{key}=db-0",
        f"write `{key}: db-0`",
    )
