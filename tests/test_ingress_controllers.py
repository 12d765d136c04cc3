"""How ingress controllers are set up, who serves an Ingress, and what load balancers target."""

from __future__ import annotations

import json
from typing import Any

import pytest

from k8slint.graph import Controller, Graph, Target, controller_of, controllers, node_target
from k8slint.resources import Ingress, Service, read
from k8slint.text import SourceFile
from k8slint.units import Unit
from k8slint.yaml import read as read_yaml

Json = dict[str, Any]


def graph_of(*values: Json) -> Graph:
    documents = [document for value in values for document in read_yaml(SourceFile("a.json", json.dumps(value))).documents]
    return Graph(Unit("a", tuple(read(documents, "shop"))))


def pod(*args: Any, **more: Any) -> Json:
    container = {"name": "c", "image": "x", "args": list(args), **more}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "c"}, "spec": {"containers": [container]}}


def chart(kind: str, spec: Json) -> Json:
    groups = {"HelmRelease": "helm.toolkit.fluxcd.io/v2", "HelmChart": "helm.cattle.io/v1", "Application": "argoproj.io/v1alpha1"}
    return {"apiVersion": groups[kind], "kind": kind, "metadata": {"name": "c"}, "spec": spec}


@pytest.mark.parametrize(
    "value",
    [
        pod("--ingress-class=a"),
        pod("-ingress-class", "a", "-v"),
        pod(command=["/controller", "--ingress.class", "a"]),
        pod("--providers.kubernetesingress.ingressclass=a"),
        chart("HelmRelease", {"values": {"controller": {"ingressClassResource": {"name": "a"}}}}),
        chart("HelmRelease", {"values": {"controller": {"ingressClass": "a"}}}),
        chart("HelmChart", {"valuesContent": 'controller:\n  ingressClass: "a"\n'}),
        chart("Application", {"source": {"helm": {"values": "controller:\n  ingressClass: a\n"}}}),
        chart("Application", {"sources": [{"helm": {"valuesObject": {"ingressClass": "a"}}}]}),
    ],
)
def test_the_class_that_a_controller_serves(value: Json) -> None:
    assert controllers(graph_of(value)).classes == {"a"}


@pytest.mark.parametrize(
    "value",
    [
        pod(),
        pod("--ingress-class=${CLASS}", 5, None),
        pod("ingress-class=a"),
        pod(args="--ingress-class=a"),
        chart("HelmRelease", {"values": {"controller": {"ingressClassResource": {"enabled": True}}}}),
        chart("HelmRelease", {"values": {"a": {"b": [{"c": 1}]}}}),
    ],
)
def test_no_class(value: Json) -> None:
    assert controllers(graph_of(value)).classes == frozenset()


def test_flags() -> None:
    assert controllers(graph_of(pod("--watch-ingress-without-class"))).classless
    assert controllers(graph_of(pod("--watch-ingress-without-class=true", "-v=2"))).classless
    assert not controllers(graph_of(pod("--watch-ingress-without-class=false"))).classless
    assert controllers(graph_of(chart("HelmRelease", {"values": {"watchIngressWithoutClass": True}}))).classless
    assert controllers(graph_of(pod("--default-ssl-certificate=edge/x"))).default_certificate
    store = {"apiVersion": "traefik.io/v1alpha1", "kind": "TLSStore", "metadata": {"name": "default"}}
    assert controllers(graph_of({**store, "spec": {"defaultCertificate": {"secretName": "x"}}})).default_certificate
    assert not controllers(graph_of({**store, "spec": {}})).default_certificate
    settings = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}}
    assert controllers(graph_of({**settings, "data": {"strict-validate-path-type": "false"}})).lenient
    assert not controllers(graph_of({**settings, "data": {"strict-validate-path-type": "true"}})).lenient
    assert not controllers(graph_of({**settings, "data": ["strict-validate-path-type"]})).lenient


def test_values_without_end() -> None:
    values: Json = {"ingressClass": "a"}
    for _ in range(100):
        values = {"x": [values]}
    assert controllers(graph_of(chart("HelmRelease", {"values": values}))).classes == frozenset()


def ingress(cls: str | None, annotations: Json | None = None) -> Json:
    metadata = {"name": "web", "annotations": annotations or {}}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata, "spec": {"ingressClassName": cls}}


@pytest.mark.parametrize(
    ("cls", "annotations", "controller"),
    [
        ("nginx", {}, Controller.NGINX),
        ("nginx-internal", {}, Controller.NGINX),
        ("nginx", {"nginx.org/rewrites": "x"}, Controller.OTHER),
        ("alb", {}, Controller.ALB),
        ("partner", {}, None),
        (None, {"kubernetes.io/ingress.class": "gce"}, Controller.GCE),
        (None, {}, None),
    ],
)
def test_the_controller_of_a_class_that_is_not_here(cls: str | None, annotations: Json, controller: Controller | None) -> None:
    graph = graph_of(ingress(cls, annotations))
    (one,) = graph.unit.resources
    assert isinstance(one, Ingress)
    assert controller_of(one, graph) is controller


def ingress_class(name: str, **spec: Any) -> Json:
    return {"apiVersion": "networking.k8s.io/v1", "kind": "IngressClass", "metadata": {"name": name}, "spec": spec}


TYPE = "alb.ingress.kubernetes.io/target-type"
GROUPS = "cloud.google.com/neg"


@pytest.mark.parametrize(
    ("cls", "by_ingress", "by_service", "target"),
    [
        ("alb", {}, {}, Target.DEFAULT),
        ("alb", {TYPE: "instance"}, {}, Target.NODES),
        ("alb", {TYPE: "instance"}, {TYPE: "ip"}, Target.PODS),
        ("alb", {TYPE: "ip"}, {TYPE: "instance"}, Target.NODES),
        ("alb", {TYPE: "${TYPE}"}, {}, None),
        ("parameters", {}, {}, None),
        ("parameters", {TYPE: "instance"}, {}, Target.NODES),
        ("auto", {}, {}, Target.PODS),
        ("gce", {}, {}, Target.DEFAULT),
        ("gce", {}, {GROUPS: '{"ingress": true}'}, Target.PODS),
        ("gce", {}, {GROUPS: '{"ingress": false}'}, Target.NODES),
        ("gce", {}, {GROUPS: '{"exposed_ports": {}}'}, Target.DEFAULT),
        ("gce", {}, {GROUPS: '{"ingress": "yes"}'}, None),
        ("gce", {}, {GROUPS: "{"}, None),
        ("gce", {}, {GROUPS: "[" * 100_000}, None),
        ("nginx", {TYPE: "instance"}, {}, None),
    ],
)
def test_what_a_load_balancer_targets(cls: str, by_ingress: Json, by_service: Json, target: Target | None) -> None:
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "annotations": by_service}, "spec": {}}
    parameters = ingress_class("parameters", controller="ingress.k8s.aws/alb", parameters={"name": "x"})
    graph = graph_of(ingress(cls, by_ingress), service, parameters, ingress_class("auto", controller="eks.amazonaws.com/alb"))
    one, other, *_ = graph.unit.resources
    assert isinstance(one, Ingress)
    assert isinstance(other, Service)
    found = node_target(graph, one, other)
    assert (None if found is None else found.target) is target
