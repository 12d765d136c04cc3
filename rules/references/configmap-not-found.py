"""The check of configmap-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Context, PodTemplate, Problem, Reference, effect_of, is_missing, not_found, taken_by


def check(template: PodTemplate, ctx: Context) -> Iterator[Problem]:
    missing: dict[str, list[Reference]] = {}
    for reference in ctx.graph.references(template.workload, "ConfigMap"):
        if is_missing(reference):
            missing.setdefault(reference.want.name, []).append(reference)
    for first, *others in missing.values():
        yield not_found(
            first,
            ctx.unit,
            taken_by(first),
            effect=effect_of(first),
            others=[(one, taken_by(one)) for one in others],
        )
