"""The reference graph: who names whom, who selects whom, which port leads where, and what became of it."""

from k8slint.graph.exposure import may_need_node_ports, own_balancer, routes_to, serves_gateway
from k8slint.graph.graph import Graph, Selected, Selection, graphs
from k8slint.graph.missing import is_missing, looked_at, not_found
from k8slint.graph.near import distance, nearest
from k8slint.graph.near_labels import Difference, NearTemplate
from k8slint.graph.near_ports import NearPort, NearPorts, Slip, declared_ports, describe_declared, near_ports
from k8slint.graph.objects import report_order, same_objects, without_namespace
from k8slint.graph.phrases import listed
from k8slint.graph.ports import (
    BackendPort,
    BackendTrace,
    Endpoint,
    backend_port,
    describe_container_port,
    describe_ports,
    describe_service_port,
    swapped_ports,
    transposed,
)
from k8slint.graph.produced import Produced
from k8slint.graph.reference import Lookup, NearMiss, Outcome, Reference
from k8slint.graph.usage import container_of, effect_of, taken_by

__all__ = [
    "BackendPort",
    "BackendTrace",
    "Difference",
    "Endpoint",
    "Graph",
    "Lookup",
    "NearMiss",
    "NearPort",
    "NearPorts",
    "NearTemplate",
    "Outcome",
    "Produced",
    "Reference",
    "Selected",
    "Selection",
    "Slip",
    "backend_port",
    "container_of",
    "declared_ports",
    "describe_container_port",
    "describe_declared",
    "describe_ports",
    "describe_service_port",
    "distance",
    "effect_of",
    "graphs",
    "is_missing",
    "listed",
    "looked_at",
    "may_need_node_ports",
    "near_ports",
    "nearest",
    "not_found",
    "own_balancer",
    "report_order",
    "routes_to",
    "same_objects",
    "serves_gateway",
    "swapped_ports",
    "taken_by",
    "transposed",
    "without_namespace",
]
