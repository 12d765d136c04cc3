"""Connections of a pod to itself that were meant for another pod: nothing in it listens there, but a Service does."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.graph.configuration import configuration
from k8slint.graph.known_addresses import ports_at
from k8slint.graph.phrases import listed
from k8slint.resources import PodTemplate, Service, ServicePort, config_texts, may_be_injected_port
from k8slint.resources.host_settings import settings
from k8slint.resources.images import parse_image
from k8slint.resources.log_readers import is_log_shipper
from k8slint.resources.loopbacks import Loopback, loopbacks, mentions_port, names_itself, split_loopbacks
from k8slint.resources.scalars import Path, mapping, sequence
from k8slint.resources.schemes import MORE_SCHEMES, SCHEMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from k8slint.graph.graph import Graph
    from k8slint.resources import ConfigText, Container, Resource

#: Schemes that any program may serve; the others are those of servers that are known by name.
_ANYBODY = frozenset({"http", "https", "ws", "wss", "grpc", "grpcs", "tcp", "h2c", "udp", "tls", "ssl", "thrift", "otlp"})
#: The ports of the others.
_SERVERS = frozenset(
    port for scheme, port in (*SCHEMES.items(), *MORE_SCHEMES.items()) if port is not None and scheme not in _ANYBODY
)
#: What carries connections on to elsewhere, or runs what no manifest names.
_CARRIES_ON = re.compile(
    r"prox(?:y|ies)|envoy|haproxy|bouncer|pgpool|twemproxy|nutcracker|ambassador|tunnel|\bssh|socat|stunnel|ghostunnel|vault"
    r"|dapr|consul|linkerd|istio|cloud-?sql|alloydb|dind|docker|supervisor|s6|mesh|router|relay",
    re.IGNORECASE,
)
_NUMBER = re.compile("[0-9]+")
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_ITSELF = frozenset({"localhost", "127.0.0.1"})
_MANY = 3  # workloads that are told


class LostLoopback(NamedTuple):
    """An address of the pod itself, and the port of the one Service that has its number, or leads to it."""

    address: Loopback
    port: ServicePort

    @property
    def service(self) -> Service:
        """The Service that is meant."""
        return self.port.service

    def served_by(self, graph: Graph) -> str:
        """Who serves what is meant: `, served by the pods of Deployment redis`; empty where that is not known."""
        workloads = dict.fromkeys(str(selected.template) for selected in graph.selection(self.service).pods)
        return f", served by the pods of {listed(tuple(workloads))}" if 0 < len(workloads) <= _MANY else ""


def lost_loopbacks(graph: Graph, template: PodTemplate) -> Iterator[LostLoopback]:
    """Find the addresses of the pod itself in the configuration of its containers at which nothing of the pod can listen."""
    speaks = graph.once(_Speaking)
    if template.workload not in speaks and not any(
        target in speaks for reference in graph.references(template.workload, "ConfigMap") for target in reference.found.targets
    ):
        return
    texts = configuration(graph, template)
    addresses = [*(found for text in texts for found in loopbacks(text)), *split_loopbacks(texts)]
    if not addresses or template.host_network is not False or not template.containers_known or not template.workload.understood:
        return
    if template.injectors or any(map(_carries_on, template.containers)):
        return
    images = {_basename(container) for container in template.containers}
    numbers: dict[str, list[ConfigText]] | None = None
    for address in addresses:
        ports = [port for port in ports_at(graph, address.port) if port.service.namespace == template.workload.namespace]
        port = _only(graph, ports)
        if port is None or may_be_injected_port(template, address.port):
            continue
        if address.called and not _is_called(address.called, port.service):
            continue
        pods = [selected.template for selected in graph.selection(port.service).pods]
        if template in pods or not images.isdisjoint(_basename(one) for pod in pods for one in pod.containers):
            continue
        numbers = _numbers(texts) if numbers is None else numbers
        told = [text for text in numbers.get(str(address.port), ()) if text is not address.port_text]
        if not _may_listen(template, address) and not _is_told(address, told, texts, port.service):
            yield LostLoopback(address, port)


def _only(graph: Graph, ports: Sequence[ServicePort]) -> ServicePort | None:
    """The port of the one Service that is meant, where there is no other; of Services of the same pods that with an address."""
    services = {id(port.service): port for port in reversed(ports)}
    if len(services) > 1:
        pods = {frozenset(id(one.template) for one in graph.selection(port.service).pods) for port in services.values()}
        if len(pods) > 1 or not all(pods):
            return None
    names = {key: port.service.name or "" for key, port in services.items()}
    order = sorted(services, key=lambda key: (services[key].service.headless, len(names[key]), names[key]))
    return services[order[0]] if order else None


def _is_called(called: str, service: Service) -> bool:
    """Whether a flag or variable is called like a Service: `--geocoder`."""
    return service.name is not None and _plain(called) == _plain(service.name)


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


class _Speaking:
    """The resources in whose configuration texts the pod itself is named, whatever for; looked at when asked for."""

    def __init__(self, _graph: Graph) -> None:
        self._known: dict[int, bool] = {}

    def __contains__(self, resource: Resource) -> bool:
        found = self._known.get(id(resource))
        if found is None:
            found = self._known[id(resource)] = any(names_itself(text.text) for text in config_texts(resource))
        return found


def _numbers(texts: Iterable[ConfigText]) -> dict[str, list[ConfigText]]:
    """The texts in which a number stands, by its digits."""
    found: dict[str, list[ConfigText]] = {}
    for text in texts:
        for number in set(_NUMBER.findall(text.text)):
            found.setdefault(number, []).append(text)
    return found


def _is_told(address: Loopback, told: list[ConfigText], texts: tuple[ConfigText, ...], service: Service) -> bool:
    """Whether a container may be told to listen on a port: `told` are those of the texts that hold its number."""
    if not any(mentions_port(text.text, address.port) for text in told):
        return False
    others = _others(texts, service)
    return any(mentions_port(text.text, address.port, others.get((id(text.resource), text.path), ())) for text in told)


def _others(texts: tuple[ConfigText, ...], service: Service) -> dict[tuple[int, Path], set[int]]:
    """The places of ports that are another's, in texts: beside its host, or called like the Service, `TSDB_PORT=8428`."""
    found: dict[tuple[int, Path], set[int]] = defaultdict(set)
    for hosts, ports in settings(texts):
        for port in ports:
            if any(host.value not in _ITSELF for host in hosts) or _is_called(port.begins, service):
                found[id(port.text.resource), port.text.path].add(port.start)
    return found


