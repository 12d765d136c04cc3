"""The pod template that a selector nearly matches, and the labels in which they differ."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from k8slint.graph.near import distance, tolerance
from k8slint.resources import PodTemplate, Selector

#: A near miss differs in at most this many labels.
_MOST = 2


class Difference(NamedTuple):
    """A label that a selector wants and a template lacks (`has` None) or gives another value."""

    key: str
    wants: str
    has: str | None


class NearTemplate(NamedTuple):
    """A pod template that a selector nearly matches, and in what they differ."""

    template: PodTemplate
    differences: tuple[Difference, ...]


def _differences(selector: Selector, template: PodTemplate) -> tuple[Difference, ...] | None:
    """In what they differ, or None where it is too much to be a slip."""
    shared = 0
    found: list[Difference] = []
    values = template.labels.values
    for key, wanted in selector.pairs():
        has = values.get(key)
        if has == wanted:
            shared += 1
            continue
        if len(found) == _MOST:
            return None
        found.append(Difference(key, wanted, has))
    if not found:
        return None
    alike = all(d.has is not None and distance(d.wants, d.has, _MOST) <= max(1, tolerance(d.wants)) for d in found)
    return tuple(found) if shared or alike else None


def nearest_template(selector: Selector, templates: Iterable[PodTemplate]) -> NearTemplate | None:
    """The one template that differs least: fewest labels, then the smallest edit distance of their values."""
    best: list[tuple[int, int, NearTemplate]] = []
    for template in templates:
        found = _differences(selector, template)
        if found is None:
            continue
        edits = sum(distance(d.wants, d.has or "", 20) for d in found)
        best.append((len(found), edits, NearTemplate(template, found)))
    if not best:
        return None
    best.sort(key=lambda entry: entry[:2])
    return best[0][2]
