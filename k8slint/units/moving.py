"""Plain files that something applies into a namespace of its own choice, whatever they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from k8slint.resources import read
from k8slint.units.composing import composed
from k8slint.units.gitops.homes import homes
from k8slint.units.kustomizing.outcome import Built, Target
from k8slint.units.model import Unit
from k8slint.units.run_files import RunFiles


def moved(units: Iterable[Unit], targets: Mapping[str, Target], files: RunFiles) -> Iterator[Unit]:
    """Units of plain files, each as it is where everything below a directory is put into a namespace.

    It is done as Kustomize does it, which is what Flux asks: what names an object that moves follows it. A unit whose
    files cannot be read that way is left as it is.
    """
    for unit in units:
        target = _target(unit, targets) if targets and unit.kind == "plain" and not unit.example else None
        yield unit if target is None else _put(unit, target, files)


def _target(unit: Unit, targets: Mapping[str, Target]) -> Target | None:
    """The namespace into which all of a unit is put: that of the innermost directory which holds it."""
    found = [
        directory
        for directory in targets
        if all(directory in {".", home} or home.startswith(f"{directory}/") for home in homes(unit))
    ]
    return targets[max(found, key=len)] if found else None


def _put(unit: Unit, target: Target, files: RunFiles) -> Unit:
    from k8slint.units.kustomizing import Kustomizer  # most runs put nothing anywhere

    outcome = Kustomizer(files).put([source.path for source in unit.sources], target)
    if not isinstance(outcome, Built) or not unit.sources:
        return unit
    resources = tuple(read(composed(outcome, unit.sources[0])))
    return unit._replace(resources=resources) if len(resources) == len(unit.resources) else unit
