"""The settings of a run as plain values: what configuration, environment variables and command line come to.

Whoever needs one of them is given it; nobody below the command line knows where it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.findings import Severity

if TYPE_CHECKING:
    from datetime import date


class Origin(NamedTuple):
    """Where a setting is written: a file with line and column from 1, or only a name (`--profile`, `K8SLINT_PROFILE`)."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


class Area(NamedTuple):
    """The files that a configuration speaks of: those in the directory `top`, without those in `but`, as reports name them.

    `top` None is everywhere. What lies in `but` is configured there.
    """

    top: str | None = None
    but: tuple[str, ...] = ()


class Ignore(NamedTuple):
    """A suppression of the configuration: findings that fit everything it says are left out.

    `rules` are words: ids (also former ones), other tools' ids; never empty. `names`, `namespaces` and `kinds` are
    patterns with `*` and `?`, `paths` patterns of git's ignore files relative to `base`, a directory as reports name it
    (`.` the working directory); an empty tuple asks for nothing. `labels` are those of the resource. After `expires` it
    has no effect and is told.
    """

    rules: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    labels: Mapping[str, str] = MappingProxyType({})
    reason: str | None = None
    expires: date | None = None
    origin: Origin = Origin("")
    base: str = "."
    area: Area = Area()


class Selection(NamedTuple):
    """Words that choose rules and say how they run: of the configuration, of one of its overrides, or of the command line.

    `profiles` None: as before. `severity` maps words to severities, None is off; `options` are by id.
    """

    profiles: tuple[str, ...] | None = None
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity | None] = MappingProxyType({})
    options: Mapping[str, Mapping[str, Any]] = MappingProxyType({})


class Override(NamedTuple):
    """A selection for the files that patterns of git's ignore files name, relative to `base` (see Ignore), within an area.

    `alone`: it replaces what is said of everywhere, instead of adding to it.
    """

    paths: tuple[str, ...]
    selection: Selection
    base: str = "."
    area: Area = Area()
    alone: bool = False


class Statement(NamedTuple):
    """What the user says of a world: the units below which paths it consists of, its cluster and environment.

    `complete`: nothing of it lives elsewhere, so that absence is proof. `version` is that of Kubernetes.
    """

    name: str
    paths: tuple[str, ...]
    base: str = "."
    cluster: str | None = None
    environment: str | None = None
    complete: bool = False
    version: tuple[int, int] | None = None
    origin: Origin = Origin("")


class External(NamedTuple):
    """What lives elsewhere: patterns with `*` and `?` of kind, namespace and name; `"Secret/*"`, `"ns:monitoring/*"`."""

    kind: str = "*"
    namespace: str = "*"
    name: str = "*"
    origin: Origin = Origin("")

    def __str__(self) -> str:
        if self.namespace == "*":
            return f"{self.kind}/{self.name}"
        what = self.name if self.kind == "*" else f"{self.kind}/{self.name}"
        return f"ns:{self.namespace}/{what}"


class Operator(NamedTuple):
    """What an operator makes of each resource of a kind.

    Its pods carry `pod_labels`; `services` and `secrets` are names, in which `{name}` stands for that of the resource.
    """

    kind: str
    group: str | None = None
    pod_labels: Mapping[str, str] = MappingProxyType({})
    services: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    origin: Origin = Origin("")


class Release(NamedTuple):
    """How a chart is installed: its directory, and what `helm install` is told; `values` are files, later ones win."""

    chart: str
    name: str | None = None
    namespace: str | None = None
    values: tuple[str, ...] = ()
    set: Mapping[str, Any] = MappingProxyType({})
    environment: str | None = None
    origin: Origin = Origin("")


class Facts(NamedTuple):
    """What the user states of the deployment; the files alone do not tell it.

    `environment` is that of everything nothing else is said of, `environments` are (pattern, environment), the last that
    fits counts. `complete` closes every world for everything but Secrets, `secrets_closed` closes those.
    """

    environment: str | None = None
    environments: tuple[tuple[str, str], ...] = ()
    worlds: tuple[Statement, ...] = ()
    complete: bool = False
    secrets_closed: bool = False
    externals: tuple[External, ...] = ()
    operators: tuple[Operator, ...] = ()
    releases: tuple[Release, ...] = ()
    base: str = "."  # what patterns and directories are relative to
