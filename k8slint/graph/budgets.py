"""Which pods the PodDisruptionBudgets of a unit cover, and how many there are to be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.graph.objects import report_order
from k8slint.graph.scaling import SCALABLE, Replicas, replicas_of
from k8slint.graph.selection import Asked
from k8slint.resources import PodDisruptionBudget, Truth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8slint.graph.graph import Graph
    from k8slint.graph.selection import Selected, Selection
    from k8slint.resources import PodTemplate, Workload

#: What people put around the name of the workload that a budget is for.
_OWN_WORDS = re.compile(r"^pdb-|-?(?:pdb|(?:pod-)?(?:disruption-?)?budget)$")
_HOOK = "helm.sh/hook"
#: Budgets of one pod, and pods of one budget, that are told of: a bound on hostile input, far above real numbers.
_MOST = 100


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
    alike: dict[int, tuple[Selection, list[PodDisruptionBudget]]] = {}  # those that cover the same, by the `id` of what they do
    budgets = [one for one in graph.index.of_kind("PodDisruptionBudget") if isinstance(one, PodDisruptionBudget)]
    for budget in sorted(budgets, key=report_order):
        selection = pods_covered(graph, budget)
        alike.setdefault(id(selection.pods), (selection, []))[1].append(budget)
    found: dict[int, list[Cover]] = {}
    for selection, same in alike.values():
        for template, truth in selection.pods:
            here = found.setdefault(id(template), [])
            here.extend(Cover(budget, truth) for budget in same[: max(0, _MOST - len(here))])
    return {which: tuple(sorted(covers, key=_order)) for which, covers in found.items()}


def _order(cover: Cover) -> tuple[Any, ...]:
    return report_order(cover.budget)


def other_budget(graph: Graph, budget: PodDisruptionBudget, template: PodTemplate) -> PodDisruptionBudget | None:
    """Another budget that covers the pods of a template for certain: an eviction fails where two do."""
    covers = budgets_of(graph, template)
    return next((one.budget for one in covers if one.truth is Truth.YES and not _is_same(one.budget, budget)), None)


class Overlap(NamedTuple):
    """What a budget covers that others cover, too: these pods, those budgets; `sure`: whatever the namespaces are."""

    templates: tuple[PodTemplate, ...]
    others: tuple[PodDisruptionBudget, ...]
    sure: bool


def overlap_of(graph: Graph, budget: PodDisruptionBudget) -> Overlap | None:
    """What a budget and others cover together, of which it is the last one in the order of a report."""
    return graph.once(_overlaps).get(id(budget))


def _overlaps(graph: Graph) -> dict[int, Overlap]:
    found: dict[int, Overlap] = {}
    groups = graph.index.templates().values()
    for template in (one for group in groups for one in group):
        covers = [one for one in budgets_of(graph, template) if one.budget.selector.match(template.labels) is Truth.YES]
        if len(covers) <= 1:
            continue
        last = covers[-1]
        apart = [one for one in covers if not _is_same(one.budget, last.budget)]
        if apart:
            sure = last.truth is Truth.YES and any(one.truth is Truth.YES for one in apart)
            old = found.get(id(last.budget), Overlap((), (), sure=False))
            others = {id(one): one for one in (*old.others, *(cover.budget for cover in apart))}
            told = (*old.templates, template) if len(old.templates) < _MOST else old.templates
            found[id(last.budget)] = Overlap(told, tuple(others.values()), old.sure or sure)
    return {
        which: Overlap(
            tuple(sorted(one.templates, key=lambda template: report_order(template.workload))),
            tuple(sorted(one.others, key=report_order)),
            one.sure,
        )
        for which, one in found.items()
    }


def _is_same(one: PodDisruptionBudget, other: PodDisruptionBudget) -> bool:
    """Whether two definitions are of one object."""
    return one is other or (one.name == other.name and one.name is not None and one.namespace == other.namespace)


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


def is_test(workload: Workload) -> bool:
    """Whether a workload runs only while a test of its chart does."""
    return "test" in workload.annotations.get(_HOOK, "")


class Expected(NamedTuple):
    """How many pods some budget covers when all is well: their sum, and how many each workload has.

    `unmanaged`: some of them are Pods of their own.
    """

    total: int
    parts: tuple[tuple[Workload, Replicas], ...]
    workloads: tuple[Workload, ...]
    unmanaged: bool


def expected_pods(graph: Graph, budget: PodDisruptionBudget) -> Expected | None:
    """How many pods a budget covers at least while nothing fails; None where it cannot be told of all of them.

    That is so where a workload may or may not be covered, where it is not known how many pods it has, and where the
    budget asks for a number that only controllers with a scale can tell.
    """
    pods = pods_covered(graph, budget).pods
    scaled = budget.limit is not None and budget.limit.needs_scale
    known = graph.once(_known)
    key = id(pods), scaled
    if key not in known:
        known[key] = _sum(graph, pods, scaled=scaled)
    return known[key]


def _known(_graph: Graph) -> dict[tuple[int, bool], Expected | None]:
    """What is known of pods, by the `id` of what the graph keeps, and by whether they need a scale."""
    return {}


def _sum(graph: Graph, pods: Sequence[Selected], *, scaled: bool) -> Expected | None:
    parts: list[tuple[Workload, Replicas]] = []
    total, unmanaged = 0, False
    for template, truth in pods:
        workload = template.workload
        alone = is_unmanaged(workload)
        replicas = replicas_of(graph, workload)
        counted = not (has_no_scale(workload) or (alone and scaled)) and workload.understood
        if truth is not Truth.YES or not counted or replicas.low is None:
            return None
        total += replicas.low
        unmanaged = unmanaged or alone
        parts.append((workload, replicas))
    return Expected(total, tuple(parts), tuple(workload for workload, _ in parts), unmanaged) if parts else None
