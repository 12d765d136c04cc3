"""Charts of folders: what can be rendered, how many rendered lines have their line of a template, and how long it takes."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter

from k8slint.units.charts import Coverage, RenderedChart, Renderer, find_renderer, read_directory, render, value_sets

CHART = "Chart.yaml"


def charts(folder: str) -> list[str]:
    """The directories of charts that are in no other chart's `charts/`."""
    found = []
    for directory, _, names in os.walk(folder):
        if CHART in names and f"{os.sep}charts{os.sep}" not in directory.partition(f"{os.sep}templates{os.sep}")[0] + os.sep:
            found.append(directory)
        elif CHART in names:
            above = directory.rpartition(f"{os.sep}charts{os.sep}")[0]
            if not os.path.isfile(os.path.join(above, CHART)):
                found.append(directory)
    return sorted(found)


class Figures:
    """What was measured."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()
        self.hows: Counter[str] = Counter()
        self.coverage = Coverage()
        self.poor: list[tuple[str, Coverage]] = []
        self.times: list[tuple[float, str]] = []

    def add(self, directory: str, rendered: RenderedChart) -> None:
        """Count what came of a chart."""
        self.counts["charts"] += 1
        self.counts["charts whose dependencies are there"] += rendered.inspection.whole
        self.failures.update(failure.kind for failure in rendered.failures)
        own = Coverage()
        for rendering in rendered.renderings:
            self.counts["value sets"] += 1
            self.counts["value sets rendered"] += bool(rendering.files)
            self.counts["documents"] += len(rendering.documents)
            for file in rendering.files:
                if not file.text or file.text.isspace():
                    continue
                self.counts["rendered files"] += 1
                if file.mapped is None:
                    lines = sum(1 for line in file.text.split("\n") if line.strip())
                    self.counts["files without lines"] += 1
                    own = own.plus(Coverage(lines, unknown=lines))
                else:
                    self.counts["files plain≠marked"] += bool(file.mapped.differing)
                    self.counts["lines plain≠marked"] += file.mapped.differing
                    own = own.plus(file.mapped.map.coverage())
            for document in rendering.documents:
                for path, _ in document.leaves():
                    origin = document.origin(path)
                    if origin is not None:
                        self.hows[origin.how] += 1
                        self.hows["with a value"] += bool(origin.values)
                        self.hows["through a definition"] += origin.through is not None
        if rendered.inspection.whole:
            self.coverage = self.coverage.plus(own)
        self.poor.append((directory, own))


def measure(folders: list[str], renderer: Renderer) -> Figures:
    """Render all charts of folders."""
    figures = Figures()
    for folder in folders:
        for directory in charts(folder):
            chart = read_directory(directory, directory, folder)
            began = time.perf_counter()
            rendered = render(chart, value_sets(chart), renderer)
            took = time.perf_counter() - began
            figures.times.append((took, directory))
            figures.add(directory, rendered)
            for failure in rendered.failures:
                place = failure.place
                line = place.source.position(place.span.start).line + 1
                print(f"  {failure.kind}: {place.source.path}:{line}: {failure.message}")
    return figures


def main(folders: list[str]) -> int:
    """Print the figures of some folders."""
    renderer = find_renderer()
    if renderer is None:
        print("nothing renders charts: install k8slint[helm]")
        return 2
    began = time.perf_counter()
    with renderer:
        figures = measure(folders, renderer)
    hows = {f"leaves {how}": count for how, count in figures.hows.items()}
    for name, count in (*figures.counts.items(), *figures.failures.items(), *hows.items()):
        print(f"{count:>9}  {name}")
    lines, exact, action, unknown = figures.coverage
    print(f"of charts whose dependencies are there: {lines} lines, exact {exact} ({exact / max(lines, 1):.2%}), "
          f"by action {action}, unknown {unknown}")  # fmt: skip
    worst = sorted(figures.poor, key=lambda one: one[1].exact - one[1].lines)[:5]
    for directory, one in worst:
        print(f"    {directory}: {one.exact} of {one.lines}, by action {one.action}, unknown {one.unknown}")
    print(f"all {time.perf_counter() - began:.2f} s; rendering {sum(took for took, _ in figures.times):.2f} s; slowest:")
    for took, directory in sorted(figures.times, reverse=True)[:5]:
        print(f"    {took:.2f} s {directory}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
