"""The check of argocd-project-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Application, Context, Problem, is_missing, not_found


def check(application: Application, ctx: Context) -> Iterator[Problem]:
    for reference in ctx.graph.references(application):
        if reference.want.row.id == "argo-project" and is_missing(reference):
            yield not_found(reference, ctx.unit, f"{application} belongs to AppProject {reference.want.name}")
