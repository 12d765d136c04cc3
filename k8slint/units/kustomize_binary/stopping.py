"""What ends a build by the binary before it is done."""

from __future__ import annotations

from k8slint.text import Span
from k8slint.units.kustomizing.outcome import Failed, FailureKind, Path, Place, Refused
from k8slint.yaml import Document


class Stopped(Exception):  # noqa: N818  # not every stop is an error
    """The build goes no further; the outcome says why."""

    def __init__(self, outcome: Refused | Failed) -> None:
        super().__init__()
        self.outcome = outcome


def refused(reason: str, place: Place | None) -> Stopped:
    """Nobody here can build it."""
    return Stopped(Refused(reason, place))


def failed(message: str, place: Place | None, kind: FailureKind = "build-failed") -> Stopped:
    """Kustomize refuses it."""
    return Stopped(Failed(kind, message, place))


def place_of(document: Document, path: Path = (), *, key: bool = False) -> Place:
    """The place of a value in a document, or of its key; of the deepest value above it where there is none."""
    span = document.key_span(path) if key else document.span(path)
    while span is None:
        path = path[:-1]
        span = document.span(path)
    return Place(document.source, span if path else Span(document.start, document.start))
