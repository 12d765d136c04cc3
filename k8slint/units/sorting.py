"""From streams to parts: which documents are objects, what the others are, and what could not be read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from k8slint.resources import Resource, read
from k8slint.units.documents import Sort, holds_directives, sort
from k8slint.units.gaps import is_template, is_ytt
from k8slint.units.kustomizations import Kustomizations
from k8slint.units.layout import Layout, Role, parent
from k8slint.units.model import Gap
from k8slint.units.parts import Part
from k8slint.yaml import Document, ReadError, Stream

#: Counts documents that another tool renders, beside others that are read.
TEMPLATE = "template"


class _Side(NamedTuple):
    """What a directory does to its documents.

    `kustomized`: Kustomize is at work there; `kustomization`: a kustomization lies there, and gives `namespace` to what
    names none; `example`: nobody deploys what lies there.
    """

    kustomized: bool
    kustomization: bool
    namespace: str | None
    example: bool


class Sorted:
    """The files of a run, sorted: parts by path, errors to be reported, and counts of what is no object.

    What only built kustomizations and rendered charts read, `consumed`, is in what was made of it. `applied` tells the
    namespace that something which applies the files of a directory gives to what names none.
    """

    def __init__(
        self,
        layout: Layout,
        streams: Iterable[Stream],
        unreadable: Mapping[str, str],
        kustomizations: Kustomizations,
        namespace: str | None,
        consumed: Collection[str] = frozenset(),
        applied: Callable[[str], str | None] = lambda _directory: None,
    ) -> None:
        self.parts: dict[str, Part] = {}
        self.errors: list[ReadError] = []
        self.skipped: Counter[str] = Counter()
        self.documents = 0
        self._layout = layout
        self._kustomizations = kustomizations
        self._consumed = consumed
        self._applied = applied
        self._sides: dict[str, _Side] = {}
        objects: dict[str | None, list[Document]] = defaultdict(list)
        files: list[tuple[Stream, tuple[Gap, ...]]] = []
        for stream in streams:
            kept, gaps = self._sort(stream)
            if kept:
                objects[self._namespace(stream.source.path) or namespace].extend(kept)
            if kept or gaps:
                files.append((stream, gaps))
        resources = _by_path(objects)
        for stream, gaps in files:
            path = stream.source.path
            self.parts[path] = Part(path, stream.source, tuple(resources.get(path, ())), gaps)
        for path, reason in unreadable.items():
            self.parts[path] = Part(path, None, gaps=(Gap("unparsed", f"cannot be read: {reason}", path),))
        self.skipped["unreadable"] = len(unreadable)
        unread = [path for path in layout.paths if not layout.reads(path)]
        self.documents += len(unread)
        data = sum(layout.role(path) is Role.DATA for path in unread)
        self.skipped[Sort.OTHER.value] += data
        self.templates = len(unread) - data - sum(path in consumed for path in unread)
        self.skipped[TEMPLATE] += len(layout.unseen.templates)

    def _side(self, directory: str) -> _Side:
        found = self._sides.get(directory)
        if found is None:
            one = self._kustomizations.by_directory.get(directory)
            found = self._sides[directory] = _Side(
                self._kustomizations.at_work(directory),
                one is not None,
                None if one is None else one.namespace,
                self._layout.place(directory).example is not None,
            )
        return found

    def _namespace(self, path: str) -> str | None:
        """The namespace that the one kustomization that applies a file gives to what names none, or what applies the files."""
        claims = self._kustomizations.claims.get(path)
        if claims is None:
            side = self._side(parent(path))
            return side.namespace if side.kustomization else self._applied(parent(path))
        return self._side(claims[0]).namespace if len(claims) == 1 else None

    def _sort(self, stream: Stream) -> tuple[list[Document], tuple[Gap, ...]]:
        """The documents of a file that are objects, and why there may be more; everything else is counted."""
        path = stream.source.path
        side = self._side(parent(path))
        role = self._layout.role(path)
        unparsed = not (stream.documents or stream.errors or stream.empty) and path.endswith(".json")
        self.documents += len(stream.documents) + len(stream.errors) + unparsed
        if path in self._consumed or self._set_aside(stream, role, side):
            if path in self._consumed:
                self._count_consumed(stream)
            return [], ()
        ytt = is_ytt(stream.source.text)
        kept, others = ([], []) if ytt else _documents(stream, side)
        gaps, broken = self._gaps(stream, side, ytt=ytt) if ytt or stream.errors else ((), False)
        if not (kept or others or broken) and (stream.documents or stream.errors or unparsed):
            others.append(Sort.OTHER.value)
        elif stream.errors:
            others += [TEMPLATE] * sum(map(is_template, stream.errors))
        if side.example:
            others += ["example"] * len(kept)
        if others:
            self.skipped.update(others)
        return kept, gaps

    def _count_consumed(self, stream: Stream) -> None:
        """Of what was built, count what tools alone read, and report what cannot be read."""
        if stream.source.path not in self._kustomizations.data:
            self.errors += (error for error in stream.errors if not is_template(error))
        if "config.kubernetes.io/" in stream.source.text:
            local = sum(sort(one.value, directives=False, kustomized=True) is Sort.LOCAL for one in stream.documents)
            self.skipped[Sort.LOCAL.value] += local

    def _set_aside(self, stream: Stream, role: Role, side: _Side) -> bool:
        """Count a file that holds no objects by what it is for; False if it may hold some after all."""
        path = stream.source.path
        if role is Role.KUSTOMIZATION and side.kustomization:
            self.errors += stream.errors
        elif path in self._kustomizations.data:
            self.skipped[Sort.OTHER.value] += 1
        elif path in self._kustomizations.unapplied:
            self.errors += stream.errors
            changes = sum(map(_is_change, stream.documents))
            self.skipped[Sort.PATCH.value] += changes
            self.skipped[Sort.OTHER.value] += not changes and bool(stream.documents)
        elif role is Role.VALUES:
            self.errors += stream.errors
            self.skipped[Sort.OTHER.value] += 1
        else:
            return False
        return True

    def _gaps(self, stream: Stream, side: _Side, *, ytt: bool) -> tuple[tuple[Gap, ...], bool]:
        """What cannot be read of a file (the first of it), and whether any of it is to be reported."""
        path = stream.source.path
        gaps = [Gap("templated", "is a template of ytt", path)] if ytt else []
        broken = False
        for error in stream.errors:
            if is_template(error):
                gaps.append(Gap("templated", "is a template that another tool renders", path))
            elif not side.example or "apiVersion" in stream.source.text:
                gaps.append(Gap("unparsed", error.message, path))
                self.errors.append(error)
                broken = True
        return tuple(gaps[:1]), broken


def _documents(stream: Stream, side: _Side) -> tuple[list[Document], list[str]]:
    """The objects of a file, and what else of Kubernetes it holds, by the names of the counts."""
    directives = holds_directives(stream.source.text)
    kept, others = [], []
    for document in stream.documents:
        what = sort(document.value, directives=directives, kustomized=side.kustomized)
        if what is Sort.RESOURCE:
            kept.append(document)
        elif what is not Sort.OTHER:
            others.append(what.value)
    return kept, others


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
