"""What configures the containers of a pod: their own texts, and those of the ConfigMaps that they take."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from k8slint.graph.calls import Call, calls_of, may_have_port, texts_of
from k8slint.resources.scalars import mapping, sequence

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph
    from k8slint.resources import ConfigText, HostReference, PodTemplate, Service

#: What comes before names that are compared or put into certificates, and that nobody looks up.
_NOT_RESOLVED = re.compile(
    r"issuer|audience|\bsans?\b|server.?name|common.?name|dns.?names?|cert|\bcn\b|no.?proxy|subject|aliases", re.IGNORECASE
)
_BEFORE = 80


def configuration(graph: Graph, template: PodTemplate) -> tuple[ConfigText, ...]:
    """Find the texts of the containers of a pod template, then those of the ConfigMaps of the unit that they take, each once."""
    found = list(texts_of(graph, template.workload))
    seen: set[tuple[int, str]] = set()
    for reference in graph.references(template.workload, "ConfigMap"):
        keys = {key for _, key in reference.want.keys}
        for target in reference.found.targets:
            for text in texts_of(graph, target):
                if (keys and text.name not in keys) or (id(target), text.name) in seen:
                    continue
                seen.add((id(target), text.name))
                found.append(text)
    return tuple(found)


def calls_from(graph: Graph, template: PodTemplate) -> tuple[Call, ...]:
    """Find the Services that the configuration of a pod's containers speaks of, in its order."""
    found: list[Call] = []
    texts = configuration(graph, template)
    wanted = {(id(text.resource), text.path) for text in texts}
    for resource in {id(text.resource): text.resource for text in texts}.values():
        calls = calls_of(graph, resource)
        found += (call for call in calls if (id(resource), call.host.text.path) in wanted)
    return tuple(found)


def cluster_names(graph: Graph, template: PodTemplate, domain: str) -> tuple[Call, ...]:
    """Find the names in the configuration of a pod's containers that only the name server of the cluster knows.

    `domain` is that of the cluster. Names that the pod resolves in a way of its own are none.
    """
    spec = template.spec
    if spec.get("dnsConfig") or mapping(spec.get("nodeSelector")).get("kubernetes.io/os") == "windows":
        return ()
    return tuple(call for call in calls_from(graph, template) if _is_looked_up(call, spec, domain))


def _has(service: Service, host: HostReference) -> bool:
    """Whether a Service has the port that is written behind a name, if one is: else the name may be another's."""
    return host.port_span is None or host.port is None or may_have_port(service, host.port)


def _is_looked_up(call: Call, spec: dict[str, Any], domain: str) -> bool:
    host = call.host
    if host.domain not in {None, "", domain}:
        return False
    if not host.certain and not any(_has(service, host) for service in call.services):
        return False
    if host.form != "dns" and not call.services:
        return False  # the node may know a short name
    if any(host.host in sequence(mapping(alias).get("hostnames")) for alias in sequence(spec.get("hostAliases"))):
        return False
    text = host.text.text
    line = max(text.rfind("\n", 0, host.start) + 1, host.start - _BEFORE)
    return not (_NOT_RESOLVED.search(host.text.name) or _NOT_RESOLVED.search(text, line, host.start))
