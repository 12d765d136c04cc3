"""A chart as its files tell it: what it is called, what it depends on, and the charts that lie in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from k8slint.text import SourceFile, Span
from k8slint.units.charts.outcome import Place
from k8slint.yaml import Document, ReadError, decode, read

CHART = "Chart.yaml"
REQUIREMENTS = "requirements.yaml"
VALUES = "values.yaml"
_DEPTH = 8


class Chart:
    """The files of a chart by their paths in it, and how reports name its directory.

    `refused` says of files that are there and may not be read why: a link out of the tree. `beside` are the other charts
    of the tree by their directories: what `file://` dependencies lead to; `mounts` says which of them lie in this one, by
    prefix of paths. Nothing else is ever read.
    """

    __slots__ = ("_sources", "beside", "directory", "files", "mounts", "refused")

    def __init__(
        self,
        directory: str,
        files: Mapping[str, bytes],
        refused: Mapping[str, str] | None = None,
        beside: Mapping[str, Chart] | None = None,
        mounts: Mapping[str, str] | None = None,
    ) -> None:
        self.directory = directory
        self.files = files
        self.refused = refused or {}
        self.beside = {} if beside is None else beside  # may be filled later
        self.mounts = mounts or {}
        self._sources: dict[str, tuple[SourceFile, ReadError | None]] = {}

    def shown(self, path: str) -> str:
        """How reports name a file of the chart."""
        directory = self.directory
        for prefix, other in self.mounts.items():
            if path.startswith(prefix):
                directory, path = other, path[len(prefix) :]
                break
        return path if directory == "." else f"{directory}/{path}"

    def source(self, path: str) -> SourceFile | None:
        """The text of a file; None if there is none."""
        found = self._decoded(path)
        return None if found is None else found[0]

    def document(self, path: str) -> Document | ReadError | None:
        """The first document of a file; None if there is no file or nothing in it."""
        found = self._decoded(path)
        if found is None:
            return None
        source, error = found
        if error is not None:
            return error
        stream = read(source)
        if stream.errors:
            return stream.errors[0]
        return stream.documents[0] if stream.documents else None

    def value(self, path: str) -> Any:
        """The value of the first document of a file; None if there is none."""
        document = self.document(path)
        return document.value if isinstance(document, Document) else None

    def start(self, path: str) -> Place:
        """The beginning of a file, also of one that is not there."""
        return Place(self.source(path) or SourceFile(self.shown(path), ""), Span(0, 0))

    def _decoded(self, path: str) -> tuple[SourceFile, ReadError | None] | None:
        data = self.files.get(path)
        if data is None:
            return None
        found = self._sources.get(path)
        if found is None:
            read_as = decode(self.shown(path), data)
            found = (read_as, None) if isinstance(read_as, SourceFile) else (read_as.source, read_as)
            self._sources[path] = found
        return found


class Dependency(NamedTuple):
    """An entry of a chart's dependencies and its place. `called` is what its values and templates are found under."""

    name: str
    called: str
    repository: str
    place: Place


class Member(NamedTuple):
    """A chart in a chart: where it lies, what it is called there, and the way of names that leads to it.

    `root` is a prefix of paths, empty for the chart itself; `keys` lead to its values. `entry` is the dependency that a
    packed chart came by, or the packed file: a person edits nothing in it.
    """

    root: str
    name: str
    keys: tuple[str, ...]
    dependencies: tuple[Dependency, ...]
    entry: Place | None = None


def dependencies(chart: Chart, root: str = "") -> tuple[Dependency, ...]:
    """What a chart depends on, as its Chart.yaml says, or the requirements.yaml of older ones."""
    return tuple(entry for name in (CHART, REQUIREMENTS) for entry in _entries(chart, root + name))


def _entries(chart: Chart, path: str) -> Iterator[Dependency]:
    document = chart.document(path)
    if not isinstance(document, Document):
        return
    for node in document.root.nearest("dependencies").elements():
        name = node.get("name")
        if name is None or type(name.value) is not str or not name.value:
            continue
        alias, repository = node.get("alias"), node.get("repository")
        called = alias.value if alias is not None and type(alias.value) is str and alias.value else name.value
        where = repository.value if repository is not None and type(repository.value) is str else ""
        yield Dependency(name.value, called, where, Place(node.source, name.span))


def name_of(chart: Chart, root: str = "") -> str:
    """What a chart is called; empty where its Chart.yaml does not say."""
    value = chart.value(root + CHART)
    name = value.get("name") if type(value) is dict else None
    return name if type(name) is str else ""


def is_library(chart: Chart) -> bool:
    """Whether a chart is one that others use and nobody installs."""
    value = chart.value(CHART)
    return type(value) is dict and value.get("type") == "library"


def roots(chart: Chart, root: str = "") -> tuple[str, ...]:
    """Where the charts directly in a chart lie, as prefixes of paths."""
    inner = f"{root}charts/"
    found = {path[len(inner) :].partition("/")[0] for path in chart.files if path.startswith(inner) and path.endswith(CHART)}
    return tuple(sorted(f"{inner}{name}/" for name in found if name[0] not in "._" and f"{inner}{name}/{CHART}" in chart.files))


def members(chart: Chart, packed: Mapping[str, Place]) -> tuple[Member, ...]:
    """The chart and all charts in it, each once for every name that it goes by; `packed` are roots of what was packed."""
    return tuple(_members(chart, "", (), packed, None))


def _members(
    chart: Chart, root: str, keys: tuple[str, ...], packed: Mapping[str, Place], entry: Place | None
) -> Iterator[Member]:
    wanted = dependencies(chart, root)
    yield Member(root, name_of(chart, root), keys, wanted, entry)
    if len(keys) >= _DEPTH:
        return
    for inner in roots(chart, root):
        name = name_of(chart, inner)
        entries = [one for one in wanted if one.name == name]
        called = [one.called for one in entries] or [name]
        for number, one in enumerate(called):
            by = entry
            if by is None and inner in packed:
                by = entries[number].place if entries else packed[inner]
            yield from _members(chart, inner, (*keys, one), packed, by)


def locate(everyone: tuple[Member, ...], name: str) -> tuple[Member, str]:
    """The chart that Helm means by a template's name (`web/charts/cache/templates/a.yaml`), and the path of the file."""
    member, rest = everyone[0], name.split("/")[1:]
    while rest[:1] == ["charts"]:
        keys = (*member.keys, *rest[1:2])
        inner = next((one for one in everyone if one.keys == keys), None)
        if inner is None or len(keys) == len(member.keys):
            break
        member, rest = inner, rest[2:]
    return member, member.root + "/".join(rest)
