"""Names of pods that no StatefulSet gives, against a model that lists every pod."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint.engine import lint_texts
from k8slint.rulebook.index import read

RULES = tuple(rule for rule in read()[0] if rule.id == "pod-dns-name-not-found")
NAMESPACES = ("a", "b")
SERVICES = ("one", "two")
#: A StatefulSet: namespace, governing Service, first ordinal, replicas, most pods that a HorizontalPodAutoscaler makes.
Set = tuple[str, str, int, int, int | None]


def meta(name: str, namespace: str) -> dict[str, str]:
    return {"name": name, "namespace": namespace}


def objects(sets: list[Set], text: str, namespace: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for place, service in product(NAMESPACES, SERVICES):
        spec: dict[str, Any] = {"clusterIP": "None", "selector": {"app": "db"}, "ports": [{"port": 80}]}
        found.append({"apiVersion": "v1", "kind": "Service", "metadata": meta(service, place), "spec": spec})
    for place, service, start, replicas, most in sets:
        template = {"metadata": {"labels": {"app": "db"}}, "spec": {"containers": [{"name": "c", "image": "c:1"}]}}
        spec = {"serviceName": service, "replicas": replicas, "ordinals": {"start": start}, "template": template}
        found.append({"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": meta("db", place), "spec": spec})
        if most is not None:
            target = {"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "db"}
            spec = {"scaleTargetRef": target, "minReplicas": 1, "maxReplicas": most}
            meaning = {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler"}
            found.append({**meaning, "metadata": meta("db", place), "spec": spec})
    found.append({"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta("c", namespace), "data": {"PEERS": text}})
    return found


def reported(sets: list[Set], text: str, namespace: str) -> bool:
    texts = "---\n".join(json.dumps(one) + "\n" for one in objects(sets, text, namespace))
    report = lint_texts({"a.yaml": texts}, RULES)
    assert not report.failures
    return bool(report.findings)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(NAMESPACES),
            st.sampled_from(SERVICES),
            st.integers(0, 2),
            st.integers(1, 3),
            st.none() | st.integers(1, 5),
        ),
        min_size=1,
        max_size=2,
        unique_by=lambda one: one[0],
    ),
    st.integers(0, 7),
    st.sampled_from(SERVICES),
    st.sampled_from(NAMESPACES),
)
def test_a_name_is_lost_if_no_pod_has_it(sets: list[Set], ordinal: int, service: str, namespace: str) -> None:
    pods = {
        f"db-{number}.{governing}.{place}.svc"
        for place, governing, start, replicas, most in sets
        for number in range(start, start + max(replicas, most or 0))
    }
    name = f"db-{ordinal}.{service}.{namespace}.svc"
    there = [one for one in sets if one[0] == namespace]
    expected = name not in pods
    if not there and sets[0][1] != service:
        expected = False  # another StatefulSet of that name, in a namespace that is not of these files
    assert reported(sets, name, "a") is expected


@pytest.mark.parametrize(
    ("sets", "text", "lost"),
    [
        ([("a", "one", 0, 0, None)], "db-0.one", False),
        ([("a", "one", 0, 1, None)], "db-1.one", True),
        ([("a", "one", 0, 1, None)], "db-0.on", True),
        ([("a", "one", 0, 1, None)], "db-0.other", False),
        ([("a", "one", 0, 1, None)], "db-0.other.a.svc", False),
        ([("b", "one", 0, 1, None)], "db-0.one", True),
        ([("b", "one", 0, 1, None)], "db-0.one.b", False),
        ([("b", "one", 0, 1, None)], "db-1.one.internet", False),
        ([("a", "one", 0, 1, None), ("b", "one", 0, 2, None)], "db-1.one", True),
    ],
)
def test_names(sets: list[Set], text: str, *, lost: bool) -> None:
    assert reported(sets, text, "a") is lost


@pytest.mark.parametrize(
    ("replicas", "text", "said"),
    [
        (3, "db-0.one:1,db-1.one:1,db-3.one:1", "write `db-0.one:1,db-1.one:1,db-2.one:1`"),
        (2, "db-1.one, db-2.one", "write `db-0.one,db-1.one`"),
        (2, "db-0.one,db-1.one,db-2.one", "write `db-0.one,db-1.one`"),
        (1, "db-3.one:1", "write `db-0.one`"),
        (2, "db-2.one", "write `db-0.one` or `db-1.one`"),
        (9, "x db-9.one", "write `db-0.one` to `db-8.one`"),
        (3, "db-3.one,other", "write `db-0.one` to `db-2.one`"),
    ],
)
def test_what_to_write(replicas: int, text: str, said: str) -> None:
    texts = "---\n".join(json.dumps(one) + "\n" for one in objects([("a", "one", 0, replicas, None)], text, "a"))
    (finding,) = lint_texts({"a.yaml": texts}, RULES).findings
    assert finding.help == said
