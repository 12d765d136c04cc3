"""From streams to parts: which documents are objects, what the others are, and what could not be read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from k8slint.resources import Resource, read
from k8slint.units.documents import Sort, holds_directives, sort
from k8slint.units.gaps import is_template, is_ytt
from k8slint.units.kustomizations import Kustomizations
from k8slint.units.layout import Layout, Role, parent
from k8slint.units.model import Gap
from k8slint.units.parts import Part
from k8slint.yaml import Document, ReadError, Stream


class Sorted:
    """The files of a run, sorted: parts by path, errors to be reported, and counts of what is no object."""

    def __init__(
        self,
        layout: Layout,
        streams: Iterable[Stream],
        unreadable: Mapping[str, str],
        kustomizations: Kustomizations,
        namespace: str | None,
    ) -> None:
        self.parts: dict[str, Part] = {}
        self.errors: list[ReadError] = []
        self.skipped: Counter[str] = Counter()
        self.documents = 0
        self._layout = layout
        self._kustomizations = kustomizations
        objects: dict[str | None, list[Document]] = defaultdict(list)
        files: list[tuple[Stream, tuple[Gap, ...]]] = []
        for stream in streams:
            kept, gaps = self._sort(stream)
            objects[self._namespace(stream.source.path) or namespace].extend(kept)
            files.append((stream, gaps))
        resources = _by_path(objects)
        for stream, gaps in files:
            path = stream.source.path
            if path in resources or gaps:
                self.parts[path] = Part(path, stream.source, tuple(resources.get(path, ())), gaps)
        for path, reason in unreadable.items():
            self.parts[path] = Part(path, None, gaps=(Gap("unparsed", f"cannot be read: {reason}", path),))
        self.skipped["unreadable"] = len(unreadable)
        for path in layout.paths:
            role = layout.role(path)
            self.documents += not layout.reads(path)
            self.skipped[Sort.OTHER.value] += role is Role.DATA

    def _namespace(self, path: str) -> str | None:
        """The namespace that the one kustomization that applies a file gives to what names none."""
        claims = self._kustomizations.claims.get(path, ())
        directory = claims[0] if len(claims) == 1 else parent(path)
        one = self._kustomizations.by_directory.get(directory)
        return one.namespace if one is not None and len(claims) <= 1 else None

    def _sort(self, stream: Stream) -> tuple[list[Document], tuple[Gap, ...]]:
        """The documents of a file that are objects, and why there may be more; everything else is counted."""
        path = stream.source.path
        directory = parent(path)
        layout, kustomizations = self._layout, self._kustomizations
        unparsed = path.endswith(".json") and not (stream.documents or stream.errors or stream.empty)
        self.documents += len(stream.documents) + len(stream.errors) + unparsed
        role = layout.role(path)
        if role is Role.KUSTOMIZATION and directory in kustomizations.by_directory:
            self.errors += stream.errors
            return [], ()
        if path in kustomizations.data:
            self.skipped[Sort.OTHER.value] += 1
            return [], ()
        if path in kustomizations.unapplied:
            self.errors += stream.errors
            changes = sum(_is_change(document) for document in stream.documents)
            self.skipped[Sort.PATCH.value] += changes
            self.skipped[Sort.OTHER.value] += not changes and bool(stream.documents)
            return [], ()
        if role is Role.VALUES:
            self.errors += stream.errors
            self.skipped[Sort.OTHER.value] += 1
            return [], ()
        kept, others = self._documents(stream, directory)
        gaps, broken = self._gaps(stream, directory) if stream.errors or "#@" in stream.source.text else ((), False)
        if not (kept or others or broken) and (stream.documents or stream.errors or unparsed):
            others.append(Sort.OTHER.value)
        if layout.place(directory).example is not None:
            others += ["example"] * len(kept)
        self.skipped.update(others)
        return kept, gaps

    def _documents(self, stream: Stream, directory: str) -> tuple[list[Document], list[str]]:
        """The objects of a file, and what else of Kubernetes it holds, by the names of the counts."""
        text = stream.source.text
        if is_ytt(text):
            return [], []
        directives = holds_directives(text)
        kustomized = self._kustomizations.at_work(directory)
        kept = []
        others = []
        for document in stream.documents:
            what = sort(document.value, directives=directives, kustomized=kustomized)
            if what is Sort.RESOURCE:
                kept.append(document)
            elif what is not Sort.OTHER:
                others.append(what.value)
        return kept, others

    def _gaps(self, stream: Stream, directory: str) -> tuple[tuple[Gap, ...], bool]:
        """What cannot be read of a file, and whether any of it is to be reported."""
        path, text = stream.source.path, stream.source.text
        gaps = []
        broken = False
        for error in stream.errors:
            if is_template(error):
                gaps.append(Gap("templated", "is a template that another tool renders", path))
            elif self._layout.place(directory).example is None or "apiVersion" in text:
                gaps.append(Gap("unparsed", error.message, path))
                self.errors.append(error)
                broken = True
        if not gaps and is_ytt(text):
            gaps.append(Gap("templated", "is a template of ytt", path))
        return tuple(gaps[:1]), broken


def _is_change(document: Document) -> bool:
    """Whether a document of a file that is not applied changes objects, and is no setting of Kustomize."""
    return sort(document.value, directives=False, kustomized=True) is not Sort.OTHER


def _by_path(objects: Mapping[str | None, Iterable[Document]]) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = defaultdict(list)
    for resource in _all(objects):
        found[resource.document.source.path].append(resource)
    return dict(found)


def _all(objects: Mapping[str | None, Iterable[Document]]) -> Iterator[Resource]:
    for namespace, documents in objects.items():
        yield from read(documents, namespace)
