"""The check of cluster-ip-collision.md."""

from collections.abc import Iterator

from k8slint.api import Context, Problem, Related, Service, address_rivals, seen_from


def check(service: Service, ctx: Context) -> Iterator[Problem]:
    *others, claim = ctx.graph.once(address_rivals).get(id(service), (None,))
    if claim is None or claim.service is not service:
        return
    there = [(other, seen_from(other.service, service)) for other in others if other is not None]
    also = f" and {len(there) - 1} more" if len(there) > 1 else ""
    yield Problem(
        node=claim.node,
        message=f"{service} asks for {claim.path[1]} {claim.text}, for which {there[0][1]}{also} asks too",
        label="asked for twice",
        related=tuple(Related(other.node, f"{other.path[1]} of {name}") for other, name in there),
    )
