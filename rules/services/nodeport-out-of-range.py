"""The check of nodeport-out-of-range.md."""

from collections.abc import Iterator

from k8slint.api import Change, Context, Edit, Fix, Problem, Service, node_ports


def check(service: Service, ctx: Context) -> Iterator[Problem]:
    low, high = ctx.cluster.node_ports
    for claim in node_ports(service):
        if not low <= claim.number <= high:
            yield Problem(
                node=claim.node,
                message=(
                    f"{service} asks for {claim.field} {claim.number}, which is outside the node port range {low}-{high} "
                    "and is rejected by the API server"
                ),
                label=f"outside {low}-{high}",
                help=f"write a number from {low} to {static_end(low, high)}, or leave the field out to be given one",
                fix=Fix(f"remove `{claim.field}`", (Edit(service.root, claim.path, change=Change.REMOVE),)),
            )


def static_end(low: int, high: int) -> int:
    """The last port that the allocator does not give out by itself while others are free.

    [pkg/registry/core/service/portallocator: calculateRangeOffset]
    """
    size = high - low + 1
    return low + min(max(16, size // 32), 128) - 1 if size > 16 else high  # noqa: PLR2004  # as in the allocator
