"""Host names of pods that no StatefulSet gives to any of its pods."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, NamedTuple

from k8slint.graph.calls import namespaces, resolves_elsewhere, texts_of
from k8slint.graph.governing import governing_miss, governing_services
from k8slint.graph.reference import Outcome
from k8slint.graph.scaling import replicas_of
from k8slint.near import alike
from k8slint.resources import Resource, Service, StatefulSet
from k8slint.resources.pod_hosts import PodHost, pod_hosts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.graph.graph import Graph


class Lack(enum.Enum):
    """What is wrong with the name of a pod: the number of the pod, the Service, or the namespace."""

    ORDINAL = "ordinal"
    SERVICE = "service"
    NAMESPACE = "namespace"


class LostPod(NamedTuple):
    """The name of a pod that `workload` does not give to any of its pods, and why.

    `most`: how many pods it has at most, where that is why. `sure`: no namespace had to be guessed.
    """

    host: PodHost
    workload: StatefulSet
    lack: Lack
    most: int = 0
    sure: bool = True


def lost_pods(graph: Graph, resource: Resource, domain: str) -> Iterator[LostPod]:
    """The names of pods in the configuration texts of a resource that do not exist; `domain` is that of the cluster."""
    sets = graph.once(_by_name)
    if not sets:
        return
    for text in texts_of(graph, resource):
        for host in pod_hosts(text, sets):
            if host.domain in {None, "", domain} and not (host.namespace is None and resolves_elsewhere(text, host.host)):
                lost = _lost(graph, host, sets[host.workload])
                if lost is not None:
                    yield lost


def _by_name(graph: Graph) -> dict[str, list[StatefulSet]]:
    found: dict[str, list[StatefulSet]] = {}
    for resource in graph.index.of_kind("StatefulSet"):
        if isinstance(resource, StatefulSet) and resource.name is not None:
            found.setdefault(resource.name, []).append(resource)
    return found


def _lost(graph: Graph, host: PodHost, sets: list[StatefulSet]) -> LostPod | None:
    if host.domain is None and host.namespace is not None and host.namespace not in graph.once(namespaces):
        return None  # three labels: perhaps a name of the internet
    place = host.namespace or host.text.resource.namespace
    here = [one for one in sets if place is None or one.namespace in {place, None}]
    if len(here) == 1:
        return _here(graph, host, here[0], place)
    return _elsewhere(graph, host, sets[0], place) if not here and len(sets) == 1 else None


def _here(graph: Graph, host: PodHost, workload: StatefulSet, place: str | None) -> LostPod | None:
    """The pod of a StatefulSet that is where the name looks for it."""
    sure = workload.namespace == place
    if host.service == workload.service_name:
        return _by_number(graph, host, workload, sure=sure)
    if workload.service_name is None and workload.get("spec", "serviceName") not in (None, ""):
        return None  # it is not known
    governing, _ = governing_services(graph, workload)
    if workload.service_name is not None and (not governing or governing_miss(graph, workload) is not None):
        return None  # there it is told
    named = graph.find("Service", host.service, place, "")
    if named.outcome is not Outcome.FOUND:
        near = workload.service_name is not None and host.domain is None and alike(host.service, workload.service_name)
        return LostPod(host, workload, Lack.SERVICE, sure=sure) if near else None
    services = [one for one in named.targets if isinstance(one, Service)]
    if any(not one.headless for one in governing) and any(one.headless for one in services):
        return None  # rather `serviceName` is wrong, which is told there
    return LostPod(host, workload, Lack.SERVICE, sure=sure and named.sure) if services else None


def _by_number(graph: Graph, host: PodHost, workload: StatefulSet, *, sure: bool) -> LostPod | None:
    ordinals = workload.template.labels.ordinals
    replicas = replicas_of(graph, workload)
    if ordinals is None or ordinals.start is None or not replicas.high or workload.replicas is None:
        return None  # not known, or switched off
    most = max(replicas.high, workload.replicas)
    if ordinals.start <= host.ordinal < ordinals.start + most:
        return None
    return LostPod(host, workload, Lack.ORDINAL, most, sure)


def _elsewhere(graph: Graph, host: PodHost, workload: StatefulSet, place: str | None) -> LostPod | None:
    """The pod of a StatefulSet that is in another namespace than the name says."""
    if place is None or workload.namespace is None or host.service != workload.service_name:
        return None
    found = graph.find("Service", host.service, place, "").outcome is Outcome.FOUND
    if host.domain is not None and not found:
        return None  # the Service is not there either: a name of it, and told as that
    return LostPod(host, workload, Lack.NAMESPACE)
