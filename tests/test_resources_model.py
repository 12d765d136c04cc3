"""Resources: which documents hold them, what they are called, and where they are."""

from __future__ import annotations

import json
from typing import Any

import pytest

from k8slint import yaml
from k8slint.resources import (
    Pod,
    Resource,
    StatefulSet,
    Workload,
    field_path,
    home_group,
    is_configuration,
    is_list,
    read,
    same_api,
)
from k8slint.resources.kinds import lookup
from k8slint.text import SourceFile


def resources(*values: Any, namespace: str | None = None) -> list[Resource]:
    text = "\n---\n".join(json.dumps(value) for value in values)
    return read(yaml.read(SourceFile("a.yaml", text)).documents, namespace)


def make(kind: str, api_version: str = "v1", **fields: Any) -> dict[str, Any]:
    return {"apiVersion": api_version, "kind": kind, **fields}


# -- what is a resource -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "Service"},
        {"apiVersion": "v1"},
        {"apiVersion": 1, "kind": "Service"},
        {"apiVersion": "v1", "kind": ["Service"]},
        {"apiVersion": "", "kind": "Service"},
        {"apiVersion": "v1", "kind": ""},
        [{"apiVersion": "v1", "kind": "Service"}],
        "apiVersion",
        make("Kustomization", "kustomize.config.k8s.io/v1beta1"),
        make("Component", "kustomize.config.k8s.io/v1alpha1"),
        make("LabelTransformer", "builtin"),
        make("Config"),
        make("ClusterConfiguration", "kubeadm.k8s.io/v1beta4"),
        make("Cluster", "kind.x-k8s.io/v1alpha4"),
        make("Config", "skaffold/v4beta11"),
    ],
)
def test_what_is_no_resource(value: Any) -> None:
    assert resources(value) == []


def test_configuration_files_are_told_from_objects_of_the_same_kind() -> None:
    assert is_configuration("kustomize.config.k8s.io/v1beta1", "Kustomization")
    assert not is_configuration("kustomize.toolkit.fluxcd.io/v1", "Kustomization")
    assert not is_configuration("v1", "ConfigMap")
    assert not is_configuration("cluster.x-k8s.io/v1beta1", "Cluster")


@pytest.mark.parametrize(
    ("api_version", "expected"),
    [
        ("v1", ("", "v1")),
        ("apps/v1", ("apps", "v1")),
        ("networking.k8s.io/v1beta1", ("networking.k8s.io", "v1beta1")),
        ("${GROUP}/v1", ("${GROUP}", "v1")),
    ],
)
def test_group_and_version(api_version: str, expected: tuple[str, str]) -> None:
    (one,) = resources(make("Thing", api_version))
    assert (one.group, one.version, one.kind) == (*expected, "Thing")


# -- lists ------------------------------------------------------------------------------------------------------------


def test_a_list_is_unfolded_in_order_and_its_entries_know_where_they_are() -> None:
    items = [
        make("Service", metadata={"name": "a"}),
        "junk",
        {"kind": "x"},
        make("List", items=[make("Pod", metadata={"name": "b"})]),
    ]
    found = resources(make("Secret"), make("List", items=items))
    assert [(str(one), one.path) for one in found] == [
        ("Secret without a name", ()),
        ("Service a", ("items", 0)),
        ("Pod b", ("items", 3, "items", 0)),
    ]
    node = found[2].node("metadata", "name")
    assert node is not None
    assert (node.value, node.path) == ("b", ("items", 3, "items", 0, "metadata", "name"))
    assert type(found[2]) is Pod


def test_entries_of_typed_lists_need_no_kind() -> None:
    items = [{"metadata": {"name": "a"}}, make("Deployment", "apps/v1", metadata={"name": "b"})]
    found = resources(make("DeploymentList", "apps/v1", items=items), make("PodList", items=[{"metadata": {"name": "c"}}]))
    assert [str(one) for one in found] == ["Deployment a", "Deployment b", "Pod c"]
    assert all(isinstance(one, Workload) for one in found)


