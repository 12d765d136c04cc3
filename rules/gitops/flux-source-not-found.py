"""The check of flux-source-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Context, FluxResource, Problem, is_missing, not_found


def check(resource: FluxResource, ctx: Context) -> Iterator[Problem]:
    for reference in ctx.graph.references(resource):
        want = reference.want
        if want.row.id == "flux-source" and is_missing(reference):
            yield not_found(reference, ctx.unit, f"{resource} is made from {want.kind} {want.name}")
