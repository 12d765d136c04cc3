"""From nodes to places: where in a file a problem is reported, and what identifies it when lines move."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from k8slint.findings import Location, ResourceId
from k8slint.resources import Resource
from k8slint.text import SourceFile, Span
from k8slint.yaml import Composed, Node, ReadError, Site

_SECRETS = frozenset({("data",), ("stringData",)})
_VALUES = 3  # of one value that are told
_KIND = "Secret"  # a file that has this word may hold what nobody is to see,
_MANIFESTS = (".yaml", ".yml", ".json")  # and so may any that is no manifest
_LINE_END = re.compile(r"[\r\n]")
#: Fields that tell the entries of a list apart, in the order tried: the patch merge keys of the API, then usual names.
MERGE_KEYS = (
    *("name", "port", "containerPort", "mountPath", "devicePath", "key", "host", "path", "ip", "topologyKey", "secretName"),
    "kind",
)


def _first_line(source: SourceFile, span: Span) -> Span:
    found = _LINE_END.search(source.text, span.start, span.end)
    return span if found is None else Span(span.start, max(span.start, found.start()))


def _part(node: Node, site: Site, within: tuple[int, int]) -> Site:
    """The place of a part of a text value, where the text stands in the file as it is read; else the whole value."""
    value = node.value
    if not isinstance(value, str):
        return site
    part = value[within[0] : within[1]]
    source, span = site
    written = source.text[span.start : span.end]
    if not part or written.count(part) != value.count(part):
        return site
    at = -1
    for _ in range(value.count(part, 0, within[0]) + 1):
        at = written.find(part, at + 1)
    return site if at < 0 else Site(source, Span(span.start + at, span.start + at + len(part)))


def site_of(node: Node | ReadError, *, key: bool = False, within: tuple[int, int] | None = None) -> Site:
    """Where a node is reported: a scalar or one-line collection at its value, a longer one at its key, else its first line."""
    if isinstance(node, ReadError):
        return Site(node.source, _first_line(node.source, node.span))
    if key and (key_site := node.key_site) is not None:
        return key_site
    site = node.site
    source, span = site
    if within is not None:
        return _part(node, site, within)
    if isinstance(node.value, (dict, list)) and (
        _LINE_END.search(source.text, span.start, span.end) or isinstance(node.document, Composed)
    ):
        # Of what is composed, the range is where its first piece stands: others may have been added elsewhere.
        key_site = node.key_site
        return key_site if key_site is not None else Site(source, _first_line(source, span))
    if span.start == span.end and (key_site := node.key_site) is not None:
        return key_site  # an empty value: nothing to point at
    return site


def place(node: Node | ReadError, *, key: bool = False, within: tuple[int, int] | None = None) -> Location:
    """The place in a file at which a node is reported."""
    return Location.of(*site_of(node, key=key, within=within))


def values(node: Node | ReadError, resource: Resource | None, *, key: bool = False) -> tuple[Location, ...]:
    """Where the values stand that a template made a node of, or its key; of what a Secret keeps none, which nobody may see."""
    if isinstance(node, ReadError) or not isinstance(node.document, Composed):
        return ()
    if resource is not None and resource.kind == "Secret" and relative(node, resource)[:1] in _SECRETS:
        return ()
    found = node.document.provenance.values(node.path, key=key)
    return tuple(Location.of(source, _first_line(source, span)) for source, span in found)[:_VALUES]


def resource_id(resource: Resource) -> ResourceId:
    """Which resource it is, as it is applied."""
    return ResourceId(resource.group, resource.version, resource.kind, resource.namespace, resource.name)


def relative(node: Node | ReadError, resource: Resource | None) -> tuple[str | int, ...]:
    """The path of a node below its resource; empty for what lies outside of it."""
    if resource is None or isinstance(node, ReadError) or node.document is not resource.document:
        return ()
    depth = len(resource.path)
    return node.path[depth:] if node.path[:depth] == resource.path else ()


def _steps(value: Any, path: Sequence[str | int]) -> list[str]:
    """A path with list entries named by their merge key: it survives reordering."""
    steps: list[str] = []
    for step in path:
        below = None
        if isinstance(value, dict):
            below = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            below = value[step]
        if isinstance(step, int):
            name: Any = None if isinstance(below, (dict, list)) else below
            if isinstance(below, dict):
                name = next((f"{key}={below[key]}" for key in MERGE_KEYS if isinstance(below.get(key), (str, int))), None)
            steps.append(f"[{step if name is None else name}]")
        else:
            steps.append(step)
        value = below
    return steps


def written_as(resource: Resource) -> tuple[str, str]:
    """Namespace and name of a resource as its source writes them."""
    document = resource.document
    if isinstance(document, Composed):
        told = (document.provenance.written((*resource.path, "metadata", key)) for key in ("namespace", "name"))
        namespace, name = (text or "" for text in told)
        return namespace, name
    return resource.declared_namespace or "", resource.name or ""


def fingerprint(rule: str, resource: Resource | None, node: Node | ReadError) -> str:
    """What stays the same while lines and files move: the rule, the resource as its source writes it, the field."""
    return digest([rule, *_parts(resource, node)])


def _parts(resource: Resource | None, node: Node | ReadError) -> list[str]:
    if resource is None:
        return [_line(*_start(node))]
    identity = (resource.group, resource.kind, *written_as(resource))
    return [*identity, *_steps(resource.value, relative(node, resource))]


def _start(node: Node | ReadError) -> Site:
    return Site(node.source, node.span) if isinstance(node, ReadError) else node.site


def _line(source: SourceFile, span: Span) -> str:
    return source.line(source.position(span.start).line).strip()


def identity(resource: Resource | None, node: Node | ReadError) -> tuple[str, ...]:
    """What a fingerprint is over besides the rule: group, kind, namespace, name and the steps to the field.

    Of what lies in no resource the text of its line, and a second, empty part where a secret may stand in it.
    """
    parts = _parts(resource, node)
    if resource is None:
        source, _ = _start(node)
        if _KIND in source.text or not source.path.endswith(_MANIFESTS):
            parts.append("")
    return tuple(parts)


def digest(parts: Sequence[str]) -> str:
    """32 hexadecimal digits over some texts."""
    try:
        from _blake2 import blake2b  # a clean run needs none; hashlib would load OpenSSL for it
    except ImportError:  # a build of Python without hashes of its own
        from hashlib import blake2b

    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
