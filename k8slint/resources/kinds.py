"""What is known of kinds: their scope, who defines them, and which are no objects of the API at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8slint.resources.kind_tables import BUILT_IN, CONFIGURATION, OTHER_CLUSTER_SCOPED, WELL_KNOWN, Scoped

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(NamedTuple):
    """What is known of a kind. `known`: built in, or a custom kind whose meaning is known here."""

    cluster_scoped: bool
    known: bool
    built_in: bool


_UNKNOWN = Kind(cluster_scoped=False, known=False, built_in=False)


def _table() -> dict[tuple[str, str], Kind]:
    rows: tuple[tuple[Mapping[str, Scoped], bool, bool], ...] = (
        (OTHER_CLUSTER_SCOPED, False, False),
        (WELL_KNOWN, True, False),
        (BUILT_IN, True, True),
    )
    table: dict[tuple[str, str], Kind] = {}
    for groups, known, built_in in rows:
        for group, scoped in groups.items():
            for kinds, cluster_scoped in ((scoped.namespaced, False), (scoped.cluster, True)):
                what = Kind(cluster_scoped, known, built_in)
                for kind in kinds.split():
                    table[group, kind] = what
    return table


_KINDS = _table()
#: The kinds that Kubernetes itself defines, of whatever group.
BUILT_IN_KINDS = frozenset(kind for (_, kind), what in _KINDS.items() if what.built_in)

# Kinds that moved: the group that they have today, by the group that they had.
_MOVED: Mapping[tuple[str, str], str] = {
    ("extensions", "DaemonSet"): "apps",
    ("extensions", "Deployment"): "apps",
    ("extensions", "ReplicaSet"): "apps",
    ("extensions", "Ingress"): "networking.k8s.io",
    ("extensions", "NetworkPolicy"): "networking.k8s.io",
    ("extensions", "PodSecurityPolicy"): "policy",
    ("events.k8s.io", "Event"): "",
    ("traefik.containo.us", "IngressRoute"): "traefik.io",
    ("traefik.containo.us", "IngressRouteTCP"): "traefik.io",
    ("traefik.containo.us", "IngressRouteUDP"): "traefik.io",
    ("traefik.containo.us", "Middleware"): "traefik.io",
    ("traefik.containo.us", "TraefikService"): "traefik.io",
}


def lookup(group: str, kind: str) -> Kind:
    """What is known of a kind; an unknown custom kind is taken to be namespaced, as most are."""
    return _KINDS.get((group, kind), _UNKNOWN)


def is_built_in_group(group: str) -> bool:
    """Whether Kubernetes itself defines an API group."""
    return group in BUILT_IN


def home_group(group: str, kind: str) -> str:
    """The group that a kind has today: `extensions/v1beta1` and `apps/v1` Deployments are one kind of object."""
    return _MOVED.get((group, kind), group)


def same_api(group: str, other: str, kind: str) -> bool:
    """Whether two groups mean the same kind of object."""
    return group == other or home_group(group, kind) == home_group(other, kind)


def is_configuration(api_version: str, kind: str) -> bool:
    """Whether a document with these is a file that a tool reads, and never an object of the API server."""
    group, slash, _ = api_version.rpartition("/")
    if not slash and api_version == "builtin":  # generators and transformers that are built into Kustomize
        return True
    kinds = CONFIGURATION.get(group)
    return kinds is not None and (not kinds or kind in kinds)
