"""What is said of a reference that leads nowhere: one voice for every `-not-found` rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from k8slint.findings import Absence, Edit, Fix, Problem, Related
from k8slint.graph.phrases import listed
from k8slint.graph.reference import Lookup, NearMiss, Outcome, Reference
from k8slint.resources import Resource, Want
from k8slint.units import Unit
from k8slint.yaml import Node, ReadError

#: How many near misses are named.
_NAMED = 3


def is_missing(reference: Reference) -> bool:
    """Whether a reference is to be reported: it leads nowhere and is not optional."""
    return reference.outcome in {Outcome.MISSING, Outcome.ELSEWHERE} and not reference.want.optional


def looked_at(unit: Unit, files: int = 0) -> str:
    """What was searched, where knowledge is incomplete; `files` is how many, if they are not those of the unit."""
    files = files or len(unit.sources)
    return f"in the {files} files of this unit" if files != 1 else "in the one file of this unit"


def may_be_installed(unit: Unit, namespace: str | None) -> bool:
    """Whether a chart that is not rendered may bring what is missing in a namespace."""
    return any(gap.kind == "chart-source" and (namespace is None or gap.namespace in {None, namespace}) for gap in unit.gaps)


def why(found: Lookup, unit: Unit, namespace: str | None) -> str:
    """The half sentence that says where a target was looked for: "which does not exist in namespace shop"."""
    if found.elsewhere:
        there = found.targets[0].document.source.path if found.targets else "another unit"
        return f"which exists only in {there}, not deployed together with this"
    if isinstance(found.gone, ReadError) or (found.gone is not None and unit.kind == "chart"):
        return _without(found, unit)
    if found.absence is Absence.CLOSED:
        return "which does not exist" + (f" in namespace {namespace}" if namespace else "")
    if found.absence is Absence.UNREAD:
        return "which was not found (not every file of this unit could be read)"
    places = sorted({miss.resource.namespace or "" for miss in found.near if miss.differs == "namespace"})
    if places and namespace and len(places) == len(found.near):
        return f"which is in namespace{'s' if len(places) > 1 else ''} {listed(places)}, not in {namespace}"
    return f"which is not {looked_at(unit, found.files)} (it may live elsewhere)"


def _without(found: Lookup, unit: Unit) -> str:
    if unit.kind == "chart":
        return "which the chart makes only with other values"
    return f"which a patch of {unit.name} takes away" + ("" if found.absence is Absence.CLOSED else " (it may live elsewhere)")


def near_notes(near: tuple[NearMiss, ...]) -> tuple[Related, ...]:
    """The near misses as related places."""
    notes = []
    for miss in near[:_NAMED]:
        if miss.made is not None:
            notes.append(Related(miss.resource.nearest(*miss.made.path), f"nearest: {miss.made}"))
            continue
        node = miss.resource.node("metadata", "name") or miss.resource.nearest("metadata")
        if miss.differs == "namespace":
            here = miss.resource.node("metadata", "namespace")
            notes.append(Related(here or node, f"{miss.resource} is in namespace {miss.resource.namespace}"))
        else:
            what = miss.resource if miss.called is None else f"{miss.resource.kind} {miss.called}"
            notes.append(Related(node, f"nearest: {what}" + (f", {miss.why}" if miss.why else "")))
    return tuple(notes)


def suggestion(near: tuple[NearMiss, ...], field: str) -> str | None:
    """The exact text to write, when exactly one name is near."""
    if len(near) == 1 and near[0].differs == "kind":
        return f"write `kind: {near[0].resource.kind}`"
    names = [miss.name for miss in near if miss.differs == "name"]
    return f"write `{field}: {names[0]}`" if len(names) == 1 else None


def rename(wants: Sequence[Want], near: tuple[NearMiss, ...]) -> Fix | None:
    """Write the name, kind or namespace that was meant wherever the wrong one stands, when exactly one resource is near.

    There is none where a name is only a part of its field, or not written at all: then not all of them would be mended.
    """
    if len(near) != 1:
        return None
    made = [_edits(want, near[0]) for want in wants]
    title = suggestion(near, str(wants[0].field[-1])) or same_namespace(wants[0], near)
    return Fix(title, tuple(edit for edits in made for edit in edits)) if title is not None and all(made) else None


def _edits(want: Want, miss: NearMiss) -> tuple[Edit, ...]:
    """What to write in the field of a reference, or beside it; nothing where that does not mend it."""
    meant, beside = miss.resource, want.source.node(*want.field[:-1])
    if miss.differs == "name":
        node = want.source.node(*want.field)
        return (Edit(node, value=miss.name),) if node is not None and node.value == want.name and miss.name is not None else ()
    if beside is None:
        return ()
    if miss.differs == "namespace":
        return (Edit(beside, ("namespace",), meant.namespace),) if _says_namespace(want) and meant.namespace is not None else ()
    return _of_kind(beside, want, meant) if want.row.kind_beside and want.row.kind_key == "kind" else ()


def _of_kind(beside: Node, want: Want, meant: Resource) -> tuple[Edit, ...]:
    """Write another kind beside a name, and the group that goes with it."""
    edits = (Edit(beside, ("kind",), meant.kind),)
    if meant.group == want.group:
        return edits
    if "apiGroup" in beside.value:
        return (*edits, Edit(beside, ("apiGroup",), meant.group))
    return (*edits, Edit(beside, ("apiVersion",), f"{meant.group}/{meant.version}" if meant.group else meant.version))


def _says_namespace(want: Want) -> bool:
    """Whether the namespace where a target is looked for is written beside its name."""
    beside = want.source.get(*want.field[:-1])
    return want.row.explicit and isinstance(beside, dict) and beside.get("namespace") == want.namespace is not None


def same_namespace(want: Want, near: tuple[NearMiss, ...]) -> str | None:
    """What to write where the target is there, but in another namespace than what names it."""
    if len(near) != 1 or near[0].differs != "namespace" or want.namespace is None:
        return None
    target, source = near[0].resource, want.source
    if _says_namespace(want):
        return f"write `namespace: {target.namespace}`" if target.namespace else None
    here = f"write `namespace: {want.namespace}` in {target}"
    own = want.namespace == source.namespace
    return f"{here}, or `namespace: {target.namespace}` in {source}" if own and target.namespace else here


def not_found(
    reference: Reference,
    unit: Unit,
    says: str,
    *,
    effect: str | None = None,
    also: Iterable[Related] = (),
    others: Sequence[tuple[Reference, str]] = (),
    fixable: bool = True,
) -> Problem:
    """The problem of a reference that leads nowhere.

    `says` is the subject and the fact up to the target: "Deployment web mounts ConfigMap flags". `also` are further
    places to tell of, `others` further references that miss the same, and what is said of each. `fixable`: whether the
    name that was meant is offered as a fix, for all of them.
    """
    want, found = reference.want, reference.found
    near = () if found.elsewhere else found.near
    related = near_notes(near)
    if found.elsewhere:
        related = tuple(_elsewhere(target) for target in found.targets[:_NAMED])
    gone = () if found.gone is None else _gone(found, want, unit)
    same = (Related(one.want.source.nearest(*one.want.field), text, listed=True) for one, text in others)
    return Problem(
        node=want.source.nearest(*want.field),
        message=f"{says}, {why(found, unit, want.namespace)}",
        label=f"no such {want.kind}",
        related=(*gone, *related, *also, *same),
        effect=effect,
        help=suggestion(near, str(want.field[-1])) or same_namespace(want, near),
        absence=found.absence,
        fix=rename([want, *(one.want for one, _ in others)], near) if fixable else None,
    )


def unadvised(problem: Problem, why: Related | None) -> Problem:
    """The problem without its remedy, where something shows (`why`, which is told) that it would only bring another one."""
    return problem if why is None else problem._replace(related=(*problem.related, why), help=None, fix=None)


def _gone(found: Lookup, want: Want, unit: Unit) -> tuple[Related, ...]:
    """Who takes a target away, or where what is now another one is written."""
    if isinstance(found.gone, ReadError):
        return (Related(found.gone, f"this patch takes {want.kind} {want.name} away"),)
    if isinstance(found.gone, Node) and unit.kind == "chart":
        return (Related(found.gone, f"{want.kind} {want.name}, with other values"),)
    if found.gone is None or any(miss.differs == "namespace" for miss in found.near):
        return ()
    return (Related(found.gone, f"{want.kind} {want.name}, which is another one in {unit.name}"),)


def _elsewhere(target: Resource) -> Related:
    return Related(target.node("metadata", "name") or target.nearest("metadata"), f"{target}, in another unit")
