"""From the files of a run to units: what is applied together, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from k8slint.settings import Facts
from k8slint.units.builds import Beyond, build
from k8slint.units.charting import chart_units
from k8slint.units.composing import composed
from k8slint.units.environments import override
from k8slint.units.faults import Faults
from k8slint.units.gitops import Repository
from k8slint.units.gitops.delivered import applied_directories, delivered
from k8slint.units.installing import installed
from k8slint.units.kustomizations import Kustomizations
from k8slint.units.layout import Layout
from k8slint.units.making import Maker
from k8slint.units.model import Resolution, Unit, Unread
from k8slint.units.moving import moved
from k8slint.units.releases import Releases
from k8slint.units.sisters import with_sisters
from k8slint.units.sorting import Sorted
from k8slint.units.stating import Stating
from k8slint.units.worlds import join_worlds
from k8slint.yaml import Stream

_NOTHING = Beyond()
_UNSTATED = Facts()


def resolve(
    layout: Layout,
    streams: Iterable[Stream],
    unreadable: Mapping[str, str] | None = None,
    *,
    env: str | None = None,
    namespace: str | None = None,
    beyond: Beyond = _NOTHING,
    facts: Facts = _UNSTATED,
) -> Resolution:
    """What the files of a run are: units, counts of what is none, and what is to be reported as unreadable.

    `unreadable` maps paths to reasons, `env` names the environment of everything, `namespace` is that of what names
    none, `facts` are what the user states of the deployment. The order in which streams come says nothing.
    """
    streams = sorted(streams, key=lambda stream: stream.source.path)
    kustomizations = Kustomizations(layout, streams, beyond.store)
    applied = applied_directories(layout, streams, beyond.store)
    roots = (*beyond.roots, *applied.namespaces)
    builds = build(layout, streams, kustomizations, beyond._replace(roots=roots, targets=applied.targets))
    documents = {one: tuple(composed(built, builds.source(one))) for one, built in builds.built.items()}
    raw = (stream for stream in streams if stream.source.path not in builds.consumed)
    made = {one: (every, applied.namespaces.get(one) or namespace) for one, every in documents.items()}
    known = installed(layout, facts, builds.files, raw, made)
    releases = Releases(layout, beyond.charts, known.of)
    consumed = builds.consumed | releases.consumed
    lost = dict(sorted((unreadable or {}).items()))
    files = Sorted(layout, streams, lost, kustomizations, namespace, consumed, applied.namespace)
    faults = Faults(streams, kustomizations.by_directory, builds.files)
    environment = override(env) if env is not None else None
    stating = Stating(facts, layout, final=environment is not None)
    maker = Maker(layout, kustomizations, builds, faults, environment, stating.apart)
    parts = [files.parts[path] for path in sorted(files.parts)]
    if layout.mode == "directory":
        maker.directories(parts, releases.rendered)
    else:
        maker.one(parts)
    for directory, (every, place) in made.items():
        maker.built(directory, every, place)
    told = {error.source.path for error in files.errors}
    maker.units += chart_units(layout, releases, told, namespace, environment)
    placed = moved(sorted(maker.units, key=lambda unit: unit.name), applied.targets, builds.files)
    settled = tuple(map(stating.settled, placed))
    found, joined = join_worlds(delivered(settled, Repository(layout, builds.files)), stating, releases.installed())
    units = with_sisters(found, {part.name for world in joined for part in world.parts})
    files.skipped["helm-not-rendered"] = len(releases.unrendered)
    files.skipped["kustomize-not-built"] = len(builds.unbuilt)
    unit_of = _unit_of(units, kustomizations)
    return Resolution(
        units=units,
        errors=tuple(Unread(error, unit_of.get(error.source.path)) for error in files.errors),
        skipped=dict(sorted((+files.skipped).items())),
        files=len(layout.paths) + len(builds.files.others),
        documents=files.documents,
        templates=files.templates,
        resources=len({id(resource) for unit in units if not unit.example for resource in unit.resources}),
        unit_of=unit_of,
        reasons=maker.reasons,
        layout=layout,
        kustomizations=kustomizations,
        builds=builds,
        releases=releases,
        worlds=joined,
        unmatched=(*stating.unmatched(units), *known.unmatched),
    )


def _unit_of(units: Sequence[Unit], kustomizations: Kustomizations) -> dict[str, str]:
    """The first unit, by name, of every file that belongs to one."""
    found: dict[str, str] = {}
    for unit in units:
        for source in unit.sources:
            found.setdefault(source.path, unit.name)
    names = {unit.name for unit in units}
    for directory, one in kustomizations.by_directory.items():
        if directory in names:
            found.setdefault(one.path, directory)
    return found
