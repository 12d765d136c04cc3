"""The check of namespace-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Context, Problem, Unit, is_named_elsewhere, not_found, undeclared_namespaces


def check(unit: Unit, ctx: Context) -> Iterator[Problem]:
    for first, *others in ctx.graph.once(undeclared_namespaces):
        source, name = first.want.source, first.want.name
        more = f" and {len(others)} more" if others else ""
        near = first.found.near
        verb = "are" if others else "is"
        yield not_found(
            first,
            unit,
            f"{source}{more} {verb} in Namespace {name}",
            effect="the API server rejects what is in a namespace that does not exist",
            others=[(one, str(one.want.source)) for one in others] if near else (),  # all of a unit, as a rule
            fixable=not (near and is_named_elsewhere(ctx.graph, name)),
        )
