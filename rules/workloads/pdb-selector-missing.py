"""The check of pdb-selector-missing.md."""

from collections.abc import Iterator

from k8slint.api import PDB, Context, Problem


def check(pdb: PDB, ctx: Context) -> Iterator[Problem]:
    selector = pdb.selector
    if not (selector.absent or (selector.empty and selector.equality)) or ctx.unit.partial:  # Kustomize may write it
        return
    yield Problem(
        node=pdb.nearest("spec", "selector"),
        message=f"{pdb} has {'no' if selector.absent else 'an empty'} selector, so it covers no pods",
        label="no selector" if selector.absent else "selects nothing in policy/v1beta1",
        effect="its pods are evicted as if there were no PodDisruptionBudget",
        key=selector.absent,
    )
