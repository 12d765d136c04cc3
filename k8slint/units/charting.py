"""The units of charts: one for each set of values that a chart is rendered with."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from k8slint.resources import read
from k8slint.units.environments import Environment, infer, named_environment
from k8slint.units.faulty_charts import faulty
from k8slint.units.gaps import of_resources
from k8slint.units.layout import Layout
from k8slint.units.model import Gap, Unit
from k8slint.units.naming import bracketed
from k8slint.units.releases import Releases
from k8slint.units.templated import files, templated

if TYPE_CHECKING:
    from k8slint.units.charts import Rendering


def chart_units(
    layout: Layout, releases: Releases, told: Collection[str], namespace: str | None, environment: Environment | None
) -> Iterator[Unit]:
    """The units of the charts of a run, and one without resources for each of which is only known what is wrong with it.

    `told` are files that are reported already, `namespace` is that of every release, if it is known.
    """
    for directory in releases.known:
        faults = faulty(directory, releases.failures(directory, told))
        renderings = releases.rendered.get(directory, ())
        if faults and not renderings:
            yield Unit(directory, (), "chart", partial=True, root=False, charts=faults)
        missing = [fault for chart in faults for fault in chart.faults if fault.kind == "dependency-missing"]
        gaps = tuple(Gap("chart-source", fault.message, fault.node.source.path) for fault in missing)
        for rendering in renderings:
            unit = _unit(releases, directory, rendering, namespace)._replace(charts=faults)
            faults = ()  # told once
            found = environment if environment is not None else _environment(layout, directory, rendering, unit)
            unit = unit._replace(environment=found.name, evidence=found.evidence, gaps=(*gaps, *unit.gaps))
            if unit.resources or unit.charts:
                yield unit
            tests = _tests(directory, rendering, namespace)
            if tests.resources:
                yield tests._replace(environment=found.name, evidence=found.evidence)


def _unit(releases: Releases, directory: str, rendering: Rendering, namespace: str | None) -> Unit:
    failed = bool(rendering.failures)
    resources = tuple(read(templated(one for one in rendering.documents if not one.test), _namespace(rendering, namespace)))
    return Unit(
        unit_name(directory, rendering),
        resources,
        "chart",
        gaps=of_resources(resources),
        sources=files(releases.known[directory].inspection, rendering),
        partial=failed,
        root=not failed,
        installed=rendering.values.install is not None and rendering.values.install.whole,
        release=rendering.values.release if rendering.values.install is None else None,
    )


def unit_name(directory: str, rendering: Rendering) -> str:
    """What the unit of a chart that is rendered with some values is called."""
    return bracketed(directory, _own(rendering))


def _namespace(rendering: Rendering, namespace: str | None) -> str | None:
    """The namespace of a release, if it is known."""
    install = rendering.values.install
    return namespace if install is None or install.namespace is None else install.namespace


def _own(rendering: Rendering) -> list[str]:
    """What tells a rendering from the others of its chart."""
    return [rendering.values.name] if rendering.values.name else []


def _tests(directory: str, rendering: Rendering, namespace: str | None) -> Unit:
    """What only `helm test` applies: no part of the release, and gone when it is done."""
    resources = tuple(read(templated(one for one in rendering.documents if one.test), _namespace(rendering, namespace)))
    sources = {resource.document.source.path: resource.document.source for resource in resources}
    name = bracketed(directory, [*_own(rendering), "tests"])
    return Unit(name, resources, "chart", sources=tuple(sources[path] for path in sorted(sources)), root=False, example=True)


def _environment(layout: Layout, directory: str, rendering: Rendering, unit: Unit) -> Environment:
    install = rendering.values.install
    if install is not None and install.environment is not None:
        name = named_environment(install.environment)
        return Environment(name, (f"{name}: configuration, helm",))
    if install is not None and install.home is not None:
        return infer([layout.place(install.home).trail], unit.resources)
    return infer([layout.place(directory).trail], unit.resources, values=rendering.values.name)
