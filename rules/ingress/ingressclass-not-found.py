"""The check of ingressclass-not-found.md."""

from collections.abc import Iterator

from k8slint.api import (
    CLASS_ANNOTATION,
    USUAL_CLASSES,
    Absence,
    Context,
    Edit,
    Fix,
    Ingress,
    NearMiss,
    Node,
    Outcome,
    Problem,
    Reference,
    Related,
    class_resource,
    controllers,
    listed,
    looked_at,
    may_be_installed,
    not_found,
    slip_of_a_token,
)

_SHORTEST = 4  # `nlb` is not meant for `alb`
_TOLD = 100  # classes that are told of


def check(ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    for reference in ctx.graph.references(ingress, "IngressClass"):
        if reference.outcome in {Outcome.MISSING, Outcome.ELSEWHERE}:
            yield from missing(reference, ingress, ctx)
    name = None if ingress.get("spec", "ingressClassName") else ingress.class_annotation
    if name is not None and class_resource(ingress, ctx.graph) is None:
        node = ingress.nearest("metadata", "annotations", CLASS_ANNOTATION)
        yield from nearly_usual(node, name, f"{ingress} asks for class {name}", ctx)


def missing(reference: Reference, ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    name = reference.want.name
    near = [miss for miss in reference.found.near if is_slip(name, miss)]
    says = f"{ingress} names IngressClass {name}"
    usual = list(nearly_usual(ingress.nearest(*reference.want.field), name, says, ctx)) if not near else []
    if usual and reference.outcome is Outcome.MISSING:
        yield from usual
        return
    classes = [one for one in ctx.graph.index.of_kind("IngressClass") if one.name is not None]
    served = controllers(ctx.graph).classes
    somewhere = classes or served or reference.found.absence is Absence.CLOSED
    if not near and (name in served or not somewhere or may_be_installed(ctx.unit, None)):
        return
    found = reference.found._replace(near=tuple(near))
    if found.absence is Absence.NEAR and not near:
        found = found._replace(absence=Absence.OPEN)
    told = [] if near else classes[:_TOLD]
    there = tuple(Related(one.node("metadata", "name") or one.root, f"{one}", listed=True) for one in told)
    problem = not_found(Reference(reference.want, found), ctx.unit, says)
    if not near:
        effect = None if classes or not served else f"the controllers here serve {listed(sorted(served))}"
        problem = problem._replace(related=(*problem.related, *there), effect=effect)
    yield problem


def is_slip(name: str, miss: NearMiss) -> bool:
    """Whether a class was probably meant: `internal` and `external` are two edits apart, and two classes."""
    return miss.differs == "name" and miss.name is not None and slip_of_a_token(name, miss.name)


def nearly_usual(node: Node, name: str, says: str, ctx: Context) -> Iterator[Problem]:
    """The problem of a name that is nearly one which a controller gives its class everywhere."""
    if name in USUAL_CLASSES:
        return
    usual = [other for other in USUAL_CLASSES if len(other) >= _SHORTEST and slip_of_a_token(name, other)]
    if len(usual) != 1 or name in controllers(ctx.graph).classes:
        return
    title = f"write `{node.path[-1]}: {usual[0]}`"
    yield Problem(
        node=node,
        message=f"{says}, which is not {looked_at(ctx.unit)}; a usual name is {usual[0]}",
        label="no such class",
        help=title,
        absence=Absence.NEAR,
        fix=Fix(title, (Edit(node, value=usual[0]),)),
    )
