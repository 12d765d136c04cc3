"""Charts in which something is wrong, as rules look at them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8slint.yaml import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8slint.units.charts import Failure
    from k8slint.units.charts.outcome import FailureKind, Place


class ChartFault(NamedTuple):
    """What is wrong with a chart, where it stands, and the places that lead there, the nearest first.

    `fetched`: what is missing comes from a repository. `values` are those at which its templates stop.
    """

    kind: FailureKind
    message: str
    node: ReadError
    related: tuple[ReadError, ...] = ()
    fetched: bool = False
    values: tuple[ReadError, ...] = ()


class Chart(NamedTuple):
    """A chart in which something is wrong: its directory, and what it is."""

    directory: str
    faults: tuple[ChartFault, ...]


def faulty(directory: str, failures: Iterable[Failure]) -> tuple[Chart, ...]:
    """The chart, if anything is wrong with it."""
    found = tuple(
        ChartFault(
            one.kind,
            one.message,
            _node(one.place, one.message),
            tuple(_node(place, "") for place in one.related),
            one.fetched,
            tuple(_node(place, "") for place in one.values),
        )
        for one in failures
    )
    return (Chart(directory, found),) if found else ()


def _node(place: Place, message: str) -> ReadError:
    return ReadError(place.source, place.span, message)
