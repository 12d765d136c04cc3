"""The check of serviceaccount-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Context, PodTemplate, Problem, Reference, lost_targets, not_found


def check(template: PodTemplate, ctx: Context) -> Iterator[Problem]:
    for first, *others in lost_targets(ctx.graph, template, "ServiceAccount"):
        yield not_found(
            first,
            ctx.unit,
            says(first),
            others=[(one, says(one)) for one in others],
        )


def says(reference: Reference) -> str:
    return f"{reference.want.source} runs as ServiceAccount {reference.want.name}"
