"""The releases of charts of a repository: what a HelmRelease of Flux, or an Application of Argo CD, tells Helm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.resources import Resource, known_text
from k8slint.resources.scalars import Path, mapping, sequence
from k8slint.text import SourceFile
from k8slint.units.gitops.applied import Applied, Key, Source, key
from k8slint.units.layout import parent
from k8slint.yaml import Composed, Document, Node, Site, read

if TYPE_CHECKING:
    from k8slint.units.gitops.topology import Topology

_VALUES = "values.yaml"


class Told(NamedTuple):
    """What Helm is told: release, namespace, values (later ones win), single values; and who says so, where.

    `whole`: nothing else is said that is not known.
    """

    release: str | None
    namespace: str | None
    values: tuple[Node, ...]
    set: tuple[tuple[str, Any], ...]
    home: str
    by: Key
    whole: bool


class _Lines:
    """The places of values that stand in a text of a resource: all of them where that text stands."""

    def __init__(self, node: Node) -> None:
        self._site = node.site

    def site(self, _path: Path) -> Site | None:
        """The place of the text."""
        return self._site

    def key_site(self, _path: Path) -> Site | None:
        """The place of the text."""
        return self._site

    def written(self, _path: Path) -> str | None:
        """Nothing: it is a part of a text."""
        return None

    def parts(self, _path: Path) -> Iterable[Site]:
        """The place of the text."""
        return (self._site,)

    def values(self, _path: Path, *, key: bool = False) -> Iterable[Site]:  # noqa: ARG002  # as others are asked
        """None: it is no template."""
        return ()


def told_of(applied: Applied, resources: Sequence[Resource], topology: Topology) -> Told | None:
    """What Helm is told of a chart that something applies."""
    if applied.by.kind == "HelmRelease":
        return _of_flux(applied, resources)
    return _of_argo(applied, topology)


def _told(applied: Applied, release: str | None, namespace: str | None, values: _Values) -> Told:
    home = parent(applied.by.document.source.path)
    return Told(release, namespace, tuple(values.nodes), tuple(values.set), home, key(applied), values.whole)


class _Values:
    """Values as they are found, in the order in which later ones win; `whole`: all of them are known."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.set: list[tuple[str, Any]] = []
        self.whole = True

    def add(self, node: Node | None) -> None:
        """Add a mapping, or the text of one; what is neither is not known."""
        if node is not None and type(node.value) is str:
            node = _parsed(node)
        if node is None or type(node.value) is not dict:
            self.whole = False
        else:
            self.nodes.append(node)


def _parsed(node: Node) -> Node | None:
    """The mapping that a text holds."""
    documents = read(SourceFile(node.source.path, node.value)).documents
    return Composed(node.source, 0, documents[0].value, _Lines(node)).root if documents else None


def _of_flux(applied: Applied, resources: Sequence[Resource]) -> Told:
    release = applied.by
    target = known_text(release.get("spec", "targetNamespace"))
    name = known_text(release.get("spec", "releaseName")) or (f"{target}-{release.name}" if target else release.name)
    values = _Values()
    for entry in sequence(release.get("spec", "valuesFrom")):
        _take(mapping(entry), release, resources, values)
    own = release.node("spec", "values")
    if own is not None and own.value is not None:
        values.add(own)
    return _told(applied, name, target or release.namespace, values)


def _take(entry: Mapping[str, Any], release: Resource, resources: Iterable[Resource], values: _Values) -> None:
    """Add the values that an entry of `valuesFrom` names; those of a Secret nobody knows."""
    name, data = known_text(entry.get("name")), str(entry.get("valuesKey") or _VALUES)
    near = parent(release.document.source.path)
    found = [
        one
        for one in resources
        if one.kind == entry.get("kind") == "ConfigMap" and name in {one.name, one.called} and one.namespace == release.namespace
    ]
    found.sort(key=lambda one: parent(one.document.source.path) != near)
    node = found[0].node("data", data) if found else None
    path = known_text(entry.get("targetPath"))
    if node is None or len({one.document.source.path for one in found}) > 1:
        values.whole = values.whole and bool(entry.get("optional")) and not found
    elif path is not None:
        values.set.append((path, node.value))
    else:
        values.add(node)


def _of_argo(applied: Applied, topology: Topology) -> Told | None:
    if applied.helm is None:
        return None
    values = _Values()
    for found in applied.helm.files:
        values.add(_file(found, applied, topology))
    for field in ("values", "valuesObject"):
        node = applied.by.node(*applied.at[:-1], "helm", field)
        if node is not None and node.value:
            values.add(None if applied.made and "{{" in str(node.value) else node)
    values.set += applied.helm.set
    return _told(applied, applied.helm.release, applied.namespace, values)


def _file(found: tuple[Source, str] | None, applied: Applied, topology: Topology) -> Node | None:
    if found is None or not topology.is_own(found[0]):
        return None
    repository = topology.repository
    source = repository.source(repository.shown(found[1], applied.by.document.source.path))
    documents: Sequence[Document] = read(source).documents if isinstance(source, SourceFile) else ()
    return documents[0].root if documents else None
