"""Workloads whose selector must match their own pods, and those where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8slint.resources import Operator, PodDisruptionBudget, Service, Truth, Workload

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8slint.graph.graph import Graph

_APPS = frozenset({"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"})
#: Kinds whose selector must match the labels of the template, by group.
_KINDS = {
    "apps": _APPS,
    "extensions": _APPS,
    "": frozenset({"ReplicationController"}),
    "batch": frozenset({"Job"}),
    "argoproj.io": frozenset({"Rollout"}),
    "apps.openshift.io": frozenset({"DeploymentConfig"}),
    "apps.kruise.io": frozenset({"CloneSet", "StatefulSet", "DaemonSet"}),
}


def must_select_its_own(workload: Workload) -> bool:
    """Whether a workload is refused where its selector does not match the labels of its own pods."""
    return workload.kind in _KINDS.get(workload.group, ()) and workload.makes_pods


def loses_its_own(workload: Workload) -> bool:
    """Whether the selector of a workload certainly does not match its own pods, though it must."""
    selector = workload.selector
    return must_select_its_own(workload) and not selector.empty and selector.match(workload.template.labels) is Truth.NO


def follows_a_lost_one(graph: Graph, selecting: Service | PodDisruptionBudget) -> bool:
    """Whether what selects pods would select those of a workload if they had the labels that the workload itself asks for."""
    asked = selecting.selector.pairs()
    if len(asked) != len(selecting.selector.requirements):
        return False
    for workload in graph.once(_Lost).candidates(asked):
        if selecting.namespace == workload.namespace or None in {selecting.namespace, workload.namespace}:
            labels = workload.template.labels.values
            if all(labels.get(key) == value or _asks(workload, key, value) for key, value in asked):
                return True
    return False


def _asks(workload: Workload, key: str, value: str) -> bool:
    """Whether a workload asks for a label that its pods do not have."""
    labels = workload.template.labels
    return any(
        one.key == key
        and one.operator in {Operator.IN, Operator.EXISTS}
        and one.admits(value) is Truth.YES
        and one.match(labels) is Truth.NO
        for one in workload.selector.requirements
    )


class _Lost:
    """The workloads of a unit that do not select their own pods, by the labels that these have or are asked for."""

    def __init__(self, graph: Graph) -> None:
        self._every = [one for one in graph.unit.resources if isinstance(one, Workload) and loses_its_own(one)]
        self._by_label: dict[tuple[str | None, str | None], list[Workload]] = {}  # of any value: None
        for workload in self._every:
            labels: set[tuple[str | None, str | None]] = {*workload.template.labels.values.items()}
            for one in workload.selector.requirements:
                labels.update((one.key, value) for value in one.values)
                if one.operator is Operator.EXISTS:
                    labels.add((one.key, None))
            for label in labels:
                self._by_label.setdefault(label, []).append(workload)

    def candidates(self, asked: Iterable[tuple[str, str]]) -> list[Workload]:
        """Those that may have one of the labels asked for: the one that is the rarest."""
        found = [[*self._by_label.get((key, value), ()), *self._by_label.get((key, None), ())] for key, value in asked]
        return min(found, key=len, default=self._every)
