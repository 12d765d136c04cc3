"""Why not everything of a unit is known: what is not or cannot be read, and resources that bring others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from k8slint.resources import Resource, known_text
from k8slint.units.layout import parent
from k8slint.units.model import Gap
from k8slint.units.unseen import Unseen, describe
from k8slint.yaml import ReadError

# What another tool replaces and YAML chokes on: Go templates and Jinja where a value, an entry or a line begins.
_TEMPLATE = re.compile(r"(?m)^[ \t]*(?:- +)*(?:[\w.\-/\"']+[ \t]*:[ \t]+)?(?:\{\{|\{%|<%)")
#: ytt hides its templates in comments: what is left is YAML, but not what will be applied.
_YTT = re.compile(r"(?m)^#@ *(?:load|overlay|data/|ytt|def|if |for )|[:\-] +#@ ")

#: Gaps of one directory that are told; more say nothing new.
_TOLD = 9

_CHARTS = frozenset({("helm.toolkit.fluxcd.io", "HelmRelease"), ("helm.cattle.io", "HelmChart")})


def is_template(error: ReadError) -> bool:
    """Whether a document cannot be read because it is a template: it holds one before the place of the error."""
    text = error.source.text
    if text[error.span.start : error.span.end] in {"\0", "\ufffd"}:
        return False  # no text at all
    if "{{" not in text and "{%" not in text and "<%" not in text:
        return False
    start = max(text.rfind("\n---", 0, error.span.start), 0)
    end = text.find("\n", error.span.end)
    return _TEMPLATE.search(text, start, len(text) if end < 0 else end + 1) is not None


def is_ytt(text: str) -> bool:
    """Whether a text is a template of ytt, which reads as YAML."""
    return "#@" in text and _YTT.search(text) is not None


def of_unseen(unseen: Unseen) -> Mapping[str, list[Gap]]:
    """The gaps that files make which are not read, by the directory in which they lie: of each kind the first few."""
    found: dict[str, list[Gap]] = defaultdict(list)
    for path in unseen.templates:
        if len(found[parent(path)]) < _TOLD:
            found[parent(path)].append(Gap("not-rendered", describe(path), path))
    for path in unseen.ignored:
        if len(found[parent(path)]) < 2 * _TOLD:
            found[parent(path)].append(Gap("ignored", "is ignored", path))
    return dict(found)


def of_resources(resources: Iterable[Resource]) -> tuple[Gap, ...]:
    """The gaps that resources make: kinds whose operators may make anything, and what installs other things."""
    found: dict[tuple[str, str, str | None], Gap] = {}
    for resource in resources:
        if resource.built_in:
            continue
        for gap in _of(resource):
            found.setdefault((gap.kind, gap.message, gap.namespace), gap)
    return tuple(found.values())


def _of(resource: Resource) -> Iterator[Gap]:
    path = resource.document.source.path
    group, kind = resource.group, resource.kind
    spec = resource.get("spec")
    if (group, kind) in _CHARTS:
        namespace = _text(spec, "targetNamespace") or resource.namespace
        yield Gap("chart-source", f"{resource} installs a chart", path, namespace)
    elif (group, kind) == ("kustomize.toolkit.fluxcd.io", "Kustomization"):
        what = _text(spec, "path") or "a source"
        yield Gap("not-built", f"{resource} applies {what}", path, _text(spec, "targetNamespace"))
    elif group == "argoproj.io" and kind in {"Application", "ApplicationSet"}:
        yield _application(resource, spec, path)
    elif not resource.known:
        yield Gap("unknown-kind", f"kind {kind} is not known", path, resource.namespace)


def _application(resource: Resource, spec: Any, path: str) -> Gap:
    if resource.kind == "ApplicationSet":
        return Gap("not-built", f"{resource} makes Applications", path)
    destination = spec.get("destination") if isinstance(spec, dict) else None
    namespace = _text(destination, "namespace")
    sources = [spec.get("source"), *_list(spec.get("sources"))] if isinstance(spec, dict) else []
    if any(_text(source, "chart") for source in sources):
        return Gap("chart-source", f"{resource} installs a chart", path, namespace)
    where = next((text for source in sources if (text := _text(source, "path"))), "a source")
    return Gap("not-built", f"{resource} applies {where}", path, namespace)


def _text(value: Any, key: str) -> str | None:
    return known_text(value.get(key)) if isinstance(value, dict) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
