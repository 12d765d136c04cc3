"""The check of pdb-unsupported-controller.md."""

from collections.abc import Iterator, Sequence

from k8slint.api import (
    PDB,
    Change,
    Confidence,
    Context,
    Edit,
    Fix,
    Limit,
    PodTemplate,
    Problem,
    Related,
    Truth,
    has_no_scale,
    is_hook,
    is_unmanaged,
    listed,
    pods_covered,
)

_TOLD = 4  # pod templates that are pointed at
_LOOKED = 1_000  # pod templates that are looked at


def check(pdb: PDB, ctx: Context) -> Iterator[Problem]:
    limit = pdb.limit
    if limit is None or not limit.needs_scale:
        return
    pods = [one for one in pods_covered(ctx.graph, pdb).pods[:_LOOKED] if not is_hook(one.template.workload)]
    sure = [one.template for one in pods if one.truth is Truth.YES]
    owned = [template for template in sure if has_no_scale(template.workload)]
    alone = all(is_unmanaged(one.template.workload) for one in pods)
    culprits = owned or (sure if alone and len(sure) == len(pods) else [])
    if not culprits:
        return
    fix = counted(pdb, limit, culprits) if alone else None
    yield Problem(
        node=pdb.nearest(*limit.path),
        message=f"{limit} of {pdb} cannot be computed for the pods of {listed(culprits)}, {reason(culprits, alone=alone)}",
        label="no eviction is allowed",
        related=tuple(Related(one.workload.nearest("kind"), str(one)) for one in culprits[:_TOLD]),
        effect=effect(pdb, [one.template for one in pods if one.template not in culprits]),
        help=None if fix is None else fix.title,
        fix=fix,
        confidence=Confidence.LIKELY if len(sure) < len(pods) and alone else None,
    )


def reason(culprits: Sequence[PodTemplate], *, alone: bool) -> str:
    """Say what the pods lack."""
    many = len(culprits) > 1
    if alone:
        return f"which {'have' if many else 'has'} no controller"
    return f"which {'have' if many else 'has'} no scale"


def effect(pdb: PDB, others: Sequence[PodTemplate]) -> str | None:
    """Say whose pods go without evictions as well: one workload without a scale fails the whole [getExpectedScale]."""
    if not others:
        return None
    return f"the disruption controller allows no eviction of any pod that {pdb} covers, also of {listed(others)}"


def counted(pdb: PDB, limit: Limit, pods: Sequence[PodTemplate]) -> Fix | None:
    """Ask for a number of pods, which is the only thing that means something without a controller."""
    number = limit.needed(len(pods))
    node = pdb.nearest(*limit.path)
    if number == len(pods):
        return None  # then nothing may be evicted either
    name = Edit(node, value="minAvailable", change=Change.RENAME)
    edits = (Edit(node, value=number), *((name,) if limit.field == "maxUnavailable" else ()))
    return Fix(f"write `minAvailable: {number}`", edits)
