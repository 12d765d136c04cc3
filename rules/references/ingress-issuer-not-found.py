"""The check of ingress-issuer-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Context, Ingress, Problem, is_missing, not_found


def check(ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    for reference in ctx.graph.references(ingress):
        want = reference.want
        if want.row.id == "annotated-issuer" and is_missing(reference):
            yield not_found(reference, ctx.unit, f"{ingress} asks {want.kind} {want.name} for its certificates")
