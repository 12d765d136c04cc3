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
    templates: list[PodTemplate] = []
    sure = False
    for template, truth in pods_covered(ctx.graph, pdb).pods:
        covers = [cover for cover in budgets_of(ctx.graph, template) if matches(cover.budget, template)]
        if not matches(pdb, template) or any(report_order(cover.budget) > report_order(pdb) for cover in covers):
            continue  # nobody knows, or it is told at the last of them
        apart = [cover for cover in covers if not same(cover.budget, pdb)]
        if apart:
            templates.append(template)
            others.update((id(cover.budget), cover.budget) for cover in apart)
            sure = sure or (truth is Truth.YES and any(cover.truth is Truth.YES for cover in apart))
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
            confidence=None if sure else Confidence.LIKELY,  # one of them may be in another namespace
        )


def matches(pdb: PDB, template: PodTemplate) -> bool:
    """Whether a selector certainly matches the pods of a template, if it is in their namespace."""
    return pdb.selector.match(template.labels) is Truth.YES


def same(one: PDB, other: PDB) -> bool:
    """Tell whether two definitions are of one object."""
    return one is other or (one.name == other.name and one.name is not None and one.namespace == other.namespace)
