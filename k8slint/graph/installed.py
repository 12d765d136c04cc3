"""What the charts that a unit installs, and that nobody reads, may call what they bring."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from k8slint.resources import known_text
from k8slint.resources.scalars import mapping, sequence

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph
    from k8slint.resources import Resource

#: What installs charts, by group.
_INSTALLS = {"helm.toolkit.fluxcd.io": "HelmRelease", "helm.cattle.io": "HelmChart", "argoproj.io": "Application"}


def may_name(graph: Graph, name: str) -> bool:
    """Whether a chart that the unit installs may bring something of a name: after the release, the chart or its values."""
    return any(name in text for text in graph.once(_values)) or any(
        name.startswith(start) or start.startswith(name) for start in graph.once(_starts)
    )


def _charts(graph: Graph) -> Iterator[Resource]:
    return (one for one in graph.unit.resources if _INSTALLS.get(one.group) == one.kind)


def _starts(graph: Graph) -> frozenset[str]:
    """The names of the releases and the charts: those of what charts make begin with one of them."""
    return frozenset(text.rpartition("/")[2] for one in _charts(graph) for text in _names(one) if text)


def _names(resource: Resource) -> Iterator[str | None]:
    spec = mapping(resource.get("spec"))
    chart, release = spec.get("chart"), known_text(spec.get("releaseName"))
    yield resource.name
    yield release
    if known_text(spec.get("targetNamespace")):
        yield f"{spec['targetNamespace']}-{resource.name}"
    yield known_text(mapping(mapping(chart).get("spec")).get("chart"))
    yield known_text(mapping(spec.get("chartRef")).get("name"))
    yield known_text(chart)
    for source in (spec.get("source"), *sequence(spec.get("sources"))):
        yield known_text(mapping(source).get("chart"))
        yield known_text(mapping(mapping(source).get("helm")).get("releaseName"))


def _values(graph: Graph) -> tuple[str, ...]:
    """What charts are told, as texts: names of what they make may stand in it."""
    return tuple(str(one.get("spec")) for one in _charts(graph))
