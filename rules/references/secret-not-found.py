"""The check of secret-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Context, PodTemplate, Problem, effect_of, lost_targets, not_found, taken_by


def check(template: PodTemplate, ctx: Context) -> Iterator[Problem]:
    for first, *others in lost_targets(ctx.graph, template, "Secret"):
        yield not_found(
            first,
            ctx.unit,
            taken_by(first),
            effect=effect_of(first),
            others=[(one, taken_by(one)) for one in others],
        )
