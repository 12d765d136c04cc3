"""From what Helm makes to documents: rendered objects that know in which lines of templates their values stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from k8slint.text import SourceFile
from k8slint.units.documents import Sort, sort
from k8slint.yaml import Composed, Document, Site
from k8slint.yaml.places import Path

if TYPE_CHECKING:
    from k8slint.units.charts import Inspection, Origin, RenderedDocument, Rendering


class Templated:
    """The places of a rendered object's values, as documents are asked for them."""

    __slots__ = ("rendered",)

    def __init__(self, rendered: RenderedDocument) -> None:
        self.rendered = rendered

    def site(self, path: Path) -> Site | None:
        """Where one would edit the value at a path: in the template, or of a chart that came packed, its dependency."""
        return _site(self.rendered.origin(path))

    def key_site(self, path: Path) -> Site | None:
        """Where the key stands that holds the value at a path."""
        return _site(self.rendered.key_origin(path))

    def written(self, path: Path) -> str | None:
        """The text at a path as the template has it."""
        site = self.site(path)
        return None if site is None else site.source.slice(site.span)

    def parts(self, path: Path) -> Iterator[Site]:
        """All places that have a part in the value at a path: the template's, who includes it, and values."""
        origin = self.rendered.origin(path)
        if origin is not None:
            places = (origin.place, *((origin.through,) if origin.through is not None else ()), *origin.values)
            yield from (Site(*place) for place in places)

    def values(self, path: Path, *, key: bool = False) -> Iterator[Site]:
        """The places of the values that the value at a path is made of, or its key; of a collection, the one that it is."""
        origin = self.rendered.key_origin(path) if key else self.rendered.origin(path)
        if origin is not None and (key or origin.same or not self.rendered.collects(path)):
            yield from (Site(*place) for place in origin.values)


def _site(origin: Origin | None) -> Site | None:
    return None if origin is None else Site(*origin.place)


def templated(documents: Iterable[RenderedDocument]) -> Iterator[Document]:
    """The documents of a rendering that are objects; of what is applied as it is written, those of the file."""
    for index, one in enumerate(documents):
        if sort(one.value, directives=False, kustomized=False) is not Sort.RESOURCE:
            continue
        if one.document.source is one.template:
            yield one.document
        else:
            provenance = Templated(one)
            site = provenance.site(())
            yield Composed(one.template if site is None else site.source, index, one.value, provenance)


def files(inspection: Inspection, rendering: Rendering) -> tuple[SourceFile, ...]:
    """The files of a chart that a person may edit to change what is made of it with a set of values."""
    from k8slint.units.charts import VALUES, is_template  # most runs have no chart

    chart = inspection.chart
    packed = tuple({member.root for member in inspection.members if member.entry is not None})
    of_members = {f"{member.root}{name}" for member in inspection.members for name in (VALUES, "Chart.yaml")}
    found: dict[str, SourceFile] = {}
    for path in sorted(chart.files):
        if path.startswith(packed) and packed:
            continue
        if is_template(path) or path in of_members or "crds" in path.split("/")[:-1] or path == rendering.values.name:
            source = chart.source(path)
            if source is not None:
                found[source.path] = source
    for node in rendering.values.values:
        if not node.path and type(node.document) is Document:  # a file of values, wherever it lies
            found[node.source.path] = node.source
    return tuple(found[path] for path in sorted(found))
