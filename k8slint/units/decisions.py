"""What was decided about directories, charts and kustomizations, for people who ask."""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from k8slint.units.builds import Builds
from k8slint.units.environments import infer
from k8slint.units.kustomizations import Kustomizations
from k8slint.units.layout import Layout, Role, parent
from k8slint.units.model import NOT_BUILT, Gap, Resolution, Unit
from k8slint.units.naming import bracketed
from k8slint.units.tokens import words

_HOW = {"plain": "plain", "kustomize": "Kustomize", "chart": "Helm", "arguments": "arguments", "stdin": "stdin"}
_NOT_LINTED, _NOT_BUILT, _NOT_RENDERED = "not linted", "not built", "not rendered"
_VALUES = "other values may bring more"
_OF_FILES = frozenset({"templated", "not-rendered", "ignored"})  # gaps whose message says something of their file
_USERS = 3  # users of a base that are told


class Decision(NamedTuple):
    """What a directory, chart or kustomization was taken for.

    `how`: plain, Kustomize, Helm, arguments, stdin or not linted. `role` says what a kustomization is to others, or why
    something is not linted; `open` why absence proves nothing in it; `reasons` how it came about. `below`: it is told
    of the one before, of which it is a base or component.
    """

    name: str
    how: str
    environment: str | None = None
    evidence: tuple[str, ...] = ()
    resources: int = 0
    files: tuple[str, ...] = ()
    role: str = ""
    open: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    below: bool = False


def decisions(resolution: Resolution) -> tuple[Decision, ...]:
    """Every decision, by name; what a kustomization is made of comes after it."""
    units = {unit.name: unit for unit in resolution.units if not unit.example and (unit.kind != "chart" or unit.resources)}
    kustomizations, layout = resolution.kustomizations, resolution.layout
    joined: dict[str, set[Gap]] = defaultdict(set)  # what of a unit is open where it is looked at with its worlds
    for world in resolution.worlds:
        for part in world.parts:
            joined[part.name].update(world.gaps)
    closed = {
        one.name: one._replace(gaps=tuple(gap for gap in one.gaps if gap in joined.get(one.name, one.gaps)))
        for one in units.values()
    }
    rows = [_of_unit(unit, resolution) for unit in closed.values()]
    if kustomizations is not None and layout is not None:
        others = [directory for directory in kustomizations.by_directory if directory not in units]
        rows += [_of_kustomization(layout, kustomizations, directory, resolution.builds) for directory in others]
        if (releases := resolution.releases) is not None:
            rows += [_of_chart(layout, chart, why) for chart, why in releases.unrendered.items()]
            rows += [_of_values(chart, *one) for chart in releases.rendered for one in releases.unmade(chart)]
        rows += _of_examples(layout, [unit for unit in resolution.units if unit.example and unit.kind != "chart"])
        rows += [_of_tests(unit) for unit in resolution.units if unit.example and unit.kind == "chart"]
    rows.sort(key=lambda row: (row.name, row.how))
    return tuple(_nested(rows, kustomizations)) if kustomizations is not None else tuple(rows)


def _of_unit(unit: Unit, resolution: Resolution) -> Decision:
    kustomizations = resolution.kustomizations
    return Decision(
        unit.name,
        _HOW[unit.kind],
        unit.environment,
        unit.evidence,
        len(unit.resources),
        tuple(source.path for source in unit.sources),
        _role(kustomizations, unit.name) if kustomizations is not None else "",
        tuple(open_for(unit, resolution.builds)),
        resolution.reasons.get(unit.name, ()),
    )


def _not_built(directory: str, builds: Builds | None) -> str:
    """That a kustomization is not built, and why, where that is known."""
    if builds is None:
        return _NOT_BUILT
    why = builds.unbuilt.get(directory)
    users = builds.users_of(directory) if why is None else ()  # it is a base of what is not
    if users:
        return f"{_NOT_BUILT}, as {', '.join(users[:_USERS])} {'is' if len(users) == 1 else 'are'} not"
    return _NOT_BUILT if why is None else f"{_NOT_BUILT}: {why}"


def open_for(unit: Unit, builds: Builds | None) -> Iterator[str]:
    """Why something may be missing that exists, each reason once."""
    if unit.kind == "chart":
        yield _NOT_RENDERED if unit.partial else _VALUES
    told: set[str] = set()
    for gap in unit.gaps:
        text = f"{gap.path} {gap.message}" if gap.kind in _OF_FILES else gap.message
        if unit.kind == "kustomize" and gap.message == NOT_BUILT:
            text = _not_built(unit.name, builds)
        elif gap.kind == "unparsed":
            text = f"{gap.path} cannot be read"
        if text not in told:
            told.add(text)
            yield text
    if unit.partial and unit.kind == "world":
        yield "a part of it is not complete"
    if unit.partial and unit.kind == "plain":
        yield "one of many alternatives"
    if not unit.root and unit.kind == "arguments" and not unit.partial:
        yield "other manifests lie beside the named files"


