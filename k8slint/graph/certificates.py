"""Which host names the certificate of a TLS entry of an Ingress is for, as far as what makes it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8slint.resources import known_text

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph
    from k8slint.resources import IngressTls, Resource

#: API groups of cert-manager, the present one and the first.
_GROUPS = frozenset({"cert-manager.io", "certmanager.k8s.io"})
#: Annotations that have cert-manager make a Certificate for each TLS entry of an Ingress, with the hosts of the entry.
_ISSUERS = ("cert-manager.io/issuer", "cert-manager.io/cluster-issuer", "kubernetes.io/tls-acme")
_ISSUER_ALIASES = ("certmanager.k8s.io/issuer", "certmanager.k8s.io/cluster-issuer")


class Certified(NamedTuple):
    """The names that a certificate is for, and the Certificate that asks for it (None: made for the Ingress itself)."""

    names: tuple[str, ...]
    certificate: Resource | None


def covers(name: str, host: str) -> bool:
    """Whether a name of a certificate, or a host of a TLS entry, covers a host: `*.` stands for exactly one label."""
    name, host = name.lower(), host.lower()
    if name == host:
        return True
    return name.startswith("*.") and not host.startswith("*") and host.partition(".")[2] == name[2:]


def names_of(certificate: Resource) -> tuple[str, ...] | None:
    """Read the host names that a Certificate asks for; None where they are not known completely."""
    if certificate.get("spec", "literalSubject") is not None:
        return None
    names = certificate.get("spec", "dnsNames")
    common = certificate.get("spec", "commonName")  # which issuers add to the names
    written = [*(names if isinstance(names, list) else [] if names is None else [None]), *([common] if common else [])]
    known = tuple(text for name in written if (text := known_text(name)) is not None)
    return known if known and len(known) == len(written) else None


def is_issued(entry: IngressTls) -> bool:
    """Whether cert-manager makes the certificate of a TLS entry for the Ingress, with the hosts of the entry."""
    annotations = entry.ingress.annotations
    return any(annotations.get(key) for key in (*_ISSUERS, *_ISSUER_ALIASES))


def certified(graph: Graph, entry: IngressTls) -> Certified | None:
    """Find the names that the certificate of a TLS entry is for; None: not known, or not only one thing says it."""
    if not entry.secret:
        return None
    namespace = entry.ingress.namespace
    if any(graph.index.within("Secret", entry.secret, namespace, "")):
        return None  # what is in it is not known
    makers = {
        id(made.maker): made.maker
        for made in graph.index.produced("Secret", entry.secret)
        if None in {made.namespace, namespace} or made.namespace == namespace
    }
    makers.pop(id(entry.ingress), None)
    if is_issued(entry):
        return None if makers or not entry.hosts_known else Certified(entry.hosts, None)
    if len(makers) != 1:
        return None
    (maker,) = makers.values()
    if maker.kind != "Certificate" or maker.group not in _GROUPS or maker.namespace != namespace:
        return None
    names = names_of(maker)
    return None if names is None else Certified(names, maker)
