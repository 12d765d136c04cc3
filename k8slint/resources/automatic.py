"""The labels that controllers add to the pods that they make, as far as they can be computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8slint.resources.labels import SOME, Labels, Ordinals, Possible, with_labels, written_labels
from k8slint.resources.placeholders import known_text
from k8slint.resources.scalars import at, whole_number
from k8slint.resources.templates import Adds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from k8slint.resources.workloads import Workload

_JOB_NAMES = ("batch.kubernetes.io/job-name", "job-name")
_JOB_UIDS = ("batch.kubernetes.io/controller-uid", "controller-uid")
_COMPLETION_INDEX = "batch.kubernetes.io/job-completion-index"
_KNATIVE = "serving.knative.dev/"
_KRUISE = ("apps.kruise.io/", "lifecycle.apps.kruise.io/", "controller-revision-hash", "pod-template-hash")
# The kinds of pods that a Rollout has, by strategy: which metadata each of them gets.
_ROLLOUT_METADATA = {"canary": ("stableMetadata", "canaryMetadata"), "blueGreen": ("activeMetadata", "previewMetadata")}


def pod_labels(workload: Workload, written: Any) -> Labels:
    """The labels of the pods of a workload in whose template these are written."""
    labels = written_labels(written)
    add = _ADD.get(workload.place.adds)
    return labels if add is None else add(workload, labels)


def _named(workload: Workload, keys: tuple[str, ...], labels: Labels) -> Labels:
    """Labels whose value is the name of the workload."""
    name = workload.name
    if name is None:
        return with_labels(labels, {}, ((key, SOME) for key in keys))
    return with_labels(labels, dict.fromkeys(keys, name))


def _hash(_workload: Workload, labels: Labels) -> Labels:
    return with_labels(labels, {}, (("pod-template-hash", SOME),))


def _revision(_workload: Workload, labels: Labels) -> Labels:
    return with_labels(labels, {}, (("controller-revision-hash", SOME), ("pod-template-generation", SOME)))


def _ordinals(workload: Workload, labels: Labels) -> Labels:
    start = workload.get("spec", "ordinals", "start")
    first = 0 if start is None else whole_number(start)
    gaps = workload.get("spec", "reserveOrdinals") is not None  # of OpenKruise: numbers that are left out
    count = None if gaps else workload.replicas
    labels = with_labels(labels, {}, (("controller-revision-hash", SOME),))
    ordinals = Ordinals(workload.name, None if first is None or first < 0 else first, count)
    return Labels(labels.values, labels.possible, labels.open, labels.prefixes, ordinals)


def _indexed(spec: Any, labels: Labels) -> Labels:
    """An Indexed Job numbers its pods."""
    mode = at(spec, ("completionMode",))
    if mode is None or mode == "NonIndexed":
        return labels
    return with_labels(labels, {}, ((_COMPLETION_INDEX, Possible(digits=True, absent=mode != "Indexed")),))


def _job(workload: Workload, labels: Labels) -> Labels:
    labels = _indexed(workload.get("spec"), labels)
    if workload.get("spec", "manualSelector") is True:  # then nothing is generated
        return labels
    return with_labels(_named(workload, _JOB_NAMES, labels), {}, ((key, SOME) for key in _JOB_UIDS))


def _jobs_named(prefix: str | None, labels: Labels, *, digits: bool) -> Labels:
    """The labels of the pods of Jobs whose names begin alike."""
    name = SOME if prefix is None else Possible(f"{prefix}-", digits)
    return with_labels(labels, {}, (*((key, name) for key in _JOB_NAMES), *((key, SOME) for key in _JOB_UIDS)))


def _cron_job(workload: Workload, labels: Labels) -> Labels:
    # A Job is named after its minute: `<name>-<minutes since 1970>` [pkg/controller/cronjob getJobName].
    return _jobs_named(workload.name, _indexed(workload.get("spec", "jobTemplate", "spec"), labels), digits=True)


def _scaled_job(workload: Workload, labels: Labels) -> Labels:
    labels = _jobs_named(workload.name, _indexed(workload.get("spec", "jobTargetRef"), labels), digits=False)
    return _named(workload, ("scaledjob.keda.sh/name",), labels)


def _deployment_config(workload: Workload, labels: Labels) -> Labels:
    name = workload.name
    deployment = SOME if name is None else Possible(f"{name}-", digits=True)
    return with_labels(_named(workload, ("deploymentconfig",), labels), {}, (("deployment", deployment),))


def _knative(workload: Workload, labels: Labels) -> Labels:
    """A Service makes a Configuration of its own name, a Configuration makes revisions [knative makeLabels]."""
    keys = [f"{_KNATIVE}configuration"]
    if workload.kind == "Service":
        keys.append(f"{_KNATIVE}service")
    labels = _named(workload, tuple(keys), labels)
    revision = known_text(at(workload.template.value, ("metadata", "name")))
    possible: list[tuple[str, Possible]] = []
    values: dict[str, str] = {}
    for key in (f"{_KNATIVE}revision", "app"):
        if key == "app" and (key in labels.values or labels.may_be(key) is not None):
            continue  # `app` is only set where nobody set it
        if revision is not None:
            values[key] = revision
        else:
            possible.append((key, SOME if workload.name is None else Possible(f"{workload.name}-")))
    labels = with_labels(labels, values, possible)
    return Labels(labels.values, labels.possible, labels.open, (_KNATIVE,))


def _machine(workload: Workload, labels: Labels) -> Labels:
    labels = _named(workload, ("vm.kubevirt.io/name",), with_labels(labels, {"kubevirt.io": "virt-launcher"}))
    return with_labels(labels, {}, (("kubevirt.io/domain", SOME),))


def _rollout(workload: Workload, labels: Labels) -> Labels:
    labels = with_labels(labels, {}, (("rollouts-pod-template-hash", SOME),))
    variants = tuple(_rollout_variants(workload.get("spec", "strategy"), labels))
    return labels if not variants else Labels(labels.values, labels.possible, labels.open, variants=variants)


def _rollout_variants(strategy: Any, labels: Labels) -> Iterator[Labels]:
    for way, fields in _ROLLOUT_METADATA.items():
        metadata = [at(strategy, (way, field, "labels")) for field in fields]
        if any(value is not None for value in metadata):
            for value in metadata:
                added = written_labels(value)
                variant = with_labels(labels, added.values, added.possible.items())
                yield Labels(variant.values, variant.possible, variant.open or added.open)


def _kruise(_workload: Workload, labels: Labels) -> Labels:
    return Labels(labels.values, labels.possible, labels.open, _KRUISE)


def _anything(_workload: Workload, labels: Labels) -> Labels:
    return Labels(labels.values, labels.possible, open=True)


_ADD: Mapping[Adds, Callable[[Workload, Labels], Labels]] = {
    Adds.HASH: _hash,
    Adds.REVISION: _revision,
    Adds.ORDINALS: _ordinals,
    Adds.JOB: _job,
    Adds.CRON_JOB: _cron_job,
    Adds.ROLLOUT: _rollout,
    Adds.DEPLOYMENT_CONFIG: _deployment_config,
    Adds.KNATIVE: _knative,
    Adds.SCALED_JOB: _scaled_job,
    Adds.KRUISE: _kruise,
    Adds.MACHINE: _machine,
    Adds.ANYTHING: _anything,
}
