"""What Helm makes of the charts of a run: of each that lies in no other one, with each set of values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from k8slint.units.layout import Layout, Role, parent

if TYPE_CHECKING:
    from k8slint.units.charts import Failure, RenderedChart, Rendering
    from k8slint.units.gitops.applied import Key
    from k8slint.units.installing import Install

#: Looks at charts, by their directories as reports name them, and how each is installed as far as that is known: what
#: comes of each, or why it cannot be looked at.
Charts = Callable[[Sequence[str], Mapping[str, Sequence["Install"]]], Mapping[str, "RenderedChart | str"]]

_NOBODY = ""  # asked for it
_EXAMPLE = "examples"
_LIBRARY = "libraries"
_ASKS = "values are required"
_FAILS = "Helm fails"
_INCOMPLETE = "dependencies are missing"


class Releases:
    """What was rendered, by the directory of each chart, and what was not, and why.

    A reason is empty where nobody asked. `known` are all charts that were looked at: what is wrong with them is told of
    every one. `consumed` are the files of what was rendered: nobody applies them in any other way.
    """

    def __init__(
        self, layout: Layout, charts: Charts | None, installs: Mapping[str, Sequence[Install]] = MappingProxyType({})
    ) -> None:
        self.known: dict[str, RenderedChart] = {}
        self.rendered: dict[str, tuple[Rendering, ...]] = {}
        self.unrendered: dict[str, str] = {}
        self._layout = layout
        directories = layout.charts()
        deployed = [one for one in directories if layout.place(one).example is None]
        found = charts(deployed, installs) if charts is not None and deployed else {}
        for directory in directories:
            self._add(directory, found.get(directory, _NOBODY if directory in deployed else _EXAMPLE))
        self.consumed = frozenset(path for path in layout.paths if self._uses(path)) if self.rendered else frozenset()

    def _add(self, directory: str, outcome: RenderedChart | str) -> None:
        if isinstance(outcome, str):
            self.unrendered[directory] = outcome
            return
        self.known[directory] = outcome
        made = tuple(one for one in outcome.renderings if one.files or one.complete)
        if made:
            self.rendered[directory] = made
        else:
            self.unrendered[directory] = _why(outcome)

    def failures(self, directory: str, told: Collection[str] = ()) -> tuple[Failure, ...]:
        """What is wrong with a chart; nothing of files that are `told` to be no YAML already."""
        known = self.known.get(directory)
        found = known.failures if known is not None else ()
        return tuple(one for one in found if one.kind != "unreadable" or one.place.source.path not in told)

    def installed(self) -> dict[str, Key]:
        """The units of charts that something installs, by name, and what it is."""
        if not self.rendered:
            return {}
        from k8slint.units.charting import unit_name  # likewise

        return {
            unit_name(directory, one): one.values.install.by
            for directory, several in self.rendered.items()
            for one in several
            if one.values.install is not None and one.values.install.by is not None
        }

    def unmade(self, directory: str) -> tuple[tuple[str, str], ...]:
        """The value sets with which a chart that is rendered with others is not, by name, and why."""
        made = {one.values.name for one in self.rendered[directory]}
        others = (one for one in self.known[directory].renderings if one.values.name not in made)
        return tuple((one.values.name, _why_not(one)) for one in others)

    def _uses(self, path: str) -> bool:
        """Whether a file is a part of what was rendered: a template, or a definition that comes with the chart."""
        directory = parent(path)
        place = self._layout.place(directory)
        if place.chart is None or self._layout.chart_of(directory) not in self.rendered:
            return False
        return self._layout.role(path) is Role.TEMPLATE or place.inside[:1] == ("crds",)

    def reasons(self) -> tuple[str, ...]:
        """Why charts were not rendered, the most frequent first."""
        counts = Counter(reason for reason in self.unrendered.values() if reason != _NOBODY)
        return tuple(sorted(counts, key=lambda reason: (-counts[reason], reason)))


def _why(chart: RenderedChart) -> str:
    from k8slint.units.charts import MISSING, is_library  # most runs have no chart

    if is_library(chart.inspection.chart):
        return _LIBRARY
    if chart.renderings:
        return _why_not(chart.renderings[0])
    stopped = any(one.kind in {"chart", "unreadable"} for one in chart.inspection.failures)
    return _FAILS if stopped else MISSING


def _why_not(rendering: Rendering) -> str:
    if not rendering.failures:
        return _INCOMPLETE
    return _ASKS if all(one.kind == "required" for one in rendering.failures) else _FAILS
