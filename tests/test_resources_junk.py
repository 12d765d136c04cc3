"""Nothing raises, whatever stands in the fields: every view is asked for everything over junk."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8slint import yaml
from k8slint.resources import (
    Ingress,
    Labels,
    PortOutcome,
    Resource,
    Selector,
    Service,
    StatefulSet,
    Truth,
    Workload,
    label_selector,
    read,
    resolve,
)
from k8slint.resources.images import parse_image
from k8slint.resources.lazy import Lazy
from k8slint.resources.quantities import parse_quantity
from k8slint.text import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterator

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "web", "${X}", "{{ x }}", "8080", "TCP", "None", "Always", "In", "List", "a-0", "\U0001f600"]),
)
junk = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "labels", "app", "port", "key", "${K}", "items", "spec", ""]), inner, max_size=3
        )
    ),
    max_leaves=6,
)

CONTAINERS = {
    "containers": [
        {
            "name": "web",
            "image": "web:1",
            "ports": [{"name": "http", "containerPort": 8080, "protocol": "TCP", "hostPort": 1}],
        }
    ],
    "initContainers": [{"name": "s", "restartPolicy": "Always", "ports": [{"name": "m", "containerPort": 1}]}],
    "volumes": [{"name": "data"}],
    "hostNetwork": True,
}
TEMPLATE = {"metadata": {"name": "web-1", "labels": {"app": "web"}, "annotations": {}}, "spec": CONTAINERS}
SELECTOR = {"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "a", "operator": "In", "values": ["x"]}]}
METADATA = {"name": "web", "namespace": "shop", "generateName": "x", "labels": {"a": "b"}, "annotations": {"a": "b"}}
SPEC = {
    "replicas": 2, "parallelism": 2, "completionMode": "Indexed", "manualSelector": False, "ordinals": {"start": 1},
    "reserveOrdinals": None, "serviceName": "db", "workloadRef": None,
    "volumeClaimTemplates": [{"metadata": {"name": "data"}}],
    "strategy": {"canary": {"stableMetadata": {"labels": {"a": "b"}}, "canaryMetadata": {"labels": {"a": "c"}}}},
    "selector": SELECTOR, "template": TEMPLATE,
    "jobTemplate": {"spec": {"completionMode": "Indexed", "parallelism": 1, "template": TEMPLATE}},
    "jobTargetRef": {"completionMode": "Indexed", "template": TEMPLATE},
}  # fmt: skip
BACKEND = {"service": {"name": "web", "port": {"number": 80, "name": "http"}}}
OBJECTS: list[dict[str, Any]] = [
    *(
        {"apiVersion": version, "kind": kind, "metadata": METADATA, "spec": SPEC}
        for kind, version in (
            ("Deployment", "apps/v1"), ("StatefulSet", "apps/v1"), ("DaemonSet", "apps/v1"), ("Job", "batch/v1"),
            ("CronJob", "batch/v1"), ("ReplicationController", "v1"), ("Rollout", "argoproj.io/v1alpha1"),
            ("DeploymentConfig", "apps.openshift.io/v1"), ("Service", "serving.knative.dev/v1"),
            ("ScaledJob", "keda.sh/v1"), ("CloneSet", "apps.kruise.io/v1"),
            ("VirtualMachine", "kubevirt.io/v1"), ("Thing", "example.com/v1"),
        )
    ),
    {"apiVersion": "v1", "kind": "Pod", "metadata": METADATA, "spec": CONTAINERS},
    {"apiVersion": "v1", "kind": "PodTemplate", "metadata": METADATA, "template": TEMPLATE},
    {
        "apiVersion": "v1", "kind": "Service", "metadata": METADATA,
        "spec": {
            "type": "ClusterIP", "clusterIP": "None", "clusterIPs": ["None"], "selector": {"app": "web"},
            "ports": [{"name": "http", "port": 80, "targetPort": "http", "protocol": "TCP", "nodePort": 30080}],
        },
    },
    {
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": METADATA,
        "spec": {
            "ingressClassName": "nginx", "defaultBackend": BACKEND, "tls": [{"hosts": ["a"], "secretName": "b"}],
            "rules": [
                {"host": "a", "http": {"paths": [{"path": "/", "pathType": "Exact", "backend": BACKEND}]}},
                {"http": {"paths": [{"backend": {"serviceName": "web", "servicePort": 80}}]}},
            ],
        },
    },
    {
        "apiVersion": "v1", "kind": "List", "metadata": METADATA,
        "items": [{"apiVersion": "v1", "kind": "Pod", "spec": CONTAINERS}],
    },
]  # fmt: skip


def paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from paths(entry, (*at, key))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from paths(entry, (*at, index))


SERVICE = next(one for one in OBJECTS if one["kind"] == "Service" and one["apiVersion"] == "v1")
DEPLOYMENT = next(one for one in OBJECTS if one["kind"] == "Deployment")
#: What all kinds share deep down is tried in the first of them.
_SHARED = 4
PLACES = [(index, path) for index, one in enumerate(OBJECTS) for path in paths(one) if path]


def spoiled(index: int, path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    whole = copy.deepcopy(OBJECTS[index])
    inner: Any = whole
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return whole


def everything(view: object) -> list[Any]:
    """Every field of a view: lazy ones, properties, and methods that need nothing."""
    found: list[Any] = [str(view), repr(view)]
    for name in dir(type(view)):
        what = getattr(type(view), name)
        if isinstance(what, (Lazy, property)):
            found.append(getattr(view, name))
    return found


def ask(resources: list[Resource]) -> None:
    """Look at all there is to see."""
    templates = [one.template for one in resources if isinstance(one, Workload)]
    selectors: list[Selector] = [one.selector for one in resources if isinstance(one, (Service, Workload))]
    for one in resources:
        everything(one)
        if isinstance(one, Ingress):
            for part in (*one.paths(), *one.backends(), *one.tls()):
                everything(part)
    for template in templates:
        everything(template)
        for view in (*template.containers, *template.volumes, *(port for c in template.containers for port in c.ports)):
            everything(view)
        for selector in selectors:
            assert selector.match(template.labels) in Truth
            assert template.labels.scaled(3) is not None
        for service in resources:
            if isinstance(service, Service):
                for port in service.ports:
                    assert resolve(port, template).outcome in PortOutcome


def ask_text(*values: Any) -> list[Resource]:
    text = "\n---\n".join(json.dumps(value, ensure_ascii=False) for value in (*OBJECTS, *values))
    resources = read(yaml.read(SourceFile("a.yaml", text)).documents)
    ask(resources)
    return resources


def test_the_objects_are_read() -> None:
    found = ask_text()
    assert len(found) == len(OBJECTS)
    assert sum(isinstance(one, Workload) for one in found) == len(OBJECTS) - 2
    assert sum(isinstance(one, StatefulSet) for one in found) == 1


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(PLACES), junk)
def test_junk_in_any_field(place: tuple[int, tuple[Any, ...]], value: Any) -> None:
    whole = spoiled(*place, value)
    text = "\n---\n".join(json.dumps(one, ensure_ascii=False) for one in (whole, SERVICE, DEPLOYMENT))
    *resources, _, _ = found = read(yaml.read(SourceFile("a.yaml", text)).documents)
    ask(found)
    if place[1][0] not in {"apiVersion", "kind"} and OBJECTS[place[0]]["kind"] != "List":
        assert len(resources) == 1


@pytest.mark.parametrize("value", [None, True, 0, -1, 1.5, "", "x", "${X}", [], [None], [[]], {}, {"a": None}, {"": []}])
def test_every_field_takes_every_type(value: Any) -> None:
    tried = set()
    for index, path in PLACES:
        if len(path) >= _SHARED and path in tried:
            continue
        tried.add(path)
        ask(read(yaml.read(SourceFile("a.yaml", json.dumps(spoiled(index, path, value)))).documents))


@settings(max_examples=300, deadline=None)
@given(junk, junk)
def test_junk_in_selectors_and_values(value: Any, other: Any) -> None:
    selector = label_selector({"matchLabels": value, "matchExpressions": other}, ())
    assert selector.match(Labels({"app": "web"})) in Truth
    assert isinstance(selector.pairs(), tuple)
    parse_image(value)
    parse_quantity(value)


def test_a_deeply_nested_list_is_unfolded() -> None:
    value: dict[str, Any] = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "deep"}}
    for _ in range(20):
        value = {"apiVersion": "v1", "kind": "List", "items": [value]}
    (one,) = read(yaml.read(SourceFile("a.yaml", json.dumps(value))).documents)
    assert str(one) == "Pod deep"
