"""What belongs to another environment than the unit that speaks of it, by the words of its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from k8slint.graph.calls import calls_of, namespaces, texts_of
from k8slint.graph.own_domains import is_own, is_private
from k8slint.graph.reference import Outcome
from k8slint.resources import ConfigText, Resource, Service
from k8slint.resources.named_hosts import NamedHost, named_hosts
from k8slint.units.tokens import PRODUCTION, Word, named, tokens, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.graph.graph import Graph

_ENVIRONMENTS = frozenset({"production", "staging", "development"})
#: Words that are names of products and features as often as of environments: they count where they are a whole label.
_AMBIGUOUS = frozenset(
    {"live", "dr", "acceptance", "acc", "sit", "rc", "test", "testing", "preview", "review", "stage", "sandbox", "sbx", "qa"}
)
#: Hosts that are called so for everybody.
_PRODUCTS = re.compile(
    r"(?:.+\.)?(?:dev\.azure\.com|dev\.mysql\.com|test\.pypi\.org|live\.com|visualstudio\.com|test-ipv6\.com)",
    re.IGNORECASE,
)
#: What lists who may call, what is linked to, or what is not asked through a proxy.
_LISTS = re.compile(
    r"origin|cors|allow|whitelist|no.?proxy|trusted|redirect|referer|\bsans?\b|dns.?names?|xmlns|schema", re.IGNORECASE
)
_BEFORE = 80
_DOMAIN = 2  # labels of a domain of the internet, which tell nothing
_SHORT = 2  # labels of `service.namespace`
#: Words for environments that are domains of the internet as well, or may be one's own.
_TOP_LEVEL = frozenset({"dev", "live", "review", "test", "rc", "sit", "acc", "dr"})


class Stranger(NamedTuple):
    """A host of another environment, and the word of its name that tells it.

    `own`: it is a name of the cluster, or of a domain that the unit shows to be its own; else vendors have such names, too.
    """

    host: NamedHost
    word: Word
    own: bool


def of_another_environment(graph: Graph, resource: Resource, environment: str | None) -> Iterator[Stranger]:
    """Find the hosts in the configuration of a resource that belong to production where it does not, or the other way round."""
    if environment not in _ENVIRONMENTS:
        return
    for text in (*texts_of(graph, resource), *_external_name(resource)):
        if _LISTS.search(text.name):
            continue
        found = [(host, _word(graph, host)) for host in named_hosts(text)]
        for host, word in found:
            if word is None or (word.environment == PRODUCTION) == (environment == PRODUCTION):
                continue
            if any(said.environment == word.environment for said in words(text.name)):
                continue  # called so on purpose
            if (text.path, host.start) in _known(graph, resource):
                continue
            line = _line(text, host)
            if _LISTS.search(text.text, line[0], host.start):
                continue
            beside = (other for one, other in found if one is not host and line[0] <= one.start < line[1])
            if any(other is not None and other.environment == environment for other in beside):
                continue  # a list of all environments
            yield Stranger(host, word, _namespace(graph, host) is not None or is_own(graph, host.host, environment))


def _known(graph: Graph, resource: Resource) -> set[tuple[tuple[str | int, ...], int]]:
    """The places of hosts that are Services of this unit, or should be: of a namespace in which it runs something."""
    calls = calls_of(graph, resource)
    known = (call for call in calls if call.found.outcome is Outcome.FOUND or graph.neighbours(call.namespace))
    return {(call.host.text.path, call.host.start) for call in known}


def _external_name(resource: Resource) -> Iterator[ConfigText]:
    name = resource.get("spec", "externalName") if isinstance(resource, Service) and resource.external_name else None
    if isinstance(name, str):
        yield ConfigText(resource, ("spec", "externalName"), "externalName", name, whole=True)


def _line(text: ConfigText, host: NamedHost) -> tuple[int, int]:
    value = text.text
    end = value.find("\n", host.end)
    return value.rfind("\n", 0, host.start) + 1, len(value) if end < 0 else end


def _word(graph: Graph, host: NamedHost) -> Word | None:
    """The word of a host's name that tells its environment; None where nothing does, or two differ."""
    labels = host.host.split(".")
    namespace = _namespace(graph, host)
    if namespace is None and _PRODUCTS.fullmatch(host.host):
        return None
    labels = labels[: -1 if is_private(host.host) else -_DOMAIN] if namespace is None else [namespace]
    bases = graph.once(_bases)
    found = [word for label in labels for word in words(label) if _tells(label, word, bases)]
    return found[0] if len({word.environment for word in found}) == 1 else None


def _namespace(graph: Graph, host: NamedHost) -> str | None:
    """The namespace that a host names, if it is a name of the cluster."""
    labels = host.host.split(".")
    if host.namespace is None and len(labels) == _SHORT:
        return labels[1] if labels[1] in graph.once(namespaces) or _is_no_domain(labels[1]) else None
    return host.namespace


def _is_no_domain(label: str) -> bool:
    """Whether a label is a word for an environment under which no name of the internet is registered."""
    word = named(label)
    return word is not None and not word.weak and label not in _TOP_LEVEL


def _tells(label: str, word: Word, bases: frozenset[tuple[str, ...]]) -> bool:
    """Whether a word in a label of a name is the environment, and not a part of what it is called."""
    if word.weak:
        return False
    own, every = tokens(word.text), tokens(label)
    rest = _without(every, own)
    if not rest or rest in bases:
        return True
    return word.text not in _AMBIGUOUS and (every[-len(own) :] == own or every[: len(own)] == own)


def _without(every: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, ...]:
    for at in range(len(every) - len(own) + 1):
        if every[at : at + len(own)] == own:
            return every[:at] + every[at + len(own) :]
    return every


def _bases(graph: Graph) -> frozenset[tuple[str, ...]]:
    """The names of the unit's namespaces without the words that tell an environment."""
    found: set[tuple[str, ...]] = set()
    for name in namespaces(graph):
        every = tokens(name)
        for word in words(name):
            found.add(_without(every, tokens(word.text)))
    return frozenset(found - {()})