def test_entries_of_plain_lists_need_a_kind() -> None:
    assert resources(make("List", items=[{"metadata": {"name": "a"}}])) == []


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"items": {"a": 1}},
        {"items": None},
        {"items": []},
        {"items": ["read", "write"]},
        {"items": [{"cidr": "10.0.0.0/8"}]},
        {"items": [make("Pod", metadata={})]},
        {"metadata": {"name": "mine"}, "items": [{"metadata": {}}]},
    ],
)
def test_a_custom_kind_that_ends_in_list_is_no_list(fields: dict[str, Any]) -> None:
    (one,) = resources(make("PermissionList", "example.com/v1", **fields))
    assert (one.kind, one.path) == ("PermissionList", ())


@pytest.mark.parametrize("items", [None, {"a": 1}, "x"])
def test_without_items_nothing_is_a_list(items: Any) -> None:
    (one,) = resources(make("PodList", items=items))
    assert (one.kind, one.path) == ("PodList", ())
    assert not is_list({"items": []}, "v1", "Pod")


def test_a_list_of_a_custom_kind() -> None:
    (one,) = resources(make("RolloutList", "argoproj.io/v1alpha1", items=[{"metadata": {"name": "a"}}]))
    assert (str(one), type(one)) == ("Rollout a", Workload)
    (other,) = resources(make("ThingList", "example.com/v1", items=[{"metadata": {"name": "a"}}]))
    assert str(other) == "Thing a"
    assert resources(make("RolloutList", "argoproj.io/v1alpha1", items=[])) == []


# -- names and namespaces ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metadata", "name", "text"),
    [
        ({"name": "web"}, "web", "Service web"),
        ({"generateName": "web-"}, None, "Service web-*"),
        ({"name": "", "generateName": "web-"}, None, "Service web-*"),
        ({"name": "${NAME}"}, None, "Service ${NAME}"),
        ({"name": "{{ .Release.Name }}-web"}, None, "Service {{ .Release.Name }}-web"),
        ({"name": 7}, None, "Service without a name"),
        ({}, None, "Service without a name"),
        (None, None, "Service without a name"),
        (["name"], None, "Service without a name"),
        ("name", None, "Service without a name"),
    ],
)
def test_names(metadata: Any, name: str | None, text: str) -> None:
    (one,) = resources(make("Service", metadata=metadata))
    assert (one.name, str(one)) == (name, text)


@pytest.mark.parametrize(
    ("metadata", "declared", "effective", "unknown"),
    [
        ({"namespace": "shop"}, "shop", "shop", False),
        ({}, None, "given", False),
        ({"namespace": None}, None, "given", False),
        ({"namespace": ""}, None, "given", False),
        (None, None, "given", False),
        ({"namespace": "${NS}"}, None, None, True),
        ({"namespace": 1}, None, None, True),
        ({"namespace": ["shop"]}, None, None, True),
        (["shop"], None, None, True),
    ],
)
def test_namespaces(metadata: Any, declared: str | None, effective: str | None, unknown: bool) -> None:
    (one,) = resources(make("Service", metadata=metadata), namespace="given")
    assert (one.declared_namespace, one.namespace, one.namespace_unknown) == (declared, effective, unknown)
    assert one.in_namespace == (f" in namespace {effective}" if effective else "")


def test_without_a_default_the_namespace_is_unknown() -> None:
    (one,) = resources(make("Service", metadata={"name": "web"}))
    assert one.namespace is None


def test_what_belongs_to_the_cluster_has_no_namespace() -> None:
    (one,) = resources(make("ClusterRole", "rbac.authorization.k8s.io/v1", metadata={"namespace": "shop"}), namespace="given")
    assert (one.cluster_scoped, one.declared_namespace, one.namespace) == (True, "shop", None)


def test_labels_and_annotations_are_texts() -> None:
    (one,) = resources(
        make("Service", metadata={"labels": {"a": 1, "b": True, "c": "x", "d": ["x"], "e": None}, "annotations": "x"})
    )
    assert one.labels == {"a": "1", "b": "true", "c": "x", "e": ""}
    assert one.annotations == {}


def test_resources_are_equal_only_to_themselves() -> None:
    first, second = resources(make("Service", metadata={"name": "web"}), make("Service", metadata={"name": "web"}))
    assert first != second
    assert len({first, second, first}) == 2


# -- places -----------------------------------------------------------------------------------------------------------


