"""The check of scale-target-not-found.md."""

from collections.abc import Iterator

from k8slint.api import (
    Absence,
    Autoscaler,
    Context,
    Graph,
    Problem,
    Reference,
    Related,
    Workload,
    can_be_scaled,
    is_missing,
    may_make_pods,
    not_found,
    rival_of,
    unadvised,
)


def check(autoscaler: Autoscaler, ctx: Context) -> Iterator[Problem]:
    for reference in ctx.graph.references(autoscaler):
        want = reference.want
        if want.row.id != "scale-target" or not is_missing(reference):
            continue
        if can_be_scaled(want) and not may_be_made(reference, ctx.graph):
            does = "sizes the pods of" if autoscaler.kind == "VerticalPodAutoscaler" else "scales"
            says = f"{autoscaler} {does} {want.kind} {want.name}"
            problem = unadvised(not_found(reference, ctx.unit, says), scaled(reference, ctx.graph))
            alone = problem.absence is Absence.OPEN and want.namespace not in ctx.graph.once(homes).get(want.kind, ())
            yield problem._replace(absence=Absence.BARREN) if alone else problem


def scaled(reference: Reference, graph: Graph) -> Related | None:
    """The autoscaler that what was probably meant has already: two undo what the other does."""
    near = reference.found.near
    if len(near) != 1 or near[0].made is not None:
        return None
    workload = near[0].resource
    rival = rival_of(graph, reference.want.source, workload)
    return None if rival is None else Related(rival.nearest("metadata", "name"), f"{rival} scales {workload} already")


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
