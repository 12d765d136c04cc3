"""Services that the API server itself calls: those of webhooks, of conversions and of aggregated APIs.

It calls one port of a Service, by its number: 443 where none is written. It compares the number with the Service's own
ports, as any client does (`findServicePort` of the API server's proxy utilities), and asks an ExternalName Service for
any port.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.findings import Confidence, Edit, Fix, Problem, Related
from k8slint.graph.meant_ports import meant_port, other_ends, ports_phrase
from k8slint.graph.missing import is_missing, not_found
from k8slint.graph.reference import Outcome, Reference
from k8slint.resources import Resource, Service
from k8slint.resources.scalars import whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.graph.graph import Graph
    from k8slint.units import Unit
    from k8slint.yaml import Node

_ROWS = frozenset({"webhook-service", "conversion-service", "api-service"})
_DEFAULT_PORT = 443
_WEBHOOKS = frozenset({"ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"})
#: Before v1 of the API a webhook that could not be called was passed over.
_MILD_VERSIONS = frozenset({"v1beta1"})


class ServerCall(NamedTuple):
    """A call of the API server: the reference to the Service, and the port; None: not known."""

    reference: Reference
    port: int | None
    port_written: bool

    @property
    def source(self) -> Resource:
        """What says that the Service is called."""
        return self.reference.want.source

    @property
    def path(self) -> tuple[str | int, ...]:
        """Where the Service is named: the mapping that holds name, namespace and port."""
        return self.reference.want.field[:-1]

    @property
    def caller(self) -> str:
        """Who calls, as a subject: `webhook pods.example.com of ValidatingWebhookConfiguration guard`."""
        if self.source.kind in _WEBHOOKS:
            name = self._webhook.get("name")
            return f"{f'webhook {name}' if isinstance(name, str) and name else 'a webhook'} of {self.source}"
        return f"the conversion of {self.source}" if self.source.kind == "CustomResourceDefinition" else str(self.source)

    def says(self, whom: str) -> str:
        """Subject and verb: `webhook pods.example.com of … calls Service guard`, `APIService … is served by Service metrics`."""
        return f"{self.caller} {'is served by' if self.source.kind == 'APIService' else 'calls'} {whom}"

    @property
    def required(self) -> bool:
        """Whether what is asked fails when the call does."""
        policy = self._webhook.get("failurePolicy")
        if policy is None:
            return self.source.version not in _MILD_VERSIONS
        return bool(policy != "Ignore")

    @property
    def _webhook(self) -> dict[str, Any]:
        found = self.source.get(*self.path[:2]) if self.source.kind in _WEBHOOKS else None
        return found if isinstance(found, dict) else {}

    def nearest(self, *path: str | int) -> Node:
        """The deepest node that exists on a path below the mapping that names the Service."""
        return self.source.nearest(*self.path, *path)


def server_calls(graph: Graph, resource: Resource) -> Iterator[ServerCall]:
    """Find the calls that a resource makes the API server do."""
    for reference in graph.references(resource, "Service"):
        if reference.want.row.id in _ROWS:
            port = resource.get(*reference.want.field[:-1], "port")
            yield ServerCall(reference, _DEFAULT_PORT if port is None else whole_number(port), port is not None)


def uncalled_services(graph: Graph, resource: Resource, unit: Unit) -> Iterator[Problem]:
    """Find the Services that the API server is to call for a resource and that do not exist, each once."""
    missing: dict[tuple[str, str | None], list[ServerCall]] = {}
    for call in server_calls(graph, resource):
        if is_missing(call.reference):
            want = call.reference.want
            missing.setdefault((want.name, want.namespace), []).append(call)
    for calls in missing.values():
        yield _no_service(calls, unit)


def _no_service(calls: list[ServerCall], unit: Unit) -> Problem:
    first, *others = calls
    want, found = first.reference.want, first.reference.found
    problem = not_found(
        first.reference,
        unit,
        first.says(f"Service {want.name}"),
        effect=_effect(calls),
        others=[(call.reference, f"{call.caller} names it too") for call in others],
    )
    near = found.near[0] if len(found.near) == 1 and not found.elsewhere else None
    if near is None or near.differs != "namespace" or near.resource.namespace is None or want.namespace is None:
        return problem
    title = f"write `namespace: {near.resource.namespace}`"
    edits = tuple(Edit(call.nearest("namespace"), value=near.resource.namespace) for call in calls)
    label = "no such Service there"
    return problem._replace(node=first.nearest("namespace"), label=label, help=title, fix=Fix(title, edits))


def wrong_ports(graph: Graph, resource: Resource) -> Iterator[Problem]:
    """Find the ports that the API server is to call and that the Service does not have, each once."""
    wrong: dict[tuple[int, int], list[ServerCall]] = {}
    for call in server_calls(graph, resource):
        service = _without_port(call)
        if service is not None:
            wrong.setdefault((id(service), call.port or 0), []).append(call)
    for calls in wrong.values():
        yield _no_port(calls, graph)


def _without_port(call: ServerCall) -> Service | None:
    """The Service, if none of those that may be meant has the port."""
    found = call.reference.found
    services = [target for target in found.targets if isinstance(target, Service)]
    if found.outcome is not Outcome.FOUND or call.port is None or not services:
        return None
    for service in services:
        unknown = not service.ports_known or service.external_name or service.type is None
        if unknown or any(port.port in {None, call.port} for port in service.ports):
            return None
    return services[0]


def _no_port(calls: list[ServerCall], graph: Graph) -> Problem:
    first, *others = calls
    service = next(target for target in first.reference.found.targets if isinstance(target, Service))
    number = first.port or 0
    meant = meant_port(service, number, graph.endpoints)
    write = None if meant is None or meant.datagrams else meant.port.port  # the API server makes a connection
    title = None if write is None else f"write `port: {write}`"
    edits = tuple(Edit(call.source.nearest(*call.path), ("port",), write) for call in calls)
    default = "" if first.port_written else " (the default)"
    return Problem(
        node=first.nearest("port"),
        message=first.says(f"port {number}{default} of {service}, which has {ports_phrase(service.ports)}"),
        label="not a port of the Service" if first.port_written else f"no port written: {number}",
        related=(
            *other_ends(service, meant),
            *(Related(one.nearest("port"), f"{one.caller} calls it too", listed=True) for one in others),
        ),
        effect=_effect(calls),
        help=title,
        confidence=None if first.reference.found.sure else Confidence.LIKELY,
        key=not first.port_written,
        fix=None if title is None else Fix(title, edits),
    )


def _effect(calls: list[ServerCall]) -> str:
    """What becomes of requests that need the call."""
    source = calls[0].source
    if source.kind == "APIService":
        return f"the API server answers every request for {_api(source)} with 503"
    if source.kind == "CustomResourceDefinition":
        return "objects that are stored in another version can neither be read nor written"
    if any(call.required for call in calls):
        return "the API server rejects every request that the webhook should see (failurePolicy Fail)"
    return "the webhook sees nothing: requests pass without it (failurePolicy Ignore)"


def _api(source: Resource) -> str:
    group, version = source.get("spec", "group"), source.get("spec", "version")
    told = [part for part in (group, version) if isinstance(part, str) and part]
    return "/".join(told) or "its API group"
