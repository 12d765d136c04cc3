"""Which names of the internet are those of whoever wrote a unit, and not of a vendor, as far as the unit shows."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from k8slint.resources import Ingress, Workload, config_texts, known_text
from k8slint.resources.images import parse_image
from k8slint.resources.named_hosts import named_hosts
from k8slint.resources.scalars import at, sequence
from k8slint.units.tokens import tokens, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.graph.graph import Graph
    from k8slint.resources import Resource

#: Ends of names that no registry of the internet gives to anybody.
_PRIVATE = frozenset({"arpa", "corp", "home", "internal", "intra", "intranet", "lan", "local", "localdomain", "private"})
#: What stands before the label of a country where names are registered below it.
_SECOND = frozenset({"ac", "co", "com", "edu", "gov", "ne", "net", "or", "org"})
_COUNTRY = 2  # letters
#: Domains below which anybody has names: that two lie there says nothing.
_SHARED = frozenset(
    {
        "amazonaws.com", "appspot.com", "aws.dev", "azure.com", "azure.net", "azurecr.io", "azurewebsites.net", "cloudapp.net",
        "cloudflarestorage.com", "cloudfront.net", "digitaloceanspaces.com", "docker.com", "docker.io", "fly.dev", "gcr.io",
        "ghcr.io", "github.com", "github.io", "githubusercontent.com", "google.com", "googleapis.com", "herokuapp.com", "k8s.io",
        "microsoft.com", "mongodb.net", "netlify.app", "ngrok.io", "ondigitalocean.com", "pages.dev", "quay.io", "run.app",
        "trafficmanager.net", "vercel.app", "windows.net", "workers.dev",
    }
)  # fmt: skip
#: Where kinds besides Ingress say for which hosts they are.
_HOSTS = {
    "Certificate": ("dnsNames",),
    "GRPCRoute": ("hostnames",),
    "HTTPRoute": ("hostnames",),
    "TLSRoute": ("hostnames",),
    "VirtualService": ("hosts",),
}


def is_private(host: str) -> bool:
    """Whether nobody on the internet may have a name."""
    return host.rpartition(".")[2].lower() in _PRIVATE


def domain_of(host: str) -> str:
    """The part of a name that somebody registered: `example.com`, `example.co.uk`."""
    labels = host.lower().split(".")
    second = len(labels) > 2 and len(labels[-1]) == _COUNTRY and labels[-2] in _SECOND  # noqa: PLR2004  # there is a third
    return ".".join(labels[-3 if second else -2 :])


def is_own(graph: Graph, host: str, environment: str) -> bool:
    """Whether a unit of an environment shows that a name is one of its own domain.

    That is so where it has the domain itself, for what it serves, where it gets its images or in a host that says nothing
    else, and where it has the same name but for the word of the environment.
    """
    if is_private(host):
        return True
    served, named = graph.once(_served), graph.once(_named)
    twins = named.get(_skeleton(host), set()) - {host.lower()}
    if any(_is_of(other, environment) for other in twins):
        return True
    domain = domain_of(host)
    if domain in _SHARED:
        return False
    return domain in served or any(_is_of(other, environment) for other in graph.once(_by_domain).get(domain, ()))


def _is_of(host: str, environment: str) -> bool:
    """Whether a name may be of an environment: nothing in it tells another one."""
    return all(word.environment == environment or word.weak for word in words(host))


def _skeleton(host: str) -> tuple[str, ...]:
    """The tokens of a name without those that tell an environment."""
    telling = {token for word in words(host) for token in tokens(word.text)}
    return tuple(token for token in tokens(host.lower()) if token not in telling)


def _served(graph: Graph) -> frozenset[str]:
    """The domains of the hosts that resources of any unit serve, and of the registries that images come from."""
    hosts = {host for resource in graph.unit.resources for host in _hosts_of(resource)}
    hosts |= {host for ingress in graph.everywhere("Ingress") for host in _hosts_of(ingress)}
    return frozenset(domain_of(host) for host in hosts if "." in host.removeprefix("*."))


def _hosts_of(resource: Resource) -> Iterator[str]:
    if isinstance(resource, Ingress):
        yield from (host for rule in sequence(resource.get("spec", "rules")) if (host := known_text(at(rule, ("host",)))))
        yield from (host for entry in resource.tls() for host in entry.hosts)
    elif isinstance(resource, Workload):
        for container in resource.template.containers:
            image = parse_image(container.image)
            if image is not None and image.registry and not _is_address(image.registry):
                yield image.registry.partition(":")[0]
    elif resource.kind in _HOSTS:
        yield from (host for one in sequence(at(resource.get("spec"), _HOSTS[resource.kind])) if (host := known_text(one)))


def _is_address(registry: str) -> bool:
    try:
        ipaddress.ip_address(registry.partition(":")[0])
    except ValueError:
        return False
    return True


def _named(graph: Graph) -> dict[tuple[str, ...], set[str]]:
    """The hosts in the configuration of a unit, by what is left of them without the words of environments."""
    found: dict[tuple[str, ...], set[str]] = {}
    for resource in graph.unit.resources:
        for text in config_texts(resource):
            for host in named_hosts(text):
                found.setdefault(_skeleton(host.host), set()).add(host.host.lower())
    return found


def _by_domain(graph: Graph) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for hosts in graph.once(_named).values():
        for host in hosts:
            found.setdefault(domain_of(host), set()).add(host)
    return found
