"""Which pods the PodDisruptionBudgets of a unit cover, and how many there are to be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from k8slint.graph.objects import report_order
from k8slint.graph.scaling import SCALABLE, Replicas, replicas_of
from k8slint.graph.selection import Asked
from k8slint.resources import PodDisruptionBudget, Truth

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph
    from k8slint.graph.selection import Selection
    from k8slint.resources import PodTemplate, Workload

#: What people put around the name of the workload that a budget is for.
_OWN_WORDS = re.compile(r"^pdb-|-?(?:pdb|(?:pod-)?(?:disruption-?)?budget)$")
_HOOK = "helm.sh/hook"


class Cover(NamedTuple):
    """A PodDisruptionBudget that covers the pods of a template, and how surely."""

    budget: PodDisruptionBudget
    truth: Truth


def pods_covered(graph: Graph, budget: PodDisruptionBudget) -> Selection:
    """The pod templates whose pods a budget covers, in its own namespace."""
    name = _OWN_WORDS.sub("", budget.name or "") or budget.name
    return graph.covered(Asked(budget.selector, budget.namespace, name))


def budgets_of(graph: Graph, template: PodTemplate) -> tuple[Cover, ...]:
    """The budgets that cover the pods of a template, or may, in the order of a report."""
    return graph.once(_covers).get(id(template), ())


def _covers(graph: Graph) -> dict[int, tuple[Cover, ...]]:
    found: dict[int, list[Cover]] = {}
    budgets = [one for one in graph.index.of_kind("PodDisruptionBudget") if isinstance(one, PodDisruptionBudget)]
    for budget in sorted(budgets, key=report_order):
        for template, truth in pods_covered(graph, budget).pods:
            found.setdefault(id(template), []).append(Cover(budget, truth))
    return {which: tuple(covers) for which, covers in found.items()}


def has_no_scale(workload: Workload) -> bool:
    """Whether the pods of a workload have a controller that does not say how many there are to be [getExpectedScale]."""
    if workload.built_in:
        return workload.kind not in SCALABLE and workload.kind != "Pod"
    return (workload.group, workload.kind) == ("keda.sh", "ScaledJob")  # it makes Jobs


def is_unmanaged(workload: Workload) -> bool:
    """Whether a Pod has no controller at all."""
    return (workload.group, workload.kind) == ("", "Pod") and not workload.metadata.get("ownerReferences")


def is_hook(workload: Workload) -> bool:
    """Whether Helm makes a workload for a moment only: a test, or a step of an installation."""
    return _HOOK in workload.annotations


class Expected(NamedTuple):
    """How many pods a budget covers when all is well: their sum, and how many each workload has."""

    total: int
    parts: tuple[tuple[Workload, Replicas], ...]


def expected_pods(graph: Graph, budget: PodDisruptionBudget) -> Expected | None:
    """How many pods a budget covers at least while nothing fails; None where it cannot be told of all of them.

    That is so where a workload may or may not be covered, where it is not known how many pods it has, and where the
    budget asks for a number that only controllers with a scale can tell.
    """
    parts: list[tuple[Workload, Replicas]] = []
    total = 0
    for template, truth in pods_covered(graph, budget).pods:
        workload = template.workload
        alone = is_unmanaged(workload)
        counted = not (has_no_scale(workload) or (alone and budget.limit is not None and budget.limit.needs_scale))
        replicas = replicas_of(graph, workload)
        if truth is not Truth.YES or not counted or not workload.understood or replicas.low is None:
            return None
        total += replicas.low
        parts.append((workload, replicas))
    return Expected(total, tuple(parts)) if parts else None
