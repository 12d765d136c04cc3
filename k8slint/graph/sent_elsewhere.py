"""Applications of Argo CD that say one namespace, while their manifests name others, which win."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from k8slint.graph.objects import report_order
from k8slint.resources.containers import lies_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8slint.resources import Resource
    from k8slint.units import Unit
    from k8slint.units.gitops import Applied

#: What delivers lives where its controller looks for it, and what belongs to the cluster where Kubernetes keeps it.
_DELIVERS = frozenset({"argoproj.io", "kustomize.toolkit.fluxcd.io", "helm.toolkit.fluxcd.io", "source.toolkit.fluxcd.io"})
_SYSTEM = frozenset({"kube-system", "kube-public", "kube-node-lease"})


class SentElsewhere(NamedTuple):
    """What an Application applies, the namespace that it says, and the manifests that go to others, the first first."""

    applied: Applied
    namespace: str
    others: tuple[Resource, ...]

    @property
    def places(self) -> tuple[str, ...]:
        """The namespaces that they name, the most frequent first."""
        return tuple(name for name, _ in Counter(str(one.namespace) for one in self.others).most_common())


def sent_elsewhere(unit: Unit, application: Resource) -> SentElsewhere | None:
    """Find what an Application has applied where it does not say so: at least half of it, and nothing where it does."""
    topology = unit.topology
    for applied in () if topology is None else topology.of.get(id(application), ()):
        if topology is None or applied.namespace is None or applied.forced:
            continue
        places = topology.places(applied)
        every = [one for brought in topology.brought(applied) for one in brought.resources if _is_of(one, brought, places)]
        named = [one for one in every if not one.cluster_scoped and one.group not in _DELIVERS]
        others = [
            one for one in named if one.declared_namespace not in {None, applied.namespace} and one.namespace not in _SYSTEM
        ]
        there = any(one.declared_namespace == applied.namespace for one in named)
        if others and not there and 2 * len(others) >= len(named) and all(one.known for one in others):
            return SentElsewhere(applied, applied.namespace, tuple(sorted(others, key=report_order)))
    return None


def _is_of(resource: Resource, brought: Unit, places: Iterable[str]) -> bool:
    """Whether it lies in one of the directories that are applied: a plain unit may hold those of neighbours, too."""
    path = resource.document.source.path
    return brought.kind != "plain" or any(place == "." or lies_in(path, place) for place in places)
