"""How the TLS section of an Ingress fits the hosts of its rules and the names of its certificates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from k8slint.graph.certificates import Certified, certified
from k8slint.graph.ingress_classes import Controller, controller_of
from k8slint.graph.ingress_controllers import controllers
from k8slint.resources import NGINX_ANNOTATIONS, Ingress, IngressTls, known_text
from k8slint.resources.scalars import Path, at, sequence

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph

#: Controllers that find certificates by themselves, or take no notice of the hosts of TLS entries.
_OWN_WAY = frozenset({Controller.ALB, Controller.GCE})
#: Annotations with which an Ingress serves hosts that no rule names.
_MORE_HOSTS = (f"{NGINX_ANNOTATIONS}server-alias", f"{NGINX_ANNOTATIONS}from-to-www-redirect")
#: A host below a variable that a tool fills in later.
_BELOW = re.compile(r"(?:\*\.)?(?:[a-z0-9-]+\.)*(\$\{\w+(?::[^{}$]*)?\})")


class TlsHost(NamedTuple):
    """A host that a TLS entry is for, by itself or by a rule, and where it is named."""

    entry: IngressTls
    host: str
    path: Path


class TlsHosts(NamedTuple):
    """What fits and what does not. `served`: the hosts of rules, and where each is named first.

    `bare`: served hosts that nothing has a certificate for. `foreign`: hosts whose certificate is for others. `idle`:
    hosts of TLS entries that no rule serves. `made`: the certificate of each entry, None where it is not known. `named`:
    the hosts that each entry names.
    """

    served: Mapping[str, Path]
    bare: tuple[str, ...]
    foreign: tuple[tuple[TlsHost, Certified], ...]
    idle: tuple[TlsHost, ...]
    made: tuple[Certified | None, ...]
    named: tuple[tuple[str, ...], ...] = ()


class Hosts:
    """Some hosts, found by what covers them and by what they cover, without looking at each."""

    __slots__ = ("_hosts", "_wildcards")

    def __init__(self, hosts: Iterable[str]) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._wildcards = frozenset(_wildcard(host) for host in self._hosts if not host.startswith("*"))

    def cover(self, host: str) -> bool:
        """Whether one of them covers a host."""
        return host.lower() in self._hosts or (not host.startswith("*") and _wildcard(host) in self._hosts)

    def meet(self, name: str) -> bool:
        """Whether one of them covers a name, or is covered by it."""
        return self.cover(name) or name.lower() in self._wildcards


def _wildcard(host: str) -> str:
    return f"*.{host.lower().partition('.')[2]}"


def tls_hosts(graph: Graph, ingress: Ingress) -> TlsHosts | None:
    """Compare the TLS section of an Ingress with its rules; None: there is none, or not enough is known of it."""
    entries = ingress.tls()
    if not entries or controller_of(ingress, graph) in _OWN_WAY:
        return None
    if not all(entry.hosts_known for entry in entries):
        return _below_variable(graph, ingress, entries)
    served, complete = _served(ingress)
    made = tuple(certified(graph, entry) for entry in entries)
    certain = Hosts(name for one in made if one is not None for name in one.names)
    some = Hosts(served)
    bare = () if _covers_all(entries, made, graph) else _bare(served, entries, certain, graph)
    foreign = [
        (one, own)
        for entry, own in zip(entries, made, strict=True)
        for one in _hosts_of(entry, served)
        if own is not None and own.certificate is not None and not certain.cover(one.host)
        if not complete or some.meet(one.host)
    ]
    return TlsHosts(
        served,
        bare,
        tuple(foreign),
        tuple(_idle(entries, some, graph)) if complete else (),
        made,
        tuple(entry.hosts for entry in entries),
    )


def _below_variable(graph: Graph, ingress: Ingress, entries: Sequence[IngressTls]) -> TlsHosts | None:
    """The same where every host is one below `${DOMAIN}`: whatever that is, `shop.${DOMAIN}` is never `shops.${DOMAIN}`."""
    entries = [entry._replace(hosts=_texts(entry.ingress.get(*entry.path, "hosts")), hosts_known=True) for entry in entries]
    served, complete = _written(ingress)
    variables = {_variable(host) for host in (*served, *(host for entry in entries for host in entry.hosts))}
    made = tuple(certified(graph, entry) for entry in entries)
    unsure = not complete or ingress.annotations.keys() & {*_MORE_HOSTS} or _covers_all(entries, made, graph)
    if unsure or len(variables) != 1 or None in variables:
        return None
    every = list(_ingresses(graph))
    covered = Hosts(host for other in every for entry in other.tls() for host in _texts(other.get(*entry.path, "hosts")))
    routed = Hosts(host for other in every for host in _written(other)[0])
    idle = (
        TlsHost(entry, host, (*entry.path, "hosts", index))
        for entry in entries
        for index, host in enumerate(entry.hosts)
        if not routed.meet(host)
    )
    bare = tuple(host for host in served if not covered.cover(host))
    return TlsHosts(served, bare, (), tuple(idle), made, tuple(entry.hosts for entry in entries))


def _variable(host: str) -> str | None:
    """The variable below which a host is: `${DOMAIN}` of `shop.${DOMAIN}`; None if it is none such."""
    found = _BELOW.fullmatch(host)
    return None if found is None else found[1]


def _texts(value: object) -> tuple[str, ...]:
    """The texts of a list; nothing if it holds anything else."""
    found = tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
    return found if isinstance(value, list) and len(found) == len(value) else ()


def _written(ingress: Ingress) -> tuple[dict[str, Path], bool]:
    """The hosts of the rules as they are written, and whether each has one."""
    found: dict[str, Path] = {}
    rules = sequence(ingress.get("spec", "rules"))
    for index, rule in enumerate(rules):
        host = at(rule, ("host",))
        if not isinstance(host, str) or not host:
            return found, False
        found.setdefault(host, ("spec", "rules", index, "host"))
    return found, ingress.default_backend is None and bool(found)


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


def _covers_all(entries: Sequence[IngressTls], made: Sequence[Certified | None], graph: Graph) -> bool:
    """Whether there may be a certificate for every host: one without hosts, a default, or, with Traefik, any unknown one.

    Traefik chooses by the names in the certificates, whatever the entries say.
    """
    if not all(entry.hosts for entry in entries) or controllers(graph).default_certificate:
        return True
    return None in made and controller_of(entries[0].ingress, graph) is Controller.TRAEFIK


def _bare(served: Iterable[str], entries: Sequence[IngressTls], certain: Hosts, graph: Graph) -> tuple[str, ...]:
    own = Hosts(host for entry in entries for host in entry.hosts)
    shared = graph.once(_secured)  # rules of one host in several Ingresses share its certificate
    return tuple(host for host in served if not (own.cover(host) or certain.cover(host) or shared.cover(host)))


def _hosts_of(entry: IngressTls, served: Mapping[str, Path]) -> Iterator[TlsHost]:
    """The hosts that a TLS entry is for: those that it names, or, if it is the only one, those of the rules."""
    for index, host in enumerate(entry.hosts):
        yield TlsHost(entry, host, (*entry.path, "hosts", index))
    if not entry.hosts and len(entry.ingress.tls()) == 1:
        for host, path in served.items():
            yield TlsHost(entry, host, path)


def _idle(entries: Sequence[IngressTls], served: Hosts, graph: Graph) -> Iterator[TlsHost]:
    others = graph.once(_routed)
    for entry in entries:
        for index, name in enumerate(entry.hosts):
            if not served.meet(name) and not others.meet(name):
                yield TlsHost(entry, name, (*entry.path, "hosts", index))


def _secured(graph: Graph) -> Hosts:
    """The hosts of all TLS entries of the unit."""
    return Hosts(host for ingress in _ingresses(graph) for entry in ingress.tls() for host in entry.hosts)


def _routed(graph: Graph) -> Hosts:
    """The hosts of the rules of all Ingresses of the unit."""
    return Hosts(path.host for ingress in _ingresses(graph) for path in ingress.paths() if path.host)


def _ingresses(graph: Graph) -> Iterator[Ingress]:
    return (one for one in graph.index.of_kind("Ingress") if isinstance(one, Ingress))
