"""Values of charts that become those of Secrets: they are never shown, wherever they stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from k8slint.resources import Resource
from k8slint.text import SourceFile, Span
from k8slint.units import Unit
from k8slint.yaml import Composed, Document, Node, path_of_key, read

_LINE = re.compile(r"[^\s](?:[^\r\n]*[^\s])?")
_FIELDS = ("data", "stringData")
_CHARACTER = "•"
_LAST = _CHARACTER * 3  # so that not even the length of a value is told


def secret_values(units: Iterable[Unit]) -> Mapping[str, frozenset[Span]]:
    """Where values stand that templates of Secrets use, by file."""
    found: dict[str, set[Span]] = defaultdict(set)
    for unit in units:
        for resource in unit.resources if unit.kind == "chart" else ():
            document = resource.document
            if resource.kind == "Secret" and isinstance(document, Composed):
                for path in _leaves(resource):
                    for source, span in document.provenance.values(path):
                        found[source.path].add(span)
    return {path: frozenset(spans) for path, spans in found.items()}


def _leaves(resource: Resource) -> Iterator[tuple[str | int, ...]]:
    rest: list[Node] = [node for field in _FIELDS if (node := resource.node(field)) is not None]
    while rest:
        node = rest.pop()
        below = [one for _, one in node.items()] or list(node.elements())
        rest += below
        if not below:
            yield node.path


def hidden(source: SourceFile, spans: Iterable[Span]) -> SourceFile:
    """A file with the same lines, and something else in place of values: those in ranges, or whose keys these are."""
    documents = read(source).documents
    ranges = {_value(documents, span) for span in spans}
    parts: list[str] = []
    done = 0
    for span in sorted(ranges, key=lambda one: (one.start, -one.end)):
        for line in _LINE.finditer(source.text, max(span.start, done), max(span.end, done)):
            end = source.text.find("\n", line.end())
            last = not source.text[line.end() : end if end >= 0 else len(source.text)].strip()
            parts += (source.text[done : line.start()], _LAST if last else _CHARACTER * len(line[0]))
            done = line.end()
    return SourceFile(source.path, "".join((*parts, source.text[done:])))


def _value(documents: Iterable[Document], span: Span) -> Span:
    """The range of the value whose key stands in a range; the range itself where none does."""
    for document in documents:
        path = path_of_key(document, span)
        found = document.span(path) if path is not None else None
        if found is not None:
            return found
    return span
