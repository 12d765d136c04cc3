"""Where each kind keeps its pod template: the one table."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.resources.kinds import is_built_in_group
from k8slint.resources.scalars import at

if TYPE_CHECKING:
    from collections.abc import Mapping

Steps = tuple[str, ...]


class Adds(enum.Enum):
    """Which labels the controller of a kind adds to the pods that it makes."""

    NOTHING = enum.auto()
    HASH = enum.auto()
    REVISION = enum.auto()
    ORDINALS = enum.auto()
    JOB = enum.auto()
    CRON_JOB = enum.auto()
    ROLLOUT = enum.auto()
    DEPLOYMENT_CONFIG = enum.auto()
    KNATIVE = enum.auto()
    SCALED_JOB = enum.auto()
    KRUISE = enum.auto()
    MACHINE = enum.auto()
    ANYTHING = enum.auto()


class Place(NamedTuple):
    """Where a kind keeps its pod template and what goes with it.

    `templates`: where it may be; the first place that is filled counts, else the first. `replicas`: where their number
    is, None where none is written; `default` is the number otherwise, None where it is not known. `equality`: the
    selector is an equality map, no LabelSelector. `pods`: whether the template holds a pod spec; else only its labels
    are those of pods. `makes_pods`: whether anything comes of the template by itself.
    """

    templates: tuple[Steps, ...]
    adds: Adds = Adds.NOTHING
    replicas: Steps | None = ("spec", "replicas")
    default: int | None = 1
    equality: bool = False
    pods: bool = True
    makes_pods: bool = True


_TEMPLATE: tuple[Steps, ...] = (("spec", "template"),)
_JOB_TEMPLATE: tuple[Steps, ...] = (("spec", "jobTemplate", "spec", "template"),)
_IN_UNITED = ("statefulSetTemplate", "advancedStatefulSetTemplate", "cloneSetTemplate", "deploymentTemplate")
_IN_ADVANCED = ("jobTemplate", "broadcastJobTemplate")

_DEPLOYMENT = Place(_TEMPLATE, Adds.HASH)
_REPLICA_SET = Place(_TEMPLATE)
_DAEMON_SET = Place(_TEMPLATE, Adds.REVISION, None, None)
_KNATIVE = Place(_TEMPLATE, Adds.KNATIVE, None, None)
_MACHINES = Place(_TEMPLATE, Adds.MACHINE, pods=False)

#: By group and kind.
PLACES: Mapping[tuple[str, str], Place] = {
    ("", "Pod"): Place(((),), Adds.NOTHING, None),
    ("", "PodTemplate"): Place((("template",),), Adds.NOTHING, None, makes_pods=False),
    ("", "ReplicationController"): Place(_TEMPLATE, equality=True),
    ("apps", "Deployment"): _DEPLOYMENT,
    ("apps", "ReplicaSet"): _REPLICA_SET,
    ("apps", "DaemonSet"): _DAEMON_SET,
    ("apps", "StatefulSet"): Place(_TEMPLATE, Adds.ORDINALS),
    ("extensions", "Deployment"): _DEPLOYMENT,
    ("extensions", "ReplicaSet"): _REPLICA_SET,
    ("extensions", "DaemonSet"): _DAEMON_SET,
    ("batch", "Job"): Place(_TEMPLATE, Adds.JOB, ("spec", "parallelism")),
    ("batch", "CronJob"): Place(_JOB_TEMPLATE, Adds.CRON_JOB, ("spec", "jobTemplate", "spec", "parallelism")),
    ("argoproj.io", "Rollout"): Place(_TEMPLATE, Adds.ROLLOUT),
    ("apps.openshift.io", "DeploymentConfig"): Place(_TEMPLATE, Adds.DEPLOYMENT_CONFIG, equality=True),
    ("serving.knative.dev", "Service"): _KNATIVE,
    ("serving.knative.dev", "Configuration"): _KNATIVE,
    ("keda.sh", "ScaledJob"): Place((("spec", "jobTargetRef", "template"),), Adds.SCALED_JOB, None, None),
    ("apps.kruise.io", "CloneSet"): Place(_TEMPLATE, Adds.KRUISE),
    ("apps.kruise.io", "StatefulSet"): Place(_TEMPLATE, Adds.ORDINALS),
    ("apps.kruise.io", "DaemonSet"): _DAEMON_SET,
    ("apps.kruise.io", "BroadcastJob"): Place(_TEMPLATE, Adds.ANYTHING, None, None),
    ("apps.kruise.io", "AdvancedCronJob"): Place(
        tuple(("spec", "template", way, "spec", "template") for way in _IN_ADVANCED), Adds.ANYTHING, None, None
    ),
    ("apps.kruise.io", "UnitedDeployment"): Place(
        tuple(("spec", "template", way, "spec", "template") for way in _IN_UNITED), Adds.ANYTHING
    ),
    ("kubevirt.io", "VirtualMachine"): _MACHINES._replace(replicas=None),
    ("kubevirt.io", "VirtualMachineInstanceReplicaSet"): _MACHINES._replace(adds=Adds.ANYTHING),
}

#: A custom resource that looks as if it made pods; what its controller adds to them is not known.
CUSTOM = Place(_TEMPLATE, Adds.ANYTHING, default=None)

# A kind that is written with a wrong built-in group is still meant to make pods.
_BY_KIND = {kind: place for (group, kind), place in reversed(list(PLACES.items())) if is_built_in_group(group)}


def place_of(group: str, kind: str) -> Place | None:
    """Where a kind keeps its pod template; None if it is not known to have one."""
    found = PLACES.get((group, kind))
    if found is None and is_built_in_group(group):
        return _BY_KIND.get(kind)
    return found


def looks_like_workload(value: dict[str, Any]) -> bool:
    """Whether a custom resource holds a pod template in the usual place."""
    spec = value.get("spec")
    return isinstance(spec, dict) and "template" in spec and isinstance(at(spec, ("template", "spec", "containers")), list)
