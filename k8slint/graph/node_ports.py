"""The node ports that a Service asks for by number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from k8slint.resources import Service
from k8slint.resources.scalars import Path, whole_number
from k8slint.yaml import Node


class NodePort(NamedTuple):
    """A node port that a Service asks for: of a port (`nodePort`) or of its health check (`healthCheckNodePort`)."""

    service: Service
    number: int
    path: Path

    @property
    def field(self) -> str:
        """The name of the field."""
        return str(self.path[-1])

    @property
    def node(self) -> Node:
        """Where the number is written."""
        return self.service.nearest(*self.path)


def node_ports(service: Service) -> Iterator[NodePort]:
    """The node ports that a Service asks for; none where its type has none, or is not known.

    [pkg/registry/core/service/storage/alloc.go: all numbers come out of one pool, whatever their protocol]
    """
    if service.type not in {"NodePort", "LoadBalancer"}:
        return
    for port in service.ports:
        if port.node_port is not None:
            yield NodePort(service, port.node_port, (*port.path, "nodePort"))
    if service.type == "LoadBalancer" and service.get("spec", "externalTrafficPolicy") == "Local":
        number = whole_number(service.get("spec", "healthCheckNodePort"))
        if number:
            yield NodePort(service, number, ("spec", "healthCheckNodePort"))