def _role(kustomizations: Kustomizations, directory: str) -> str:
    one = kustomizations.by_directory.get(directory)
    users = kustomizations.users.get(directory, ())
    if one is None:
        return ""
    role = "component" if one.component else "base" if users else ""
    told = ", ".join(users[:_USERS]) + (f" and {len(users) - _USERS} more" if len(users) > _USERS else "")
    return f"{role} of {told}" if users else role


def _of_kustomization(layout: Layout, kustomizations: Kustomizations, directory: str, builds: Builds | None) -> Decision:
    one = kustomizations.by_directory[directory]
    environment = infer([layout.place(directory).trail], (), one.affixes)
    open_: tuple[str, ...] = (_not_built(directory, builds),) if one.readable else (f"{one.path} cannot be read",)
    if builds is not None and directory in builds.directories:
        open_ = ()  # what it is made of is in what uses it
    role = _role(kustomizations, directory)
    return Decision(directory, _HOW["kustomize"], environment.name, environment.evidence, role=role, open=open_)


def _of_chart(layout: Layout, chart: str, why: str) -> Decision:
    inside = [path for path in layout.paths if layout.chart_of(parent(path)) == chart]
    values = [posixpath.basename(path) for path in inside if parent(path) == chart and layout.role(path) is Role.VALUES]
    values = [name for name in values if name.startswith("values") and not name.endswith(".json")]
    values.sort(key=lambda name: (name != "values.yaml", name))
    role = " · ".join(map(_values, values))
    said = f"{_NOT_RENDERED}: {why}" if why else _NOT_RENDERED
    return Decision(chart, _HOW["chart"], files=tuple(inside), role=role, open=(said,))


def _of_values(chart: str, name: str, why: str) -> Decision:
    """A value set with which a chart is not rendered, although it is with others."""
    return Decision(bracketed(chart, [name] if name else []), _HOW["chart"], open=(f"{_NOT_RENDERED}: {why}",))


def _values(name: str) -> str:
    """A values file and the environment that it is for."""
    environments = {word.environment for word in words(name)}
    return f"{name} ({environments.pop()})" if len(environments) == 1 else name


def _of_examples(layout: Layout, units: Iterable[Unit]) -> Iterator[Decision]:
    """One line for each topmost directory of examples."""
    held: dict[str, list[Unit]] = defaultdict(list)
    why: dict[str, str] = {}
    for unit in units:
        example = layout.place(unit.name).example or ""
        name = example.partition(" ")[0]
        parts = unit.name.split("/")
        top = "/".join(parts[: parts.index(name) + 1]) if name in parts else unit.name
        held[top].append(unit)
        why[top] = example if example != name else f"nobody deploys {name}"
    for top, inside in held.items():
        resources = sum(len(unit.resources) for unit in inside)
        files = tuple(source.path for unit in inside for source in unit.sources)
        yield Decision(top, _NOT_LINTED, resources=resources, files=files, role=why[top])


def _of_tests(unit: Unit) -> Decision:
    """What of a chart only `helm test` applies."""
    files = tuple(source.path for source in unit.sources)
    return Decision(unit.name, _NOT_LINTED, resources=len(unit.resources), files=files, role="only `helm test` applies it")


def _nested(rows: Sequence[Decision], kustomizations: Kustomizations) -> Iterator[Decision]:
    """Decisions with the bases and components of a kustomization after the first one that uses them."""
    uses: dict[str, list[str]] = defaultdict(list)
    for directory, users in sorted(kustomizations.users.items()):
        for user in users:
            uses[user].append(directory)
    by_name = {row.name: row for row in rows if row.how == _HOW["kustomize"]}
    told: Counter[str] = Counter()
    for row in rows:
        if row.name in by_name and (told[row.name] or kustomizations.users.get(row.name)):
            continue
        yield row
        rest = list(reversed(uses.get(row.name, [])))
        while rest:
            name = rest.pop()
            if not told[name] and name in by_name:
                told[name] += 1
                yield by_name[name]._replace(below=True)
                rest += reversed(uses.get(name, []))
    yield from (row for name, row in by_name.items() if kustomizations.users.get(name) and not told[name])
