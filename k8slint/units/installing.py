"""How the charts of a run are installed: as the user states it, and as Flux and Argo CD are told to."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.resources import Resource, read
from k8slint.settings import Facts, Release
from k8slint.text import SourceFile
from k8slint.units.gitops.applied import Key
from k8slint.units.gitops.releases import told_of
from k8slint.units.gitops.repository import Repository
from k8slint.units.gitops.topology import GROUPS, topology
from k8slint.units.layout import Layout, parent
from k8slint.units.model import Unmatched
from k8slint.units.run_files import RunFiles
from k8slint.yaml import Document, Node, Stream
from k8slint.yaml import read as read_source

if TYPE_CHECKING:
    from k8slint.units.charts import ValueSet

_INSTALLING = ("HelmRelease", "Application", "ApplicationSet")
_WORDS = ("argoproj.io", "toolkit.fluxcd.io", "ConfigMap")


class Install(NamedTuple):
    """One way in which a chart is installed: what Helm is told, and what tells it from the others (`name`).

    `home` is the directory of what says so, `by` the resource, None where the user does. `whole`: all values are known.
    """

    name: str
    release: str | None = None
    namespace: str | None = None
    values: tuple[Node, ...] = ()
    set: tuple[tuple[str, Any], ...] = ()
    environment: str | None = None
    home: str | None = None
    by: Key | None = None
    whole: bool = True

    def value_set(self, settings: ValueSet) -> ValueSet:
        """What a chart is rendered with, besides what holds for every release."""
        return settings._replace(
            name=self.name,
            values=self.values,
            set=self.set,
            release=self.release or settings.release,
            namespace=self.namespace or settings.namespace,
            install=self,
        )


class Installs(NamedTuple):
    """How charts are installed, by their directories, and what the user states of none."""

    of: Mapping[str, tuple[Install, ...]]
    unmatched: tuple[Unmatched, ...] = ()


def installed(
    layout: Layout,
    facts: Facts,
    files: RunFiles,
    streams: Iterable[Stream],
    built: Mapping[str, tuple[Sequence[Document], str | None]],
) -> Installs:
    """How the charts of a run are installed.

    What the user states of a chart counts alone. `streams` are files that are applied as they are, `built` documents that
    Kustomize makes of each root, with the namespace of those that name none.
    """
    charts = frozenset(layout.charts())
    if not charts:
        return Installs({}, tuple(_no_chart(one) for one in facts.releases))
    stated = _Stated(layout, facts, files, charts)
    found = dict(stated.installs())
    resources = list(_delivering(layout, streams, built.values()))
    if resources:
        known = topology(Repository(layout, files), resources)
        homes = {id(document): root for root, (documents, _) in built.items() for document in documents}
        told: dict[str, list[Install]] = {}
        for entry in known.entries:
            if entry.directory in charts and entry.directory not in found:
                one = told_of(entry.applied, resources, known)
                if one is not None:
                    home = homes.get(one.by[0], one.home)
                    install = Install(one.release or "", *one[:4], home=home, by=one.by, whole=one.whole)
                    told.setdefault(entry.directory, []).append(install)
        found.update({chart: _told_apart(several) for chart, several in told.items()})
    return Installs(found, tuple(stated.unmatched))


def _delivering(
    layout: Layout, streams: Iterable[Stream], built: Iterable[tuple[Sequence[Document], str | None]]
) -> Iterator[Resource]:
    """The resources that tell how charts are installed, and with which values; none where nothing installs any."""
    raw = [stream for stream in streams if layout.place(parent(stream.source.path)).example is None]
    built = tuple(built)
    texts = any(kind in stream.source.text for stream in raw for kind in _INSTALLING)
    if not texts and not any(document.value.get("kind") in _INSTALLING for documents, _ in built for document in documents):
        return
    every = [one for stream in raw if any(word in stream.source.text for word in _WORDS) for one in read(stream.documents)]
    every += (one for documents, namespace in built for one in read(documents, namespace))
    yield from (one for one in every if one.group in GROUPS or one.kind == "ConfigMap")


def _told_apart(several: Sequence[Install]) -> tuple[Install, ...]:
    """Ways of installing one chart, each with a name of its own: that of the release, with where that is said if need be."""
    if len(several) == 1 and several[0].whole:
        return (several[0]._replace(name=""),)  # it has no sisters
    names = Counter(one.name for one in several)
    found = [one if names[one.name] == 1 else one._replace(name=f"{one.name} of {one.home}") for one in several]
    names = Counter(one.name for one in found)
    seen: Counter[str] = Counter()
    for index, one in enumerate(found):
        seen[one.name] += 1
        if names[one.name] > 1:
            found[index] = one._replace(name=f"{one.name} {seen[one.name]}")
    return tuple(found)


def _no_chart(one: Release) -> Unmatched:
    return Unmatched(f"helm: there is no chart in {one.chart}", one.origin)


class _Stated:
    """The releases that the user states; `unmatched` fills as they are looked at."""

    def __init__(self, layout: Layout, facts: Facts, files: RunFiles, charts: frozenset[str]) -> None:
        self._layout = layout
        self._facts = facts
        self._files = files
        self._charts = charts
        self.unmatched: list[Unmatched] = []

    def installs(self) -> Iterator[tuple[str, tuple[Install, ...]]]:
        """The installs of each chart, by its directory."""
        by_chart: dict[str, list[Release]] = {}
        for one in self._facts.releases:
            chart = self._layout.resolve(self._facts.base, one.chart)
            if chart in self._charts:
                by_chart.setdefault(chart, []).append(one)
            else:
                self.unmatched.append(_no_chart(one))
        for chart, releases in by_chart.items():
            yield chart, tuple(self._install(chart, one, name) for one, name in zip(releases, _names(releases), strict=True))

    def _install(self, chart: str, one: Release, name: str) -> Install:
        values = tuple(node for path in one.values if (node := self._values(chart, path, one)) is not None)
        return Install(name, one.name, one.namespace, values, tuple(one.set.items()), one.environment)

    def _values(self, chart: str, path: str, one: Release) -> Node | None:
        """The values in a file, which is named as seen from the configuration, or from the chart; never outside of the tree."""
        for base in (self._facts.base, chart):
            shown = self._layout.resolve(base, path)
            if self._files.find(shown).kind != "file":
                continue
            source = self._files.source(shown)
            documents = read_source(source).documents if isinstance(source, SourceFile) else ()
            if documents and type(documents[0].value) is dict:
                return documents[0].root
            if not isinstance(source, SourceFile) or documents:
                self.unmatched.append(Unmatched(f"helm: the values file {path} is no mapping that can be read", one.origin))
            return None
        self.unmatched.append(Unmatched(f"helm: there is no values file {path} in the tree", one.origin))
        return None


def _names(releases: Sequence[Release]) -> list[str]:
    """What tells the releases of a chart apart: their values files, else what they are called, else their number."""
    names = [", ".join(map(_below, one.values)) for one in releases]
    for told in ([one.name or "" for one in releases], [one.namespace or "" for one in releases]):
        counts = Counter(names)
        names = [
            ", ".join(filter(None, (name, more))) if counts[name] > 1 else name for name, more in zip(names, told, strict=True)
        ]
    counts = Counter(names)
    return [name if counts[name] == 1 else f"{name} {index}".strip() for index, name in enumerate(names, 1)]


def _below(path: str) -> str:
    return posixpath.basename(path)
