"""A reference and what became of it."""

from __future__ import annotations

import enum
from typing import NamedTuple

from k8slint.findings import Absence
from k8slint.graph.produced import Produced
from k8slint.resources import Resource, Want
from k8slint.yaml import Node, ReadError


class Outcome(enum.Enum):
    """What a reference leads to: FOUND in the unit, MISSING, ELSEWHERE (in what is not deployed with this), or UNKNOWN."""

    FOUND = "found"
    MISSING = "missing"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


class NearMiss(NamedTuple):
    """A resource that was probably meant, and how it differs: `name`, `namespace` or `kind`.

    `made`: a controller makes it, and `resource` is what makes it. `why` it is near, where the name does not show it.
    `called`: the name by which its source calls it, where that was meant, and Kustomize makes another one of it.
    """

    resource: Resource
    differs: str
    made: Produced | None = None
    why: str = ""
    called: str | None = None

    @property
    def name(self) -> str | None:
        """The name of what was probably meant, as it is to be written."""
        if self.called is not None:
            return self.called
        return self.resource.name if self.made is None else self.made.name

    @property
    def names(self) -> tuple[str, ...]:
        """The name of what was probably meant, and the one by which its source calls it."""
        called = self.resource.called if self.made is None else None
        return tuple(name for name in (self.name, called) if name is not None)


class Lookup(NamedTuple):
    """What the search for a resource by kind, namespace and name came to.

    `targets`: what was found (of ELSEWHERE: there). `sure`: whether the namespace is known to agree. `near`: what was
    probably meant, best first. `absence`: why it was not found, None unless MISSING or ELSEWHERE. `files`: how many were
    looked at, where these are more than those of the unit; else 0. `gone`: what the unit would have, if a patch of it did
    not take it away or call it otherwise: the patch, or where it is written.
    """

    outcome: Outcome
    targets: tuple[Resource, ...] = ()
    sure: bool = True
    produced: Produced | None = None
    near: tuple[NearMiss, ...] = ()
    absence: Absence | None = None
    files: int = 0
    gone: Node | ReadError | None = None

    @property
    def target(self) -> Resource | None:
        """The one target, if there is exactly one."""
        return self.targets[0] if len(self.targets) == 1 else None

    @property
    def elsewhere(self) -> bool:
        """Whether it is told where else it is: in what is not deployed together with this, and nothing nearer was meant."""
        return self.absence is Absence.ELSEWHERE or (self.outcome is Outcome.ELSEWHERE and not self.near)

    def as_made(self) -> Lookup:
        """The same for a text in which Kustomize puts nothing before or behind a name: it has to be written as it is made."""
        if all(miss.called is None for miss in self.near):
            return self
        return self._replace(near=tuple(miss._replace(called=None) for miss in self.near))


class Reference(NamedTuple):
    """One field that names another resource, and what it leads to."""

    want: Want
    found: Lookup

    @property
    def outcome(self) -> Outcome:
        """What it leads to."""
        return self.found.outcome
