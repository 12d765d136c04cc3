"""The check of serviceaccount-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Context, PodTemplate, Problem, is_missing, not_found


def check(template: PodTemplate, ctx: Context) -> Iterator[Problem]:
    for reference in ctx.graph.references(template.workload, "ServiceAccount"):
        if is_missing(reference):
            yield not_found(reference, ctx.unit, f"{template} runs as ServiceAccount {reference.want.name}")
