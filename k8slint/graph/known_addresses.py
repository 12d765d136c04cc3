"""Whose a literal address is: what the unit says of addresses and ports, and the ranges that the cluster is told to have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, NamedTuple

from k8slint.resources import Resource, Service, ServicePort
from k8slint.resources.addresses import Address

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph
    from k8slint.yaml import Node

Network = IPv4Network | IPv6Network

#: The networks of RFC 1918, in one of which the pods and Services of nearly every cluster are.
PRIVATE: tuple[Network, ...] = tuple(ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
#: Name servers are meant by address, everywhere.
_DNS = frozenset({"kube-dns", "coredns", "rke2-coredns-rke2-coredns", "node-local-dns"})


class Owner(NamedTuple):
    """A Service or pod with an address of its own, and where that is written."""

    resource: Resource
    node: Node


def owner_of(graph: Graph, address: Address) -> Owner | None:
    """Find the Service or pod of the unit that has an address; None where no document says so."""
    return graph.once(_owners).get(address)


def _owners(graph: Graph) -> dict[Address, Owner]:
    found: dict[Address, Owner] = {}
    for resource in graph.unit.resources:
        for text, node in _written(resource):
            try:
                found.setdefault(ip_address(text), Owner(resource, node))
            except ValueError:
                continue  # "None", a placeholder, or malformed
    return found


def _written(resource: Resource) -> Iterator[tuple[str, Node]]:
    if isinstance(resource, Service):
        if resource.name in _DNS:
            return
        fields: tuple[tuple[str | int, ...], ...] = (("spec", "clusterIP"), ("spec", "clusterIPs", 0), ("spec", "clusterIPs", 1))
    elif resource.kind == "Pod":
        fields = (("status", "podIP"),)
    else:
        return
    for field in fields:
        text = resource.get(*field)
        if isinstance(text, str) and text:
            yield text, resource.nearest(*field)


def ports_at(graph: Graph, number: int) -> Sequence[ServicePort]:
    """Find the ports of Services of the unit that have a number, or lead to it."""
    return graph.once(_ports).get(number, ())


def services_with(graph: Graph, number: int) -> frozenset[int]:
    """The `id`s of the Services, of the unit and of what it is deployed together with, that have a port of a number."""
    own = (id(port.service) for port in ports_at(graph, number))
    return frozenset(own) | graph.once(_around).get(number, frozenset())


def _around(graph: Graph) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for service in graph.around("Service"):
        for port in service.ports if isinstance(service, Service) and not service.external_name else ():
            if isinstance(port.port, int):
                found.setdefault(port.port, set()).add(id(service))
    return {number: frozenset(services) for number, services in found.items()}


def _ports(graph: Graph) -> dict[int, list[ServicePort]]:
    found: dict[int, list[ServicePort]] = {}
    for service in graph.index.of_kind("Service"):
        if not isinstance(service, Service) or service.external_name:
            continue
        for port in service.ports:
            numbers = {port.port, port.target, *(one.resolution.number for one in graph.endpoints(port))}
            for number in numbers:
                if isinstance(number, int):
                    found.setdefault(number, []).append(port)
    return found


def networks(ranges: Sequence[str]) -> tuple[Network, ...]:
    """Read ranges (CIDRs); what is none is left out."""
    found: list[Network] = []
    for text in ranges:
        try:
            found.append(ip_network(text, strict=False))
        except ValueError:
            continue
    return tuple(found)