def _may_listen(template: PodTemplate, address: Loopback) -> bool:
    """Whether a container of the pod listens on a port, or may for all that its ports and probes say."""
    silent: list[Container] = []
    for container in template.containers:
        if not container.ports_known:
            return True
        if any(port.number in {None, address.port} or port.host_port == address.port for port in container.ports):
            return True
        if any(_asks(container.value.get(probe), address.port) for probe in _PROBES):
            return True
        if not container.ports and container in template.live and not is_log_shipper(container):
            silent.append(container)
    if address.scheme in _ANYBODY or (address.scheme is None and address.port not in _SERVERS):
        return bool(silent)
    caller = address.text.container
    return any(container is not caller for container in silent) if caller is not None else len(silent) > 1


def _asks(probe: Any, port: int) -> bool:
    """Whether a probe asks a port by its number."""
    return any(mapping(mapping(probe).get(way)).get("port") == port for way in ("httpGet", "tcpSocket", "grpc"))


def _carries_on(container: Container) -> bool:
    words = [container.name or "", container.image or "", *(word for word in sequence(container.value.get("command")))]
    return any(isinstance(word, str) and _CARRIES_ON.search(word) for word in words)


def _basename(container: Container) -> str:
    """The last part of the name of a container's image; its own name where that is not known."""
    image = parse_image(container.image)
    return container.name or "" if image is None else image.repository.rpartition("/")[2]
