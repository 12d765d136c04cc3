"""A chart made ready: what renders it gets all that may be read of it, and nothing that would lead elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from k8slint.text import SourceFile, Span
from k8slint.units.charts.chart import CHART, REQUIREMENTS, Chart, Dependency, Member, dependencies, members, name_of, roots
from k8slint.units.charts.ignoring import kept
from k8slint.units.charts.marking import Line, Marker
from k8slint.units.charts.outcome import Failure, Place
from k8slint.units.charts.packing import pack, unpacked
from k8slint.units.charts.schema import SCHEMA, remote
from k8slint.yaml import Document

NOTES = "NOTES.txt"
_SHOWN = 3  # files that may not be read, by name
_LOCKS = ("Chart.lock", "requirements.lock")
_SEVERAL = 2  # dependencies that show a habit

#: How the repositories begin from which `helm dependency build` fetches charts.
_FETCHED = ("https://", "http://", "oci://", "@", "alias:")


class Inspection(NamedTuple):
    """What is known of a chart without rendering it: all of its files, the charts in it, and what is wrong.

    `whole`: every chart that it depends on is there.
    """

    chart: Chart
    members: tuple[Member, ...]
    failures: tuple[Failure, ...]
    whole: bool


class Prepared(NamedTuple):
    """A chart as a renderer is given it: plain, marked also in its definitions, and marked only outside of them."""

    inspection: Inspection
    plain: bytes
    deep: bytes
    shallow: bytes
    lines: tuple[Line, ...]


def inspect(chart: Chart) -> Inspection:
    """What can be known of a chart without rendering it."""
    failures = list(_refused(chart))
    found = unpacked(kept(chart.files))
    files, mounts = dict(found.files), dict[str, str]()
    _vendor(Chart(chart.directory, files, beside=chart.beside), files, mounts)
    whole = Chart(chart.directory, files, mounts=mounts)
    packed = {root: Place(SourceFile(chart.shown(path), ""), Span(0, 0)) for root, path in found.roots.items()}
    for path, why in found.broken.items():
        failures.append(Failure("refused", f"packed chart {path} cannot be read: {why}", chart.start(path)))
    failures += _unreadable(whole)
    everyone = members(whole, packed)
    missing = [entry for member in everyone for entry in _missing(whole, member)]
    brings = _keeps_all(whole, missing)
    failures += (
        Failure("dependency-missing", f"chart {name_of(chart) or chart.directory} depends on chart {entry.name}{_from(entry)}, "
                "which is not in its charts directory", entry.place, fetched=not brings and entry.repository.startswith(_FETCHED))
        for entry in dict.fromkeys(missing)
    )  # fmt: skip
    failures += _remote(whole, files)
    return Inspection(whole, everyone, tuple(failures), not missing)


def prepare(inspection: Inspection) -> Prepared:
    """The archives of a chart."""
    chart = inspection.chart
    files = _with_what_is_there(chart)
    marker = Marker()
    packed = tuple({member.root for member in inspection.members if member.entry is not None})
    deep, shallow = dict(files), dict(files)
    for path, data in files.items():
        if not is_template(path) or path.startswith(packed):
            continue
        try:
            text = data.decode()
        except UnicodeDecodeError:
            continue
        deep[path] = marker.mark(path, text, defines=True).encode()
        if not path.rpartition("/")[2].startswith("_"):
            shallow[path] = marker.mark(path, text, defines=False).encode()
    return Prepared(inspection, pack(files), pack(deep), pack(shallow), tuple(marker.lines))


def is_template(path: str) -> bool:
    """Whether a file of a chart is a template of it or of a chart in it, and no notes."""
    parts = path.split("/")
    while parts[0] == "charts" and len(parts) > len(("charts", "name")):
        parts = parts[2:]
    return parts[0] == "templates" and parts[-1] != NOTES


def _from(entry: Dependency) -> str:
    return f" from {entry.repository}" if entry.repository else ""


def _refused(chart: Chart) -> Iterator[Failure]:
    for path, why in sorted(chart.refused.items())[:_SHOWN]:
        yield Failure("refused", f"{path} is not read: {why}", chart.start(CHART))
    if len(chart.refused) > _SHOWN:
        yield Failure("refused", f"{len(chart.refused) - _SHOWN} more files are not read", chart.start(CHART))


def _unreadable(chart: Chart) -> Iterator[Failure]:
    document = chart.document(CHART)
    if document is None:
        yield Failure("chart", "no chart: its Chart.yaml is missing or empty", chart.start(CHART))
    elif not isinstance(document, Document):
        yield Failure("unreadable", f"no chart: its Chart.yaml is {document.message}", Place(document.source, document.span))
    elif type(document.value) is not dict:
        yield Failure("chart", "no chart: its Chart.yaml is no mapping", Place(document.source, document.root.span))
    else:
        for field in ("name", "version"):
            if not document.value.get(field):
                yield Failure("chart", f"no chart: its Chart.yaml has no {field}", chart.start(CHART))


def _missing(chart: Chart, member: Member) -> list[Dependency]:
    there = {name_of(chart, root) for root in roots(chart, member.root)}
    return [entry for entry in member.dependencies if entry.name not in there] if member.entry is None else []


def _keeps_all(chart: Chart, missing: Sequence[Dependency]) -> bool:
    """Whether a chart brings all of several charts that it depends on but this one, which no lock names: nobody fetches any."""
    names: set[Any] = set()
    for path in _LOCKS:
        lock = chart.value(path)
        locked = lock.get("dependencies") if type(lock) is dict else None
        if type(locked) is list:
            names.update(entry["name"] for entry in locked if type(entry) is dict and type(entry.get("name")) is str)
    return len(missing) == 1 and missing[0].name not in names and len(dependencies(chart)) > _SEVERAL


def _vendor(chart: Chart, files: dict[str, bytes], mounts: dict[str, str]) -> None:
    """Put charts beside this one into it that it depends on by their path: what `helm dependency build` would do."""
    there = {name_of(chart, root) for root in roots(chart)}
    for entry in dependencies(chart):
        if entry.name in there or not entry.repository.startswith("file://"):
            continue
        other = chart.beside.get(_resolved(chart.directory, entry.repository.removeprefix("file://")))
        root = f"charts/{entry.name}/"
        if other is None or name_of(other) != entry.name or root in mounts or other.directory == chart.directory:
            continue
        inner = inspect(Chart(other.directory, other.files, beside={
            where: one for where, one in chart.beside.items() if where != chart.directory
        })).chart  # fmt: skip
        files.update({root + path: data for path, data in inner.files.items()})
        mounts.update({root + prefix: directory for prefix, directory in inner.mounts.items()})
        mounts[root] = other.directory


def _resolved(directory: str, path: str) -> str:
    parts = [] if directory == "." else directory.split("/")
    for step in path.split("/"):
        if step == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif step not in {"", "."}:
            parts.append(step)
    return "/".join(parts) or "."


def _remote(chart: Chart, files: dict[str, bytes]) -> Iterator[Failure]:
    """Take the schemas away that would make a renderer ask the network, and say so."""
    for path in [path for path in files if path.rpartition("/")[2] == SCHEMA]:
        document = chart.document(path)
        found = remote(document) if isinstance(document, Document) else None
        if found is not None:
            message = f"the values schema refers to {found.value}, which is never fetched: values are not checked against it"
            del files[path]
            yield Failure("remote-schema", message, Place(found.source, found.span))
        elif document is not None and not isinstance(document, Document):
            del files[path]
            yield Failure("schema", f"the values schema is {document.message}", Place(document.source, document.span))


def _with_what_is_there(chart: Chart) -> Mapping[str, bytes]:
    """The files of a chart whose entries of dependencies are there: Helm renders nothing as long as one is missing."""
    files = dict(chart.files)
    for root in {path.removesuffix(CHART) for path in files if path.endswith(CHART)}:
        there = {name_of(chart, inner) for inner in roots(chart, root)}
        for name in (CHART, REQUIREMENTS):
            value: Any = chart.value(root + name)
            entries = value.get("dependencies") if type(value) is dict else None
            if type(entries) is not list:
                continue
            left = [entry for entry in entries if type(entry) is dict and entry.get("name") in there]
            if len(left) < len(entries):
                files[root + name] = json.dumps({**value, "dependencies": left}).encode()
    return files
