"""The check of namespace-not-found.md."""

from collections.abc import Iterator

from k8slint.api import (
    Context,
    Edit,
    Fix,
    Graph,
    Node,
    Problem,
    Reference,
    Related,
    Resource,
    Unit,
    is_named_elsewhere,
    is_target,
    not_found,
    target_namespace,
    undeclared_namespaces,
)

#: So many others say the same, each for itself: it is the Namespace that is misspelt.
_SEVERAL = 2


def check(unit: Unit, ctx: Context) -> Iterator[Problem]:
    for first, *others in ctx.graph.once(undeclared_namespaces):
        source, name = first.want.source, first.want.name
        more = f" and {len(others)} more" if others else ""
        near = first.found.near
        is_in = ("install into" if others else "installs into") if is_target(first) else ("are in" if others else "is in")
        problem = not_found(
            first,
            unit,
            f"{source}{more} {is_in} Namespace {name}",
            effect="the API server rejects what is in a namespace that does not exist",
            others=[(one, str(one.want.source)) for one in others] if near else (),  # all of a unit, as a rule
            fixable=not (near and is_named_elsewhere(ctx.graph, name)),
        )
        places = {(node.source.path, node.span) for node in map(written, (first, *others))}
        declared = near[0].resource if len(places) > _SEVERAL and len(near) == 1 and near[0].differs == "name" else None
        empty = declared is not None and near[0].made is None and near[0].name not in ctx.graph.once(inhabited)
        yield misspelt(problem, declared, [first, *others]) if declared is not None and empty else problem


def written(reference: Reference) -> Node:
    """Where it is written in which namespace something is: one line of a kustomization may say it of many."""
    return reference.want.source.nearest(*reference.want.field)


def inhabited(graph: Graph) -> frozenset[str | None]:
    """The namespaces that anything is in."""
    every = graph.unit.resources
    return frozenset(name for one in every for name in (one.declared_namespace, target_namespace(one)))


def misspelt(problem: Problem, declared: Resource, members: list[Reference]) -> Problem:
    """The problem of a Namespace in which nothing is, while all that was meant to be there says another name."""
    node, name = declared.nearest("metadata", "name"), members[0].want.name
    return problem._replace(
        node=node,
        message=f"{declared} has nothing in it: {members[0].want.source} and {len(members) - 1} more are in Namespace {name}",
        label="nothing is in it",
        related=tuple(Related(one.want.source.nearest(*one.want.field), str(one.want.source), listed=True) for one in members),
        help=f"write `name: {name}`",
        fix=Fix(f"write `name: {name}`", (Edit(node, value=name),)),
    )
