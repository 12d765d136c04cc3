"""What comes of the charts of a run: rendered where something renders them, else known by their files alone."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from k8slint.units.charts.chart import Chart
from k8slint.units.charts.directory import read_directory
from k8slint.units.charts.preparing import inspect
from k8slint.units.charts.renderer import MISSING, Renderer, Renders, find_renderer
from k8slint.units.charts.rendering import RenderedChart, render
from k8slint.units.charts.values import value_sets

if TYPE_CHECKING:
    from k8slint.units.installing import Install

#: Stands for the namespace of a release, which nobody has told: whatever is made of it is not known either.
NAMESPACE = "<namespace>"
_UNNAMED = "not all of its files were named"
_NONE: Mapping[str, Sequence[Install]] = MappingProxyType({})

#: What comes of charts, by their directories as reports name them; in place of one that cannot be looked at, why not.
#: It is told how charts are installed, by their directories, as far as that is known.
Charts = Callable[[Sequence[str], Mapping[str, Sequence["Install"]]], Mapping[str, RenderedChart | str]]


class Directories(Protocol):
    """What knows where the directories of a run lie."""

    def where(self, path: str) -> tuple[str, str] | None:
        """Where a directory lies on disk, and the directory around it that was named; None if none was."""


class _Beside(Mapping[str, Chart]):
    """The charts of a run by their directories, each read when somebody asks for it."""

    def __init__(self, directories: Sequence[str], read: Callable[[str], Chart | None]) -> None:
        self._directories = dict.fromkeys(directories)
        self._read = read
        self._found: dict[str, Chart] = {}

    def __getitem__(self, directory: str) -> Chart:
        if directory not in self._found:
            found = self._read(directory) if directory in self._directories else None
            if found is None:
                raise KeyError(directory)
            self._found[directory] = Chart(found.directory, found.files, found.refused, self)
        return self._found[directory]

    def __iter__(self) -> Iterator[str]:
        return (directory for directory in self._directories if directory in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def asking(
    read: Callable[[str], Chart | None],
    renderer: Callable[[], Renders | None],
    namespace: str | None = None,
) -> Charts:
    """What looks at charts: `read` gives the one in a directory, `renderer` what renders them, None if nothing does.

    `namespace` is that of every release, if it is known.
    """

    def ask(directories: Sequence[str], installs: Mapping[str, Sequence[Install]] = _NONE) -> dict[str, RenderedChart | str]:
        charts = _Beside(directories, read)
        found: dict[str, RenderedChart | str] = {}
        with contextlib.ExitStack() as stack:
            by = renderer()
            if isinstance(by, Renderer):
                stack.enter_context(by)
            for directory in directories:
                chart = charts.get(directory)
                if chart is None:
                    found[directory] = _UNNAMED
                elif by is None:
                    found[directory] = RenderedChart(inspect(chart), ())
                else:
                    sets = value_sets(chart, installs.get(directory, ()), namespace=namespace or NAMESPACE)
                    found[directory] = render(chart, sets, by)
        return found

    return ask


def on_disk(directories: Directories, namespace: str | None = None, texts: Mapping[str, str] = MappingProxyType({})) -> Charts:
    """What looks at the charts of a run where they lie, and renders them with Helm if there is one.

    `texts` are those of files that have another one than on disk, by path.
    """

    def read(directory: str) -> Chart | None:
        found = directories.where(directory)
        chart = None if found is None else read_directory(found[0], directory, found[1])
        return chart if chart is None or not texts else replaced(chart, texts)

    return asking(read, find_renderer, namespace)


def replaced(chart: Chart, texts: Mapping[str, str]) -> Chart:
    """A chart some of whose files, named as reports name them, have another text."""
    prefix = "" if chart.directory == "." else f"{chart.directory}/"
    new = {path[len(prefix) :]: text.encode("utf-8", "surrogatepass") for path, text in texts.items() if path.startswith(prefix)}
    return Chart(
        chart.directory, {**chart.files, **{path: data for path, data in new.items() if path in chart.files}}, chart.refused
    )


def in_memory(files: Mapping[str, bytes]) -> Charts:
    """What looks at the charts among files that are held already, and renders none."""

    def read(directory: str) -> Chart:
        prefix = "" if directory == "." else f"{directory}/"
        inside = {path[len(prefix) :]: data for path, data in files.items() if path.startswith(prefix)}
        return Chart(directory, inside)

    return asking(read, lambda: None)


__all__ = ["MISSING", "NAMESPACE", "Charts", "asking", "in_memory", "on_disk"]
