"""The check of overlapping-selectors.md."""

from collections.abc import Iterator

from k8slint.api import (
    Asked,
    Context,
    Graph,
    Problem,
    Related,
    Severity,
    Truth,
    Workload,
    budgets_of,
    listed,
    loses_its_own,
    report_order,
    same_objects,
    scalers,
)

_KINDS = frozenset({"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "ReplicationController"})
#: A namespace, and what a selector asks for in it.
Group = tuple[str | None, frozenset[tuple[object, ...]]]
_TOLD = 8  # workloads that are pointed at
_HPA = frozenset({"HorizontalPodAutoscaler", "ScaledObject"})


def check(workload: Workload, ctx: Context) -> Iterator[Problem]:
    found = ctx.graph.once(overlaps).get(id(workload), [])
    twice = written_twice(ctx.graph, workload)
    if twice:  # one of them is applied instead of the other
        found = [one for one in found if twice.isdisjoint(map(id, ctx.graph.services_of(one.template)))]
    if not found:
        return
    same = [other for other in found if asks(other) == asks(workload)]
    severe = any(guarded(ctx.graph, workload, other) for other in same)
    yield Problem(
        node=workload.nearest("spec", "selector"),
        message=f"the selector of {workload} also matches the pods of {listed(found)}",
        label="matches the pods of another",
        related=tuple(map(note, found[:_TOLD])),
        effect="what counts pods by this selector, as autoscalers and budgets do, counts those of both",
        severity=None if severe else Severity.WARNING,
    )


def written_twice(graph: Graph, workload: Workload) -> frozenset[int]:
    """The `id` of the Services before a workload that the unit defines several times: once for each of what is applied."""
    twice = graph.once(same_objects)
    services = graph.services_of(workload.template) if twice else ()
    return frozenset(id(service) for service in services if id(service) in twice)


def note(other: Workload) -> Related:
    """Point at the labels of the pods of another workload."""
    return Related(other.nearest(*other.template.labels_path), f"the pods of {other}", key=True)


def asks(workload: Workload) -> frozenset[tuple[object, ...]]:
    """What a selector asks for, in whatever order it is written."""
    return frozenset((one.key, one.operator, frozenset(one.values)) for one in workload.selector.requirements)


def overlaps(graph: Graph) -> dict[int, list[Workload]]:
    """Find the other workloads whose pods the selector of a workload matches, by the `id` of the workload.

    Of workloads with one selector only the last one has the others, and so it is of those that match one another's pods.
    """
    groups: dict[Group, list[Workload]] = {}
    for resource in meeting(graph):
        if counts(resource):
            groups.setdefault((resource.namespace, asks(resource)), []).append(resource)
    home = {id(one): asked for asked, members in groups.items() for one in members}
    last = {asked: max(members, key=report_order) for asked, members in groups.items()}
    matched = {asked: [one for one in pods_of(graph, members[0]) if id(one) in home] for asked, members in groups.items()}
    sees = {asked: {home[id(one)] for one in found} for asked, found in matched.items()}

    def is_told(other: Group, here: Group) -> bool:
        """Whether pods of the one are told at the other, not the other way round."""
        return other == here or here not in sees[other] or report_order(last[other]) < report_order(last[here])

    told = {}
    for asked, found in matched.items():
        me = last[asked]
        mine = [one for one in found if (one.kind, one.name) != (me.kind, me.name) and is_told(home[id(one)], asked)]
        told[id(me)] = sorted(mine, key=report_order)
    return told


def meeting(graph: Graph) -> list[Workload]:
    """The workloads one of which may match the pods of another: all of a unit, unless each matches at most its own."""
    every = [one for one in graph.unit.resources if isinstance(one, Workload) and one.kind in _KINDS]
    for one in every:
        if not one.selector.plain and not one.selector.empty:
            return every
        matches = graph.index.matching(one.selector, one.namespace)
        if any(truth is Truth.YES and template.workload is not one for template, truth in matches):
            return every
    return []


def pods_of(graph: Graph, workload: Workload) -> Iterator[Workload]:
    """The workloads of the namespace whose pods a selector certainly matches."""
    for template, truth in graph.covered(Asked(workload.selector, workload.namespace)).pods:
        if truth is Truth.YES:
            yield template.workload


def counts(workload: Workload) -> bool:
    """Tell whether a workload is a controller of its own, whose selector is what it is meant to be."""
    known = workload.built_in and workload.kind in _KINDS and workload.name is not None
    owned = workload.metadata.get("ownerReferences")
    return known and not owned and not workload.selector.empty and not loses_its_own(workload)


def guarded(graph: Graph, one: Workload, other: Workload) -> bool:
    """Whether autoscalers of both count the pods of both, or a budget of each covers the pods of the other."""
    scaled = [{id(it.resource) for it in scalers(graph, who) if it.resource.kind in _HPA} for who in (one, other)]
    covers = {id(it.budget) for who in (one, other) for it in budgets_of(graph, who.template) if it.truth is Truth.YES}
    return (all(scaled) and scaled[0] != scaled[1]) or len(covers) > 1
