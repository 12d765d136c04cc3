"""The bounds of rolling updates, against a model in fractions."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint import yaml
from k8slint.resources import Workload, read
from k8slint.resources.rolling_updates import rolling_bounds
from k8slint.text import SourceFile


def deployment(strategy: Any) -> Workload:
    whole = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "w"}, "spec": {"strategy": strategy}}
    (found,) = read(yaml.read(SourceFile("a.yaml", json.dumps(whole))).documents)
    assert isinstance(found, Workload)
    return found


AMOUNTS = st.one_of(st.none(), st.integers(0, 50), st.integers(0, 200).map(lambda number: f"{number}%"))


def share(amount: Any, pods: int, rounded: Any) -> int:
    if amount is None:
        amount = "25%"
    return amount if isinstance(amount, int) else int(rounded(Fraction(pods * int(amount[:-1]), 100)))


@given(AMOUNTS, AMOUNTS, st.integers(0, 300), st.booleans())
def test_shares_are_of_all_pods(surge: Any, fewer: Any, pods: int, named: bool) -> None:
    bounds = {"maxSurge": surge, "maxUnavailable": fewer}
    strategy = {"rollingUpdate": bounds, **({"type": "RollingUpdate"} if named else {})}
    expected = share(surge, pods, math.ceil), share(fewer, pods, math.floor)
    assert rolling_bounds(deployment(strategy), pods) == (expected if any(expected) else (0, 1))


@pytest.mark.parametrize("strategy", [None, {}, {"type": "RollingUpdate"}, {"rollingUpdate": None}])
def test_nothing_said_is_a_quarter(strategy: Any) -> None:
    assert rolling_bounds(deployment(strategy), 1) == (1, 0)
    assert rolling_bounds(deployment(strategy), 8) == (2, 2)


@pytest.mark.parametrize(
    "strategy",
    [
        "RollingUpdate",
        {"type": "Recreate"},
        {"type": "${TYPE}"},
        {"rollingUpdate": []},
        {"rollingUpdate": {"maxSurge": "1"}},
        {"rollingUpdate": {"maxSurge": "${SURGE}"}},
        {"rollingUpdate": {"maxSurge": "99999999%"}},
        {"rollingUpdate": {"maxUnavailable": [1]}},
        {"rollingUpdate": {"maxUnavailable": 1.5}},
    ],
)
def test_another_way_or_not_known(strategy: Any) -> None:
    assert rolling_bounds(deployment(strategy), 1) is None
