"""PodDisruptionBudgets: whose pods may be evicted at a time, with the arithmetic of their controller.

The semantics are those of `pkg/controller/disruption` (`getExpectedPodCount`, `updatePdbStatus`) and of
`intstr.GetScaledValueFromIntOrPercent`, which the controller lets round up.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.resources.lazy import Lazy
from k8slint.resources.model import Resource
from k8slint.resources.scalars import whole_number
from k8slint.resources.selectors import Selector, label_selector

if TYPE_CHECKING:
    from k8slint.resources.scalars import Path

_PERCENT = re.compile(r"([0-9]{1,9})%")
_FIELDS = ("minAvailable", "maxUnavailable")
_WHOLE = 100


class Limit(NamedTuple):
    """What a budget asks for: `minAvailable` or `maxUnavailable`, as a number of pods or as a percentage of all."""

    field: str
    value: int
    percent: bool

    @property
    def path(self) -> Path:
        """Where it stands in the budget."""
        return ("spec", self.field)

    @property
    def needs_scale(self) -> bool:
        """Whether it only means something where the controllers of the pods say how many there are to be."""
        return self.percent or self.field == "maxUnavailable"

    def of(self, total: int) -> int:
        """The number that it comes to of so many pods; percentages round up."""
        return -(-self.value * total // _WHOLE) if self.percent else self.value

    def needed(self, total: int) -> int:
        """How many of so many pods have to be healthy."""
        return self.of(total) if self.field == "minAvailable" else max(0, total - self.of(total))

    def allows(self, total: int) -> int:
        """How many of so many pods, all of them healthy, may be evicted at a time."""
        return max(0, total - self.needed(total)) if total > 0 else 0

    def __str__(self) -> str:
        return f"{self.field} {self.value}{'%' if self.percent else ''}"


class PodDisruptionBudget(Resource):
    """A PodDisruptionBudget: how many pods of a selector may be evicted at a time."""

    @Lazy
    def selector(self) -> Selector:
        """The pods that it covers; one of policy/v1beta1 that is empty covers none, as if it were absent."""
        spec, path = self.value.get("spec"), ("spec", "selector")
        if spec is not None and not isinstance(spec, dict):
            return Selector((), path, absent=False, known=False, equality=False)
        selector = label_selector(self.get(*path), path)
        none = selector.empty and self.version == "v1beta1"
        return Selector((), path, absent=selector.absent, known=True, equality=True) if none else selector

    @Lazy
    def limit(self) -> Limit | None:
        """What it asks for; None: nothing, both at once (which the API server rejects), or it is not known."""
        given = [(field, value) for field in _FIELDS if (value := self.get("spec", field)) is not None]
        return _limit(*given[0]) if len(given) == 1 else None


def _limit(field: str, value: Any) -> Limit | None:
    number = whole_number(value)
    if number is not None:
        return Limit(field, number, percent=False) if number >= 0 else None
    found = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    return Limit(field, int(found[1]), percent=True) if found is not None and int(found[1]) <= _WHOLE else None
