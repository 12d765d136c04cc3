"""The check of ingressclass-not-found.md."""

from collections.abc import Iterator

from k8slint.api import (
    USUAL_CLASSES,
    Absence,
    Context,
    Edit,
    Fix,
    Ingress,
    NearMiss,
    Outcome,
    Problem,
    Reference,
    Related,
    controllers,
    listed,
    looked_at,
    may_be_installed,
    not_found,
    slip_of_a_token,
)

_SHORTEST = 4  # `nlb` is not meant for `alb`


def check(ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    for reference in ctx.graph.references(ingress, "IngressClass"):
        if reference.outcome in {Outcome.MISSING, Outcome.ELSEWHERE}:
            yield from missing(reference, ingress, ctx)


def missing(reference: Reference, ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    name = reference.want.name
    near = [miss for miss in reference.found.near if is_slip(name, miss)]
    usual = [] if near else [other for other in USUAL_CLASSES if len(other) >= _SHORTEST and slip_of_a_token(name, other)]
    says = f"{ingress} names IngressClass {name}"
    if len(usual) == 1 and reference.outcome is Outcome.MISSING:
        yield unusual(reference, f"{says}, which is not {looked_at(ctx.unit)}; a usual name is {usual[0]}", usual[0])
        return
    classes = [one for one in ctx.graph.index.of_kind("IngressClass") if one.name is not None]
    served = controllers(ctx.graph).classes
    if not near and (name in served or not (classes or served) or may_be_installed(ctx.unit, None)):
        return
    found = reference.found._replace(near=tuple(near))
    if found.absence is Absence.NEAR and not near:
        found = found._replace(absence=Absence.OPEN)
    there = tuple(Related(one.node("metadata", "name") or one.root, f"{one}", listed=True) for one in classes)
    problem = not_found(Reference(reference.want, found), ctx.unit, says)
    if not near:
        problem = problem._replace(related=(*problem.related, *there))
    if not near and not classes:
        problem = problem._replace(effect=f"the controllers here serve {listed(sorted(served))}")
    yield problem


def is_slip(name: str, miss: NearMiss) -> bool:
    """Whether a class was probably meant: `internal` and `external` are two edits apart, and two classes."""
    return miss.differs == "name" and miss.name is not None and slip_of_a_token(name, miss.name)


def unusual(reference: Reference, message: str, usual: str) -> Problem:
    """The problem of a name that is nearly one which a controller gives its class everywhere."""
    node = reference.want.source.nearest(*reference.want.field)
    title = f"write `ingressClassName: {usual}`"
    return Problem(
        node=node,
        message=message,
        label="no such IngressClass",
        help=title,
        absence=Absence.NEAR,
        fix=Fix(title, (Edit(node, value=usual),)),
    )
