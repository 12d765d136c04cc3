"""How the ingress controllers of a unit are set up, as far as their arguments, ConfigMaps and chart values show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.resources import Workload, known_text
from k8slint.resources.scalars import mapping, sequence, text_form

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph
    from k8slint.resources import Resource

_CLASSLESS = "watch-ingress-without-class"
_CERTIFICATE = "default-ssl-certificate"
_STRICT = "strict-validate-path-type"
#: Arguments that name the class which a controller serves, of ingress-nginx, NGINX Inc., AWS, HAProxy, Traefik, Contour.
_CLASS = frozenset(
    {"ingress-class", "ingress.class", "ingress-class-name", "ingress-class-by-name", "providers.kubernetesingress.ingressclass"}
)
#: The same in the values of charts, in lower case: where it is a text, and `name` of where it is a mapping.
_CLASS_VALUES = frozenset({"ingressclass", "ingressclassname", "ingressclassresource"})
_LINE = re.compile(r"^\s*([\w.\-]+)\s*:\s*(\S.*?)\s*$")
_QUOTES = "\"'"
#: Kinds that install charts, and where their values are.
_CHARTS = {
    "HelmRelease": (("spec", "values"),),
    "HelmChart": (("spec", "valuesContent"),),
    "HelmChartConfig": (("spec", "valuesContent"),),
    "Application": (("spec", "source", "helm"), ("spec", "sources")),
}
_DEEPEST = 12


class Controllers(NamedTuple):
    """What is known of the ingress controllers of a unit.

    `classless`: one serves Ingresses without a class. `default_certificate`: one has a certificate for hosts that no
    Ingress gives one. `lenient`: ingress-nginx takes any path of any type. `classes`: those that they are told to serve.
    """

    classless: bool
    default_certificate: bool
    lenient: bool
    classes: frozenset[str]


def controllers(graph: Graph) -> Controllers:
    """Read what the unit says of its ingress controllers."""
    return graph.once(_controllers)


def _controllers(graph: Graph) -> Controllers:
    settings: dict[str, set[str]] = {}
    for resource in graph.unit.resources:
        for name, value in _settings(resource):
            settings.setdefault(name, set()).add(value)
    certificate = bool(settings.get(_CERTIFICATE)) or _has_default_store(graph)
    classes = frozenset().union(*(settings.get(name, ()) for name in _CLASS | _CLASS_VALUES))
    on = settings.get(_CLASSLESS, set()) | settings.get("watchingresswithoutclass", set())
    return Controllers("true" in on, certificate, "false" in settings.get(_STRICT, ()), classes)


def _has_default_store(graph: Graph) -> bool:
    """Whether a TLSStore gives Traefik a certificate for everything."""
    return any(store.get("spec", "defaultCertificate") is not None for store in graph.index.of_kind("TLSStore"))


def _settings(resource: Resource) -> Iterator[tuple[str, str]]:
    if isinstance(resource, Workload):
        for container in resource.template.containers:
            words = [word for field in ("command", "args") for word in sequence(container.get(field)) if isinstance(word, str)]
            yield from _of_arguments(words)
    elif resource.kind == "ConfigMap":
        value = text_form(resource.get("data", _STRICT))
        if value:
            yield _STRICT, value
    for path in _CHARTS.get(resource.kind, ()):
        yield from _of_values(resource.get(*path), 0)


def _of_arguments(words: list[str]) -> Iterator[tuple[str, str]]:
    for word, after in zip(words, (*words, "-")[1:], strict=True):
        if word.startswith("-"):
            name, equals, value = word.lstrip("-").partition("=")
            found = value if equals else "true" if after.startswith("-") else after
            if known_text(found) is not None:
                yield name, found


def _of_values(values: Any, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _DEEPEST:
        return
    if isinstance(values, str):
        for line in values.splitlines():
            found = _LINE.match(line)
            if found is not None and known_text(found[2]) is not None:
                yield _setting(found[1]), found[2].strip(_QUOTES)
    for entry in sequence(values):
        yield from _of_values(entry, depth + 1)
    for key, value in mapping(values).items():
        setting = _setting(key)
        if isinstance(value, dict | list) or (isinstance(value, str) and "\n" in value):
            yield from _of_values(value, depth + 1)
            value = mapping(value).get("name") if setting in _CLASS_VALUES else None  # noqa: PLW2901  # its name is its value
        text = known_text(text_form(value))
        if text is not None:
            yield setting, text


def _setting(key: Any) -> str:
    """The name of a setting as arguments have it, or, of one that is only in the values of charts, in lower case."""
    text = str(key)
    return text if "-" in text or "." in text else text.lower()
