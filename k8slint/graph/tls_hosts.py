"""How the TLS section of an Ingress fits the hosts of its rules and the names of its certificates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from k8slint.graph.certificates import Certified, certified, covers
from k8slint.graph.ingress_classes import Controller, controller_of
from k8slint.graph.ingress_controllers import controllers
from k8slint.resources import Ingress, IngressTls, known_text
from k8slint.resources.scalars import Path, at, sequence

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph

#: Controllers that find certificates by themselves, or take no notice of the hosts of TLS entries.
_OWN_WAY = frozenset({Controller.ALB, Controller.GCE})
#: Annotations with which an Ingress serves hosts that no rule names.
_MORE_HOSTS = ("nginx.ingress.kubernetes.io/server-alias", "nginx.ingress.kubernetes.io/from-to-www-redirect")


class TlsHost(NamedTuple):
    """A host that a TLS entry is for, by itself or by a rule, and where it is named."""

    entry: IngressTls
    host: str
    path: Path


class TlsHosts(NamedTuple):
    """What fits and what does not. `served`: the hosts of rules, and where each is named first.

    `bare`: served hosts that nothing has a certificate for. `foreign`: hosts whose certificate is for others. `idle`:
    hosts of TLS entries that no rule serves. `made`: the certificate of each entry, None where it is not known.
    """

    served: Mapping[str, Path]
    bare: tuple[str, ...]
    foreign: tuple[tuple[TlsHost, Certified], ...]
    idle: tuple[TlsHost, ...]
    made: tuple[Certified | None, ...]


def tls_hosts(graph: Graph, ingress: Ingress) -> TlsHosts | None:
    """Compare the TLS section of an Ingress with its rules; None: there is none, or not enough is known of it."""
    entries = ingress.tls()
    if not entries or controller_of(ingress, graph) in _OWN_WAY or not all(entry.hosts_known for entry in entries):
        return None
    served, complete = _served(ingress)
    made = tuple(certified(graph, entry) for entry in entries)
    bare = tuple(host for host in served if not _is_covered(host, entries, made, graph))
    foreign = [one for entry in entries for one in _foreign(entry, made, served, complete=complete)]
    return TlsHosts(served, bare, tuple(foreign), tuple(_idle(ingress, served, graph)) if complete else (), made)


def _served(ingress: Ingress) -> tuple[dict[str, Path], bool]:
    """The hosts of the rules, and whether these are all that an Ingress serves."""
    found: dict[str, Path] = {}
    complete = ingress.default_backend is None and not any(key in ingress.annotations for key in _MORE_HOSTS)
    for index, rule in enumerate(sequence(ingress.get("spec", "rules"))):
        host = known_text(at(rule, ("host",)))
        if host is None:
            complete = False
        else:
            found.setdefault(host, ("spec", "rules", index, "host"))
    return found, complete and bool(found)


def _is_covered(host: str, entries: Sequence[IngressTls], made: Sequence[Certified | None], graph: Graph) -> bool:
    """Whether a TLS entry is for the host of a rule, or a certificate of one of them, or something else may be."""
    if any(not entry.hosts or _any_covers(entry.hosts, host) for entry in entries):
        return True
    known = [one for one in made if one is not None]
    if any(_any_covers(one.names, host) for one in known) or controllers(graph).default_certificate:
        return True
    # Traefik chooses by the names in the certificates, whatever the entries say.
    if controller_of(entries[0].ingress, graph) is Controller.TRAEFIK and len(known) < len(entries):
        return True
    # The rules of one host in several Ingresses share its certificate.
    return _any_covers(graph.once(_secured), host)


def _foreign(
    entry: IngressTls, made: Sequence[Certified | None], served: Mapping[str, Path], *, complete: bool
) -> Iterator[tuple[TlsHost, Certified]]:
    """The hosts of an entry that its Certificate is not for."""
    own = made[entry.ingress.tls().index(entry)]
    if own is None or own.certificate is None or (not entry.hosts and len(made) > 1):
        return
    names = [name for one in made if one is not None for name in one.names]
    listed = {host: (*entry.path, "hosts", index) for index, host in enumerate(entry.hosts)}
    for host, path in (listed or served).items():
        needed = not complete or any(covers(host, one) or covers(one, host) for one in served)
        if needed and not _any_covers(names, host):
            yield TlsHost(entry, host, path), own


def _idle(ingress: Ingress, served: Mapping[str, Path], graph: Graph) -> Iterator[TlsHost]:
    others = graph.once(_routed)
    for entry in ingress.tls():
        for index, name in enumerate(entry.hosts):
            if not any(covers(name, host) or covers(host, name) for host in (*served, *others)):
                yield TlsHost(entry, name, (*entry.path, "hosts", index))


def _any_covers(names: Sequence[str] | frozenset[str], host: str) -> bool:
    return any(covers(name, host) for name in names)


def _secured(graph: Graph) -> frozenset[str]:
    """The hosts of all TLS entries of the unit."""
    return frozenset(host for ingress in _ingresses(graph) for entry in ingress.tls() for host in entry.hosts)


def _routed(graph: Graph) -> frozenset[str]:
    """The hosts of the rules of all Ingresses of the unit."""
    return frozenset(path.host for ingress in _ingresses(graph) for path in ingress.paths() if path.host)


def _ingresses(graph: Graph) -> Iterator[Ingress]:
    return (one for one in graph.index.of_kind("Ingress") if isinstance(one, Ingress))