def test_values_and_nodes() -> None:
    (one,) = resources(make("Service", spec={"ports": [{"port": 80}]}))
    assert one.get("spec", "ports", 0, "port") == 80
    assert one.get("spec", "ports", 1) is None
    assert one.get("spec", "ports", "port") is None
    assert one.get("spec", "ports", 0, "port", "deeper") is None
    node = one.node("spec", "ports", 0, "port")
    assert node is not None
    assert node.value == 80
    assert one.node("spec", "ports", 0, "targetPort") is None
    assert one.nearest("spec", "ports", 0, "targetPort").path == ("spec", "ports", 0)
    assert one.nearest("status").path == ()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("spec",), "spec"),
        (("spec", "ports", 0, "targetPort"), "spec.ports[0].targetPort"),
        (("metadata", "labels", "app.kubernetes.io/name"), 'metadata.labels["app.kubernetes.io/name"]'),
        (("data", "a-b_c", 'say "\\"'), 'data.a-b_c["say \\"\\\\\\""]'),
        (("1a",), '["1a"]'),
        ((0, "a"), "[0].a"),
        (("data", ""), 'data[""]'),
    ],
)
def test_field(path: tuple[str | int, ...], text: str) -> None:
    assert field_path(path) == text
    assert Resource.field(path) == text


# -- kinds ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "kind", "expected"),
    [  # cluster-scoped, known, built in
        ("", "Service", (False, True, True)),
        ("", "Namespace", (True, True, True)),
        ("", "Node", (True, True, True)),
        ("apps", "Deployment", (False, True, True)),
        ("extensions", "Ingress", (False, True, True)),
        ("networking.k8s.io", "IngressClass", (True, True, True)),
        ("networking.k8s.io", "IPAddress", (True, True, True)),
        ("authorization.k8s.io", "LocalSubjectAccessReview", (False, True, True)),
        ("storage.k8s.io", "CSIStorageCapacity", (False, True, True)),
        ("storage.k8s.io", "VolumeAttributesClass", (True, True, True)),
        ("resource.k8s.io", "ResourceClaim", (False, True, True)),
        ("resource.k8s.io", "DeviceClass", (True, True, True)),
        ("scheduling.k8s.io", "PodGroup", (False, True, True)),
        ("certificates.k8s.io", "ClusterTrustBundle", (True, True, True)),
        ("admissionregistration.k8s.io", "MutatingAdmissionPolicy", (True, True, True)),
        ("lifecycle.k8s.io", "EvictionRequest", (False, True, True)),
        ("gateway.networking.k8s.io", "Gateway", (False, True, False)),
        ("gateway.networking.k8s.io", "GatewayClass", (True, True, False)),
        ("cert-manager.io", "ClusterIssuer", (True, True, False)),
        ("external-secrets.io", "ClusterSecretStore", (True, True, False)),
        ("keda.sh", "ClusterTriggerAuthentication", (True, True, False)),
        ("cilium.io", "CiliumClusterwideNetworkPolicy", (True, False, False)),
        ("example.com", "Thing", (False, False, False)),
        ("", "Deployment", (False, False, False)),
        ("example.com", "Service", (False, False, False)),
    ],
)
def test_kinds(group: str, kind: str, expected: tuple[bool, bool, bool]) -> None:
    what = lookup(group, kind)
    assert (what.cluster_scoped, what.known, what.built_in) == expected
    (one,) = resources(make(kind, f"{group}/v1" if group else "v1"))
    assert (one.cluster_scoped, one.known, one.built_in) == expected


def test_a_kind_that_moved_is_still_the_same() -> None:
    assert home_group("extensions", "Deployment") == "apps"
    assert same_api("extensions", "apps", "Deployment")
    assert same_api("extensions", "networking.k8s.io", "Ingress")
    assert not same_api("extensions", "apps", "Ingress")
    assert not same_api("", "serving.knative.dev", "Service")
    assert same_api("example.com", "example.com", "Thing")


def test_a_view_is_picked_by_group_and_kind() -> None:
    found = resources(
        make("Service", "serving.knative.dev/v1"),
        make("StatefulSet", "apps.kruise.io/v1beta1"),
        make("StatefulSet", "apps/v1"),
        make("Ingress", "example.com/v1"),
        make("Pod", "example.com/v1"),
        make("Pod", "apps/v1"),
    )
    assert [type(one) for one in found] == [Workload, StatefulSet, StatefulSet, Resource, Resource, Pod]
