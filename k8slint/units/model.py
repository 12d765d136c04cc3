"""The unit: what is applied in one go, and everything that keeps it from being known completely."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from k8slint.resources import Resource
from k8slint.settings import Origin
from k8slint.text import SourceFile
from k8slint.units.builds import Builds
from k8slint.units.faulty_charts import Chart
from k8slint.units.gitops import Topology
from k8slint.units.kustomizations import Kustomizations
from k8slint.units.kustomize import Kustomization
from k8slint.units.kustomizing.outcome import Removed
from k8slint.units.layout import Layout
from k8slint.units.releases import Releases
from k8slint.yaml import ReadError

#: What is said of a kustomization.
NOT_BUILT = "Kustomize is not built"

GapKind = Literal["unparsed", "templated", "not-rendered", "ignored", "unknown-kind", "not-built", "chart-source", "shared"]
UnitKind = Literal["plain", "kustomize", "chart", "arguments", "stdin", "world"]


class Gap(NamedTuple):
    """A reason not to know everything of a unit.

    `unparsed`: a document or file that cannot be read; `templated`: a file that another tool renders; `not-rendered`: one
    beside the files of the unit, `ignored`: a manifest there that is left out; `unknown-kind`: a kind whose operator may
    make anything; `not-built`: a kustomization, or a resource that applies one; `chart-source`: a resource that installs
    a chart; `shared`: a namespace that others deploy into as well. `namespace`: where something may be missing, None: anywhere.
    """

    kind: GapKind
    message: str
    path: str
    namespace: str | None = None


class Unit(NamedTuple):
    """What is applied in one go: resources that are looked up in one another.

    `partial`: it is known not to be complete. `root`: somebody applies it as it is, so that absence may be proof.
    `example`: nobody deploys it; its resources are linked with nothing. `generated` are kinds and names of what
    Kustomize makes for it, where it is not built; `removed` is what patches take away; `kustomizations` and `charts` are
    those with faults. `topology` is what Flux and Argo CD apply of the whole run, None where they are not at work.
    `installed`: a chart as it is known to be installed, not an example of it; `release`: the name that stands in for that of
    a release which is not known. By the user's word: `stated` is a world;
    `complete`, that nothing of it lives elsewhere; `cluster` and `version` (of Kubernetes) are where it lives.
    """

    name: str
    resources: tuple[Resource, ...]
    kind: UnitKind = "plain"
    parts: tuple[Unit, ...] = ()
    environment: str | None = None
    evidence: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    sources: tuple[SourceFile, ...] = ()
    generated: tuple[tuple[str, str], ...] = ()
    partial: bool = False
    root: bool = True
    example: bool = False
    kustomizations: tuple[Kustomization, ...] = ()
    charts: tuple[Chart, ...] = ()
    topology: Topology | None = None
    complete: bool = False
    cluster: str | None = None
    version: tuple[int, int] | None = None
    installed: bool = False
    stated: bool = False
    removed: tuple[Removed, ...] = ()
    release: str | None = None


class Unread(NamedTuple):
    """What could not be read of a file that should be readable, and the unit that it belongs to."""

    error: ReadError
    unit: str | None


class Unmatched(NamedTuple):
    """A statement of the user that speaks of nothing in the run: what it is, in words, and where it is written."""

    text: str
    origin: Origin


class Resolution(NamedTuple):
    """Everything that the files of a run turned out to be.

    `worlds` are units whose parts are deployed together; a unit that is no part of any is a world of its own.
    `unmatched` is what the user states of what is not here. `skipped` maps reasons to counts above 0, `templates` counts
    files that are not rendered; `unit_of` maps files to the (first) unit that they belong to, `reasons` units to what was
    decided about them.
    """

    units: tuple[Unit, ...]
    errors: tuple[Unread, ...] = ()
    skipped: Mapping[str, int] = MappingProxyType({})
    files: int = 0
    documents: int = 0
    templates: int = 0
    resources: int = 0
    unit_of: Mapping[str, str] = MappingProxyType({})
    reasons: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    layout: Layout | None = None
    kustomizations: Kustomizations | None = None
    builds: Builds | None = None
    releases: Releases | None = None
    worlds: tuple[Unit, ...] = ()
    unmatched: tuple[Unmatched, ...] = ()
