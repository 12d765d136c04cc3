"""Which Services the configuration of a program speaks of, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from k8slint.graph.declared import names_declared_with
from k8slint.graph.known_addresses import ports_at, services_with
from k8slint.graph.names import Target
from k8slint.graph.reference import Lookup, NearMiss, Outcome, Reference
from k8slint.graph.released import is_of_release
from k8slint.near import distance, slip_of_a_token
from k8slint.resources import ConfigText, HostReference, Resource, Service, Want, Workload, config_texts, hosts_of, known_text
from k8slint.resources.lazy import Lazy
from k8slint.resources.reference_table import Field
from k8slint.resources.scalars import sequence

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph

_ROW = Field("config-host", (), "Service")
#: Pairs of labels that are registries of names on the internet, whose last label is a likely namespace too.
_PUBLIC = frozenset(
    {
        "deno.dev", "expo.app", "fly.dev", "github.dev", "github.io", "gitpod.io", "netlify.app", "ngrok.app",
        "ngrok.dev", "ngrok.io", "ondigitalocean.app", "pages.dev", "railway.app", "repl.co", "run.app", "streamlit.app",
        "vercel.app", "vercel.dev", "web.app", "workers.dev",
    }
)  # fmt: skip
#: A shorter name is one edit away from too many words to show by itself that a host is meant.
_TELLING = 5
#: From this port on, `name:number` is rather an address than a user and a group, a share or a level.
_LIKELY_PORT = 1024
_EDITS = 2
#: Public suffixes of countries have these before them; no Service is called so.
_REGISTRIES = frozenset({"ac", "co", "com", "edu", "gov", "net", "org"})


class Call:
    """A host name in a configuration text, and the Service that it speaks of, which is looked up when asked for."""

    def __init__(self, host: HostReference, graph: Graph) -> None:
        self.host = host
        self._graph = graph

    @Lazy
    def namespace(self) -> str | None:
        """The namespace in which the Service is looked for; None: not known."""
        return self.host.text.resource.namespace if self.host.namespace is None else self.host.namespace

    @Lazy
    def found(self) -> Lookup:
        """What the search for the Service came to."""
        text, target = self.host.text, Target("Service", "", self.namespace, self.host.service)
        found = self._graph.find(target.kind, target.name, target.namespace, target.group).as_made()
        return self._graph.as_installed(found, text.resource, text.path, target)

    @Lazy
    def services(self) -> tuple[Service, ...]:
        """The Services that it leads to, of the unit and of what it is deployed together with."""
        if not self._graph.has("Service", self.host.service) or self.found.outcome is not Outcome.FOUND:
            return ()
        return tuple(target for target in self.found.targets if isinstance(target, Service))

    @property
    def reference(self) -> Reference:
        """The call as a reference of its resource."""
        host = self.host
        want = Want(
            _ROW, host.text.resource, host.text.path, "Service", "", host.service, self.namespace, optional=False, keys=()
        )
        return Reference(want, self.found)

    @property
    def counts(self) -> bool:
        """Whether it speaks of a Service: a bare word, or any `name:number`, does if there is one of that name, or nearly."""
        if self.host.certain or self.found.outcome is Outcome.FOUND:
            return True
        if self.host.free or self.host.form == "uri":
            return self._is_evident()
        if self.host.form == "pair":
            return self._is_address()
        edits = _EDITS if is_of_release(self.host.service, self._graph.unit.release) else 1
        self.found = _nearly(self.host.service, self.found, edits)
        return bool(self.found.near)

    @Lazy
    def elsewhere(self) -> Service | None:
        """The only Service of that name, where it is in another namespace than the one in which a short name is looked up."""
        if self.host.namespace is not None or self.namespace is None or self.found.outcome is not Outcome.MISSING:
            return None
        places = [miss.resource for miss in self.found.near if miss.differs == "namespace"]
        only = places[0] if len(places) == 1 else None
        return only if isinstance(only, Service) and only.namespace is not None else None

    @property
    def is_likely(self) -> bool:
        """Whether it is an address: certainly, or because its number is rather a port than a group, a share or a level.

        What the configuration of a proxy calls `server` is nothing but an address.
        """
        host = self.host
        return host.certain or host.form == "uri" or host.called == "server" or (host.port or 0) >= _LIKELY_PORT

    @Lazy
    def is_own(self) -> bool:
        """Whether pods of the Service itself read it: then a port may be the one on which they listen."""
        text = self.host.text
        readers = {id(text.resource), *(id(found.want.source) for found in self._graph.referrers(text.resource))}
        pods = (selected for service in self.services for selected in self._graph.selection(service).pods)
        return any(id(selected.template.workload) in readers for selected in pods)

    def _is_address(self) -> bool:
        """Whether a `name:number` is one for all that is known: a name nearly so, or such a port, shows it."""
        host, found = self.host, self.found
        number = host.port or 0
        misses = [miss for miss in found.near if miss.differs == "name" and _edited(host.service, miss)]
        if misses and len(host.service) >= _TELLING:
            return True
        others = [*found.targets, *(miss.resource for miss in found.near if miss in misses or miss.differs == "namespace")]
        ports = ports_at(self._graph, number)
        if any(port.service is other for port in ports for other in others):
            return True
        return bool(host.text.name) and self.is_likely and bool(ports)

    def _is_evident(self) -> bool:
        """Whether what may be any word is a host: a Service has nearly that name, or that name elsewhere, and this port."""
        host, found = self.host, self.found
        if found.outcome is not Outcome.MISSING:
            return False
        number = host.port if host.port_span is not None else None
        owners = services_with(self._graph, number) if number is not None else frozenset[int]()
        names = tuple(miss for miss in found.near if miss.differs == "name" and _slipped(host.service, miss))
        if number is not None:
            names = tuple(miss for miss in names if id(miss.resource) in owners)
        elif len(host.service) < _TELLING:
            names = ()
        places = tuple(miss for miss in found.near if miss.differs == "namespace")
        if host.free:
            places = tuple(miss for miss in places if id(miss.resource) in owners)
        near = names or (places if len(places) == 1 else ())
        self.found = found._replace(near=near)
        return bool(near)

    def fits(self, service: Resource) -> bool:
        """Whether a client that names this port can be meant for a Service, for all that is known of its ports."""
        port = self.host.port if self.host.port_span is not None else None
        return not isinstance(service, Service) or port is None or may_have_port(service, port)

    @Lazy
    def meant_namespace(self) -> str | None:
        """Find the namespace whose name is a slip of the pen away from the one that is named, and that has the Service."""
        named = self.host.namespace
        if named is None or self._graph.find("Namespace", named, None).outcome is not Outcome.MISSING:
            return None
        if self._graph.neighbours(named) or self.found.outcome is not Outcome.MISSING:
            return None
        places = {miss.resource.namespace for miss in self.found.near if miss.differs == "namespace"}
        slips = [place for place in places if place is not None and slip_of_a_token(named, place)]
        return slips[0] if len(slips) == 1 else None


class _Calls:
    """The calls in the configuration texts of the resources of a unit, found when asked for, and kept."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._calls: dict[int, tuple[Call, ...]] = {}

    def calls(self, resource: Resource) -> tuple[Call, ...]:
        found = self._calls.get(id(resource))
        if found is None:
            found = self._calls[id(resource)] = tuple(_calls(hosts_of(resource), self._graph))
        return found


