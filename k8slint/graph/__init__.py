"""The reference graph: who names whom, who selects whom, which port leads where, and what became of it."""

from k8slint.graph.calls import Call, calls_of, is_optional, resolves_elsewhere, texts_of
from k8slint.graph.certificates import Certified, certified, covers, is_issued, names_of
from k8slint.graph.container_resources import Amounts, container_resources, limit_ranges, pod_resources
from k8slint.graph.exposure import may_need_node_ports, own_balancer, routes_to, serves_gateway
from k8slint.graph.graph import Graph, common_index
from k8slint.graph.ingress_clashes import clashing_paths
from k8slint.graph.ingress_classes import USUAL_CLASSES, Controller, class_of, class_resource, controller_of, default_classes
from k8slint.graph.ingress_controllers import Controllers, controllers
from k8slint.graph.known_addresses import PRIVATE, Owner, networks, owner_of, ports_at
from k8slint.graph.meant_ports import MeantPort, PortRole, meant_port, other_ends, pod_ports, ports_phrase
from k8slint.graph.missing import is_missing, looked_at, may_be_installed, not_found
from k8slint.graph.mounted import FileNames, MountedFile, mounted_files
from k8slint.graph.near import distance, nearest, slip_of_a_token
from k8slint.graph.near_labels import Difference, NearTemplate, OddPair
from k8slint.graph.near_ports import NearPort, NearPorts, Slip, declared_ports, describe_declared, near_ports
from k8slint.graph.near_requirements import NearRequirement, near_requirement
from k8slint.graph.node_ports import NodePort, node_ports
from k8slint.graph.node_targets import ENDPOINT_GROUPS, TARGET_TYPE, NodeTarget, Target, endpoint_groups, node_target
from k8slint.graph.objects import report_order, same_objects, without_namespace
from k8slint.graph.own_pods import follows_a_lost_one, loses_its_own, must_select_its_own
from k8slint.graph.phrases import listed
from k8slint.graph.ports import (
    BackendPort,
    Endpoint,
    backend_port,
    describe_container_port,
    describe_ports,
    describe_service_port,
    transposed,
)
from k8slint.graph.produced import Produced
from k8slint.graph.reference import Lookup, NearMiss, Outcome, Reference
from k8slint.graph.rewrites import Rewrite, rewrite_of
from k8slint.graph.scaling import Replicas, Scaler, describe_pods, replicas_of, scalers, scalers_of
from k8slint.graph.selection import Selected, Selection
from k8slint.graph.server_calls import uncalled_services, wrong_ports
from k8slint.graph.strangers import Strangers, strangers
from k8slint.graph.usage import container_of, effect_of, mounted_texts, taken_by

__all__ = [
    "ENDPOINT_GROUPS",
    "PRIVATE",
    "TARGET_TYPE",
    "USUAL_CLASSES",
    "Amounts",
    "BackendPort",
    "Call",
    "Certified",
    "Controller",
    "Controllers",
    "Difference",
    "Endpoint",
    "FileNames",
    "Graph",
    "Lookup",
    "MeantPort",
    "MountedFile",
    "NearMiss",
    "NearPort",
    "NearPorts",
    "NearRequirement",
    "NearTemplate",
    "NodePort",
    "NodeTarget",
    "OddPair",
    "Outcome",
    "Owner",
    "PortRole",
    "Produced",
    "Reference",
    "Replicas",
    "Rewrite",
    "Scaler",
    "Selected",
    "Selection",
    "Slip",
    "Strangers",
    "Target",
    "backend_port",
    "calls_of",
    "certified",
    "clashing_paths",
    "class_of",
    "class_resource",
    "common_index",
    "container_of",
    "container_resources",
    "controller_of",
    "controllers",
    "covers",
    "declared_ports",
    "default_classes",
    "describe_container_port",
    "describe_declared",
    "describe_pods",
    "describe_ports",
    "describe_service_port",
    "distance",
    "effect_of",
    "endpoint_groups",
    "follows_a_lost_one",
    "is_issued",
    "is_missing",
    "is_optional",
    "limit_ranges",
    "listed",
    "looked_at",
    "loses_its_own",
    "may_be_installed",
    "may_need_node_ports",
    "meant_port",
    "mounted_files",
    "mounted_texts",
    "must_select_its_own",
    "names_of",
    "near_ports",
    "near_requirement",
    "nearest",
    "networks",
    "node_ports",
    "node_target",
    "not_found",
    "other_ends",
    "own_balancer",
    "owner_of",
    "pod_ports",
    "pod_resources",
    "ports_at",
    "ports_phrase",
    "replicas_of",
    "report_order",
    "resolves_elsewhere",
    "rewrite_of",
    "routes_to",
    "same_objects",
    "scalers",
    "scalers_of",
    "serves_gateway",
    "slip_of_a_token",
    "strangers",
    "taken_by",
    "texts_of",
    "transposed",
    "uncalled_services",
    "without_namespace",
    "wrong_ports",
]
