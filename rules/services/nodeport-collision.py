"""The check of nodeport-collision.md."""

from collections.abc import Iterator, Mapping

from k8slint.api import Context, Graph, NodePort, Problem, Related, Service, node_ports, report_order, seen_from


def check(service: Service, ctx: Context) -> Iterator[Problem]:
    low, high = ctx.cluster.node_ports
    for claim, rivals in ctx.graph.once(clashes).get(id(service), ()):
        if low <= claim.number <= high:  # else nobody gets it
            yield collision(service, claim, rivals)


def clashes(graph: Graph) -> Mapping[int, list[tuple[NodePort, list[NodePort]]]]:
    """Of the claims to each node port the last one, with those that it competes with, by the `id` of its Service."""
    claims: dict[int, list[NodePort]] = {}
    for resource in graph.unit.resources:
        if isinstance(resource, Service):
            for claim in node_ports(resource):
                claims.setdefault(claim.number, []).append(claim)
    found: dict[int, list[tuple[NodePort, list[NodePort]]]] = {}
    for group in claims.values():
        *others, last = sorted(group, key=order) if len(group) > 1 else group
        rivals = [other for other in others if rival(other, last)]
        if rivals:
            found.setdefault(id(last.service), []).append((last, rivals))
    return found


def rival(other: NodePort, claim: NodePort) -> bool:
    """Whether only one of two claims can be met: those of two Services, or of ports and health checks of one."""
    one, two = other.service, claim.service
    if one is two:
        return other.field != claim.field
    same_place = one.namespace == two.namespace or None in {one.namespace, two.namespace}
    return not (same_place and one.name == two.name)  # else two definitions of one Service


def order(claim: NodePort) -> tuple[object, ...]:
    return (*report_order(claim.service), claim.field, claim.path)


def collision(service: Service, claim: NodePort, rivals: list[NodePort]) -> Problem:
    first = rivals[0]
    also = f" and {len(rivals) - 1} more" if len(rivals) > 1 else ""
    whose = "it" if first.service is service else seen_from(first.service, service)
    return Problem(
        node=claim.node,
        message=f"{service} asks for {claim.field} {claim.number}, for which {whose}{also} asks too",
        label="asked for twice",
        related=tuple(Related(other.node, f"{other.field} of {seen_from(other.service, service)}") for other in rivals),
    )
