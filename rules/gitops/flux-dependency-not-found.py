"""The check of flux-dependency-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Context, FluxResource, Problem, is_missing, not_found


def check(resource: FluxResource, ctx: Context) -> Iterator[Problem]:
    for reference in ctx.graph.references(resource):
        want = reference.want
        if want.row.id == "flux-dependency" and is_missing(reference):
            yield not_found(reference, ctx.unit, f"{resource} waits for {want.kind} {want.name}")
