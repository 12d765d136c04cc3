"""When absence is proof: whether everything that could define a resource was read.

Of a chart nothing is complete: its own values are one example, and with others it makes other resources. Where it is
stated that nothing lives elsewhere, only what could not be read keeps absence from being proof. What delivers into a
cluster is all in the tree from which the cluster is delivered, where that is in view.
"""

from __future__ import annotations

from collections.abc import Sequence

from k8slint.findings import Absence
from k8slint.graph.delivery_trees import DELIVERY
from k8slint.graph.index import Index
from k8slint.graph.stated import Stated
from k8slint.graph.world import World
from k8slint.resources import Resource, Service, wants
from k8slint.units import Unit

#: Kinds that people keep in git beside what uses them; absence of any other kind proves nothing.
_KEPT_IN_GIT = frozenset(
    {
        "Pod", "Service", "ConfigMap", "ServiceAccount", "Role", "PersistentVolumeClaim", "Deployment", "StatefulSet",
        "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob",
    }
)  # fmt: skip
#: Of these, kinds that people also make on the side, by hand, by charts or with what they provision: where the files hold
#: none, they are kept elsewhere, and one that is missing is no proof.
_MADE_ON_THE_SIDE = frozenset(
    {
        "ConfigMap", "ServiceAccount", "Role", "PersistentVolumeClaim", "Deployment", "StatefulSet", "ReplicaSet",
        "ReplicationController",
    }
)  # fmt: skip
_NOTHING = Stated()


class Closedness:
    """What is known to be complete in a unit: asked by kind and namespace."""

    __slots__ = ("_gaps", "_homes", "_index", "_linked", "_owned", "_partial", "_secrets", "_trees", "_unit", "complete")

    def __init__(self, unit: Unit, index: Index, worlds: Sequence[World] = (), stated: Stated = _NOTHING) -> None:
        around = tuple(world.unit for world in worlds) or (unit,)
        #: Whether it is stated that nothing of the unit, or of the worlds that it is a part of, lives elsewhere.
        self.complete = stated.complete or all(one.complete for one in around)
        self._secrets = stated.secrets_closed
        self._unit = unit
        self._partial = any(one.partial for one in (unit, *around))
        self._index = index
        self._owned: frozenset[str | None] | None = None
        self._linked: bool | None = None
        self._homes: dict[str, frozenset[str | None]] = {}  # the namespaces that hold resources of a kind
        #: The worlds, if each is all that is delivered into a cluster.
        self._trees = tuple(worlds) if all(world.tree for world in worlds) else ()
        gaps = (gap for one in around for gap in one.gaps if not (self.complete and gap.kind == "shared"))
        self._gaps = frozenset(gap.namespace for gap in gaps)  # where something may be missing; None: anywhere

    def closed(self, kind: str, namespace: str | None) -> bool:
        """Whether absence of that kind in that namespace is proof."""
        unit = self._unit
        if self._partial or unit.example or not unit.root or (unit.kind == "chart" and not (self.complete and unit.installed)):
            return False
        if kind in DELIVERY and any(world.holds.of_kind(kind) for world in self._trees):
            return True
        if self._gaps and (namespace is None or not self._gaps.isdisjoint({None, namespace})):
            return False
        if kind == "Secret":
            if not self._secrets:
                return False
        elif not self.complete and kind not in _KEPT_IN_GIT:
            return False
        return self.complete or (namespace in self._owners() and (unit.kind == "stdin" or self.linked()))

    def alone(self, kind: str, namespace: str | None) -> bool:
        """Whether what of that kind only other clusters get is missing in the own: all that this gets is known."""
        if not self._trees or self._partial or namespace is None:
            return False
        return kind in DELIVERY or (kind in _KEPT_IN_GIT and self._gaps.isdisjoint({None, namespace}))

    def linked(self) -> bool:
        """Whether the unit holds both sides of some reference: what belongs together lies together."""
        if self._linked is None:
            self._linked = any(self._links(source) for source in self._unit.resources)
        return self._linked

    def _links(self, source: Resource) -> bool:
        if isinstance(source, Service) and not source.selector.empty:
            return bool(self._index.matching(source.selector, source.namespace))
        return any(
            want.known and any(True for _ in self._index.within(want.kind, want.name, want.namespace, want.group or None))
            for want in wants(source)
        )

    def unread(self) -> bool:
        """Whether a document of the unit could not be read."""
        return any(gap.kind in {"unparsed", "templated"} for gap in self._unit.gaps)

    def absence(self, kind: str, namespace: str | None, *, near: bool) -> Absence:
        """Why a resource of that kind is not there."""
        if self.unread():
            return Absence.UNREAD
        if self.closed(kind, namespace):
            proof = near or self.complete or kind not in _MADE_ON_THE_SIDE or self._holds(kind, namespace)
            return Absence.CLOSED if proof else Absence.OPEN
        if near:
            return Absence.NEAR
        if self._unit.kind == "chart" and kind == "Secret":
            return Absence.BARREN  # people bring their own, whatever else the chart makes
        return Absence.OPEN if self._holds(kind, namespace) else Absence.BARREN

    def _holds(self, kind: str, namespace: str | None) -> bool:
        """Whether there is any resource of a kind in a namespace, or in one that is not known."""
        found = self._owners() if kind == "Pod" else self._homes.get(kind)
        if found is None:
            found = self._homes[kind] = frozenset(other.namespace for other in self._index.of_kind(kind))
        return bool(found) if namespace is None else not found.isdisjoint({None, namespace})

    def _owners(self) -> frozenset[str | None]:
        """The namespaces that hold a pod template."""
        if self._owned is None:
            self._owned = frozenset(self._index.templates())
        return self._owned
