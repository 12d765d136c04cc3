"""The check of rolebinding-role-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Absence, Context, Edit, Fix, Outcome, Problem, Reference, RoleBinding, is_missing, not_found

_KINDS = {"Role": "ClusterRole", "ClusterRole": "Role"}


def check(binding: RoleBinding, ctx: Context) -> Iterator[Problem]:
    for reference in ctx.graph.references(binding):
        want = reference.want
        if want.row.id != "role" or want.kind not in _KINDS or not is_missing(reference):
            continue
        if binding.kind == "ClusterRoleBinding" and want.kind == "Role":
            continue  # refused whatever is there
        problem = not_found(reference, ctx.unit, f"{binding} grants {want.kind} {want.name}")
        yield built_in(problem, reference, ctx) if not reference.found.near else problem


def built_in(problem: Problem, reference: Reference, ctx: Context) -> Problem:
    """The problem with the ClusterRole that every cluster has, where a Role of its name is asked for."""
    want = reference.want
    beside = want.source.node(*want.field[:-1])
    found = ctx.graph.find("ClusterRole", want.name, None, "rbac.authorization.k8s.io")
    if want.kind != "Role" or found.outcome is not Outcome.FOUND or beside is None:
        return problem
    text = "write `kind: ClusterRole`"
    return problem._replace(
        message=f"{problem.message}; every cluster has a ClusterRole of this name",
        help=text,
        absence=Absence.NEAR if problem.absence in {Absence.OPEN, Absence.BARREN} else problem.absence,
        fix=Fix(text, (Edit(beside, ("kind",), "ClusterRole"),)),
    )
