"""Everything that the body of a rule may import: the compatibility promise to third parties."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from k8slint.findings import Absence, Confidence, Problem, Related, Severity
from k8slint.graph import (
    PRIVATE,
    BackendPort,
    Call,
    Controller,
    Difference,
    Endpoint,
    Graph,
    Lookup,
    MeantPort,
    NearMiss,
    NearPort,
    NearPorts,
    NearTemplate,
    NodePort,
    Outcome,
    Owner,
    PortRole,
    Reference,
    Rewrite,
    Selected,
    Selection,
    Slip,
    backend_port,
    calls_of,
    clashing_paths,
    class_of,
    container_of,
    controller_of,
    declared_ports,
    default_classes,
    describe_container_port,
    describe_declared,
    describe_ports,
    describe_service_port,
    effect_of,
    is_missing,
    is_optional,
    listed,
    looked_at,
    may_be_installed,
    may_need_node_ports,
    meant_port,
    mounted_texts,
    near_ports,
    nearest,
    networks,
    node_ports,
    not_found,
    other_ends,
    own_balancer,
    owner_of,
    pod_ports,
    ports_at,
    ports_phrase,
    report_order,
    resolves_elsewhere,
    rewrite_of,
    routes_to,
    same_objects,
    serves_gateway,
    taken_by,
    texts_of,
    transposed,
    without_namespace,
)
from k8slint.resources import (
    Backend,
    ConfigKeys,
    ConfigText,
    Container,
    ContainerPort,
    HostReference,
    Ingress,
    IngressPath,
    IngressTls,
    Injector,
    Labels,
    Mount,
    Operator,
    Pod,
    PodTemplate,
    PortOutcome,
    Requirement,
    Resolution,
    Resource,
    Selector,
    Service,
    ServicePort,
    StatefulSet,
    Truth,
    Volume,
    Want,
    Workload,
    config_keys,
    config_texts,
    has_own_address,
    hosts,
    injectors,
    is_automatic,
    is_injected_container,
    is_placeholder,
    is_port_name,
    is_port_number,
    is_quoted_number,
    known_text,
    lies_in,
    may_be_injected_port,
    may_be_injected_volume,
    resolve,
    same_api,
)
from k8slint.resources.addresses import Address, AddressReference, addresses
from k8slint.resources.balancers import is_internal, orders_cloud_balancer
from k8slint.resources.expressions import capture_groups, is_literal, literal_prefix
from k8slint.resources.images import Image, parse_image
from k8slint.resources.log_readers import LogPath, is_log_shipper, log_paths
from k8slint.text import SourceFile
from k8slint.units import Unit
from k8slint.units import Unread as Source
from k8slint.yaml import Document, DuplicateKey, Node, ReadError

__all__ = [
    "PRIVATE",
    "Absence",
    "Address",
    "AddressReference",
    "Backend",
    "BackendPort",
    "Call",
    "Cluster",
    "Confidence",
    "ConfigKeys",
    "ConfigText",
    "Container",
    "ContainerPort",
    "Context",
    "Controller",
    "Difference",
    "Document",
    "DuplicateKey",
    "Endpoint",
    "Graph",
    "HostReference",
    "Image",
    "Ingress",
    "IngressPath",
    "IngressTls",
    "Injector",
    "Labels",
    "LogPath",
    "Lookup",
    "MeantPort",
    "Mount",
    "NearMiss",
    "NearPort",
    "NearPorts",
    "NearTemplate",
    "Node",
    "NodePort",
    "Operator",
    "Outcome",
    "Owner",
    "Pod",
    "PodTemplate",
    "PortOutcome",
    "PortRole",
    "Problem",
    "ReadError",
    "Reference",
    "Related",
    "Requirement",
    "Resolution",
    "Resource",
    "Rewrite",
    "Selected",
    "Selection",
    "Selector",
    "Service",
    "ServicePort",
    "Severity",
    "Slip",
    "Source",
    "SourceFile",
    "StatefulSet",
    "Truth",
    "Unit",
    "Volume",
    "Want",
    "Workload",
    "addresses",
    "backend_port",
    "calls_of",
    "capture_groups",
    "clashing_paths",
    "class_of",
    "config_keys",
    "config_texts",
    "container_of",
    "controller_of",
    "declared_ports",
    "default_classes",
    "describe_container_port",
    "describe_declared",
    "describe_ports",
    "describe_service_port",
    "effect_of",
    "has_own_address",
    "hosts",
    "injectors",
    "is_automatic",
    "is_injected_container",
    "is_internal",
    "is_literal",
    "is_log_shipper",
    "is_missing",
    "is_optional",
    "is_placeholder",
    "is_port_name",
    "is_port_number",
    "is_quoted_number",
    "known_text",
    "lies_in",
    "listed",
    "literal_prefix",
    "log_paths",
    "looked_at",
    "may_be_injected_port",
    "may_be_injected_volume",
    "may_be_installed",
    "may_need_node_ports",
    "meant_port",
    "mounted_texts",
    "near_ports",
    "nearest",
    "networks",
    "node_ports",
    "not_found",
    "orders_cloud_balancer",
    "other_ends",
    "own_balancer",
    "owner_of",
    "parse_image",
    "pod_ports",
    "ports_at",
    "ports_phrase",
    "production",
    "report_order",
    "resolve",
    "resolves_elsewhere",
    "rewrite_of",
    "routes_to",
    "same_api",
    "same_objects",
    "serves_gateway",
    "taken_by",
    "texts_of",
    "transposed",
    "without_namespace",
]


class Cluster(NamedTuple):
    """What is known of the cluster that the manifests are for.

    `kind`: "cloud", "bare-metal" or None (unknown). Ranges are CIDRs. `namespace`: of what names none, None unknown.
    """

    kind: str | None = None
    node_ports: tuple[int, int] = (30000, 32767)
    domain: str = "cluster.local"
    pod_ranges: tuple[str, ...] = ()
    service_ranges: tuple[str, ...] = ()
    default_ingress_class: str | None = None
    namespace: str | None = None


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
