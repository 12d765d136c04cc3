"""Whose load balancer a Service orders, and which pods are gateways themselves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from k8slint.resources import Resource, Service, Workload, read
from k8slint.resources.balancers import (
    balances_on_nodes,
    is_gateway,
    is_internal,
    is_own_balancer,
    orders_cloud_balancer,
)
from k8slint.text import SourceFile
from k8slint.yaml import read as read_yaml

Json = dict[str, Any]


def resource(value: Json) -> Resource:
    return read(read_yaml(SourceFile("a.json", json.dumps(value))).documents)[0]


def service(annotations: Json, **spec: Any) -> Service:
    metadata = {"name": "web", "annotations": annotations}
    found = resource({"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": {"type": "LoadBalancer", **spec}})
    assert isinstance(found, Service)
    return found


def workload(image: str, labels: Json | None = None, annotations: Json | None = None) -> Workload:
    metadata = {"labels": labels or {"app": "web"}, "annotations": annotations}
    template = {"metadata": metadata, "spec": {"containers": [{"name": "c", "image": image}]}}
    found = resource({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"template": template}})
    assert isinstance(found, Workload)
    return found


@pytest.mark.parametrize(
    "annotations",
    [
        {"networking.gke.io/load-balancer-type": "Internal"},
        {"service.beta.kubernetes.io/aws-load-balancer-scheme": "internal"},
        {"service.beta.kubernetes.io/aws-load-balancer-internal": "0.0.0.0/0"},
        {"service.beta.kubernetes.io/azure-load-balancer-internal": True},
        {"service.kubernetes.io/qcloud-loadbalancer-internal-subnetid": "subnet-1"},
    ],
)
def test_internal(annotations: Json) -> None:
    assert is_internal(service(annotations))


@pytest.mark.parametrize(
    "annotations",
    [
        {},
        {"service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing"},
        {"service.beta.kubernetes.io/azure-load-balancer-internal": "false"},
        {"networking.gke.io/load-balancer-type": None},
    ],
)
def test_public(annotations: Json) -> None:
    assert not is_internal(service(annotations))


def test_who_orders_a_balancer_of_a_cloud() -> None:
    assert orders_cloud_balancer(service({}))
    assert orders_cloud_balancer(service({}, loadBalancerClass="service.k8s.aws/nlb"))
    assert not orders_cloud_balancer(service({}, loadBalancerClass="tailscale"))
    assert not orders_cloud_balancer(service({}, loadBalancerClass="networking.gke.io/l4-regional-internal"))
    assert not orders_cloud_balancer(service({}, type="NodePort"))
    assert not orders_cloud_balancer(service({"metallb.io/allow-shared-ip": "edge"}))
    assert not orders_cloud_balancer(service({"kube-vip.io/loadbalancerIPs": "192.0.2.1"}))


@pytest.mark.parametrize(
    ("api_version", "kind", "own"),
    [
        ("metallb.io/v1beta1", "IPAddressPool", True),
        ("cilium.io/v2alpha1", "CiliumLoadBalancerIPPool", True),
        ("cilium.io/v2", "CiliumNetworkPolicy", False),
        ("helm.cattle.io/v1", "HelmChartConfig", True),
        ("example.com/v1", "IPAddressPool", False),
    ],
)
def test_what_shows_own_hardware(api_version: str, kind: str, own: bool) -> None:
    assert is_own_balancer(resource({"apiVersion": api_version, "kind": kind, "metadata": {"name": "x"}})) is own


def test_balancers_on_nodes() -> None:
    assert balances_on_nodes(workload("ghcr.io/kube-vip/kube-vip:v0.8").template)
    assert balances_on_nodes(workload("quay.io/metallb/speaker:v0.14").template)
    assert not balances_on_nodes(workload("example.com/web:1").template)


def test_gateways() -> None:
    assert is_gateway(workload("docker.io/library/traefik:v3").template)
    assert is_gateway(workload("traefik:v3").template)
    assert is_gateway(workload("registry.k8s.io/ingress-nginx/controller:v1.15.1@sha256:" + "0" * 64).template)
    assert is_gateway(workload("auto", annotations={"inject.istio.io/templates": "gateway"}).template)
    assert is_gateway(workload("istio/proxyv2:1.24", {"istio": "ingressgateway"}).template)
    assert is_gateway(workload("example.com/x:1", {"app.kubernetes.io/name": "ingress-nginx"}).template)
    assert not is_gateway(workload("nginx:1.27").template)
    assert not is_gateway(workload("${IMAGE}").template)
