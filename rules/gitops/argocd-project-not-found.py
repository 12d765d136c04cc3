"""The check of argocd-project-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Application, Context, Problem, is_missing, misplaced_project, not_found


def check(application: Application, ctx: Context) -> Iterator[Problem]:
    for reference in ctx.graph.references(application):
        if reference.want.row.id == "argo-project":
            lost = reference if is_missing(reference) else misplaced_project(ctx.graph, reference)
            if lost is not None:
                yield not_found(lost, ctx.unit, f"{application} belongs to AppProject {reference.want.name}")
