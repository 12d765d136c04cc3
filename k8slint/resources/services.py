"""Services and their ports, with the defaults of the API server."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class ServicePort:
    """A port of a Service.

    `name` None: it has none, or, unless `name_known`, it is not known. `target`: where the traffic goes in the pod, a
    number or the name of a container port; where it is not given it is `port`; None: unknown. `port`, `protocol` and
    `node_port` None: unknown (of `node_port` also: none is asked for).
    """

    service: Service
    index: int
    name: str | None
    name_known: bool
    port: int | None
    protocol: str | None
    target: int | str | None
    target_given: bool
    node_port: int | None

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
            _port(self, index, value)
            for index, value in enumerate(sequence(self.get("spec", "ports")))
            if isinstance(value, dict)
        )

    @Lazy
    def ports_known(self) -> bool:
        """Whether `ports` are all the ports."""
        return self.spec_known and is_list_of_mappings(self.get("spec", "ports"))


def _port(service: Service, index: int, value: dict[str, Any]) -> ServicePort:
    name = value.get("name")
    known = known_text(name)
    port = whole_number(value.get("port"))
    given = value.get("targetPort")
    # 0 and the empty text are defaulted like a missing targetPort [pkg/apis/core/v1/defaults.go SetDefaults_Service].
    default = given is None or given == "" or (not isinstance(given, bool) and given == 0)
    return ServicePort(
        service,
        index,
        known,
        known is not None or name is None or name == "",
        port,
        protocol_of(value.get("protocol")),
        port if default else known_text(given) if isinstance(given, str) else whole_number(given),
        not default,
        whole_number(value.get("nodePort")) or None,
    )
