"""Services and their ports, with the defaults of the API server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8slint.resources.containers import protocol_of
from k8slint.resources.lazy import Lazy
from k8slint.resources.model import Resource
from k8slint.resources.placeholders import is_placeholder, known_text
from k8slint.resources.scalars import Path, is_list_of_mappings, sequence, whole_number
from k8slint.resources.selectors import Selector, equality_selector

if TYPE_CHECKING:
    from k8slint.yaml import Node

_TYPES = frozenset({"ClusterIP", "NodePort", "LoadBalancer", "ExternalName"})


class ServicePort:
    """A port of a Service. Equal only to itself.

    `name` None: it has none, or, unless `name_known`, it is not known. `target`: where the traffic goes in the pod, a
    number or the name of a container port; where it is not given it is `port`; None: unknown. `port`, `protocol` and
    `node_port` None: unknown (of `node_port` also: none is asked for).
    """

    __slots__ = ("index", "name", "name_known", "node_port", "port", "protocol", "service", "target", "target_given")

    def __init__(self, service: Service, index: int, value: dict[str, Any]) -> None:
        name, given = value.get("name"), value.get("targetPort")
        self.service = service
        self.index = index
        self.name = known_text(name)
        self.name_known = self.name is not None or name is None or name == ""
        self.port = whole_number(value.get("port"))
        self.protocol = protocol_of(value.get("protocol"))
        self.node_port = whole_number(value.get("nodePort")) or None
        # 0 and the empty text are defaulted like a missing targetPort [pkg/apis/core/v1/defaults.go SetDefaults_Service].
        self.target_given = given is not None and given != "" and (isinstance(given, bool) or given != 0)
        self.target: int | str | None = self.port
        if self.target_given:
            self.target = known_text(given) if isinstance(given, str) else whole_number(given)

    @property
    def path(self) -> Path:
        """Where it is in the Service."""
        return ("spec", "ports", self.index)

    def node(self, *path: str | int) -> Node | None:
        """The node at a path below the port; None where there is none."""
        return self.service.node("spec", "ports", self.index, *path)

    def nearest(self, *path: str | int) -> Node:
        """The deepest node that exists on a path below the port."""
        return self.service.nearest("spec", "ports", self.index, *path)


class Service(Resource):
    """A Service: one name and address for the pods that its selector selects."""

    @Lazy
    def spec_known(self) -> bool:
        """Whether the spec is a mapping, so that what it does not say has its default."""
        return isinstance(self.value.get("spec"), dict)

    @Lazy
    def type(self) -> str | None:
        """ClusterIP (the default), NodePort, LoadBalancer or ExternalName; None: unknown or malformed."""
        if not self.spec_known:
            return None
        value = self.get("spec", "type")
        if value is None or value == "":
            return "ClusterIP"
        return value if isinstance(value, str) and value in _TYPES else None

    @property
    def external_name(self) -> bool:
        """Whether it is only a DNS alias, without endpoints."""
        return self.type == "ExternalName"

    @Lazy
    def headless(self) -> bool:
        """Whether it is known to have no address of its own (`clusterIP: None`)."""
        return "None" in self._addresses

    @Lazy
    def headless_known(self) -> bool:
        """Whether `headless` is the whole truth."""
        return self.headless or (
            self.spec_known and all(isinstance(ip, str) and not is_placeholder(ip) for ip in self._addresses)
        )

    @Lazy
    def _addresses(self) -> list[Any]:
        """`clusterIP` and `clusterIPs`, of which the API server makes the same."""
        several = self.get("spec", "clusterIPs")
        found = several if isinstance(several, list) else [several]
        return [value for value in (self.get("spec", "clusterIP"), *found) if value is not None]

    @Lazy
    def selector(self) -> Selector:
        """What selects its pods; absent or empty: its endpoints are not managed."""
        spec = self.value.get("spec")
        if not self.spec_known and spec is not None:
            return equality_selector(spec, ("spec",))  # no mapping: nothing is known
        return equality_selector(self.get("spec", "selector"), ("spec", "selector"))

    @property
    def unmanaged(self) -> bool:
        """Whether it has no selector, so that its endpoints come from elsewhere."""
        return self.selector.empty

    @Lazy
    def ports(self) -> tuple[ServicePort, ...]:
        """The ports, in order; what is no port at all is left out."""
        return tuple(
            ServicePort(self, index, value)
            for index, value in enumerate(sequence(self.get("spec", "ports")))
            if isinstance(value, dict)
        )

    @Lazy
    def ports_known(self) -> bool:
        """Whether `ports` are all the ports."""
        return self.spec_known and is_list_of_mappings(self.get("spec", "ports"))
