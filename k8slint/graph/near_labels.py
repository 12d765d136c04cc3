"""The pod template that a selector nearly matches, and the labels in which they differ."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

from k8slint.findings import Change, Edit, Fix, Related
from k8slint.graph.objects import report_order
from k8slint.graph.phrases import listed
from k8slint.near import alike, distance
from k8slint.resources import Operator, Ordinals, PodTemplate, Requirement, Resource, Selector, Truth
from k8slint.resources.labels import POD_INDEX, POD_NAME

#: A near miss differs in at most this many labels.
_MOST = 2
#: Beyond this many edits, values are just different.
_FAR = 20
#: How many templates are told that differ in one label.
_TOLD = 3
#: Keys that say the same of a pod: what it is called.
_CALLED = frozenset({"app", "k8s-app", "name"})


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
    """A pod template that a selector nearly matches, in what they differ, and whether no other is as near.

    `likely`: whether a slip of the pen is likelier than other pods, which nobody shows.
    """

    template: PodTemplate
    differences: tuple[Difference, ...]
    single: bool = True
    likely: bool = True

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
        if self.key is None or not (self.single and self.likely) or not (first.has or first.renamed):
            return None
        return f"write `{first.renamed or first.key}: {first.has or first.wants}`"

    def fix(self, path: tuple[str, ...], holder: Resource, *, meant: bool = False) -> Fix | None:
        """Write that into the selector, which stands at a path of a resource.

        `meant`: it is known that these pods are; else their name or a slip of the pen has to show it.
        """
        title, first = self.suggestion(), self.differences[0]
        if title is None or not (meant or _alike(first) or self.template.workload.name == holder.name):
            return None
        at = (*path, first.key)
        if first.renamed is not None:
            return Fix(title, (Edit(holder.root, at, first.renamed, Change.RENAME),))
        return Fix(title, (Edit(holder.root, at, first.has),))


class OddPair(NamedTuple):
    """The one label that keeps every template away which has all the others of a selector, and those templates."""

    key: str
    templates: tuple[PodTemplate, ...]

    def notes(self) -> tuple[Related, ...]:
        """What the pods have instead."""
        there = ((one, Difference(self.key, "", one.labels.values.get(self.key))) for one in self.templates[:_TOLD])
        return tuple(
            Related(one.nearest("metadata", "labels", self.key), f"the pods of {one} have {has}", listed=True)
            for one, has in there
        )


def odd_pair(selector: Selector, templates: Iterable[PodTemplate]) -> OddPair | None:
    """The one label of a selector, besides others, for which it selects nothing."""
    found: list[PodTemplate] = []
    keys: set[str] = set()
    for template in templates:
        compared = _compare(selector, template)
        if compared is not None and compared[0] and len(compared[1]) == 1:
            keys.add(compared[1][0].key)
            found.append(template)
    found.sort(key=lambda template: report_order(template.workload))
    return OddPair(keys.pop(), tuple(found)) if len(keys) == 1 else None


def nearest_template(
    selector: Selector, templates: Iterable[PodTemplate], claimed: Container[int] = (), name: str | None = None
) -> NearTemplate | None:
    """The template that differs least: in the fewest labels, then by the smallest edit distance of their values.

    `claimed` are the ids of templates that a Service selects; `name` is the name of the Service that asks.
    """
    best: list[tuple[tuple[int, int, bool, int], NearTemplate]] = []
    templates = tuple(templates)
    common = _common(templates)
    for template in templates:
        near = _near(selector, template, name, common, claimed=id(template) in claimed)
        if near is not None:
            unlike = sum(not _alike(one) for one in near.differences)
            edits = sum(distance(one.wants, one.has or "", _FAR) for one in near.differences)
            best.append(((len(near.differences), unlike, name is None or template.workload.name != name, edits), near))
    if not best:
        return None
    least = min(distances for distances, _ in best)
    nearest = sorted((near for distances, near in best if distances == least), key=_order)
    return nearest[0]._replace(single=len({near.differences for near in nearest}) == 1)


def _common(templates: Sequence[PodTemplate]) -> frozenset[tuple[str, str]]:
    """The labels that all of several templates have, which tell nothing of whose pods are meant."""
    first, *others = templates or (None,)
    if first is None or not others:
        return frozenset()
    return frozenset(
        (key, value)
        for key, value in first.labels.values.items()
        if value is not None and all(other.labels.values.get(key) == value for other in others)
    )


def _near(
    selector: Selector, template: PodTemplate, name: str | None, common: Container[tuple[str, str]], *, claimed: bool
) -> NearTemplate | None:
    """How near a template is, or None where it differs in too much to be meant.

    `claimed`: another Service selects the pods. Then an entirely different value means other pods, not these, unless
    the workload has the Service's name. It is a guess where the Service asks for the workload's own selector but for one
    label.
    """
    compared = _compare(selector, template)
    if compared is None or not compared[1]:
        return None
    shared, found = compared
    found = tuple(one._replace(renamed=_renamed(selector, template, one, shared)) if one.has is None else one for one in found)
    unlike = [one for one in found if not _alike(one)]
    namesake = name is not None and template.workload.name == name
    telling = (
        shared
        if len(unlike) < _MOST
        else sum(pair not in common and template.labels.values.get(pair[0]) == pair[1] for pair in selector.pairs())
    )
    if unlike and not telling and not (namesake and len(found) == 1):
        return None
    if not claimed or namesake or all(one.has is None for one in unlike):
        return NearTemplate(template, found)
    return NearTemplate(template, found, likely=False) if _nearly_its_own(selector, template, found, name) else None


def _compare(selector: Selector, template: PodTemplate) -> tuple[int, tuple[Difference, ...]] | None:
    """How many labels a selector and a template share, and in which they differ; None where these are too many."""
    shared = 0
    found: list[Difference] = []
    labels = template.labels
    for key, wanted in selector.pairs():
        has = labels.values.get(key)
        if has == wanted:
            shared += 1
            continue
        if has is None:
            if labels.ordinals is not None and key in {POD_NAME, POD_INDEX}:
                if Requirement(key, Operator.IN, (wanted,), ()).match(labels) is not Truth.NO:
                    continue
                has = _name(labels.ordinals) if key == POD_NAME else None
            else:
                may = labels.may_be(key)
                if may is not None and may.may_be(wanted):
                    continue
        if len(found) == _MOST:
            return None
        found.append(Difference(key, wanted, has))
    return shared, tuple(found)


def _nearly_its_own(selector: Selector, template: PodTemplate, found: Sequence[Difference], name: str | None) -> bool:
    """Whether a selector is that of the workload but for one label, of which the name of the Service does not speak."""
    if len(found) != 1 or (name is not None and found[0].wants in name):
        return False
    asked = selector.pairs()
    return sum(pair not in asked for pair in template.workload.selector.pairs()) == 1


def _alike(difference: Difference) -> bool:
    """Whether what a template has may be meant: another key, nearly the same value, or another pod of the set."""
    if difference.has is None:
        return difference.renamed is not None
    return difference.key == POD_NAME or alike(difference.wants, difference.has)


def _renamed(selector: Selector, template: PodTemplate, difference: Difference, shared: int) -> str | None:
    """The one other key with the wanted value: where they share labels, one that is nearly the same."""
    asked = {key for key, _ in selector.pairs()}
    wanted = difference.wants
    keys = [key for key, value in template.labels.values.items() if value == wanted and key not in asked]
    if shared:
        keys = [key for key in keys if _alike_keys(difference.key, key)]
    return keys[0] if len(keys) == 1 else None


def _alike_keys(one: str, other: str) -> bool:
    """Whether a label key may be meant for another: nearly the same, or with and without a prefix."""
    ends = {one.rpartition("/")[2], other.rpartition("/")[2]}
    return alike(one, other) or len(ends) == 1 or ends <= _CALLED


def _name(ordinals: Ordinals | None) -> str | None:
    """The name of the first pod of a StatefulSet."""
    if ordinals is None or ordinals.name is None or ordinals.start is None:
        return None
    return f"{ordinals.name}-{ordinals.start}"


def _order(near: NearTemplate) -> tuple[object, ...]:
    return report_order(near.template.workload)
