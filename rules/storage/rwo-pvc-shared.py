"""The check of rwo-pvc-shared.md."""

from collections.abc import Iterator

from k8slint.api import (
    ONE_POD,
    PVC,
    ClaimUse,
    Confidence,
    Context,
    Problem,
    Related,
    Severity,
    are_together,
    claim_uses,
    every_node_may_mount,
    exclusive,
    listed,
)


def check(claim: PVC, ctx: Context) -> Iterator[Problem]:
    mode = exclusive(claim)
    if mode is None or claim.name is None:
        return
    one_pod = mode == ONE_POD
    sharers = sharing(claim_uses(ctx.graph, claim), one_pod=one_pod)
    if not sharers or (not one_pod and every_node_may_mount(ctx.graph, claim)):
        return
    sure = all(use.reference.found.sure for use in sharers)
    yield Problem(
        node=claim.nearest("spec", "accessModes", 0),
        message=f"{claim} is {mode}, but is mounted by {listed([pods(use) for use in sharers])}",
        label=f"one {'pod' if one_pod else 'node'} at a time",
        related=tuple(other_end(use) for use in sharers),
        effect="the second pod stays Pending" if one_pod else "a pod on another node than the first waits for the volume",
        severity=None if one_pod else Severity.WARNING,
        confidence=None if sure else Confidence.LIKELY,
    )


def sharing(uses: tuple[ClaimUse, ...], *, one_pod: bool) -> list[ClaimUse]:
    """The workloads whose pods want the claim at the same time; of one node only those that may be on several."""
    steady = [use for use in uses if use.least]
    together = [use for use in uses if use.least or (use.again and steady)]
    if len(together) > 1 and (one_pod or not are_together(together)):
        return together
    return [use for use in uses if use.most > 1 and (one_pod or not use.tied)]


def pods(use: ClaimUse) -> str:
    if use.most <= 1:
        return str(use.workload)
    if use.workload.kind == "DaemonSet":
        return f"a pod of {use.workload} on each node"
    return f"{'up to ' if use.by else ''}{use.most} pods of {use.workload}"


def other_end(use: ClaimUse) -> Related:
    """Where the number of pods is written, if there is more than one; else where the claim is mounted."""
    if use.by is not None and use.most > 1:
        most = use.by.node("spec", "maxReplicas") or use.by.node("spec", "maxReplicaCount")
        return Related(most or use.by.nearest("metadata", "name"), f"{use.by}: up to {use.most} pods")
    replicas = use.workload.node(*(use.workload.place.replicas or ("spec", "replicas")))
    if use.most > 1 and replicas is not None:
        return Related(replicas, f"{use.workload}: {use.most} pods")
    return Related(use.workload.nearest(*use.reference.want.field), str(use.workload))
