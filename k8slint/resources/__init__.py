"""Kubernetes objects as typed views over documents, and the value semantics that they share.

Quantities and image references are in modules of their own, which nothing else here needs.
"""

from __future__ import annotations

from k8slint.resources.config_keys import UNKNOWN_KEYS, ConfigKeys, config_keys
from k8slint.resources.config_text import ConfigText, config_texts
from k8slint.resources.containers import Container, ContainerPort, Mount, Volume, lies_in
from k8slint.resources.disruption import Limit, PodDisruptionBudget
from k8slint.resources.host_settings import hosts_of
from k8slint.resources.hosts import HostReference, hosts
from k8slint.resources.ingresses import CLASS_ANNOTATION, NGINX_ANNOTATIONS, Backend, Ingress, IngressPath, IngressTls
from k8slint.resources.injection import Injector, injectors, is_injected_container, may_be_injected_port, may_be_injected_volume
from k8slint.resources.kinds import home_group, is_configuration, same_api
from k8slint.resources.labels import Labels, Ordinals, Possible, is_automatic
from k8slint.resources.listening import has_own_address
from k8slint.resources.model import Resource, field_path
from k8slint.resources.placeholders import is_placeholder, known_text
from k8slint.resources.placement import AffinityTerm, SpreadConstraint, required_terms, spread_constraints
from k8slint.resources.ports import PortOutcome, Resolution, is_port_name, is_port_number, is_quoted_number, resolve
from k8slint.resources.produced_keys import produced_keys
from k8slint.resources.reading import is_list, read
from k8slint.resources.references import Want, wants
from k8slint.resources.selectors import Operator, Requirement, Selector, equality_selector, label_selector
from k8slint.resources.services import Service, ServicePort
from k8slint.resources.truth import Truth
from k8slint.resources.workloads import Pod, PodTemplate, StatefulSet, Workload

__all__ = [
    "CLASS_ANNOTATION",
    "NGINX_ANNOTATIONS",
    "UNKNOWN_KEYS",
    "AffinityTerm",
    "Backend",
    "ConfigKeys",
    "ConfigText",
    "Container",
    "ContainerPort",
    "HostReference",
    "Ingress",
    "IngressPath",
    "IngressTls",
    "Injector",
    "Labels",
    "Limit",
    "Mount",
    "Operator",
    "Ordinals",
    "Pod",
    "PodDisruptionBudget",
    "PodTemplate",
    "PortOutcome",
    "Possible",
    "Requirement",
    "Resolution",
    "Resource",
    "Selector",
    "Service",
    "ServicePort",
    "SpreadConstraint",
    "StatefulSet",
    "Truth",
    "Volume",
    "Want",
    "Workload",
    "config_keys",
    "config_texts",
    "equality_selector",
    "field_path",
    "has_own_address",
    "home_group",
    "hosts",
    "hosts_of",
    "injectors",
    "is_automatic",
    "is_configuration",
    "is_injected_container",
    "is_list",
    "is_placeholder",
    "is_port_name",
    "is_port_number",
    "is_quoted_number",
    "known_text",
    "label_selector",
    "lies_in",
    "may_be_injected_port",
    "may_be_injected_volume",
    "produced_keys",
    "read",
    "required_terms",
    "resolve",
    "same_api",
    "spread_constraints",
    "wants",
]
