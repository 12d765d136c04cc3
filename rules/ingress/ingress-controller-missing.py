"""The check of ingress-controller-missing.md."""

from collections.abc import Iterator

from k8slint.api import Context, Problem, Related, Unit, is_whole_cluster, report_order, unserved_ingresses


def check(unit: Unit, ctx: Context) -> Iterator[Problem]:
    if unit.topology is None or not is_whole_cluster(ctx.graph):
        return
    ingresses = sorted(unserved_ingresses(ctx.graph), key=report_order)
    if not ingresses:
        return
    first, *others = ingresses
    more = f" and {len(others)} more are" if others else " is"
    yield Problem(
        node=first.node("metadata", "name") or first.root,
        message=f"{first}{more} served by nobody: this unit has no ingress controller",
        label="no controller",
        related=tuple(Related(one.node("metadata", "name") or one.root, str(one), listed=True) for one in others),
    )
