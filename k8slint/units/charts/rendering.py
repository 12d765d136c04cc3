"""Charts to documents: each value set rendered, each document with the lines that made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from k8slint.text import SourceFile
from k8slint.units.charts.chart import Chart, is_library, locate, name_of
from k8slint.units.charts.documents import RenderedDocument, Template, origin
from k8slint.units.charts.errors import failures
from k8slint.units.charts.mapping import Mapped, all_settled, best
from k8slint.units.charts.outcome import Failure, Origin, Place
from k8slint.units.charts.preparing import NOTES, Inspection, Prepared, inspect, prepare
from k8slint.units.charts.renderer import Fault, Renders
from k8slint.units.charts.values import Lookup, ValueSet
from k8slint.yaml import read

#: What would come of every other value set as well.
_LASTING = frozenset({"timeout", "memory", "size", "crash"})
_CRDS = (".yaml", ".yml", ".json")


class RenderedFile(NamedTuple):
    """What one template made: Helm's name for it, its path in the chart, the text, and its lines where they are proved."""

    name: str
    path: str
    text: str
    mapped: Mapped | None


class Rendering(NamedTuple):
    """What comes of a chart with one set of values: documents, and what went wrong with these values.

    `complete`: everything that the chart makes is among them, as far as one can know.
    """

    values: ValueSet
    documents: tuple[RenderedDocument, ...] = ()
    failures: tuple[Failure, ...] = ()
    files: tuple[RenderedFile, ...] = ()
    complete: bool = False


class RenderedChart(NamedTuple):
    """What comes of a chart: a rendering for each set of values, and what is wrong with the chart whatever they are."""

    inspection: Inspection
    renderings: tuple[Rendering, ...]

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Everything that went wrong, each thing once."""
        own = (failure for rendering in self.renderings for failure in rendering.failures)
        found = {(one.kind, one.message, one.place.source.path, one.place.span): one for one in (*self.inspection.failures, *own)}
        return tuple(found.values())


def render(chart: Chart, sets: Sequence[ValueSet], renderer: Renders) -> RenderedChart:
    """A chart rendered with sets of values. A library is not rendered; what takes too much is not tried again."""
    inspection = inspect(chart)
    if is_library(chart) or any(failure.kind in {"chart", "unreadable"} for failure in inspection.failures):
        return RenderedChart(inspection, ())
    prepared = prepare(inspection)
    found: list[Rendering] = []
    for values in sets:
        rendering, lasting = _render(prepared, values, renderer)
        found.append(rendering)
        if lasting:
            break
    return RenderedChart(inspection, tuple(found))


def _render(prepared: Prepared, values: ValueSet, renderer: Renders) -> tuple[Rendering, bool]:
    inspection = prepared.inspection
    lookup = Lookup(inspection.chart, inspection.members, values)
    plain = renderer.render(prepared.plain, values)
    if isinstance(plain, Fault):
        excused = plain.kind == "render" and not inspection.whole  # of what a missing chart may bring
        told = () if excused else failures(plain, inspection, lookup)
        return Rendering(values, _crds(inspection, lookup), told), plain.kind in _LASTING
    plain = {name: text for name, text in sorted(plain.items()) if name.rpartition("/")[2] != NOTES}
    marked = _marked(prepared, plain, values, renderer)
    files = []
    for name, text in plain.items():
        _, path = locate(inspection.members, name)
        mapped = best(text, [texts.get(name) for texts in marked], prepared.lines)
        files.append(RenderedFile(name, path, text, mapped))
    rendering = assemble(inspection, lookup, values, files)
    return rendering, False


def _marked(prepared: Prepared, plain: Mapping[str, str], values: ValueSet, renderer: Renders) -> list[Mapping[str, str]]:
    """The marked renders that are worth it: also of definitions, and if that changes anything, not of them."""
    found: list[Mapping[str, str]] = []
    for archive in (prepared.deep, prepared.shallow):
        texts = renderer.render(archive, values)
        if not isinstance(texts, Fault):
            found.append(texts)
            if all_settled(plain, texts, prepared.lines):
                break
        elif texts.kind in _LASTING:
            break
    return found


def assemble(inspection: Inspection, lookup: Lookup, values: ValueSet, files: Sequence[RenderedFile]) -> Rendering:
    """The documents of rendered files."""
    chart = inspection.chart
    documents = list(_crds(inspection, lookup))
    unread: list[tuple[str, Origin]] = []
    for file in files:
        if not file.text or file.text.isspace():
            continue
        member, path = locate(inspection.members, file.name)
        template = Template(chart, member, path, lookup, file.mapped.map if file.mapped else None)
        stream = read(SourceFile(chart.shown(path), file.text))
        documents += (RenderedDocument(document, template) for document in stream.documents)
        unread += ((error.message, origin(template, error.span)) for error in stream.errors)
    told = tuple(_not_yaml(name_of(chart) or chart.directory, unread))
    complete = inspection.whole and not told
    return Rendering(values, tuple(documents), told, tuple(files), complete)


def _not_yaml(chart: str, unread: Sequence[tuple[str, Origin]]) -> Iterator[Failure]:
    """What came out that is no YAML: blamed on the line that includes a definition, if the definition does well elsewhere."""
    lines: dict[Place, dict[Place, None]] = {}
    for _, found in unread:
        lines.setdefault(found.place, {}).update({} if found.through is None else {found.through: None})
    for message, found in unread:
        including = lines.pop(found.place, None)
        if including is not None:
            places = (*including, found.place) if len(including) == 1 else (found.place, *including)
            yield Failure("not-yaml", f"chart {chart} makes what is {message}", places[0], places[1:])


def _crds(inspection: Inspection, lookup: Lookup) -> tuple[RenderedDocument, ...]:
    """What the chart and those in it bring along in `crds/`, which Helm applies as it is."""
    chart = inspection.chart
    found: list[RenderedDocument] = []
    seen: set[str] = set()
    for member in inspection.members:
        start = f"{member.root}crds/"
        for path in sorted(chart.files):
            if path in seen or not path.startswith(start) or not path.endswith(_CRDS):
                continue
            seen.add(path)
            source = chart.source(path)
            if source is not None:
                template = Template(chart, member, path, lookup, None)
                found += (RenderedDocument(document, template) for document in read(source).documents)
    return tuple(found)
