"""Where each kind keeps its pod template, and what is in one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from k8slint import yaml
from k8slint.resources import Resource, StatefulSet, Workload, read
from k8slint.resources.templates import PLACES
from k8slint.text import SourceFile

TEMPLATE = {
    "metadata": {"labels": {"app": "web"}, "annotations": {"a": "b"}},
    "spec": {"containers": [{"name": "web", "image": "web:1"}]},
}


def resource(kind: str, api_version: str, **fields: Any) -> Resource:
    value = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "web"}, **fields}
    (one,) = read(yaml.read(SourceFile("a.yaml", json.dumps(value))).documents)
    return one


def workload(kind: str, api_version: str, **fields: Any) -> Workload:
    one = resource(kind, api_version, **fields)
    assert isinstance(one, Workload)
    return one


def nested(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    for step in reversed(path):
        value = {step: value}
    assert isinstance(value, dict)
    return value


JOB = ("spec", "jobTemplate", "spec", "template")
KINDS: list[tuple[str, str, tuple[str, ...], int | None]] = [
    ("PodTemplate", "v1", ("template",), 1),
    ("ReplicationController", "v1", ("spec", "template"), 1),
    ("Deployment", "apps/v1", ("spec", "template"), 1),
    ("Deployment", "apps/v1beta2", ("spec", "template"), 1),
    ("Deployment", "extensions/v1beta1", ("spec", "template"), 1),
    ("ReplicaSet", "apps/v1", ("spec", "template"), 1),
    ("ReplicaSet", "extensions/v1beta1", ("spec", "template"), 1),
    ("DaemonSet", "apps/v1", ("spec", "template"), None),
    ("DaemonSet", "extensions/v1beta1", ("spec", "template"), None),
    ("StatefulSet", "apps/v1", ("spec", "template"), 1),
    ("Job", "batch/v1", ("spec", "template"), 1),
    ("CronJob", "batch/v1", JOB, 1),
    ("CronJob", "batch/v1beta1", JOB, 1),
    ("Rollout", "argoproj.io/v1alpha1", ("spec", "template"), 1),
    ("DeploymentConfig", "apps.openshift.io/v1", ("spec", "template"), 1),
    ("Service", "serving.knative.dev/v1", ("spec", "template"), None),
    ("Configuration", "serving.knative.dev/v1", ("spec", "template"), None),
    ("ScaledJob", "keda.sh/v1alpha1", ("spec", "jobTargetRef", "template"), None),
    ("CloneSet", "apps.kruise.io/v1alpha1", ("spec", "template"), 1),
    ("StatefulSet", "apps.kruise.io/v1beta1", ("spec", "template"), 1),
    ("DaemonSet", "apps.kruise.io/v1alpha1", ("spec", "template"), None),
    ("BroadcastJob", "apps.kruise.io/v1alpha1", ("spec", "template"), None),
    ("AdvancedCronJob", "apps.kruise.io/v1alpha1", ("spec", "template", "jobTemplate", "spec", "template"), None),
    (
        "AdvancedCronJob",
        "apps.kruise.io/v1alpha1",
        ("spec", "template", "broadcastJobTemplate", "spec", "template"),
        None,
    ),
    ("UnitedDeployment", "apps.kruise.io/v1alpha1", ("spec", "template", "cloneSetTemplate", "spec", "template"), 1),
    ("UnitedDeployment", "apps.kruise.io/v1alpha1", ("spec", "template", "deploymentTemplate", "spec", "template"), 1),
    ("Notebook", "kubeflow.org/v1", ("spec", "template"), None),  # any custom resource that has one
    ("Deployment", "v1", ("spec", "template"), 1),  # the group is wrong, the meaning is plain
    ("CronJob", "apps/v1", JOB, 1),
]


@pytest.mark.parametrize(("kind", "api_version", "path", "replicas"), KINDS)
def test_each_kind_has_its_template(kind: str, api_version: str, path: tuple[str, ...], replicas: int | None) -> None:
    one = workload(kind, api_version, **nested(path, TEMPLATE))
    template = one.template
    assert template.path == path
    assert template.spec_path == (*path, "spec")
    assert template.labels_path == (*path, "metadata", "labels")
    assert template.labels.values["app"] == "web"
    assert template.annotations == {"a": "b"}
    assert [str(container) for container in template.containers] == ["container web"]
    assert template.containers[0].path == (*path, "spec", "containers", 0)
    assert template.containers_known
    assert one.replicas == replicas
    assert one.makes_pods is (kind != "PodTemplate")
    assert str(template) == f"{kind} web"
    node = template.containers[0].node("image")
    assert node is not None
    assert (node.value, node.path) == ("web:1", (*path, "spec", "containers", 0, "image"))


def test_every_row_of_the_table_is_tested() -> None:
    tested = {(version.rpartition("/")[0], kind) for kind, version, _, _ in KINDS}
    elsewhere = {("", "Pod"), ("kubevirt.io", "VirtualMachine"), ("kubevirt.io", "VirtualMachineInstanceReplicaSet")}
    assert set(PLACES) <= tested | elsewhere


def test_a_pod_is_its_own_template() -> None:
    one = resource("Pod", "v1", spec=TEMPLATE["spec"])
    assert isinstance(one, Workload)
    assert (one.template.path, one.template.spec_path, one.replicas) == ((), ("spec",), 1)
    assert one.template.labels_path == ("metadata", "labels")
    assert one.template.containers[0].path == ("spec", "containers", 0)
    assert str(one.template) == "Pod web"


@pytest.mark.parametrize("kind", ["VirtualMachine", "VirtualMachineInstanceReplicaSet"])
def test_a_virtual_machine_has_pods_with_labels_but_no_containers_of_its_own(kind: str) -> None:
    one = workload(kind, "kubevirt.io/v1", spec={"template": {"metadata": {"labels": {"app": "vm"}}, "spec": {"volumes": [{}]}}})
    assert one.template.labels.values["app"] == "vm"
    assert (one.template.spec, one.template.volumes, one.template.containers_known) == ({}, (), False)


@pytest.mark.parametrize(
    ("kind", "api_version", "spec"),
    [
        ("Thing", "example.com/v1", {"template": {"spec": {}}}),
        ("Thing", "example.com/v1", {"template": {"spec": {"containers": "x"}}}),
        ("Thing", "example.com/v1", {"template": ["spec"]}),
        ("Thing", "example.com/v1", {"containers": []}),
        ("Thing", "example.com/v1", None),
        ("ConfigMap", "v1", {"template": TEMPLATE}),
        ("GatewayClass", "gateway.networking.k8s.io/v1", {"template": TEMPLATE}),
    ],
)
def test_what_is_no_workload(kind: str, api_version: str, spec: Any) -> None:
    assert not isinstance(resource(kind, api_version, spec=spec), Workload)


def test_a_rollout_that_refers_to_a_workload_makes_no_pods_itself() -> None:
    one = workload("Rollout", "argoproj.io/v1alpha1", spec={"workloadRef": {"kind": "Deployment", "name": "web"}})
    assert not one.makes_pods
    assert not one.template.containers_known
    assert one.template.labels.open


@pytest.mark.parametrize(
    ("value", "expected"), [(3, 3), (3.0, 3), (0, 0), (None, 1), ("3", None), ("${N}", None), (True, None), ([1], None)]
)
def test_replicas(value: Any, expected: int | None) -> None:
    assert workload("Deployment", "apps/v1", spec={"replicas": value}).replicas == expected


def test_parallelism_is_the_replicas_of_jobs() -> None:
    assert workload("Job", "batch/v1", spec={"parallelism": 4, "replicas": 9}).replicas == 4
    assert workload("CronJob", "batch/v1", spec={"jobTemplate": {"spec": {"parallelism": 4}}}).replicas == 4


def test_selectors_of_workloads() -> None:
    labels = {"app": "web"}
    for kind, version in (("ReplicationController", "v1"), ("DeploymentConfig", "apps.openshift.io/v1")):
        assert workload(kind, version, spec={"selector": labels}).selector.pairs() == (("app", "web"),)
    for kind, version in (
        ("Deployment", "apps/v1"),
        ("Rollout", "argoproj.io/v1alpha1"),
        ("CloneSet", "apps.kruise.io/v1alpha1"),
    ):
        selector = workload(kind, version, spec={"selector": {"matchLabels": labels}}).selector
        assert selector.pairs() == (("app", "web"),)
        assert selector.requirements[0].path == ("spec", "selector", "matchLabels", "app")
    assert workload("Job", "batch/v1", spec={}).selector.absent


def test_a_stateful_set_names_its_service_and_its_pods() -> None:
    one = resource("StatefulSet", "apps/v1", spec={"serviceName": "db"})
    assert isinstance(one, StatefulSet)
    assert (one.service_name, one.first_pod) == ("db", "web-0")
    other = resource("StatefulSet", "apps/v1", spec={"serviceName": ""})
    assert isinstance(other, StatefulSet)
    assert other.service_name is None


# -- containers and volumes -------------------------------------------------------------------------------------------

ROLES = {
    "initContainers": [
        {"name": "migrate"},
        {"name": "proxy", "restartPolicy": "Always"},
        {"name": "maybe", "restartPolicy": "${POLICY}"},
        {"name": "never", "restartPolicy": "Never"},
    ],
    "containers": [{"name": "web", "restartPolicy": "Always"}, "junk", {}],
    "ephemeralContainers": [{"name": "debug"}],
}


def test_roles_of_containers() -> None:
    template = workload("Pod", "v1", spec=ROLES).template
    assert [(str(one), one.index, one.native_sidecar, one.may_be_sidecar) for one in template.containers] == [
        ("container web", 0, False, False),
        ("container without a name", 2, False, False),
        ("init container migrate", 0, False, False),
        ("container proxy", 1, True, True),
        ("init container maybe", 2, False, True),
        ("init container never", 3, False, False),
        ("ephemeral container debug", 0, False, False),
    ]
    assert [one.name for one in template.live] == ["web", None, "proxy"]
    assert not template.containers_known
    assert template.containers[2].path == ("spec", "initContainers", 0)


@pytest.mark.parametrize(
    ("spec", "known"),
    [
        ({"containers": [{}]}, True),
        ({"containers": [{}], "initContainers": None}, True),
        ({"containers": []}, False),
        ({}, False),
        ({"containers": "x"}, False),
        ({"containers": [{}, 1]}, False),
        ({"containers": [{}], "initContainers": {}}, False),
        ("${SPEC}", False),
    ],
)
def test_whether_the_containers_are_known(spec: Any, known: bool) -> None:
    assert workload("Pod", "v1", spec=spec).template.containers_known is known


def test_ports_of_containers() -> None:
    ports = [
        {"name": "http", "containerPort": 8080},
        {"containerPort": 53, "protocol": "UDP", "hostPort": 5353},
        {"name": "${NAME}", "containerPort": "80", "protocol": "udp", "hostPort": 0},
        {"name": 7, "containerPort": 8080.0, "protocol": ""},
    ]
    (container,) = workload("Pod", "v1", spec={"containers": [{"name": "c", "ports": ports}]}).template.containers
    assert [(p.name, p.name_known, p.number, p.protocol, p.host_port) for p in container.ports] == [
        ("http", True, 8080, "TCP", None),
        (None, True, 53, "UDP", 5353),
        (None, False, None, None, None),
        (None, False, 8080, "TCP", None),
    ]
    assert container.ports_known
    assert [str(port) for port in container.ports] == ["8080/TCP", "53/UDP", "?/?", "8080/TCP"]
    assert container.ports[1].path == ("spec", "containers", 0, "ports", 1)
    node = container.ports[1].node("hostPort")
    assert node is not None
    assert node.value == 5353
    assert container.ports[1].nearest("name").path == ("spec", "containers", 0, "ports", 1)


@pytest.mark.parametrize("ports", ["80", [80], {"a": 1}, [{"containerPort": 80}, None]])
def test_malformed_ports_are_not_known(ports: Any) -> None:
    (container,) = workload("Pod", "v1", spec={"containers": [{"ports": ports}]}).template.containers
    assert not container.ports_known


@pytest.mark.parametrize(
    ("image", "expected"), [("web:1", "web:1"), ("${IMAGE}", "${IMAGE}"), ("", None), (1, None), (None, None)]
)
def test_images_are_as_written(image: Any, expected: str | None) -> None:
    assert workload("Pod", "v1", spec={"containers": [{"image": image}]}).template.containers[0].image == expected


def test_volumes() -> None:
    template = workload("Pod", "v1", spec={"volumes": [{"name": "data"}, {"name": "${NAME}"}, 1]}).template
    assert [(volume.name, volume.path) for volume in template.volumes] == [
        ("data", ("spec", "volumes", 0)),
        (None, ("spec", "volumes", 1)),
    ]
    assert not template.volumes_known
    assert workload("Pod", "v1", spec={"volumes": [{"name": "data"}]}).template.volumes_known
    assert workload("Pod", "v1", spec={}).template.volumes_known
    assert not workload("Pod", "v1", spec={"volumes": "x"}).template.volumes_known


@pytest.mark.parametrize(("value", "expected"), [(True, True), (False, False), (None, False), ("true", None), ("${X}", None)])
def test_host_network(value: Any, expected: bool | None) -> None:
    assert workload("Pod", "v1", spec={"hostNetwork": value}).template.host_network is expected


def test_places_in_templates_and_containers() -> None:
    one = workload("Deployment", "apps/v1", spec={"template": TEMPLATE})
    template = one.template
    assert template.nearest("spec", "securityContext").path == ("spec", "template", "spec")
    assert template.node("spec", "securityContext") is None
    assert template.get("metadata", "labels", "app") == "web"
    assert template.containers[0].nearest("resources", "limits").path == ("spec", "template", "spec", "containers", 0)
    assert template.containers[0].get("image") == "web:1"
    assert template.source_path == "a.yaml"
    missing = workload("Deployment", "apps/v1").template
    assert missing.nearest("spec").path == ()
