"""The bounds of rolling updates: how many pods more or fewer than wanted there may be while one goes on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from k8slint.resources.scalars import whole_number

if TYPE_CHECKING:
    from k8slint.resources.workloads import Workload

_PERCENT = re.compile(r"([0-9]{1,6})%")
_DEFAULT = "25%"


def rolling_bounds(deployment: Workload, pods: int) -> tuple[int, int] | None:
    """How many pods a Deployment may have more than `pods`, and how many fewer, during an update [ResolveFenceposts].

    None: it replaces its pods in another way, or the bounds are not known.
    """
    strategy = deployment.get("spec", "strategy")
    if strategy is None:
        strategy = {}
    if not isinstance(strategy, dict) or strategy.get("type") not in (None, "RollingUpdate"):
        return None
    bounds = strategy.get("rollingUpdate")
    if bounds is not None and not isinstance(bounds, dict):
        return None
    surge = _share((bounds or {}).get("maxSurge"), pods, up=True)
    fewer = _share((bounds or {}).get("maxUnavailable"), pods, up=False)
    if surge is None or fewer is None:
        return None
    return (surge, fewer) if surge or fewer else (0, 1)


def _share(value: Any, pods: int, *, up: bool) -> int | None:
    """A number, or a percentage of the pods, rounded up for more and down for fewer pods."""
    if value is None:
        value = _DEFAULT
    if not isinstance(value, str):
        return whole_number(value)
    found = _PERCENT.fullmatch(value)
    if found is None:
        return None
    whole, rest = divmod(pods * int(found[1]), 100)
    return whole + (up and rest > 0)
