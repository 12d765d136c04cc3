"""Documents that a chart makes: values as they are applied, and for each the place where it is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8slint.resources.hooks import hook, is_test
from k8slint.text import SourceFile, Span
from k8slint.units.charts.aligning import align
from k8slint.units.charts.chart import Chart, Member
from k8slint.units.charts.mapping import LineMap, Stretch
from k8slint.units.charts.outcome import How, Origin, Place
from k8slint.units.charts.references import Each, Use, uses
from k8slint.units.charts.tracing import Traced, trace
from k8slint.units.charts.values import Lookup
from k8slint.yaml import Document, Node
from k8slint.yaml.places import Path


class Template:
    """A file that made a text: its chart, its path, and the lines of it where they are known."""

    def __init__(self, chart: Chart, member: Member, path: str, lookup: Lookup, lines: LineMap | None) -> None:
        self.chart = chart
        self.member = member
        self.path = path
        self.lookup = lookup
        self.lines = lines
        self._uses: dict[str, tuple[Use, ...]] = {}

    @property
    def source(self) -> SourceFile:
        """The text of the file."""
        return self.chart.source(self.path) or SourceFile(self.chart.shown(self.path), "")

    def uses(self, path: str, span: Span) -> list[Use]:
        """The values that are used in a range of a template."""
        found = self._uses.get(path)
        if found is None:
            source = self.chart.source(path)
            found = self._uses[path] = uses(source.text) if source else ()
        return [use for use in found if use.action.start < span.end and span.start < use.action.end]


class RenderedDocument:
    """One document that a chart makes, or one of its `crds/`, which are applied as they are.

    `document` is of the rendered text; `template` the file that made it. `hook` is what its annotation says of when Helm
    runs it, None for what is part of the release; `test`: only `helm test` does.
    """

    __slots__ = ("_template", "document", "hook")

    def __init__(self, document: Document, template: Template) -> None:
        self.document = document
        self._template = template
        self.hook = hook(document.value)

    @property
    def value(self) -> Any:
        """The value, as it is applied."""
        return self.document.value

    @property
    def template(self) -> SourceFile:
        """The file that made it."""
        return self._template.source

    @property
    def test(self) -> bool:
        """Whether only `helm test` applies it."""
        return is_test(self.document.value)

    def origin(self, path: Path) -> Origin | None:
        """Where the value at a path is written; None if there is none."""
        span = self.document.span(path)
        return None if span is None else self._origin(span, path)

    def key_origin(self, path: Path) -> Origin | None:
        """Where the key is written that holds the value at a path; None for entries of lists and the root."""
        span = self.document.key_span(path)
        return None if span is None else self._origin(span, path, key=True)

    def collects(self, path: Path) -> bool:
        """Whether what is at a path holds other values."""
        return type(Node(self.document, path).value) in {dict, list}

    def place(self, span: Span) -> Origin:
        """Where a range of the rendered text is written: of what is no value, or cannot be read."""
        return self._origin(span, None)

    def leaves(self) -> Iterator[tuple[Path, Any]]:
        """All values that hold no others, with their paths."""
        rest: list[tuple[Path, Any]] = [((), self.value)]
        while rest:
            path, value = rest.pop()
            if type(value) is dict and value:
                rest.extend(((*path, key), item) for key, item in reversed(value.items()))
            elif type(value) is list and value:
                rest.extend(((*path, number), value[number]) for number in range(len(value) - 1, -1, -1))
            else:
                yield path, value

    def _origin(self, span: Span, path: Path | None, *, key: bool = False) -> Origin:
        return origin(self._template, span, self.document if path is not None else None, path or (), key=key)


def origin(template: Template, span: Span, document: Document | None = None, path: Path = (), *, key: bool = False) -> Origin:
    """Where a range of what a template made is written; with the document and the path of a value, also what it is of."""
    lines = template.lines
    entry = template.member.entry
    if entry is not None:
        return Origin(entry, "packed")
    if lines is None:
        as_it_is = document is not None and document.source is template.source
        return Origin(Place(template.source, span), "literal") if as_it_is else Origin(_first_line(template.source), "file")
    empty = span.start == span.end and span.start > 0
    if empty:  # it stands behind something, which has its line
        span = Span(span.start - 1, span.end)
    first = lines.stretch(span.start)
    if first is None:
        return Origin(_first_line(template.source), "file")
    last = lines.stretch(max(span.start, span.end - 1)) or first
    source = template.chart.source(first.line.path) or template.source
    where, how = _part(lines, source, first, span)
    if last.line.path == first.line.path and last.line.span.start > first.line.span.start:
        end, _ = _part(lines, source, last, span)
        where = Span(where.start, max(where.end, end.end))
        how = "literal" if source.slice(where) == lines.text[span.start : span.end] else how if how == "action" else "line"
    if empty and how == "literal":
        where = Span(where.end, where.end)
    through = None
    if first.line.path != template.path:
        line = lines.next_of(span.start, template.path)
        through = None if line is None else Place(template.source, _content(template.source, line.span))
    bare = document is None or (how == "literal" and not empty)  # literal text comes from no values
    used = [] if bare or document is None else _values(template, first, where, span.start, document, path, key=key)
    values = tuple(dict.fromkeys(one.place for one in used))
    return Origin(Place(source, where), how, values, through, same=bool(used) and used[0].same)


def _part(lines: LineMap, source: SourceFile, stretch: Stretch, span: Span) -> tuple[Span, How]:
    """The part of a template's line that made what a range and a stretch share."""
    text = lines.text
    start, end = max(span.start, stretch.start), min(span.end, stretch.end)
    line = stretch.line.span
    aligned = align(source.slice(line), text[stretch.start : stretch.end], start - stretch.start, end - stretch.start)
    if aligned is None:
        return _content(source, line), "line"
    where = Span(line.start + aligned.span.start, line.start + aligned.span.end)
    return where, "literal" if aligned.literal else "action"


def _content(source: SourceFile, span: Span) -> Span:
    text = source.slice(span)
    start = span.start + len(text) - len(text.lstrip())
    return Span(start, max(start, span.start + len(text.rstrip())))


def _first_line(source: SourceFile) -> Place:
    return Place(source, _content(source, Span(0, len(source.line(0)))))


def _values(
    template: Template, stretch: Stretch, where: Span, offset: int, document: Document, path: Path, *, key: bool
) -> list[Traced]:
    """The values that a line uses, first the one that the value at a path is, or its key."""
    value = Node(document, path).value
    line = stretch.line
    found: list[Traced] = []

    def turn(loop: Each) -> int | None:
        if template.lines is None or line.path != template.path:
            return None
        around = None if loop.around is None else (loop.around.loop, loop.around.last)
        return template.lines.turn(offset, line.path, loop.loop, loop.last, around)

    for use in template.uses(line.path, where) or template.uses(line.path, line.span):
        traced = trace(template.lookup, template.member.keys, use, turn, value, path, key=key)
        if traced is not None:
            found.append(traced)
    return sorted(found, key=lambda one: not one.same)