def _configures(resource: Resource) -> bool:
    return resource.kind == "ConfigMap" or isinstance(resource, Workload)


def texts_of(_graph: Graph, resource: Resource) -> tuple[ConfigText, ...]:
    """Find the configuration texts of a resource."""
    return config_texts(resource)


def calls_of(graph: Graph, resource: Resource) -> tuple[Call, ...]:
    """Find the Services that the configuration texts of a resource speak of.

    A name with a namespace but without `svc` may be one of the internet: it counts if the unit has such a namespace, or
    nearly. A bare word counts if there is such a Service, or one of nearly that name.
    """
    return graph.once(_Calls).calls(resource) if _configures(resource) else ()


def _calls(hosts: tuple[HostReference, ...], graph: Graph) -> Iterator[Call]:
    for host in hosts:
        call = Call(host, graph)
        if host.domain is None and host.namespace is not None and (not _is_local(call, graph) or _names_pod(call, graph)):
            of_pod = _of_pod(host, graph)
            if of_pod is not None:
                yield of_pod
            continue
        if call.counts and not _is_declared(call, graph):
            yield call


def namespaces(graph: Graph) -> frozenset[str]:
    """Name the namespaces that the unit defines, or puts something into."""
    used = {resource.namespace for resource in graph.unit.resources}
    defined = {resource.name for resource in graph.index.of_kind("Namespace")}
    return frozenset(name for name in used | defined if name is not None)


