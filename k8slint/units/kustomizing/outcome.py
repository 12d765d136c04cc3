"""What comes of a build: objects and where all of it comes from, or why there are none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple, Protocol

from k8slint.text import SourceFile, Span

Path = tuple[str | int, ...]

How = Literal[
    "base", "patch", "namespace", "prefix", "suffix", "label", "annotation", "image", "replica", "generator", "implied",
    "hash", "reference", "replacement", "variable", "settings",
]  # fmt: skip
"""How a value came to be: what wrote it, or the part of it that one place brings."""

FailureKind = Literal["resource-not-found", "patch-target-not-found", "build-failed"]


class Place(NamedTuple):
    """A range of a source's text."""

    source: SourceFile
    span: Span


class Target(NamedTuple):
    """A namespace into which everything of a build is put from outside, and where it is written."""

    namespace: str
    place: Place


class Part(NamedTuple):
    """One place that a value comes from, and the text that it brings; None where it is not there word for word."""

    how: How
    place: Place
    text: str | None = None


class Origin(NamedTuple):
    """Where a value or key comes from: every part, in the order of its making, and the one that a person would edit."""

    parts: tuple[Part, ...]
    effective: Part


class Idle(NamedTuple):
    """An entry of a kustomization that selects nothing: Kustomize leaves it out without a word."""

    field: str
    place: Place
    message: str


class Removed(NamedTuple):
    """An object that a patch takes away: its kind, namespace (None: it names none) and name, and the patch."""

    kind: str
    namespace: str | None
    name: str
    place: Place


class BuiltObject(Protocol):
    """One object of a build. Values are as k8slint.yaml reads them; objects may share parts, so none may be changed."""

    @property
    def value(self) -> dict[str, Any]:
        """The object."""

    def origin(self, path: Path) -> Origin | None:
        """Where the value at a path comes from; None if there is none, or nobody wrote it."""

    def key_origin(self, path: Path) -> Origin | None:
        """Where the key comes from that holds the value at a path; None for entries of lists and the root."""

    def leaves(self) -> Iterator[tuple[Path, Any]]:
        """All values that hold no others, with their paths."""


class Built(NamedTuple):
    """The objects of a build in Kustomize's order.

    `sources` are the paths of all files that make it; `directories` those of its kustomizations, the root's first; `idle`
    are patches whose target selects nothing, `removed` objects that patches take away.
    """

    objects: tuple[BuiltObject, ...]
    sources: tuple[str, ...] = ()
    directories: tuple[str, ...] = ()
    idle: tuple[Idle, ...] = ()
    removed: tuple[Removed, ...] = ()


class Refused(NamedTuple):
    """Only Kustomize itself can tell what comes of it: why, and the place that says so."""

    reason: str
    place: Place | None


class Failed(NamedTuple):
    """Kustomize cannot build it: why, and the place to blame; `related` is what it leads to, or the entry that led to it.

    `idle` are patches before that whose target selects nothing, for want of which it may fail.
    """

    kind: FailureKind
    message: str
    place: Place | None
    related: Place | None = None
    idle: tuple[Idle, ...] = ()


Outcome = Built | Refused | Failed
