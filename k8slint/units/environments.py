"""Which environment a unit is for: what its directories, labels, namespaces and host names say, weighed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from k8slint.resources import Resource
from k8slint.units.tokens import named, words

ANNOTATION = "k8slint.dev/env"
#: Labels whose value may name an environment.
_LABELS = ("env", "environment", "app.kubernetes.io/environment", "stage", "tier")
_LABEL_SET = frozenset(_LABELS)
_LABEL, _DIRECTORY, _VALUES, _NAMESPACE, _AFFIX, _HOST, _WEAK = 5, 4, 4, 3, 2, 1, 1
#: Two environments that are both told this loudly cancel each other out.
_LOUD = 4
_RESERVED = frozenset({"example.com", "example.net", "example.org"})


class Environment(NamedTuple):
    """The environment of a unit (None: nothing tells, or things disagree) and the evidence, a line each."""

    name: str | None
    evidence: tuple[str, ...] = ()


class _Signal(NamedTuple):
    """One piece of evidence: which kind of source says it, for which environment, how loud, and in which words."""

    source: str
    environment: str
    weight: int
    text: str


def override(word: str) -> Environment:
    """The environment that the user named."""
    name = named_environment(word)
    return Environment(name, (f"{name}: named by the user",))


def named_environment(word: str) -> str:
    """The environment that a word of the user names: that of the table which it stands for, else the word itself."""
    found = named(word)
    return found.environment if found is not None else word


def boundary(trail: Sequence[str]) -> tuple[str, ...]:
    """The way down to the nearest directory that tells an environment: nothing is deployed across it."""
    for length in range(len(trail), 0, -1):
        if words(trail[length - 1]):
            return tuple(trail[:length])
    return ()


def infer(
    trails: Iterable[Sequence[str]], resources: Sequence[Resource], affixes: Iterable[str] = (), values: str = ""
) -> Environment:
    """The environment of resources that lie in directories (the ways down to them from the top of the repository).

    `values` is the file of values that they were rendered with besides those of their chart.
    """
    facts = _Facts(resources)
    final = sorted({word.environment for value in facts.annotations if (word := named(value)) is not None})
    if len(final) == 1:
        return Environment(final[0], (f"{final[0]}: annotation {ANNOTATION}",))
    signals = [signal for trail in sorted(set(map(tuple, trails))) for signal in _of_trail(trail)]
    signals += facts.signals()
    for affix in affixes:
        signals += _told("prefix or suffix", affix, _AFFIX, f"prefix or suffix {affix}")
    signals += _told("values file", values, _VALUES, f"values file {values}")
    loudest: dict[tuple[str, str], _Signal] = {}
    for signal in signals:
        key = (signal.source, signal.environment)
        if key not in loudest or loudest[key].weight < signal.weight:
            loudest[key] = signal
    kept = sorted(loudest.values(), key=lambda signal: (-signal.weight, signal.source, signal.environment))
    return Environment(_winner(kept), tuple(f"{one.environment}: {one.text} ({one.weight})" for one in kept))


def _winner(signals: Sequence[_Signal]) -> str | None:
    totals: dict[str, int] = {}
    for signal in signals:
        totals[signal.environment] = totals.get(signal.environment, 0) + signal.weight
    if not totals or len({signal.environment for signal in signals if signal.weight >= _LOUD}) > 1:
        return None
    best = max(totals.values())
    winners = [environment for environment, total in totals.items() if total == best]
    return winners[0] if len(winners) == 1 else None


def _told(source: str, text: str, weight: int, shown: str) -> Iterator[_Signal]:
    for word in words(text):
        yield _Signal(source, word.environment, _WEAK if word.weak else weight, shown)


def _of_trail(trail: Sequence[str]) -> Iterator[_Signal]:
    """What directories say: the nearest that says anything counts, a weak word beside what a firm one says."""
    weak: list[_Signal] = []
    for directory in reversed(trail):
        found = list(_told("directory", directory, _DIRECTORY, f"directory {directory}"))
        firm = [signal for signal in found if signal.weight == _DIRECTORY]
        weak = weak or [signal for signal in found if signal.weight != _DIRECTORY]
        if firm:
            yield from firm
            break
    yield from weak


class _Facts:
    """What the resources of a unit say, each thing once."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self.annotations: set[str] = set()
        self._labels: dict[tuple[str, str], None] = {}
        self._namespaces: dict[str, None] = {}
        self._hosts: dict[str, None] = {}
        for resource in resources:
            self._look_at(resource)

    def _look_at(self, resource: Resource) -> None:
        metadata = resource.value.get("metadata")
        if type(metadata) is not dict:
            return
        annotations = metadata.get("annotations")
        if type(annotations) is dict and isinstance(annotations.get(ANNOTATION), str):
            self.annotations.add(annotations[ANNOTATION])
        labels = metadata.get("labels")
        if type(labels) is dict and not _LABEL_SET.isdisjoint(labels):
            told = ((key, labels[key]) for key in _LABELS if isinstance(labels.get(key), str))
            self._labels.update(dict.fromkeys(told))
        if resource.namespace is not None:
            self._namespaces[resource.namespace] = None
        kind = resource.kind
        if kind == "Namespace" and resource.name is not None:
            self._namespaces[resource.name] = None
        elif kind in {"Ingress", "HTTPRoute", "GRPCRoute", "TLSRoute", "Gateway"}:
            self._hosts.update(dict.fromkeys(_hosts(resource.value.get("spec"))))

    def signals(self) -> Iterator[_Signal]:
        """What labels, namespaces and host names say of environments."""
        for key, value in sorted(self._labels):
            word = named(value)
            if word is not None:
                yield _Signal("label", word.environment, _WEAK if word.weak else _LABEL, f"label {key}: {value}")
        for namespace in sorted(self._namespaces):
            yield from _told("namespace", namespace, _NAMESPACE, f"namespace {namespace}")
        for host in sorted(self._hosts):
            labels = host.rstrip(".").split(".")
            own = labels[:-2] if ".".join(labels[-2:]) in _RESERVED else labels[:-1]  # `.dev` and `.local` tell nothing
            yield from _told("host", ".".join(own), _HOST, f"host {host}")


def _hosts(spec: Any) -> Iterator[str]:
    """The host names of an Ingress, a route or a Gateway; nothing of what is malformed."""
    if type(spec) is not dict:
        return
    lists = [spec.get("hostnames"), *(_each(spec.get("tls"), "hosts"))]
    for hosts in lists:
        yield from (host for host in hosts if isinstance(host, str)) if isinstance(hosts, list) else ()
    for key, field in (("rules", "host"), ("listeners", "hostname")):
        yield from (host for host in _each(spec.get(key), field) if isinstance(host, str))


def _each(entries: Any, key: str) -> list[Any]:
    return [entry.get(key) for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
