"""What a LabelSelector covers in a unit, against brute force over all templates and all namespaces they may be in."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from k8slint import yaml
from k8slint.graph import Asked, Graph
from k8slint.resources import Truth, label_selector, read
from k8slint.text import SourceFile
from k8slint.units import Unit

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
Json = dict[str, Any]
SOMETHING = "${SOMETHING}"
VALUES = ["a", "b", "c"]
KEYS = ["app", "tier"]
PLACES = ["one", "two", None]

labels = st.dictionaries(st.sampled_from(KEYS), st.sampled_from([*VALUES, SOMETHING]), max_size=2)
templates = st.tuples(st.sampled_from(PLACES), labels)
expressions = st.one_of(
    st.builds(
        lambda key, operator, values: {"key": key, "operator": operator, "values": values},
        st.sampled_from(KEYS),
        st.sampled_from(["In", "NotIn"]),
        st.lists(st.sampled_from(VALUES), min_size=1, max_size=2, unique=True),
    ),
    st.builds(
        lambda key, operator: {"key": key, "operator": operator},
        st.sampled_from(KEYS),
        st.sampled_from(["Exists", "DoesNotExist"]),
    ),
)
selectors = st.one_of(
    st.none(),
    st.just({}),
    st.fixed_dictionaries(
        {},
        optional={
            "matchLabels": st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES), max_size=2),
            "matchExpressions": st.lists(expressions, max_size=2),
        },
    ),
)


def unit_of(made: list[tuple[str | None, Json]]) -> Unit:
    objects = [
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": f"p{number}", "labels": carried, **({} if place is None else {"namespace": place})},
            "spec": {"containers": [{"name": "c", "image": "example.com/c:1"}]},
        }
        for number, (place, carried) in enumerate(made)
    ]
    text = "---\n".join(json.dumps(one) + "\n" for one in objects)
    return Unit("u", tuple(read(yaml.read(SourceFile("a.yaml", text)).documents)))


def holds(selector: Json | None, carried: Json) -> bool:
    """LabelSelectorAsSelector, where everything is known."""
    if selector is None:
        return False
    wanted = [(key, "In", [value]) for key, value in selector.get("matchLabels", {}).items()]
    wanted += [(one["key"], one["operator"], one.get("values", [])) for one in selector.get("matchExpressions", [])]
    meaning: dict[str, Callable[[str, list[str]], bool]] = {
        "In": lambda key, values: key in carried and carried[key] in values,
        "NotIn": lambda key, values: key not in carried or carried[key] not in values,
        "Exists": lambda key, _values: key in carried,
        "DoesNotExist": lambda key, _values: key not in carried,
    }
    return all(meaning[operator](key, values) for key, operator, values in wanted)


def brute_force(selector: Json | None, here: str | None, place: str | None, carried: Json) -> Truth:
    open_keys = [key for key, value in carried.items() if value == SOMETHING]
    matches = {
        holds(selector, {**carried, **dict(zip(open_keys, chosen, strict=True))})
        for chosen in itertools.product([*VALUES, "other"], repeat=len(open_keys))
    }
    if here is not None and place is not None and here != place:
        return NO
    if matches == {False}:
        return NO
    return YES if matches == {True} and here == place else UNKNOWN


@settings(max_examples=600)
@given(selectors, st.sampled_from(PLACES), st.lists(templates, max_size=4))
def test_a_selector_covers_what_brute_force_finds(
    selector: Json | None, here: str | None, made: list[tuple[str | None, Json]]
) -> None:
    unit = unit_of(made)
    found = Graph(unit).covered(Asked(label_selector(selector, ()), here))
    expected = {
        f"p{number}": truth
        for number, (place, carried) in enumerate(made)
        if (truth := brute_force(selector, here, place, carried)) is not NO
    }
    assert {one.template.workload.name: one.truth for one in found.pods} == expected
    assert not found.pods or found.absence is None


@given(st.lists(templates, max_size=4))
def test_an_absent_selector_covers_nothing_and_nobody_is_blamed(made: list[tuple[str | None, Json]]) -> None:
    found = Graph(unit_of(made)).covered(Asked(label_selector(None, ()), "one"))
    assert (found.pods, found.absence) == ((), None)
