"""What building tells of kustomizations that are wrong, at the entries that are."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from k8slint.text import Span
from k8slint.units.kustomize import Fault, Kustomization, named_path
from k8slint.units.kustomizing.outcome import Failed, Idle, Place
from k8slint.units.layout import parent
from k8slint.units.run_files import RunFiles
from k8slint.yaml import Document, Node, ReadError, Stream, path_at, path_from

_START = Span(0, 0)
_BEFORE = re.compile(r"(?:\s|- |#[^\n\r]*)*")


class Faults:
    """Finds the nodes of what is wrong, in the documents of a run."""

    def __init__(self, streams: Iterable[Stream], kustomizations: Mapping[str, Kustomization], files: RunFiles) -> None:
        self._documents = {stream.source.path: stream.documents for stream in streams}
        self._kustomizations = {one.path: one for one in kustomizations.values()}
        self._files = files

    def of(self, root: Kustomization, outcome: Failed | Sequence[Idle]) -> tuple[Kustomization, ...]:
        """The kustomizations with faults that keep a root from being built, or that it is built without."""
        found: dict[str, list[Fault]] = defaultdict(list)
        for path, fault in self._faults(root, outcome):
            found[path].append(fault)
        return tuple(
            self._kustomizations.get(path, root)._replace(faults=tuple(faults)) for path, faults in sorted(found.items())
        )

    def _faults(self, root: Kustomization, outcome: Failed | Sequence[Idle]) -> Iterator[tuple[str, Fault]]:
        for idle in outcome.idle if isinstance(outcome, Failed) else outcome:
            idle_node = self._node(idle.place, idle.message)
            if not self._fits_all(idle.place.source.path, idle_node):
                yield idle.place.source.path, Fault("idle", idle.message, idle_node)
        if not isinstance(outcome, Failed):
            return
        node = self._top(root) if outcome.place is None else self._node(outcome.place, outcome.message)
        related = None if outcome.related is None else self._node(outcome.related, outcome.message)
        path = self._kustomization(root, outcome)
        candidates = self._candidates(parent(path), node) if outcome.kind == "resource-not-found" else ()
        yield path, Fault(outcome.kind, outcome.message, node, related, candidates)

    def _kustomization(self, root: Kustomization, outcome: Failed) -> str:
        """The file of the kustomization that is to blame: that which holds the place, or names the file of the place."""
        places = [place.source.path for place in (outcome.place, outcome.related) if place is not None]
        return next((path for path in places if path in self._kustomizations), root.path)

    def _fits_all(self, path: str, node: Node | ReadError) -> bool:
        """Whether an entry is that of a Component and names no object: it is meant for whatever there is."""
        one = self._kustomizations.get(path)
        target = node.value if isinstance(node, Node) else None
        return one is not None and one.component and isinstance(target, dict) and "name" not in target

    def _top(self, root: Kustomization) -> Node | ReadError:
        documents = self._documents.get(root.path, ())
        if documents:
            return documents[0].root
        source = self._files.source(root.path)
        assert source is not None  # noqa: S101  # it was read to be built
        return source if isinstance(source, ReadError) else ReadError(source, _START, "")

    def _node(self, place: Place, message: str) -> Node | ReadError:
        """The node that stands at a place; the place itself where a document holds it as a part of a text."""
        for document in self._documents.get(place.source.path, ()):
            node = _node_at(document, place)
            if node is not None:
                return node
        return ReadError(place.source, place.span, message)

    def _candidates(self, directory: str, node: Node | ReadError) -> tuple[str, ...]:
        """What lies beside the file or directory that an entry names and that is not there."""
        entry = named_path(node)
        if entry is None:
            return ()
        above = posixpath.dirname(entry)
        return tuple(posixpath.join(above, name) for name in self._files.beside(posixpath.join(directory, entry)))


def _node_at(document: Document, place: Place) -> Node | None:
    part = document.part
    if not part.start <= place.span.start < max(part.end, part.start + 1):
        return None
    span = place.span
    if span.start < span.end:
        path = path_at(document, span)
    else:  # a collection, of which only is known where it is about to begin
        start = _BEFORE.match(document.source.text, span.start)
        path = path_from(document, span if start is None else Span(start.end(), start.end()))
    return None if path is None else Node(document, path)
