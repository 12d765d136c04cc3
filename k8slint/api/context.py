"""What a check may look at besides its subject, and what that means for the weight of a problem."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from k8slint.findings import Severity
from k8slint.graph import Graph
from k8slint.units import Unit

__all__ = [
    "Cluster",
    "Context",
    "production",
]


class Cluster(NamedTuple):
    """What is known of the cluster that the manifests are for.

    `kind`: "cloud", "bare-metal" or None (unknown). Ranges are CIDRs. `namespace`: of what names none, None unknown.
    `version`: of Kubernetes, major and minor; None: the newest.
    """

    kind: str | None = None
    node_ports: tuple[int, int] = (30000, 32767)
    domain: str = "cluster.local"
    pod_ranges: tuple[str, ...] = ()
    service_ranges: tuple[str, ...] = ()
    default_ingress_class: str | None = None
    namespace: str | None = None
    version: tuple[int, int] | None = None


class Context(NamedTuple):
    """What a check may look at besides its subject: the unit, its graph, its environment, the rule's options."""

    unit: Unit
    graph: Graph
    options: Mapping[str, Any] = MappingProxyType({})
    cluster: Cluster = Cluster()

    @property
    def environment(self) -> str | None:
        """production, staging, development, another word of the user's, or None where nothing tells."""
        return self.unit.environment


def production(environment: str | None) -> Severity | None:
    """What a problem that only matters in production weighs: a warning there, advice where nobody knows, else nothing."""
    if environment == "production":
        return Severity.WARNING
    return Severity.INFO if environment is None else None