def _is_local(call: Call, graph: Graph) -> bool:
    host = call.host
    if host.host in _PUBLIC or host.service in _REGISTRIES or host.namespace is None:
        return False
    if host.namespace in graph.once(namespaces):
        return True
    # No name of the internet ends like this.
    return "-" in host.namespace and any(graph.index.named("Service", host.service)) and call.meant_namespace is not None


def _edited(name: str, miss: NearMiss, edits: int = _EDITS) -> bool:
    return any(distance(name, other, edits) <= edits for other in miss.names)


def _slipped(name: str, miss: NearMiss) -> bool:
    return any(name == other or slip_of_a_token(name, other) for other in miss.names)


def _names_pod(call: Call, graph: Graph) -> bool:
    """Whether `a.b` is rather pod `a` of the pod's own Service `b` than Service `a` of namespace `b`."""
    host = call.host
    if host.domain is not None or host.namespace is None or call.services:
        return False
    return graph.find("Service", host.namespace, host.text.resource.namespace, "").outcome is Outcome.FOUND


def _of_pod(host: HostReference, graph: Graph) -> Call | None:
    """The call of pod `a` of a Service `b` of the same namespace, where `a.b` is written; None where there is none such."""
    workload, _, number = host.service.rpartition("-")
    if not number.isdigit() or not any(graph.index.named("StatefulSet", workload)) or host.namespace is None:
        return None
    call = Call(host._replace(pod=host.service, service=host.namespace, namespace=None), graph)
    return call if call.services else None


def _is_declared(call: Call, graph: Graph) -> bool:
    """Whether a name is rather that of a group of servers, which the configuration of a proxy declares."""
    host = call.host
    if host.namespace is not None or host.domain is not None or call.found.outcome is Outcome.FOUND:
        return False
    return host.service in names_declared_with(graph, host.text.resource)


def _nearly(name: str, found: Lookup, edits: int) -> Lookup:
    """Only the near misses that are so many edits away, and the only Service of exactly that name in another namespace."""
    near = tuple(miss for miss in found.near if miss.differs == "name" and _edited(name, miss, edits))
    places = tuple(miss for miss in found.near if miss.differs == "namespace")
    return found._replace(near=near + (places if len(places) == 1 else ()))


def may_have_port(service: Service, port: int) -> bool:
    """Whether clients may use a port of a Service, for all that is known: at a headless one they ask the pods."""
    if not service.ports_known or service.headless or not service.headless_known or service.external_name:
        return True
    return any(one.port in {None, port} for one in service.ports)


def is_optional(graph: Graph, text: ConfigText) -> bool:
    """Whether a variable is left out where the same workload is written for another environment."""
    container = text.container
    if container is None or "env" not in text.path:
        return False
    for other in graph.counterparts(text.resource):
        if isinstance(other, Workload):
            variables = (one for found in other.template.containers for one in sequence(found.value.get("env")))
            if not any(isinstance(one, dict) and one.get("name") == text.name for one in variables):
                return True
    return False


def is_read_here(call: Call, graph: Graph) -> bool:
    """Whether pods of the namespace read the text of a call, and look names up as pods do."""
    text = call.host.text
    if text.container is not None:
        return not resolves_elsewhere(text, call.host.host)
    return bool(graph.neighbours(text.resource.namespace)) and bool(graph.referrers(text.resource))


def resolves_elsewhere(text: ConfigText, host: str) -> bool:
    """Whether the pods that read a text resolve short names in a way of their own: by aliases, or by other servers."""
    if text.container is None:
        return False
    template = text.container.template
    spec = template.spec
    if known_text(spec.get("dnsPolicy")) in {"Default", "None"} or spec.get("dnsConfig"):
        return True
    aliases = spec.get("hostAliases")
    return isinstance(aliases, list) and any(
        isinstance(alias, dict) and host in sequence(alias.get("hostnames")) for alias in aliases
    )
