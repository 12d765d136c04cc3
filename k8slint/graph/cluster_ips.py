"""The addresses of the cluster that Services ask for by number."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING, NamedTuple

from k8slint.graph.objects import report_order
from k8slint.resources import Service, known_text
from k8slint.yaml import Node

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph


class ClusterIP(NamedTuple):
    """An address that a Service asks for, as written, and where it stands in the Service."""

    service: Service
    text: str
    address: IPv4Address | IPv6Address
    path: tuple[str | int, ...]

    @property
    def node(self) -> Node:
        """Where the address is written."""
        return self.service.nearest(*self.path)


def cluster_ips(service: Service) -> Iterator[ClusterIP]:
    """The addresses that a Service asks for, each once; none where it can have none, or asks for `None`."""
    if service.type is None or service.external_name:
        return
    several = service.get("spec", "clusterIPs")
    fields: list[tuple[str | int, ...]] = [("spec", "clusterIP")]
    fields += [("spec", "clusterIPs", index) for index in range(len(several) if isinstance(several, list) else 0)]
    seen = set()
    for path in fields:
        text = known_text(service.get(*path))
        address = None if text is None else _address(text)
        if text is not None and address is not None and address not in seen:
            seen.add(address)
            yield ClusterIP(service, text, address, path)


def address_rivals(graph: Graph) -> dict[int, tuple[ClusterIP, ...]]:
    """The claims to addresses that several Services ask for, the last one last, by the `id` of each of these Services."""
    claims: dict[IPv4Address | IPv6Address, list[ClusterIP]] = {}
    for service in graph.index.of_kind("Service"):
        if isinstance(service, Service):
            for claim in cluster_ips(service):
                claims.setdefault(claim.address, []).append(claim)
    found: dict[int, tuple[ClusterIP, ...]] = {}
    for group in claims.values():
        if len(group) > 1:
            *others, last = sorted(group, key=lambda claim: report_order(claim.service))
            several = (*(other for other in others if not _same(other.service, last.service)), last)
            if len(several) > 1:
                found.update((id(claim.service), several) for claim in several)
    return found


def _same(one: Service, two: Service) -> bool:
    """Whether two Services are, or may be, two definitions of one."""
    return one.name == two.name and (one.namespace == two.namespace or None in {one.namespace, two.namespace})


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
