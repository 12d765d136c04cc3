"""The pod template that a selector nearly matches, and the labels in which they differ."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import NamedTuple

from k8slint.findings import Related
from k8slint.graph.near import distance, tolerance
from k8slint.graph.objects import report_order
from k8slint.graph.phrases import listed
from k8slint.resources import Ordinals, PodTemplate, Selector
from k8slint.resources.labels import POD_NAME

#: A near miss differs in at most this many labels.
_MOST = 2
#: Beyond this many edits, values are just different.
_FAR = 20


class Difference(NamedTuple):
    """A label that a selector wants and a template lacks (`has` None) or gives another value.

    `renamed`: where it lacks it, the one key besides the selector's under which it has the wanted value.
    """

    key: str
    wants: str
    has: str | None
    renamed: str | None = None

    def __str__(self) -> str:
        if self.renamed is not None:
            return f"{self.renamed}={self.wants}"
        return f"no label {self.key}" if self.has is None else f"{self.key}={self.has}"


class NearTemplate(NamedTuple):
    """A pod template that a selector nearly matches, in what they differ, and whether no other is as near."""

    template: PodTemplate
    differences: tuple[Difference, ...]
    single: bool = True

    @property
    def key(self) -> str | None:
        """The key of the selector that is wrong, if only one is."""
        return self.differences[0].key if len(self.differences) == 1 else None

    @property
    def wants(self) -> str:
        """What the selector wants that the template does not have: `app=web-app`."""
        return listed([f"{one.key}={one.wants}" for one in self.differences])

    @property
    def has(self) -> str:
        """What the template has instead: `app=webapp`, `no label tier`."""
        return listed([str(one) for one in self.differences])

    def note(self) -> Related:
        """What is there."""
        first = self.differences[0]
        node = self.template.nearest("metadata", "labels", first.renamed or first.key)
        return Related(node, f"nearest: the pods of {self.template} have {self.has}")

    def suggestion(self) -> str | None:
        """The exact text to write into the selector, if there is one."""
        first = self.differences[0]
        if self.key is None or not self.single or not (first.has or first.renamed):
            return None
        return f"write `{first.renamed or first.key}: {first.has or first.wants}`"


def _differences(selector: Selector, template: PodTemplate, *, claimed: bool) -> tuple[Difference, ...] | None:
    """In what they differ, or None where it is too much to be a slip.

    `claimed`: another Service selects the pods. Then an entirely different value means other pods, not these.
    """
    shared = 0
    found: list[Difference] = []
    labels = template.labels
    for key, wanted in selector.pairs():
        has = labels.values.get(key)
        if has == wanted:
            shared += 1
            continue
        if has is None:
            may = labels.may_be(key)
            if may is not None and may.may_be(wanted):
                continue
            has = _name(labels.ordinals) if key == POD_NAME else None
        if len(found) == _MOST:
            return None
        found.append(Difference(key, wanted, has, _renamed(selector, template, wanted) if has is None else None))
    unlike = [one for one in found if not _alike(one)]
    if unlike and (not shared or (claimed and any(one.has is not None for one in unlike))):
        return None
    return tuple(found) or None


def _alike(difference: Difference) -> bool:
    """Whether what a template has may be meant: another key, nearly the same value, or another pod of the set."""
    wanted, has = difference.wants, difference.has
    if has is None:
        return difference.renamed is not None
    return difference.key == POD_NAME or distance(wanted, has, _MOST) <= max(1, tolerance(wanted))


def _renamed(selector: Selector, template: PodTemplate, wanted: str) -> str | None:
    asked = {key for key, _ in selector.pairs()}
    keys = [key for key, value in template.labels.values.items() if value == wanted and key not in asked]
    return keys[0] if len(keys) == 1 else None


def _name(ordinals: Ordinals | None) -> str | None:
    """The name of the first pod of a StatefulSet."""
    if ordinals is None or ordinals.name is None or ordinals.start is None:
        return None
    return f"{ordinals.name}-{ordinals.start}"


def nearest_template(selector: Selector, templates: Iterable[PodTemplate], claimed: Container[int] = ()) -> NearTemplate | None:
    """The template that differs least: in the fewest labels, then by the smallest edit distance of their values.

    `claimed` are the ids of templates that a Service selects.
    """
    best: list[tuple[tuple[int, int], NearTemplate]] = []
    for template in templates:
        found = _differences(selector, template, claimed=id(template) in claimed)
        if found is not None:
            edits = sum(distance(one.wants, one.has or "", _FAR) for one in found)
            best.append(((len(found), edits), NearTemplate(template, found)))
    if not best:
        return None
    least = min(distances for distances, _ in best)
    nearest = sorted((near for distances, near in best if distances == least), key=_order)
    return nearest[0]._replace(single=len({near.differences for near in nearest}) == 1)


def _order(near: NearTemplate) -> tuple[object, ...]:
    return report_order(near.template.workload)
