"""The check of overlapping-pdbs.md."""

from collections.abc import Iterator

from k8slint.api import PDB, Confidence, Context, Problem, Related, listed, overlap_of

_TOLD = 4  # pod templates that are pointed at


def check(pdb: PDB, ctx: Context) -> Iterator[Problem]:
    found = overlap_of(ctx.graph, pdb)
    if found is None:
        return
    verb = "does" if len(found.others) == 1 else "do"
    yield Problem(
        node=pdb.nearest("spec", "selector"),
        message=f"{pdb} covers the pods of {listed(found.templates)}, and so {verb} {listed(found.others)}",
        label="covers what another covers",
        related=(
            *(Related(other.nearest("spec", "selector"), f"{other} covers them, too") for other in found.others),
            *(Related(one.nearest("metadata", "labels"), f"the pods of {one}", listed=True) for one in found.templates[:_TOLD]),
        ),
        confidence=None if found.sure else Confidence.LIKELY,  # one of them may be in another namespace
    )
