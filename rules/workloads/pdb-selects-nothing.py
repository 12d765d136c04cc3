"""The check of pdb-selects-nothing.md."""

from collections.abc import Iterator

from k8slint.api import (
    PDB,
    Absence,
    Context,
    Problem,
    Related,
    follows_a_lost_one,
    looked_at,
    other_budget,
    pods_covered,
    unadvised,
    unselected,
)

_OTHERS = "a PodDisruptionBudget covers pods of its own namespace"


def check(pdb: PDB, ctx: Context) -> Iterator[Problem]:
    selection = pods_covered(ctx.graph, pdb)
    if selection.absence is None or follows_a_lost_one(ctx.graph, pdb):
        return
    where = pdb.in_namespace
    if selection.absence is not Absence.CLOSED and not selection.elsewhere:
        where = f" {looked_at(ctx.unit)}"
    found = unselected(selection, pdb.selector, pdb, where, _OTHERS)
    near = selection.near
    other = None if near is None else other_budget(ctx.graph, pdb, near.template)
    problem = Problem(
        node=pdb.nearest(*found.path),
        message=f"{pdb} covers no pods{found.says}",
        label="matches no pod template",
        related=found.related,
        help=found.help,
        fix=found.fix,
        absence=selection.absence,
    )
    # Two budgets of one pod keep it from being evicted at all.
    there = None if other is None else Related(other.nearest("metadata", "name"), f"{other} covers these pods already")
    yield unadvised(problem, there)
