"""What is said of a LabelSelector that selects nothing: what it wants, what is there, and what was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8slint.findings import Absence, Change, Edit, Fix, Related
from k8slint.graph.near_labels import NearTemplate
from k8slint.resources import Operator, Requirement, Selector, Truth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8slint.graph.selection import Selection
    from k8slint.resources import PodTemplate, Resource

#: Templates of other places that are told.
_TOLD = 3


class Unselected(NamedTuple):
    """Why a selector selects nothing, to be told of a resource.

    `says`: the end of a sentence that begins with who selects no pods. `path`: the part of the selector that is wrong, in
    the resource; the selector where that is not known.
    """

    says: str
    path: tuple[str | int, ...]
    related: tuple[Related, ...] = ()
    help: str | None = None
    fix: Fix | None = None


def unselected(selection: Selection, selector: Selector, resource: Resource, where: str, rule: str = "") -> Unselected:
    """Tell why a selector of a resource selects nothing.

    `where`: the place that was searched, as ` in namespace shop`. `rule`: why pods of other namespaces do not count.
    """
    near = selection.near
    if selection.elsewhere:
        return _in_anotherplace_of(selection, selector, where, rule)
    if near is not None:
        meant = meant_label(near, selector, resource)
        path = selector.path if near.key is None else place_of(_requirement(selector, near.key), selector)
        says = f": its selector wants {near.wants}, the pods of {near.template} have {near.has}"
        return Unselected(says, path, (near.note(),), near.suggestion(), meant)
    says = f": no pod template{where} has {wanted(selector)}"
    if selection.odd is not None:
        path = place_of(_requirement(selector, selection.odd.key), selector)
        return Unselected(says, path, selection.odd.notes())
    only = selector.requirements[0] if len(selector.requirements) == 1 else None
    return Unselected(says, place_of(only, selector))


def wanted(selector: Selector) -> str:
    """What a selector asks for, in one phrase: `the labels app=web, tier in (a, b)`."""
    texts = [describe_requirement(one) for one in selector.requirements]
    return f"the label{'s' if len(texts) > 1 else ''} {', '.join(texts)}"


def describe_requirement(one: Requirement) -> str:
    """A condition as people write it: `app=web`, `tier in (a, b)`, `!canary`."""
    values = ", ".join(one.values)
    match one.operator:
        case Operator.EXISTS:
            return f"{one.key}"
        case Operator.DOES_NOT_EXIST:
            return f"!{one.key}"
        case Operator.NOT_IN:
            return f"{one.key} notin ({values})"
        case _:
            return f"{one.key}={values}" if len(one.values) == 1 else f"{one.key} in ({values})"


def _in_anotherplace_of(selection: Selection, selector: Selector, where: str, rule: str) -> Unselected:
    template = selection.elsewhere[0]
    if selection.absence is Absence.ELSEWHERE:
        there = f"are only in {template.source_path}, not deployed together with this"
    else:
        there = f"are in namespace {template.workload.namespace}{rule and f'; {rule}'}"
    says = f"{where}: the pods of {template} with {wanted(selector)} {there}"
    return Unselected(says, selector.path, tuple(map(_labels, selection.elsewhere[:_TOLD])))


def _labels(template: PodTemplate) -> Related:
    return Related(template.nearest("metadata", "labels"), f"the pods of {template}")


def _requirement(selector: Selector, key: str) -> Requirement | None:
    """The condition that wants one value of a label."""
    return next((one for one in selector.requirements if one.key == key and one.operator is Operator.IN), None)


def place_of(one: Requirement | None, selector: Selector) -> tuple[str | int, ...]:
    """Where a condition is wrong, in the resource: at its value if it wants one only; the selector where it is not known."""
    if one is None:
        return selector.path
    return (*one.path, "values", 0) if _in_expression(one) and len(one.values) == 1 else one.path


def _in_expression(one: Requirement) -> bool:
    return bool(one.path) and isinstance(one.path[-1], int)


def meant_label(near: NearTemplate, selector: Selector, resource: Resource) -> Fix | None:
    """Write the one label that the pods have, where that makes the selector match them."""
    title = near.suggestion()
    difference = near.differences[0]
    wrong = None if near.key is None else _requirement(selector, near.key)
    if title is None or wrong is None or not _rest_matches(selector.requirements, wrong, near.template):
        return None
    if difference.renamed is not None:
        below = (*wrong.path, "key") if _in_expression(wrong) else wrong.path
        node = resource.node(*below)
        change = Change.SET if _in_expression(wrong) else Change.RENAME
        return None if node is None else Fix(title, (Edit(node, value=difference.renamed, change=change),))
    node = resource.node(*place_of(wrong, selector))
    return None if node is None else Fix(title, (Edit(node, value=difference.has),))


def _rest_matches(requirements: Sequence[Requirement], wrong: Requirement, template: PodTemplate) -> bool:
    return all(one is wrong or one.match(template.labels) is Truth.YES for one in requirements)
