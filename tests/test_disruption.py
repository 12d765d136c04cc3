"""PodDisruptionBudgets, against the disruption controller written down a second time, and against worlds of workloads."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8slint import rulebook, yaml
from k8slint.engine import lint_texts
from k8slint.resources import Labels, Limit, PodDisruptionBudget, Truth, read
from k8slint.text import SourceFile

if TYPE_CHECKING:
    from collections.abc import Sequence

Json = dict[str, Any]
RULES = [rule for rule in rulebook.load() if rule.id in {"pdb-blocks-eviction", "pdb-unsupported-controller"}]


def budget(spec: Any, version: str = "policy/v1") -> PodDisruptionBudget:
    whole = {"apiVersion": version, "kind": "PodDisruptionBudget", "metadata": {"name": "b", "namespace": "n"}, "spec": spec}
    (resource,) = read(yaml.read(SourceFile("a.yaml", json.dumps(whole))).documents)
    assert isinstance(resource, PodDisruptionBudget)
    return resource


# -- the second model: pkg/controller/disruption, with the pods as they are counted there -------------------------------


def scaled(written: int | str, total: int) -> int:
    """GetScaledValueFromIntOrPercent, rounding up, with the floating point of the original."""
    return written if isinstance(written, int) else math.ceil(int(written[:-1]) * total / 100)


def evictions(field: str, written: int | str, controllers: Sequence[int], alone: int = 0) -> int:
    """How many pods may go, one after the other, when all are healthy; `alone`: pods without a controller."""
    pods = sum(controllers) + alone
    expected = pods if field == "minAvailable" and isinstance(written, int) else sum(controllers)
    count = scaled(written, expected)
    desired = count if field == "minAvailable" else max(0, expected - count)
    gone = 0
    while expected > 0 and pods - gone > desired:
        gone += 1
    return gone


fields = st.sampled_from(["minAvailable", "maxUnavailable"])
amounts = st.one_of(st.integers(0, 12), st.integers(0, 100).map(lambda number: f"{number}%"))


@settings(max_examples=1000)
@given(fields, amounts, st.integers(0, 40))
def test_a_limit_allows_what_the_controller_does(field: str, written: int | str, total: int) -> None:
    limit = budget({field: written, "selector": {}}).limit
    assert limit is not None
    assert limit.allows(total) == evictions(field, written, [total])


@given(fields, st.integers(0, 100), st.integers(1, 1000))
def test_rounding_is_that_of_whole_numbers(field: str, percent: int, total: int) -> None:
    limit = Limit(field, percent, percent=True)
    assert limit.of(total) == -((-percent * total) // 100)
    assert limit.allows(total) == total - limit.needed(total)
    assert 0 <= limit.needed(total) <= total


# -- several controllers, autoscalers, and pods that nobody owns ---------------------------------------------------------

counts = st.one_of(st.none(), st.integers(0, 4))
workloads = st.fixed_dictionaries(
    {"kind": st.sampled_from(["Deployment", "StatefulSet", "ReplicaSet", "Pod"]), "covered": st.booleans(), "replicas": counts},
    optional={"autoscaler": st.tuples(st.integers(1, 4), st.integers(0, 3))},
)


def manifests(field: str, written: int | str, made: Sequence[Json]) -> str:
    objects: list[Json] = [
        {
            "apiVersion": "policy/v1",
            "kind": "PodDisruptionBudget",
            "metadata": {"name": "b"},
            "spec": {field: written, "selector": {"matchLabels": {"team": "a"}}},
        }
    ]
    for number, one in enumerate(made):
        name = f"w{number}"
        labels = {"app": name, "team": "a" if one["covered"] else "b"}
        spec = {"containers": [{"name": "c", "image": "example.com/c:1", "resources": {"requests": {"cpu": "1"}}}]}
        if one["kind"] == "Pod":
            objects.append({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": labels}, "spec": spec})
            continue
        template = {"metadata": {"labels": labels}, "spec": spec}
        body: Json = {"selector": {"matchLabels": {"app": name}}, "template": template}
        if one["replicas"] is not None:
            body["replicas"] = one["replicas"]
        objects.append({"apiVersion": "apps/v1", "kind": one["kind"], "metadata": {"name": name}, "spec": body})
        if "autoscaler" in one:
            low, more = one["autoscaler"]
            target = {"apiVersion": "apps/v1", "kind": one["kind"], "name": name}
            body = {"scaleTargetRef": target, "minReplicas": low, "maxReplicas": low + more}
            objects.append(
                {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": name}, "spec": body}
            )
    return "---\n".join(json.dumps(one) + "\n" for one in objects)


def at_least(one: Json) -> int:
    """How many pods a workload has while its load is low; an autoscaler lets alone what is scaled to nothing."""
    replicas: int = 1 if one["replicas"] is None else one["replicas"]
    return replicas if "autoscaler" not in one or replicas == 0 else int(one["autoscaler"][0])


@settings(max_examples=400)
@given(fields, amounts, st.lists(workloads, max_size=4))
def test_what_allows_no_eviction_is_told(field: str, written: int | str, made: list[Json]) -> None:
    report = lint_texts({"a.yaml": manifests(field, written, made)}, RULES)
    assert not report.failures
    told = {finding.rule for finding in report.findings}
    covered = [one for one in made if one["covered"]]
    owned = [at_least(one) for one in covered if one["kind"] != "Pod"]
    alone = len(covered) - len(owned)
    whole = field == "minAvailable" and isinstance(written, int)
    if alone and not whole:  # of pods that nobody owns there is no scale
        assert told == ({"pdb-unsupported-controller"} if len(owned) == 0 else set())
        assert owned or evictions(field, written, [], alone) == 0
    else:
        blocked = sum(owned) + alone > 0 and evictions(field, written, owned, alone) == 0
        assert told == ({"pdb-blocks-eviction"} if blocked else set())


# -- what is written ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spec",
    [
        {},
        {"minAvailable": 1, "maxUnavailable": 1},
        {"minAvailable": "1"},
        {"minAvailable": "101%"},
        {"minAvailable": "1.5%"},
        {"minAvailable": "-1%"},
        {"minAvailable": -1},
        {"minAvailable": 1.5},
        {"minAvailable": True},
        {"minAvailable": "${MIN}"},
        {"maxUnavailable": [1]},
        {"maxUnavailable": "9" * 5000 + "%"},
        None,
        "${SPEC}",
        [1],
    ],
)
def test_what_is_not_known_is_no_limit(spec: Any) -> None:
    assert budget(spec).limit is None


@pytest.mark.parametrize(
    ("version", "spec", "absent", "truth"),
    [
        ("policy/v1", {}, True, Truth.NO),
        ("policy/v1", None, True, Truth.NO),
        ("policy/v1", {"selector": None}, True, Truth.NO),
        ("policy/v1", {"selector": {}}, False, Truth.YES),
        ("policy/v1", {"selector": {"matchLabels": {}}}, False, Truth.YES),
        ("policy/v1beta1", {"selector": {}}, False, Truth.NO),
        ("policy/v1beta1", {"selector": {"matchLabels": {}}}, False, Truth.NO),
        ("policy/v1beta1", {"selector": {"matchLabels": {"app": "web"}}}, False, Truth.YES),
        ("policy/v1", {"selector": "${SELECTOR}"}, False, Truth.UNKNOWN),
        ("policy/v1", "${SPEC}", False, Truth.UNKNOWN),
        ("policy/v1beta1", {"selector": ["app"]}, False, Truth.UNKNOWN),
    ],
)
def test_an_empty_selector_is_not_an_absent_one(version: str, spec: Any, absent: bool, truth: Truth) -> None:
    selector = budget(spec, version).selector
    assert selector.absent is absent
    assert selector.match(Labels({"app": "web"})) is truth
