"""The check of scale-target-not-found.md."""

from collections.abc import Iterator

from k8slint.api import (
    Absence,
    Autoscaler,
    Context,
    Graph,
    Problem,
    Reference,
    Workload,
    can_be_scaled,
    is_missing,
    may_make_pods,
    not_found,
)


def check(autoscaler: Autoscaler, ctx: Context) -> Iterator[Problem]:
    for reference in ctx.graph.references(autoscaler):
        want = reference.want
        if want.row.id != "scale-target" or not is_missing(reference):
            continue
        if can_be_scaled(want) and not may_be_made(reference, ctx.graph):
            does = "sizes the pods of" if autoscaler.kind == "VerticalPodAutoscaler" else "scales"
            problem = not_found(reference, ctx.unit, f"{autoscaler} {does} {want.kind} {want.name}")
            alone = problem.absence is Absence.OPEN and want.namespace not in ctx.graph.once(homes).get(want.kind, ())
            yield problem._replace(absence=Absence.BARREN) if alone else problem


def homes(graph: Graph) -> dict[str, set[str | None]]:
    """The namespaces that hold workloads of a kind, by the kind; where there are none, a chart may install them."""
    found: dict[str, set[str | None]] = {}
    for one in graph.unit.resources:
        if isinstance(one, Workload):
            found.setdefault(one.kind, set()).add(one.namespace)
    return found


def may_be_made(reference: Reference, graph: Graph) -> bool:
    """Whether an operator may make the target: it has the name of a custom resource, or begins or ends with it."""
    makers = graph.once(custom)
    words = reference.want.name.split("-")
    ends = [("-".join(words[:cut]), "-".join(words[cut:])) for cut in range(1, len(words) + 1)]
    return any((place, name) in makers for pair in ends for name in pair for place in {None, reference.want.namespace})


def custom(graph: Graph) -> frozenset[tuple[str | None, str]]:
    """The resources of the unit whose operators may make workloads: namespace and name."""
    return frozenset((one.namespace, one.name) for one in graph.unit.resources if one.name is not None and may_make_pods(one))
