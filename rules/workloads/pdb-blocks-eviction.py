"""The check of pdb-blocks-eviction.md."""

from collections.abc import Iterator

from k8slint.api import (
    PDB,
    Change,
    Context,
    Edit,
    Expected,
    Fix,
    Limit,
    Node,
    Problem,
    Related,
    Replicas,
    Workload,
    expected_pods,
    is_unmanaged,
    listed,
)

_TOLD = 4  # workloads that are pointed at
_LOOKED = 1_000  # workloads that are looked at
_WRITE = "write `maxUnavailable: 1`"


def check(pdb: PDB, ctx: Context) -> Iterator[Problem]:
    limit = pdb.limit
    expected = None if limit is None else expected_pods(ctx.graph, pdb)
    if limit is None or expected is None or expected.total <= 0 or limit.allows(expected.total) > 0:
        return
    node = pdb.nearest(*limit.path)
    fixable = not expected.unmanaged
    yield Problem(
        node=node,
        message=f"{pdb} allows no eviction{while_scaled(expected, limit)}: {wants(limit, expected)}",
        label="leaves no pod to evict",
        related=tuple(Related(*told(workload, replicas)) for workload, replicas in expected.parts[:_TOLD]),
        effect="draining a node on which one of the pods runs never ends",
        help=_WRITE if fixable else None,
        fix=fix(pdb, limit) if fixable else None,
    )


def wants(limit: Limit, expected: Expected) -> str:
    """Say what is asked for and what there is: `it wants all 2 pods of Deployment web available`."""
    total, needed = expected.total, limit.needed(expected.total)
    whose = f"of {listed(expected.workloads)}"
    pods = "the one pod" if total == 1 else f"the {total} pods"
    if limit.field == "maxUnavailable":
        return f"it wants none of {pods} {whose} unavailable"
    if needed > total:
        return f"it wants {needed} pods {whose} available, and there {'is one' if total == 1 else f'are {total}'}"
    if limit.percent and limit.value * total % 100:
        return f"it wants {limit.value}% of {pods} {whose} available, which is rounded up to {needed}"
    every = {1: "the one pod", 2: "both pods"}.get(total, f"all {total} pods")
    return f"it wants {every} {whose} available"


def while_scaled(expected: Expected, limit: Limit) -> str:
    """The half sentence about what keeps the number so low, where it could be higher."""
    for workload, replicas in expected.parts[:_LOOKED]:
        if replicas.by is not None and (replicas.high is None or limit.allows(replicas.high) > 0):
            return f" while {replicas.by} keeps {workload} at its minimum"
    return ""


def told(workload: Workload, replicas: Replicas) -> tuple[Node, str]:
    """Where the number of pods is said, and what."""
    if replicas.by is not None:
        return replicas.by.nearest("spec", "minReplicas"), f"{replicas.by} makes {replicas.low} at least"
    many = "1 replica" if replicas.low == 1 else f"{replicas.low} replicas"
    if is_unmanaged(workload):
        return workload.nearest("kind"), f"{workload}: one pod"
    steps = workload.place.replicas or ()
    return workload.nearest(*steps), f"{workload} has {many}"


def fix(pdb: PDB, limit: Limit) -> Fix:
    """Let one pod be evicted at a time, however many there are."""
    value = Edit(pdb.nearest(*limit.path), value=1)
    name = (Edit(pdb.nearest(*limit.path), value="maxUnavailable", change=Change.RENAME),)
    return Fix(_WRITE, (value, *(name if limit.field == "minAvailable" else ())))
