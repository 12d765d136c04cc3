"""What ends a build before it is done."""

from __future__ import annotations

from k8slint.units.kustomizing.outcome import FailureKind

Mark = int
"""A place, as the ledger of a run numbers them; 0 is none."""


class Stop(Exception):  # noqa: N818  # not every stop is an error
    """The build goes no further, because of what stands at a mark; outer steps know it where inner ones do not.

    `idle` are the fields and places of patches before that select nothing.
    """

    def __init__(self, message: str, at: Mark = 0, related: Mark = 0) -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.related = related
        self.idle: tuple[tuple[str, Mark], ...] = ()


class Refusal(Stop):
    """Something that is not known to be built here as Kustomize builds it."""


class Failure(Stop):
    """Something that Kustomize refuses as well."""

    def __init__(self, message: str, at: Mark = 0, related: Mark = 0, kind: FailureKind = "build-failed") -> None:
        super().__init__(message, at, related)
        self.kind: FailureKind = kind
