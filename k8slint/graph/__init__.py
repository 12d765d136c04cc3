"""The reference graph: who names whom, who selects whom, which port leads where, and what became of it."""

from k8slint.graph.budgets import (
    Cover,
    Expected,
    Overlap,
    budgets_of,
    expected_pods,
    has_no_scale,
    is_hook,
    is_unmanaged,
    other_budget,
    overlap_of,
    pods_covered,
)
from k8slint.graph.calls import Call, calls_of, is_optional, is_read_here, may_have_port, resolves_elsewhere, texts_of
from k8slint.graph.certificates import Certified, certified, covers, is_issued, names_of
from k8slint.graph.claim_uses import ClaimUse, are_together, claim_uses, every_node_may_mount, holder_of, is_replaced
from k8slint.graph.cluster_ips import ClusterIP, address_rivals, cluster_ips
from k8slint.graph.configuration import calls_from, cluster_names, configuration
from k8slint.graph.container_resources import Amounts, container_resources, limit_ranges, pod_resources
from k8slint.graph.endpoint_makers import gets_endpoints
from k8slint.graph.environments import Stranger, of_another_environment
from k8slint.graph.exposure import may_need_node_ports, own_balancer, routes_to, serves_gateway
from k8slint.graph.governing import GoverningMiss, governing_miss, governing_services, misses_its_pods
from k8slint.graph.graph import Graph
from k8slint.graph.index import common_index
from k8slint.graph.ingress_clashes import clashing_paths
from k8slint.graph.ingress_classes import USUAL_CLASSES, Controller, class_of, class_resource, controller_of, default_classes
from k8slint.graph.ingress_controllers import Controllers, controllers
from k8slint.graph.installed import may_name
from k8slint.graph.known_addresses import PRIVATE, Owner, networks, owner_of, ports_at
from k8slint.graph.known_keys import KeySource, key_sources
from k8slint.graph.kustomization_entries import NearFile, NearTarget, awaits_resources, near_files, near_targets, target_phrase
from k8slint.graph.lost_endpoints import lost_endpoints, lost_services
from k8slint.graph.lost_keys import keys_not_found
from k8slint.graph.lost_loopbacks import LostLoopback, lost_loopbacks
from k8slint.graph.lost_paths import LostPath, lost_paths
from k8slint.graph.lost_pods import Lack, LostPod, lost_pods
from k8slint.graph.lost_targets import lost_targets
from k8slint.graph.meant_ports import MeantPort, PortRole, meant_port, other_ends, pod_ports, ports_phrase
from k8slint.graph.missing import is_missing, looked_at, may_be_installed, not_found, unadvised
from k8slint.graph.mounted import FileNames, MountedFile, mounted_files
from k8slint.graph.near_labels import Difference, NearTemplate, OddPair
from k8slint.graph.near_ports import NearPort, NearPorts, Slip, declared_ports, describe_declared, near_ports
from k8slint.graph.near_requirements import NearRequirement, near_requirement
from k8slint.graph.node_ports import NodePort, node_ports
from k8slint.graph.node_targets import ENDPOINT_GROUPS, TARGET_TYPE, NodeTarget, Target, endpoint_groups, node_target
from k8slint.graph.objects import report_order, same_objects, without_namespace
from k8slint.graph.one_node import is_tied
from k8slint.graph.own_pods import follows_a_lost_one, loses_its_own, must_select_its_own
from k8slint.graph.phrases import listed, seen_from
from k8slint.graph.ports import (
    BackendPort,
    Endpoint,
    backend_port,
    describe_container_port,
    describe_ports,
    describe_service_port,
    transposed,
)
from k8slint.graph.produced import Produced, may_make_pods
from k8slint.graph.project_places import misplaced_project
from k8slint.graph.reference import Lookup, NearMiss, Outcome, Reference
from k8slint.graph.rewrites import Rewrite, rewrite_of, takes_more
from k8slint.graph.scaling import (
    Replicas,
    Scaler,
    can_be_scaled,
    describe_pods,
    is_resized,
    replicas_of,
    rival_of,
    scalers,
    scalers_of,
    target_of,
)
from k8slint.graph.selection import Asked, Selected, Selection
from k8slint.graph.sent_elsewhere import SentElsewhere, sent_elsewhere
from k8slint.graph.server_calls import uncalled_services, wrong_ports
from k8slint.graph.stated import Stated
from k8slint.graph.tls_hosts import TlsHost, TlsHosts, tls_hosts
from k8slint.graph.undeclared_namespaces import is_named_elsewhere, is_target, target_namespace, undeclared_namespaces
from k8slint.graph.unrelated_pods import Unrelated, unrelated_pods
from k8slint.graph.unselected import Unselected, describe_requirement, meant_label, place_of, unselected, wanted
from k8slint.graph.usage import container_of, effect_of, mounted_texts, taken_by
from k8slint.graph.waiting import Circle, waiting_circles
from k8slint.graph.whole_clusters import is_whole_cluster, unserved_ingresses
from k8slint.graph.world import worlds_of
from k8slint.near import distance, nearest, slip_of_a_token

