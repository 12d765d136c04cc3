"""The reference graph: who names whom, who selects whom, which port leads where, and what became of it."""

from k8slint.graph.graph import Graph, Selected, Selection, graphs
from k8slint.graph.missing import is_missing, looked_at, not_found
from k8slint.graph.near import distance, nearest
from k8slint.graph.near_labels import Difference, NearTemplate
from k8slint.graph.ports import (
    BackendPort,
    BackendTrace,
    Endpoint,
    backend_port,
    describe_container_port,
    describe_ports,
    swapped_ports,
    transposed,
)
from k8slint.graph.produced import Produced
from k8slint.graph.reference import Lookup, NearMiss, Outcome, Reference

__all__ = [
    "BackendPort",
    "BackendTrace",
    "Difference",
    "Endpoint",
    "Graph",
    "Lookup",
    "NearMiss",
    "NearTemplate",
    "Outcome",
    "Produced",
    "Reference",
    "Selected",
    "Selection",
    "backend_port",
    "describe_container_port",
    "describe_ports",
    "distance",
    "graphs",
    "is_missing",
    "looked_at",
    "nearest",
    "not_found",
    "swapped_ports",
    "transposed",
]
