"""The check of pvc-not-found.md."""

from collections.abc import Iterator

from k8slint.api import (
    Context,
    PodTemplate,
    Problem,
    Reference,
    Related,
    holder_of,
    is_missing,
    is_replaced,
    not_found,
    unadvised,
)

_KIND = "PersistentVolumeClaim"


def check(template: PodTemplate, ctx: Context) -> Iterator[Problem]:
    missing: dict[str, list[Reference]] = {}
    for reference in ctx.graph.references(template.workload, _KIND):
        if is_missing(reference) and not is_replaced(reference):
            missing.setdefault(reference.want.name, []).append(reference)
        # A claim is not bound before there is what its volume is to be a copy of.
        for claim in reference.found.targets:
            for source in ctx.graph.references(claim, _KIND):
                if is_missing(source):
                    missing.setdefault(source.want.name, []).append(source)
    for first, *others in missing.values():
        told = [(one, says(one)) for one in others]
        problem = not_found(first, ctx.unit, says(first), effect="the pods stay Pending", others=told)
        yield unadvised(problem, taken(first, ctx))


def taken(reference: Reference, ctx: Context) -> Related | None:
    """The pods of another workload that keep these from mounting the claim that was probably meant."""
    near, want = reference.found.near, reference.want
    if len(near) != 1 or near[0].made is not None or want.row.id != "claim-volume":
        return None
    claim = near[0].resource
    holder = holder_of(ctx.graph, claim, want.source)
    return None if holder is None else Related(holder.nearest("metadata", "name"), f"{holder} keeps {claim} to its own pod")


def says(reference: Reference) -> str:
    want = reference.want
    verb = "mounts" if want.row.id == "claim-volume" else "clones"
    return f"{want.source} {verb} {_KIND} {want.name}"
