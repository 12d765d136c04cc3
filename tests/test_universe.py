"""What is in every cluster, and how autoscalers and bindings name what they mean."""

from __future__ import annotations

import json
from typing import Any

import pytest

from k8slint.graph.universe import always_exists
from k8slint.resources import read, wants
from k8slint.text import SourceFile
from k8slint.yaml import read as read_yaml

Json = dict[str, Any]


@pytest.mark.parametrize(
    ("kind", "name", "namespace"),
    [
        ("ClusterRole", "view", None),
        ("ClusterRole", "cluster-admin", None),
        ("ClusterRole", "system:auth-delegator", None),
        ("ServiceAccount", "default", "anything"),
        ("ServiceAccount", "generic-garbage-collector", "kube-system"),
        ("ServiceAccount", "replicaset-controller", "kube-system"),
        ("Role", "extension-apiserver-authentication-reader", "kube-system"),
        ("Role", "system:controller:bootstrap-signer", "kube-public"),
        ("ConfigMap", "extension-apiserver-authentication", "kube-system"),
        ("ConfigMap", "kube-root-ca.crt", "shop"),
        ("PriorityClass", "system-node-critical", None),
    ],
)
def test_is_always_there(kind: str, name: str, namespace: str | None) -> None:
    assert always_exists(kind, name, namespace)


@pytest.mark.parametrize(
    ("kind", "name", "namespace"),
    [
        ("ClusterRole", "viewer", None),
        ("Role", "view", "shop"),
        ("Role", "extension-apiserver-authentication-reader", "shop"),
        ("ServiceAccount", "replicaset-controller", "shop"),
        ("ServiceAccount", "web-controller", "kube-system"),
        ("ConfigMap", "extension-apiserver-authentication", "shop"),
        ("Deployment", "coredns", "kube-system"),
    ],
)
def test_is_not_always_there(kind: str, name: str, namespace: str | None) -> None:
    assert not always_exists(kind, name, namespace)


def named(kind: str, spec: Json, namespace: str | None = "shop") -> list[tuple[str, str, str, str | None]]:
    value = {"apiVersion": "example.com/v1", "kind": kind, "metadata": {"name": "x", "namespace": namespace}, **spec}
    (resource,) = read(read_yaml(SourceFile("a.yaml", json.dumps(value))).documents)
    return [(want.kind, want.group, want.name, want.namespace) for want in wants(resource)]


def test_the_target_of_a_scaled_object_is_a_deployment_unless_it_says_otherwise() -> None:
    for target in ({"name": "web"}, {"name": "web", "kind": ""}, {"name": "web", "apiVersion": "", "kind": None}):
        assert named("ScaledObject", {"spec": {"scaleTargetRef": target}}) == [("Deployment", "apps", "web", "shop")]
    target = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "name": "web"}
    assert named("ScaledObject", {"spec": {"scaleTargetRef": target}}) == [("Rollout", "argoproj.io", "web", "shop")]


def test_the_target_of_an_hpa_has_a_kind() -> None:
    assert named("HorizontalPodAutoscaler", {"spec": {"scaleTargetRef": {"name": "web"}}}) == []
    assert named("HorizontalPodAutoscaler", {"spec": {"scaleTargetRef": {"name": "web", "kind": "${KIND}"}}}) == []
    target = {"kind": "Deployment", "name": "web"}
    assert named("HorizontalPodAutoscaler", {"spec": {"scaleTargetRef": target}}) == [("Deployment", "", "web", "shop")]


def test_what_a_binding_names() -> None:
    group = "rbac.authorization.k8s.io"
    subjects = [
        {"kind": "ServiceAccount", "name": "a"},
        {"kind": "ServiceAccount", "name": "b", "namespace": ""},
        {"kind": "ServiceAccount", "name": "c", "namespace": "blog"},
        {"kind": "ServiceAccount", "name": "d", "namespace": "${NS}"},
        {"kind": "User", "name": "system:serviceaccount:blog:e"},
        {"kind": "User", "name": "jane"},
        {"kind": "Group", "name": "system:serviceaccounts:blog"},
    ]
    binding = {"roleRef": {"kind": "ClusterRole", "name": "view"}, "subjects": subjects}
    accounts = [("a", "shop"), ("b", "shop"), ("c", "blog"), ("d", None), ("e", "blog")]
    expected = [("ClusterRole", group, "view", None), *(("ServiceAccount", "", name, where) for name, where in accounts)]
    assert named("RoleBinding", binding) == expected
    role = {"roleRef": {"apiGroup": group, "kind": "Role", "name": "own"}}
    assert named("RoleBinding", role) == [("Role", group, "own", "shop")]
