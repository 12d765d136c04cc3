"""The check of cluster-ip-pinned.md."""

from collections.abc import Iterator

from k8slint.api import Change, ClusterIP, Context, Edit, Fix, Problem, Service, address_rivals, cluster_ips, listed


def check(service: Service, ctx: Context) -> Iterator[Problem]:
    claims = tuple(cluster_ips(service))
    if not claims or is_bound(service, ctx):
        return
    fields = [field for field in ("clusterIP", "clusterIPs") if service.node("spec", field) is not None]
    what = f"remove {listed([f'`{field}`' for field in fields])}"
    yield Problem(
        node=claims[0].node,
        message=f"{service} asks for {claims[0].path[1]} {addresses(claims)}",
        label="an address of one cluster",
        help=f"{what}: the API server gives it a free address",
        fix=Fix(what, tuple(Edit(service.root, ("spec", field), change=Change.REMOVE) for field in fields)),
    )


def addresses(claims: tuple[ClusterIP, ...]) -> str:
    return listed([claim.text for claim in claims])


def is_bound(service: Service, ctx: Context) -> bool:
    """Whether the address is the point of the Service: kubelets are told that of the DNS. A collision is told there."""
    dns = service.namespace == "kube-system" and any(port.port == 53 for port in service.ports)  # noqa: PLR2004  # the port of DNS
    return dns or id(service) in ctx.graph.once(address_rivals)
