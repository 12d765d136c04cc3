"""The check of rwo-pvc-rolling-update.md."""

from collections.abc import Iterator

from k8slint.api import (
    ONE_POD,
    Change,
    Confidence,
    Context,
    Edit,
    Fix,
    Problem,
    Reference,
    Related,
    Severity,
    Workload,
    every_node_may_mount,
    exclusive,
    is_remarked,
    is_tied,
    replicas_of,
    rolling_bounds,
)

_STRATEGY = ("spec", "strategy")
_HELP = "write `strategy: {type: Recreate}`"


def check(workload: Workload, ctx: Context) -> Iterator[Problem]:
    if workload.kind != "Deployment" or replicas_of(ctx.graph, workload).high != 1:
        return
    bounds = rolling_bounds(workload, 1)
    if bounds is None or not bounds[0] or bounds[1]:
        return  # the old pod may go before the new one is ready
    held = [one for one in ctx.graph.references(workload, "PersistentVolumeClaim") if keeps_out(one, workload, ctx)]
    held.sort(key=mode_of, reverse=True)  # the worst first
    if held:
        yield blocked(workload, held)


def mode_of(reference: Reference) -> str:
    claim = reference.found.target if reference.want.row.id == "claim-volume" else None
    return (exclusive(claim) or "") if claim is not None else ""


def keeps_out(reference: Reference, workload: Workload, ctx: Context) -> bool:
    """Whether a claim keeps a second pod of a workload from starting, or does if it is on another node."""
    mode, claim = mode_of(reference), reference.found.target
    if not mode or claim is None:
        return False
    return mode == ONE_POD or not (is_tied(ctx.graph, workload.template) or every_node_may_mount(ctx.graph, claim))


def blocked(workload: Workload, held: list[Reference]) -> Problem:
    first, mode = held[0], mode_of(held[0])
    one_pod = mode == ONE_POD
    waits = "the new pod stays Pending" if one_pod else "a new pod on another node waits for the volume"
    written = workload.node(*_STRATEGY, "type")
    return Problem(
        node=written or workload.nearest(*_STRATEGY),
        key=written is None,
        message=f"{workload} starts its new pod before the old one frees {first.found.targets[0]}, which is {mode}",
        label="a rolling update",
        related=tuple(Related(one.found.targets[0].nearest("spec", "accessModes", 0), str(one.found.targets[0])) for one in held),
        effect=f"{waits}, and the old one stays until it is ready: the update never ends",
        help=_HELP,
        severity=None if one_pod else Severity.INFO,
        confidence=None if first.found.sure else Confidence.LIKELY,
        fix=recreate(workload),
    )


def recreate(workload: Workload) -> Fix | None:
    edits = [Edit(workload.root, (*_STRATEGY, "type"), "Recreate")]
    bounds = workload.node(*_STRATEGY, "rollingUpdate")
    if bounds is not None:  # is rejected beside it
        if is_remarked(bounds):
            return None  # the comments would speak of another thing
        edits.append(Edit(workload.root, (*_STRATEGY, "rollingUpdate"), change=Change.REMOVE))
    return Fix(_HELP, tuple(edits))
