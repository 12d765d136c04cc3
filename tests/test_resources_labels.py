"""The labels that pods will carry: what controllers add to what is written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from k8slint import yaml
from k8slint.resources import Truth, Workload, equality_selector, is_automatic, label_selector, read
from k8slint.text import SourceFile

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
WRITTEN = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "c"}]}}
JOB_TEMPLATE = {"spec": {"template": WRITTEN}}


def workload(kind: str, api_version: str, spec: Any, metadata: Any = None) -> Workload:
    value = {"apiVersion": api_version, "kind": kind, "metadata": metadata or {"name": "web"}, "spec": spec}
    (one,) = read(yaml.read(SourceFile("a.yaml", json.dumps(value))).documents)
    assert isinstance(one, Workload)
    return one


def matches(one: Workload, **labels: str) -> Truth:
    return equality_selector({key.replace("__", "/"): value for key, value in labels.items()}, ()).match(one.template.labels)


def has(one: Workload, key: str) -> Truth:
    return label_selector({"matchExpressions": [{"key": key, "operator": "Exists"}]}, ()).match(one.template.labels)


JOB_KEYS = ["batch.kubernetes.io/job-name", "job-name"]
JOB_UIDS = ["batch.kubernetes.io/controller-uid", "controller-uid"]
INDEX = "batch.kubernetes.io/job-completion-index"
STS_POD = "statefulset.kubernetes.io/pod-name"
STS_INDEX = "apps.kubernetes.io/pod-index"


@pytest.mark.parametrize(
    ("kind", "api_version", "spec", "key", "value", "truth"),
    [
        ("Deployment", "apps/v1", {"template": WRITTEN}, "pod-template-hash", "abc", UNKNOWN),
        ("Deployment", "apps/v1", {"template": WRITTEN}, "controller-revision-hash", "abc", NO),
        ("ReplicaSet", "apps/v1", {"template": WRITTEN}, "pod-template-hash", "abc", NO),
        ("ReplicationController", "v1", {"template": WRITTEN}, "pod-template-hash", "abc", NO),
        ("DaemonSet", "apps/v1", {"template": WRITTEN}, "controller-revision-hash", "abc", UNKNOWN),
        ("DaemonSet", "apps/v1", {"template": WRITTEN}, "pod-template-generation", "1", UNKNOWN),
        ("StatefulSet", "apps/v1", {"template": WRITTEN}, "controller-revision-hash", "abc", UNKNOWN),
        ("StatefulSet", "apps/v1", {"template": WRITTEN}, STS_POD, "web-0", YES),
        ("StatefulSet", "apps/v1", {"template": WRITTEN}, STS_POD, "db-0", NO),
        ("StatefulSet", "apps/v1", {"template": WRITTEN}, STS_POD, "web-1", UNKNOWN),
        ("StatefulSet", "apps/v1", {"template": WRITTEN, "replicas": 2}, STS_POD, "web-1", YES),
        ("StatefulSet", "apps/v1", {"template": WRITTEN, "replicas": "${N}"}, STS_POD, "web-0", UNKNOWN),
        (
            "StatefulSet",
            "apps/v1",
            {"template": WRITTEN, "replicas": 2, "ordinals": {"start": 5}},
            STS_POD,
            "web-0",
            NO,
        ),
        ("StatefulSet", "apps/v1", {"template": WRITTEN, "replicas": 2, "ordinals": {"start": 5}}, STS_INDEX, "6", YES),
        ("StatefulSet", "apps/v1", {"template": WRITTEN, "ordinals": {"start": "${N}"}}, STS_INDEX, "6", UNKNOWN),
        ("StatefulSet", "apps/v1", {"template": WRITTEN, "ordinals": {"start": -1}}, STS_INDEX, "0", UNKNOWN),
        ("StatefulSet", "apps.kruise.io/v1beta1", {"template": WRITTEN, "replicas": 2}, STS_POD, "web-1", YES),
        (
            "StatefulSet",
            "apps.kruise.io/v1beta1",
            {"template": WRITTEN, "replicas": 2, "reserveOrdinals": [1]},
            STS_POD,
            "web-1",
            UNKNOWN,
        ),
        *(("Job", "batch/v1", {"template": WRITTEN}, key, "web", YES) for key in JOB_KEYS),
        *(("Job", "batch/v1", {"template": WRITTEN}, key, "other", NO) for key in JOB_KEYS),
        *(("Job", "batch/v1", {"template": WRITTEN}, key, "x", UNKNOWN) for key in JOB_UIDS),
        *(("Job", "batch/v1", {"template": WRITTEN, "manualSelector": True}, key, "web", NO) for key in JOB_KEYS),
        ("Job", "batch/v1", {"template": WRITTEN}, INDEX, "0", NO),
        ("Job", "batch/v1", {"template": WRITTEN, "completionMode": "NonIndexed"}, INDEX, "0", NO),
        ("Job", "batch/v1", {"template": WRITTEN, "completionMode": "Indexed"}, INDEX, "0", UNKNOWN),
        ("Job", "batch/v1", {"template": WRITTEN, "completionMode": "Indexed"}, INDEX, "x", NO),
        ("CronJob", "batch/v1", {"jobTemplate": JOB_TEMPLATE}, "job-name", "web-29000000", UNKNOWN),
        ("CronJob", "batch/v1", {"jobTemplate": JOB_TEMPLATE}, "job-name", "web", NO),
        ("CronJob", "batch/v1", {"jobTemplate": JOB_TEMPLATE}, "job-name", "web-x", NO),
        ("CronJob", "batch/v1", {"jobTemplate": JOB_TEMPLATE}, "job-name", "other-29000000", NO),
        ("ScaledJob", "keda.sh/v1alpha1", {"jobTargetRef": {"template": WRITTEN}}, "job-name", "web-abcde", UNKNOWN),
        ("ScaledJob", "keda.sh/v1alpha1", {"jobTargetRef": {"template": WRITTEN}}, "job-name", "other", NO),
        (
            "ScaledJob",
            "keda.sh/v1alpha1",
            {"jobTargetRef": {"template": WRITTEN}},
            "scaledjob.keda.sh/name",
            "web",
            YES,
        ),
        ("Rollout", "argoproj.io/v1alpha1", {"template": WRITTEN}, "rollouts-pod-template-hash", "abc", UNKNOWN),
        ("DeploymentConfig", "apps.openshift.io/v1", {"template": WRITTEN}, "deploymentconfig", "web", YES),
        ("DeploymentConfig", "apps.openshift.io/v1", {"template": WRITTEN}, "deployment", "web-3", UNKNOWN),
        ("DeploymentConfig", "apps.openshift.io/v1", {"template": WRITTEN}, "deployment", "web", NO),
        ("DeploymentConfig", "apps.openshift.io/v1", {"template": WRITTEN}, "deployment", "web-x", NO),
        ("Service", "serving.knative.dev/v1", {"template": WRITTEN}, "serving.knative.dev/service", "web", YES),
        ("Service", "serving.knative.dev/v1", {"template": WRITTEN}, "serving.knative.dev/service", "other", NO),
        ("Service", "serving.knative.dev/v1", {"template": WRITTEN}, "serving.knative.dev/configuration", "web", YES),
        (
            "Service",
            "serving.knative.dev/v1",
            {"template": WRITTEN},
            "serving.knative.dev/revision",
            "web-00001",
            UNKNOWN,
        ),
        ("Service", "serving.knative.dev/v1", {"template": WRITTEN}, "serving.knative.dev/revision", "other-1", NO),
        ("Service", "serving.knative.dev/v1", {"template": WRITTEN}, "serving.knative.dev/route", "web", UNKNOWN),
        (
            "Configuration",
            "serving.knative.dev/v1",
            {"template": WRITTEN},
            "serving.knative.dev/configuration",
            "web",
            YES,
        ),
        (
            "Configuration",
            "serving.knative.dev/v1",
            {"template": WRITTEN},
            "serving.knative.dev/service",
            "web",
            UNKNOWN,
        ),
        (
            "CloneSet",
            "apps.kruise.io/v1alpha1",
            {"template": WRITTEN},
            "apps.kruise.io/cloneset-instance-id",
            "x",
            UNKNOWN,
        ),
        ("CloneSet", "apps.kruise.io/v1alpha1", {"template": WRITTEN}, "tier", "x", NO),
        ("VirtualMachine", "kubevirt.io/v1", {"template": WRITTEN}, "vm.kubevirt.io/name", "web", YES),
        ("VirtualMachine", "kubevirt.io/v1", {"template": WRITTEN}, "kubevirt.io", "virt-launcher", YES),
        ("VirtualMachine", "kubevirt.io/v1", {"template": WRITTEN}, "kubevirt.io/domain", "x", UNKNOWN),
        ("Notebook", "kubeflow.org/v1", {"template": WRITTEN}, "notebook-name", "web", UNKNOWN),
        ("PodTemplate", "v1", None, "pod-template-hash", "x", UNKNOWN),
    ],
)
def test_automatic_labels(kind: str, api_version: str, spec: Any, key: str, value: str, truth: Truth) -> None:
    one = workload(kind, api_version, spec)
    assert matches(one, **{key: value}) is truth
    if truth is YES:
        assert matches(one, **{key: value, "app": "web"}) is YES
        assert matches(one, **{key: value, "app": "other"}) is NO


@pytest.mark.parametrize(
    ("kind", "api_version", "spec", "keys"),
    [
        ("Deployment", "apps/v1", {"template": WRITTEN}, ["pod-template-hash"]),
        ("DaemonSet", "apps/v1", {"template": WRITTEN}, ["controller-revision-hash", "pod-template-generation"]),
        ("StatefulSet", "apps/v1", {"template": WRITTEN}, ["controller-revision-hash", STS_POD, STS_INDEX]),
        ("Job", "batch/v1", {"template": WRITTEN, "completionMode": "Indexed"}, [*JOB_KEYS, *JOB_UIDS, INDEX]),
        ("CronJob", "batch/v1", {"jobTemplate": JOB_TEMPLATE}, [*JOB_KEYS, *JOB_UIDS]),
        (
            "ScaledJob",
            "keda.sh/v1alpha1",
            {"jobTargetRef": {"template": WRITTEN}},
            ["scaledjob.keda.sh/name", *JOB_KEYS],
        ),
        ("Rollout", "argoproj.io/v1alpha1", {"template": WRITTEN}, ["rollouts-pod-template-hash"]),
        ("DeploymentConfig", "apps.openshift.io/v1", {"template": WRITTEN}, ["deployment", "deploymentconfig"]),
        ("VirtualMachine", "kubevirt.io/v1", {"template": WRITTEN}, ["kubevirt.io", "kubevirt.io/domain"]),
    ],
)
def test_automatic_labels_are_there_for_certain(kind: str, api_version: str, spec: Any, keys: list[str]) -> None:
    one = workload(kind, api_version, spec)
    for key in keys:
        assert has(one, key) is YES
        assert is_automatic(key)
    assert has(one, "app") is YES
    assert has(one, "tier") is NO
    assert one.template.labels.complete


@pytest.mark.parametrize("metadata", [{"generateName": "web-"}, {"name": "${NAME}"}, {}])
@pytest.mark.parametrize(
    ("kind", "api_version", "spec", "key"),
    [
        ("Job", "batch/v1", {"template": WRITTEN}, "job-name"),
        ("CronJob", "batch/v1", {"jobTemplate": JOB_TEMPLATE}, "job-name"),
        ("StatefulSet", "apps/v1", {"template": WRITTEN}, STS_POD),
        ("DeploymentConfig", "apps.openshift.io/v1", {"template": WRITTEN}, "deploymentconfig"),
        ("Service", "serving.knative.dev/v1", {"template": WRITTEN}, "serving.knative.dev/service"),
    ],
)
def test_what_follows_from_an_unknown_name_is_unknown(kind: str, api_version: str, spec: Any, key: str, metadata: Any) -> None:
    one = workload(kind, api_version, spec, metadata or {"labels": {}})
    assert matches(one, **{key: "web-0"}) is UNKNOWN
    assert has(one, key) is YES


def test_a_knative_revision_is_named_in_its_template() -> None:
    template = {"metadata": {"name": "web-v2"}, "spec": {"containers": [{}]}}
    one = workload("Service", "serving.knative.dev/v1", {"template": template})
    assert matches(one, app="web-v2", serving__no="x") is NO
    assert matches(one, **{"app": "web-v2", "serving.knative.dev/revision": "web-v2"}) is YES
    assert matches(one, app="web") is NO


def test_knative_only_sets_app_where_nobody_did() -> None:
    one = workload("Service", "serving.knative.dev/v1", {"template": WRITTEN})
    assert (matches(one, app="web"), matches(one, app="web-00001")) == (YES, NO)
    bare = workload("Service", "serving.knative.dev/v1", {"template": {"spec": {"containers": [{}]}}})
    assert (matches(bare, app="web-00001"), matches(bare, app="other")) == (UNKNOWN, NO)
    assert not bare.template.labels.complete
    unknown = workload("Service", "serving.knative.dev/v1", {"template": {"metadata": {"labels": {"app": "${APP}"}}}})
    assert matches(unknown, app="other") is UNKNOWN


def test_a_rollout_has_stable_and_canary_pods() -> None:
    canary = {
        "stableMetadata": {"labels": {"role": "stable"}},
        "canaryMetadata": {"labels": {"role": "canary", "app": "new"}},
    }
    one = workload("Rollout", "argoproj.io/v1alpha1", {"template": WRITTEN, "strategy": {"canary": canary}})
    assert matches(one, role="stable", app="web") is YES
    assert matches(one, role="canary", app="new") is YES
    assert matches(one, role="canary", app="web") is NO
    assert matches(one, role="other") is NO
    assert matches(one, app="web", **{"rollouts-pod-template-hash": "x"}) is UNKNOWN
    assert not one.template.labels.complete


def test_one_kind_of_metadata_is_enough_for_two_kinds_of_pods() -> None:
    active = {"activeMetadata": {"labels": {"role": "${ROLE}"}}}
    one = workload("Rollout", "argoproj.io/v1alpha1", {"template": WRITTEN, "strategy": {"blueGreen": active}})
    assert has(one, "role") is YES
    assert matches(one, role="active") is UNKNOWN
    absent = label_selector({"matchExpressions": [{"key": "role", "operator": "DoesNotExist"}]}, ())
    assert absent.match(one.template.labels) is YES


def test_what_is_not_known_of_the_metadata_of_a_rollout_is_not_known_of_its_pods() -> None:
    stable = {"stableMetadata": {"labels": {"${KEY}": "x"}}}
    one = workload("Rollout", "argoproj.io/v1alpha1", {"template": WRITTEN, "strategy": {"canary": stable}})
    assert (matches(one, role="x"), matches(one, app="web")) == (UNKNOWN, YES)


# -- what is written --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metadata", "app", "other"),
    [
        ({"labels": {"app": "web"}}, YES, NO),
        ({"labels": {"app": "${APP}"}}, UNKNOWN, NO),
        ({"labels": {"app": ["web"]}}, UNKNOWN, NO),
        ({"labels": {"app": {"a": 1}}}, UNKNOWN, NO),
        ({"labels": {"app": "web", "${KEY}": "x"}}, YES, UNKNOWN),
        ({"labels": {}}, NO, NO),
        ({"labels": None}, NO, NO),
        ({}, NO, NO),
        (None, NO, NO),
        ({"labels": "{{ toYaml . }}"}, UNKNOWN, UNKNOWN),
        ({"labels": ["app"]}, UNKNOWN, UNKNOWN),
        ("{{ .metadata }}", UNKNOWN, UNKNOWN),
        ([], UNKNOWN, UNKNOWN),
    ],
)
def test_written_labels(metadata: Any, app: Truth, other: Truth) -> None:
    one = workload("Deployment", "apps/v1", {"template": {"metadata": metadata, "spec": {}}})
    assert (matches(one, app="web"), matches(one, other="x")) == (app, other)


@pytest.mark.parametrize("spec", [None, "x", [], {}, {"template": None}, {"template": "x"}, {"template": {}}])
def test_without_a_template_nothing_is_known(spec: Any) -> None:
    assert matches(workload("Deployment", "apps/v1", spec), app="web") is UNKNOWN


def test_a_controller_overwrites_what_is_written() -> None:
    template = {"metadata": {"labels": {"pod-template-hash": "x", "job-name": "y"}}, "spec": {}}
    assert matches(workload("Deployment", "apps/v1", {"template": template}), **{"pod-template-hash": "z"}) is UNKNOWN
    job = workload("Job", "batch/v1", {"template": template})
    assert (matches(job, **{"job-name": "y"}), matches(job, **{"job-name": "web"})) == (NO, YES)
