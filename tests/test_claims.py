"""Claims: what they ask for, who mounts them with how many pods, and which of their volumes every node may mount."""

from __future__ import annotations

import json
from typing import Any

import pytest

from k8slint import yaml
from k8slint.graph import Graph, claim_uses, every_node_may_mount, is_replaced
from k8slint.resources import Resource, read
from k8slint.resources.claims import exclusive, is_free_class, is_free_provisioner, size, storage_class, volume_mode
from k8slint.text import SourceFile
from k8slint.units import Unit

Json = dict[str, Any]


def graph_of(*objects: Json) -> Graph:
    text = "---\n".join(json.dumps(one) + "\n" for one in objects)
    return Graph(Unit("u", tuple(read(yaml.read(SourceFile("a.yaml", text)).documents))))


def claim(name: str = "c", annotations: Json | None = None, **spec: Any) -> Json:
    metadata = {"name": name, "namespace": "n", "annotations": annotations or {}}
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata, "spec": spec}


def volume(name: str, **spec: Any) -> Json:
    return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name}, "spec": spec}


def storage(provisioner: str, name: str = "s", **annotations: str) -> Json:
    metadata = {"name": name, "annotations": annotations}
    return {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": metadata, "provisioner": provisioner}


def workload(kind: str, name: str, *, api: str = "apps/v1", pod: Json | None = None, volume: str = "v", **spec: Any) -> Json:
    mounted = {"volumes": [{"name": volume, "persistentVolumeClaim": {"claimName": "c"}}]}
    pods = {"containers": [{"name": "c", "image": "example.com/c:1"}], **mounted, **(pod or {})}
    metadata = {"name": name, "namespace": "n"}
    if kind == "Pod":
        return {"apiVersion": "v1", "kind": kind, "metadata": metadata, "spec": pods}
    template = {"template": {"spec": pods}}
    suspended = {"suspend": spec.pop("suspend")} if "suspend" in spec else {}
    body: Json = {**template, **spec}
    whole = {"jobTemplate": {"spec": body}, **suspended} if kind == "CronJob" else {**body, **suspended}
    return {"apiVersion": api, "kind": kind, "metadata": metadata, "spec": whole}


def only(graph: Graph, kind: str = "PersistentVolumeClaim") -> Resource:
    (found,) = graph.index.of_kind(kind)
    return found


def one(body: Json) -> Resource:
    return graph_of(body).unit.resources[0]


@pytest.mark.parametrize(
    ("modes", "expected"),
    [
        (["ReadWriteOnce"], "ReadWriteOnce"),
        (["ReadWriteOncePod"], "ReadWriteOncePod"),
        (["ReadWriteOnce", "ReadOnlyMany"], None),
        (["ReadWriteMany"], None),
        (["${MODE}"], None),
        ([], None),
        (None, None),
        ("ReadWriteOnce", None),
        ([1], None),
    ],
)
def test_exclusive(modes: Any, expected: str | None) -> None:
    assert exclusive(one(claim(accessModes=modes))) == expected


def test_class_mode_and_size() -> None:
    old = {"volume.beta.kubernetes.io/storage-class": "old"}
    specs: list[Json] = [{}, {"storageClassName": ""}, {"storageClassName": "a"}]
    assert [storage_class(one(claim(**spec))) for spec in specs] == [
        None,
        "",
        "a",
    ]
    assert storage_class(one(claim(annotations=old, storageClassName="a"))) == "old"
    assert storage_class(one(claim(storageClassName="${CLASS}"))) is None
    assert storage_class(one(volume("v"))) == ""
    assert volume_mode(one(volume("v"))) == "Filesystem"
    assert volume_mode(one(claim(volumeMode=["Block"]))) is None
    assert size(one(claim(resources={"requests": {"storage": "1Ki"}}))) == 1024
    assert size(one(volume("v", capacity={"storage": "1k"}))) == 1000
    assert size(one(claim(resources=[]))) is None


@pytest.mark.parametrize(
    ("body", "pods"),
    [
        (workload("Deployment", "w"), (1, 1)),
        (workload("Deployment", "w", replicas=3), (3, 3)),
        (workload("Deployment", "w", replicas="${N}"), (0, 0)),
        (workload("StatefulSet", "w", replicas=2), (2, 2)),
        (workload("DaemonSet", "w"), (1, 2)),
        (workload("DaemonSet", "w", pod={"nodeSelector": {"a": "b"}}), (1, 1)),
        (workload("Pod", "w"), (1, 1)),
        (workload("Pod", "w", pod={"restartPolicy": "Never"}), (0, 1)),
        (workload("Job", "w", api="batch/v1", parallelism=4), (0, 4)),
        (workload("Job", "w", api="batch/v1", parallelism=4, completions=2), (0, 2)),
        (workload("Job", "w", api="batch/v1", parallelism=4, suspend=True), (0, 0)),
        (workload("CronJob", "w", api="batch/v1"), (0, 1)),
    ],
)
def test_pods_at_a_time(body: Json, pods: tuple[int, int]) -> None:
    graph = graph_of(claim(), body)
    (use,) = claim_uses(graph, only(graph))
    assert (use.least, use.most) == pods
    assert use.again == (body["kind"] == "CronJob")


def test_a_template_takes_the_place_of_a_volume() -> None:
    templates = [{"metadata": {"name": "v"}, "spec": {}}]
    graph = graph_of(claim(), workload("StatefulSet", "w", volumeClaimTemplates=templates))
    assert claim_uses(graph, only(graph)) == ()
    assert [is_replaced(found) for found in graph.references(only(graph, "StatefulSet"), "PersistentVolumeClaim")] == [True]


def test_uses_are_in_the_order_of_reports_and_each_once() -> None:
    twice = {"volumes": [{"name": name, "persistentVolumeClaim": {"claimName": "c"}} for name in "ab"]}
    again = workload("Deployment", "a", replicas=1)
    sets = [workload("StatefulSet", "a"), workload("Deployment", "b", pod=twice), workload("Deployment", "a"), again]
    graph = graph_of(*sets, claim())
    assert [str(use.workload) for use in claim_uses(graph, only(graph))] == ["Deployment a", "Deployment b", "StatefulSet a"]


AFFINITY = {"topologyKey": "kubernetes.io/hostname", "labelSelector": {}}
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


def terms(*keys: str) -> Json:
    return {REQUIRED: {"nodeSelectorTerms": [{"matchExpressions": [{"key": key, "operator": "Exists"}]} for key in keys]}}


@pytest.mark.parametrize(
    ("pod", "tied"),
    [
        ({}, False),
        ({"nodeName": "a"}, True),
        ({"nodeSelector": {"kubernetes.io/hostname": "a"}}, True),
        ({"nodeSelector": {"topology.kubernetes.io/zone": "a"}}, False),
        ({"nodeSelector": "a"}, False),
        ({"affinity": {"podAffinity": {REQUIRED: [AFFINITY]}}}, True),
        ({"affinity": {"podAntiAffinity": {REQUIRED: [AFFINITY]}}}, False),
        ({"affinity": {"nodeAffinity": terms("kubernetes.io/hostname")}}, True),
        ({"affinity": {"nodeAffinity": terms("kubernetes.io/hostname", "zone")}}, False),
        ({"affinity": {"nodeAffinity": terms()}}, False),
        ({"affinity": ["nodeAffinity"]}, False),
    ],
)
def test_pods_that_stay_on_one_node(pod: Json, tied: bool) -> None:
    graph = graph_of(claim(), workload("Deployment", "w", pod=pod))
    (use,) = claim_uses(graph, only(graph))
    assert use.tied is tied


DEFAULT = {"storageclass.kubernetes.io/is-default-class": "true"}


@pytest.mark.parametrize(
    ("objects", "free"),
    [
        ([claim()], False),
        ([claim(storageClassName="local-path")], True),
        ([claim(storageClassName="gp3")], False),
        ([claim(storageClassName="s"), storage("rancher.io/local-path")], True),
        ([claim(storageClassName="s"), storage("ebs.csi.aws.com")], False),
        ([claim(), storage("k8s.io/minikube-hostpath", **DEFAULT)], True),
        ([claim(), storage("k8s.io/minikube-hostpath")], False),
        ([claim(volumeName="v"), volume("v", nfs={})], True),
        ([claim(volumeName="v"), volume("v", csi={})], False),
        ([claim(volumeName="v", storageClassName="local-path"), volume("v", csi={})], False),
        ([claim(storageClassName="manual"), volume("v", storageClassName="manual", hostPath={})], True),
        ([claim(storageClassName="manual"), volume("v", storageClassName="other", hostPath={})], False),
    ],
)
def test_volumes_that_every_node_may_mount(objects: list[Json], free: bool) -> None:
    graph = graph_of(*objects)
    assert every_node_may_mount(graph, only(graph)) is free


def test_names_of_free_storage() -> None:
    free = ["local-path", "microk8s-hostpath", "openebs-hostpath", "efs-sc", "azurefile-csi", "nfs-client", "rook-cephfs"]
    bound = ["standard", "gp2", "managed-csi", "premium-rwo", "longhorn", "rook-ceph-block", "localhost-disks"]
    assert [name for name in [*free, *bound] if is_free_class(name)] == free
    assert not is_free_provisioner(None)
    assert is_free_provisioner("kubernetes.io/no-provisioner")
    assert not is_free_provisioner("disk.csi.azure.com")