__all__ = [
    "ENDPOINT_GROUPS",
    "PRIVATE",
    "TARGET_TYPE",
    "USUAL_CLASSES",
    "Amounts",
    "Asked",
    "BackendPort",
    "Call",
    "Certified",
    "Circle",
    "ClaimUse",
    "ClusterIP",
    "Controller",
    "Controllers",
    "Cover",
    "Difference",
    "Endpoint",
    "Expected",
    "FileNames",
    "GoverningMiss",
    "Graph",
    "KeySource",
    "Lack",
    "Lookup",
    "LostLoopback",
    "LostPath",
    "LostPod",
    "MeantPort",
    "MountedFile",
    "NearFile",
    "NearMiss",
    "NearPort",
    "NearPorts",
    "NearRequirement",
    "NearTarget",
    "NearTemplate",
    "NodePort",
    "NodeTarget",
    "OddPair",
    "Outcome",
    "Overlap",
    "Owner",
    "PortRole",
    "Produced",
    "Reference",
    "Replicas",
    "Rewrite",
    "Scaler",
    "Selected",
    "Selection",
    "SentElsewhere",
    "Slip",
    "Stated",
    "Stranger",
    "Target",
    "TlsHost",
    "TlsHosts",
    "Unrelated",
    "Unselected",
    "address_rivals",
    "are_together",
    "awaits_resources",
    "backend_port",
    "budgets_of",
    "calls_from",
    "calls_of",
    "can_be_scaled",
    "certified",
    "claim_uses",
    "clashing_paths",
    "class_of",
    "class_resource",
    "cluster_ips",
    "cluster_names",
    "common_index",
    "configuration",
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
    "describe_requirement",
    "describe_service_port",
    "distance",
    "effect_of",
    "endpoint_groups",
    "every_node_may_mount",
    "expected_pods",
    "follows_a_lost_one",
    "gets_endpoints",
    "governing_miss",
    "governing_services",
    "has_no_scale",
    "holder_of",
    "is_hook",
    "is_issued",
    "is_missing",
    "is_named_elsewhere",
    "is_optional",
    "is_read_here",
    "is_replaced",
    "is_resized",
    "is_target",
    "is_tied",
    "is_unmanaged",
    "is_whole_cluster",
    "key_sources",
    "keys_not_found",
    "limit_ranges",
    "listed",
    "looked_at",
    "loses_its_own",
    "lost_endpoints",
    "lost_loopbacks",
    "lost_paths",
    "lost_pods",
    "lost_services",
    "lost_targets",
    "may_be_installed",
    "may_have_port",
    "may_make_pods",
    "may_name",
    "may_need_node_ports",
    "meant_label",
    "meant_port",
    "misplaced_project",
    "misses_its_pods",
    "mounted_files",
    "mounted_texts",
    "must_select_its_own",
    "names_of",
    "near_files",
    "near_ports",
    "near_requirement",
    "near_targets",
    "nearest",
    "networks",
    "node_ports",
    "node_target",
    "not_found",
    "of_another_environment",
    "other_budget",
    "other_ends",
    "overlap_of",
    "own_balancer",
    "owner_of",
    "place_of",
    "pod_ports",
    "pod_resources",
    "pods_covered",
    "ports_at",
    "ports_phrase",
    "replicas_of",
    "report_order",
    "resolves_elsewhere",
    "rewrite_of",
    "rival_of",
    "routes_to",
    "same_objects",
    "scalers",
    "scalers_of",
    "seen_from",
    "sent_elsewhere",
    "serves_gateway",
    "slip_of_a_token",
    "taken_by",
    "takes_more",
    "target_namespace",
    "target_of",
    "target_phrase",
    "texts_of",
    "tls_hosts",
    "transposed",
    "unadvised",
    "uncalled_services",
    "undeclared_namespaces",
    "unrelated_pods",
    "unselected",
    "unserved_ingresses",
    "waiting_circles",
    "wanted",
    "without_namespace",
    "worlds_of",
    "wrong_ports",
]
