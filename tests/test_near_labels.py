"""Which pod template a selector nearly matches."""

from __future__ import annotations

import json
from typing import Any

from k8slint.graph.near_labels import NearTemplate, nearest_template, odd_pair
from k8slint.near import nearest
from k8slint.resources import PodTemplate, Workload, equality_selector, read
from k8slint.text import SourceFile
from k8slint.yaml import read as read_yaml

Json = dict[str, Any]


def template(name: str, labels: Json, kind: str = "Deployment", selects: Json | None = None) -> PodTemplate:
    pod = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c"}]}}
    spec = {"template": pod, "selector": {"matchLabels": selects or {}}}
    value = {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name}, "spec": spec}
    found = read(read_yaml(SourceFile("a.json", json.dumps(value))).documents)[0]
    assert isinstance(found, Workload)
    return found.template


def near(
    selector: Json, *templates: PodTemplate, claimed: tuple[PodTemplate, ...] = (), name: str | None = None
) -> NearTemplate | None:
    return nearest_template(equality_selector(selector, ()), templates, frozenset(map(id, claimed)), name)


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
    assert told(near({"app": "shop", "teir": "web"}, WEB)) == ("Deployment web", "teir=web", "tier=web", "write `tier: web`")
    assert told(near({"name": "shop", "tier": "web"}, WEB)) == ("Deployment web", "name=shop", "app=shop", "write `app: shop`")
    assert told(near({"role": "web"}, WEB)) == ("Deployment web", "role=web", "tier=web", "write `tier: web`")


def test_an_unlike_key_of_the_same_value_is_none_where_other_labels_match() -> None:
    assert told(near({"app": "shop", "role": "web"}, WEB)) == ("Deployment web", "role=web", "no label role", None)


def test_a_label_that_is_missing() -> None:
    assert told(near({"app": "shop", "color": "blue"}, WEB)) == ("Deployment web", "color=blue", "no label color", None)


def test_nothing_in_common_is_not_near() -> None:
    assert near({"app": "bank"}, WEB) is None
    assert near({"app": "bank", "tier": "x", "color": "y"}, WEB) is None


def test_what_all_pods_have_does_not_make_two_other_labels_near() -> None:
    labels = {"env": "prod", "part-of": "shop"}
    report, api = template("report", {"app": "report", **labels}), template("api", {"app": "api", "tier": "backend", **labels})
    wants = {"app": "tracking", "tier": "backend", **labels}
    assert near(wants, report, api, claimed=(api,)) is None
    found = odd_pair(equality_selector(wants, ()), (report, api))
    assert found is not None
    assert (found.key, [str(one) for one in found.templates]) == ("app", ["Deployment api"])
    assert near({"app": "report", "tier": "batch", **labels}, report, api) is not None


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


def test_the_namesake_is_meant_whatever_other_services_select() -> None:
    wanted = {"app": "shop", "tier": "backend"}
    found = near(wanted, API, WEB, claimed=(API, WEB), name="web")
    assert told(found) == ("Deployment web", "tier=backend", "tier=web", "write `tier: web`")
    assert told(near({"app": "bank"}, WEB, name="web")) == ("Deployment web", "app=bank", "app=shop", "write `app: shop`")
    assert near({"app": "bank", "tier": "x"}, WEB, name="web") is None


def test_the_own_selector_of_a_workload_but_for_one_label_is_a_guess() -> None:
    own = template("web", {"app": "shop", "tier": "web"}, selects={"app": "shop", "tier": "web"})
    found = near({"app": "shop", "tier": "store"}, own, claimed=(own,), name="public")
    assert found is not None
    assert (found.likely, found.has, found.suggestion()) == (False, "tier=web", None)
    assert near({"app": "shop", "tier": "store"}, own, claimed=(own,), name="shop-store") is None


def test_the_label_that_keeps_all_away() -> None:
    asked = equality_selector({"app": "shop", "tier": "backend"}, ())
    assert odd_pair(asked, (WEB, API)) == ("tier", (API, WEB))
    assert odd_pair(asked, (WEB, template("bank", {"app": "bank", "tier": "backend"}))) is None
    assert odd_pair(equality_selector({"app": "bank"}, ()), (WEB, API)) is None


def test_a_difference_of_case_is_always_near() -> None:
    assert nearest("S3", ["s3", "s4"]) == ("s3",)
    assert nearest("CURRENCY", ["Currency", "CURRENCIES"]) == ("Currency",)
    data = template("db", {"app": "DB", "tier": "web"})
    assert told(near({"app": "db", "tier": "web"}, data, claimed=(data,))) == (
        "Deployment db",
        "app=db",
        "app=DB",
        "write `app: DB`",
    )


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
    found = near({"app": "dbb", "tier": "x", key: "db-2"}, template("db", {"app": "db", "tier": "x"}, "StatefulSet"))
    assert found is not None
    assert found.has == "app=db"
