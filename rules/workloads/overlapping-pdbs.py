"""The check of overlapping-pdbs.md."""

from collections.abc import Iterator

from k8slint.api import (
    PDB,
    Confidence,
    Context,
    PodTemplate,
    Problem,
    Related,
    Truth,
    budgets_of,
    listed,
    pods_covered,
    report_order,
)

_TOLD = 4  # pod templates that are pointed at


def check(pdb: PDB, ctx: Context) -> Iterator[Problem]:
    others: dict[int, PDB] = {}
    both: dict[bool, list[PodTemplate]] = {True: [], False: []}  # by whether all of it is certain
    for template, truth in pods_covered(ctx.graph, pdb).pods:
        covers = [cover for cover in budgets_of(ctx.graph, template) if not same(cover.budget, pdb)]
        if not covers or report_order(covers[-1].budget) > report_order(pdb):
            continue  # told at the last of them
        sure = truth is Truth.YES and any(cover.truth is Truth.YES for cover in covers)
        both[sure].append(template)
        others.update((id(cover.budget), cover.budget) for cover in covers if cover.truth is Truth.YES or not sure)
    templates = both[True] or both[False]
    if templates:
        ordered = sorted(others.values(), key=report_order)
        verb = "does" if len(ordered) == 1 else "do"
        yield Problem(
            node=pdb.nearest("spec", "selector"),
            message=f"{pdb} covers the pods of {listed(templates)}, and so {verb} {listed(ordered)}",
            label="covers what another covers",
            related=(
                *(Related(other.nearest("spec", "selector"), f"{other} covers them, too") for other in ordered),
                *(Related(one.nearest("metadata", "labels"), f"the pods of {one}", listed=True) for one in templates[:_TOLD]),
            ),
            confidence=None if both[True] else Confidence.LIKELY,
        )


def same(one: PDB, other: PDB) -> bool:
    """Tell whether two definitions are of one object."""
    return one is other or (one.name == other.name and one.name is not None and one.namespace == other.namespace)
