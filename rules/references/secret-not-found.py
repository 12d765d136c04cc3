"""The check of secret-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Context, Graph, PodTemplate, Problem, Reference, effect_of, is_missing, not_found, report_order, taken_by


def check(template: PodTemplate, ctx: Context) -> Iterator[Problem]:
    for first, *others in ctx.graph.once(missing).get(id(template.workload), ()):
        yield not_found(
            first,
            ctx.unit,
            taken_by(first),
            effect=effect_of(first),
            others=[(one, taken_by(one)) for one in others],
        )


def missing(graph: Graph) -> dict[int, list[list[Reference]]]:
    """The Secrets that are missing, each with all that names it, by the `id` of the workload that is told of it."""
    groups: dict[tuple[str | None, str], list[Reference]] = {}
    for templates in graph.index.templates().values():
        for template in templates:
            for reference in graph.references(template.workload, "Secret"):
                if is_missing(reference):
                    groups.setdefault((reference.want.namespace, reference.want.name), []).append(reference)
    found: dict[int, list[list[Reference]]] = {}
    for group in groups.values():
        group.sort(key=lambda reference: report_order(reference.want.source))
        found.setdefault(id(group[0].want.source), []).append(group)
    return found
