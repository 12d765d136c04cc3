"""The check of certificate-issuer-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Context, Problem, Resource, is_missing, not_found


def check(resource: Resource, ctx: Context) -> Iterator[Problem]:
    for reference in ctx.graph.references(resource):
        want = reference.want
        if want.row.id == "issuer" and is_missing(reference):
            yield not_found(reference, ctx.unit, f"{resource} is to be signed by {want.kind} {want.name}")
