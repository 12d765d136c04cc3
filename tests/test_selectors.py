"""The selector engine, against brute force: every way in which the unknown parts can turn out is tried."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8slint.resources import Labels, Ordinals, Possible, Truth, equality_selector, is_automatic, label_selector
from k8slint.resources.labels import POD_INDEX, POD_NAME, written_labels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN

# Values that selectors name, and values that none of them names: one of these in each kind of unknown value.
NAMED = ["", "x", "x-1", "x-a", "7"]
POOL = [*NAMED, "fresh", "x-fresh", "x-99", "99"]
KEYS = ["a", "b"]
SOMETHING = "${SOMETHING}"

Condition = dict[str, Any]
Completed = dict[str, str]


def known_or_not() -> st.SearchStrategy[str]:
    return st.sampled_from([*NAMED, SOMETHING])


conditions = st.one_of(
    st.fixed_dictionaries(
        {
            "key": st.sampled_from(KEYS),
            "operator": st.sampled_from(["In", "NotIn"]),
            "values": st.lists(known_or_not(), min_size=1, max_size=2),
        }
    ),
    st.fixed_dictionaries({"key": st.sampled_from(KEYS), "operator": st.sampled_from(["Exists", "DoesNotExist"])}),
    st.fixed_dictionaries({"key": st.sampled_from(KEYS), "operator": st.just("Gt"), "values": st.just(["1"])}),
)
possibilities = st.builds(Possible, st.sampled_from(["", "x-"]), st.booleans(), st.booleans())
labels_strategy = st.builds(
    lambda values, possible, unknown: Labels(values, {k: p for k, p in possible.items() if k not in values}, unknown),
    st.dictionaries(st.sampled_from(KEYS), st.sampled_from(POOL), max_size=2),
    st.dictionaries(st.sampled_from(KEYS), possibilities, max_size=2),
    st.booleans(),
)


def could_be(value: str, possible: Possible) -> bool:
    if not value.startswith(possible.prefix):
        return False
    rest = value.removeprefix(possible.prefix)
    return not possible.digits or (rest != "" and set(rest) <= set("0123456789"))


def completions(labels: Labels) -> Iterator[Completed]:
    """Every set of labels that these may turn out to be, over the pool of values."""
    choices: list[list[str | None]] = []
    for key in KEYS:
        if key in labels.values:
            choices.append([labels.values[key]])
        elif key in labels.possible:
            may = labels.possible[key]
            choices.append([*(v for v in POOL if could_be(v, may)), *([None] if may.absent else [])])
        else:
            choices.append([*POOL, None] if labels.open else [None])
    for chosen in itertools.product(*choices):
        yield {key: value for key, value in zip(KEYS, chosen, strict=True) if value is not None}


def ways(condition: Condition) -> list[Callable[[Completed], bool]]:
    """Every meaning that a condition may turn out to have."""
    key, operator = condition["key"], condition["operator"]
    if operator == "Gt":  # no operator of a LabelSelector: it may mean anything
        return [lambda _labels: True, lambda _labels: False]
    if operator == "Exists":
        return [lambda labels: key in labels]
    if operator == "DoesNotExist":
        return [lambda labels: key not in labels]
    choices = [POOL if value == SOMETHING else [value] for value in condition["values"]]
    meanings = {frozenset(chosen) for chosen in itertools.product(*choices)}

    def inside(values: frozenset[str]) -> Callable[[Completed], bool]:
        return lambda labels: labels.get(key, None) in values

    def outside(values: frozenset[str]) -> Callable[[Completed], bool]:
        return lambda labels: labels.get(key, None) not in values

    return [(inside if operator == "In" else outside)(values) for values in meanings]


def brute_force(written: list[Condition], labels: Labels) -> Truth:
    outcomes = set()
    for completed in completions(labels):
        # Each condition turns out by itself, so what it can say of these labels is all that matters of it.
        says = [{meaning(completed) for meaning in ways(condition)} for condition in written]
        outcomes |= {all(said) for said in itertools.product(*says)}
    if outcomes == {True}:
        return YES
    return NO if outcomes == {False} else UNKNOWN


@settings(max_examples=600, deadline=None)
@given(st.lists(conditions, min_size=1, max_size=4), labels_strategy)
def test_match_is_exactly_what_brute_force_finds(written: list[Condition], labels: Labels) -> None:
    assert label_selector({"matchExpressions": written}, ()).match(labels) is brute_force(written, labels)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), known_or_not(), min_size=1), labels_strategy)
def test_equality_maps_and_match_labels_mean_in(pairs: dict[str, str], labels: Labels) -> None:
    expected = brute_force([{"key": k, "operator": "In", "values": [v]} for k, v in pairs.items()], labels)
    assert equality_selector(pairs, ()).match(labels) is expected
    assert label_selector({"matchLabels": pairs}, ()).match(labels) is expected


@settings(max_examples=300, deadline=None)
@given(st.lists(conditions, min_size=1, max_size=3), st.lists(labels_strategy, min_size=1, max_size=3))
def test_a_template_with_variants_matches_if_one_of_them_does(written: list[Condition], several: list[Labels]) -> None:
    selector = label_selector({"matchExpressions": written}, ())
    expected = NO
    for variant in several:
        expected = expected.either(brute_force(written, variant))
    assert selector.match(Labels(variants=tuple(several))) is expected


@settings(max_examples=300, deadline=None)
@given(st.lists(conditions, min_size=1, max_size=3), labels_strategy)
def test_a_match_needs_every_requirement(written: list[Condition], labels: Labels) -> None:
    selector = label_selector({"matchExpressions": written}, ())
    whole = selector.match(labels)
    for condition, requirement in zip(written, selector.requirements, strict=True):
        assert requirement.match(labels) is brute_force([condition], labels)
        assert whole.both(requirement.match(labels)) is whole


# -- the pods of a StatefulSet ----------------------------------------------------------------------------------------

ordinal_conditions = st.one_of(
    st.fixed_dictionaries(
        {
            "key": st.just(POD_NAME),
            "operator": st.sampled_from(["In", "NotIn"]),
            "values": st.lists(st.sampled_from(["db-0", "db-1", "db-2", "db-4", "db-01", "db", "web-1"]), min_size=1, max_size=3),
        }
    ),
    st.fixed_dictionaries(
        {
            "key": st.just(POD_INDEX),
            "operator": st.sampled_from(["In", "NotIn"]),
            "values": st.lists(st.sampled_from(["0", "1", "2", "4", "01", "-1", "x"]), min_size=1, max_size=3),
        }
    ),
    st.fixed_dictionaries(
        {"key": st.sampled_from([POD_NAME, POD_INDEX]), "operator": st.sampled_from(["Exists", "DoesNotExist"])}
    ),
)
ordinals_strategy = st.builds(
    Ordinals,
    st.sampled_from(["db", None]),
    st.sampled_from([0, 1, 3, None]),
    st.sampled_from([0, 1, 2, 3, None]),
    st.booleans(),
)


def pod_sets(ordinals: Ordinals) -> Iterator[list[Completed]]:
    """Every set of pods that there may be; no ordinal above 9 is ever told apart from 9."""
    for name in ["db", "web", "other"] if ordinals.name is None else [ordinals.name]:
        for start in range(6) if ordinals.start is None else [ordinals.start]:
            least = ordinals.count or 0
            most = least + 8 if ordinals.count is None or ordinals.more else least
            for count in range(least, most + 1):
                yield [{POD_NAME: f"{name}-{i}", POD_INDEX: str(i)} for i in range(start, start + count)]


@settings(max_examples=600, deadline=None)
@given(st.lists(ordinal_conditions, min_size=1, max_size=3), ordinals_strategy)
def test_ordinals_match_if_a_pod_does(written: list[Condition], ordinals: Ordinals) -> None:
    meanings = [ways(condition)[0] for condition in written]
    outcomes = {any(all(means(pod) for means in meanings) for pod in pods) for pods in pod_sets(ordinals)}
    expected = {frozenset({True}): YES, frozenset({False}): NO}.get(frozenset(outcomes), UNKNOWN)
    found = label_selector({"matchExpressions": written}, ()).match(Labels(ordinals=ordinals))
    assert found is expected or (found is UNKNOWN and None in {ordinals.name, ordinals.start})


def test_no_pod_has_the_name_of_one_and_the_index_of_another() -> None:
    labels = Labels({"app": "db"}, ordinals=Ordinals("db", 0, 3))
    assert equality_selector({"app": "db", POD_NAME: "db-1", POD_INDEX: "1"}, ()).match(labels) is YES
    assert equality_selector({"app": "db", POD_NAME: "db-1", POD_INDEX: "2"}, ()).match(labels) is NO
    assert equality_selector({"app": "web", POD_NAME: "db-1"}, ()).match(labels) is NO


def test_what_may_be_scaled_up_may_have_more_ordinals() -> None:
    labels = Labels(ordinals=Ordinals("db", 0, 3))
    last = equality_selector({POD_NAME: "db-7"}, ())
    assert last.match(labels) is UNKNOWN
    assert last.match(labels.scaled(8)) is YES
    assert last.match(labels.scaled(7)) is NO
    assert Labels({"a": "x"}).scaled(7) == Labels({"a": "x"})


def test_a_large_number_of_replicas_costs_nothing() -> None:
    labels = Labels(ordinals=Ordinals("db", 0, 10**9))
    assert equality_selector({POD_NAME: "db-999999999"}, ()).match(labels) is YES
    assert equality_selector({POD_NAME: f"db-{'9' * 5000}"}, ()).match(labels) is NO


def test_pod_name_and_index_are_plain_labels_of_anything_else() -> None:
    labels = Labels({POD_NAME: "db-1"}, {POD_INDEX: Possible()})
    assert equality_selector({POD_NAME: "db-1"}, ()).match(labels) is YES
    assert equality_selector({POD_NAME: "db-1", POD_INDEX: "5"}, ()).match(labels) is UNKNOWN
    assert equality_selector({POD_NAME: "db-2", POD_INDEX: "5"}, ()).match(labels) is NO
    assert equality_selector({POD_INDEX: "5"}, ()).match(Labels({POD_NAME: "5"})) is NO
    assert equality_selector({POD_INDEX: "5"}, ()).match(Labels({POD_INDEX: "5"})) is YES


# -- absent, empty, malformed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "value", "absent", "empty", "truth"),
    [
        (equality_selector, None, True, True, NO),
        (equality_selector, {}, False, True, NO),
        (equality_selector, {"a": "x"}, False, False, YES),
        (label_selector, None, True, True, NO),
        (label_selector, {}, False, True, YES),
        (label_selector, {"matchLabels": {}}, False, True, YES),
        (label_selector, {"matchLabels": None, "matchExpressions": None}, False, True, YES),
        (label_selector, {"matchExpressions": []}, False, True, YES),
        (label_selector, {"matchLabels": {"a": "x"}}, False, False, YES),
    ],
)
def test_absent_and_empty_are_kept_apart(make: Any, value: Any, absent: bool, empty: bool, truth: Truth) -> None:
    selector = make(value, ("spec", "selector"))
    assert (selector.absent, selector.empty, selector.known) == (absent, empty, True)
    assert selector.match(Labels({"a": "x"})) is truth


@pytest.mark.parametrize("make", [equality_selector, label_selector])
@pytest.mark.parametrize("value", ["a", "{{ .x }}", 3, True, [], [{"a": "b"}]])
def test_what_is_no_mapping_is_unknown(make: Any, value: Any) -> None:
    selector = make(value, ())
    assert (selector.absent, selector.empty, selector.known) == (False, False, False)
    assert selector.match(Labels({"a": "x"})) is UNKNOWN


@pytest.mark.parametrize(
    "malformed",
    [
        {"matchLabels": ["a"]},
        {"matchExpressions": {"a": "x"}},
        {"matchExpressions": ["a"]},
        {"matchExpressions": [{"key": "a"}]},
        {"matchExpressions": [{"operator": "Exists"}]},
        {"matchExpressions": [{"key": ["a"], "operator": "Exists"}]},
        {"matchExpressions": [{"key": "a", "operator": ["In"]}]},
        {"matchExpressions": [{"key": "a", "operator": "in", "values": ["x"]}]},
        {"matchExpressions": [{"key": "a", "operator": "In"}]},
        {"matchExpressions": [{"key": "a", "operator": "In", "values": []}]},
        {"matchExpressions": [{"key": "a", "operator": "NotIn", "values": "y"}]},
        {"matchExpressions": [{"key": "a", "operator": "In", "values": [["x"]]}]},
        {"matchExpressions": [{"key": "a", "operator": "Exists", "values": ["x"]}]},
        {"matchExpressions": [{"key": "${KEY}", "operator": "Exists"}]},
        {"matchLabels": {"a": ["x"]}},
        {"matchLabels": {"${KEY}": "x"}},
        {"a": "x"},
    ],
)
def test_a_malformed_part_is_unknown_and_the_rest_still_counts(malformed: dict[str, Any]) -> None:
    assert label_selector(malformed, ()).match(Labels({"a": "x"})) is UNKNOWN
    refuted = {**malformed, "matchLabels": {**_labels(malformed), "b": "other"}}
    if "matchLabels" not in malformed or isinstance(malformed["matchLabels"], dict):
        assert label_selector(refuted, ()).match(Labels({"a": "x", "b": "x"})) is NO


def _labels(selector: dict[str, Any]) -> dict[str, Any]:
    found = selector.get("matchLabels")
    return found if isinstance(found, dict) else {}


def test_requirements_know_where_they_are() -> None:
    selector = label_selector(
        {"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "tier", "operator": "In", "values": ["x", "y"]}]},
        ("spec", "selector"),
    )
    assert [one.path for one in selector.requirements] == [
        ("spec", "selector", "matchLabels", "app"),
        ("spec", "selector", "matchExpressions", 0),
    ]
    assert equality_selector({"app": "web"}, ("spec", "selector")).requirements[0].path == ("spec", "selector", "app")


def test_pairs_are_what_every_match_has() -> None:
    expressions = [
        {"key": "one", "operator": "In", "values": ["x"]},
        {"key": "two", "operator": "In", "values": ["x", "y"]},
        {"key": "open", "operator": "In", "values": ["x", "${Y}"]},
        {"key": "not", "operator": "NotIn", "values": ["x"]},
        {"key": "there", "operator": "Exists"},
    ]
    selector = label_selector({"matchLabels": {"app": "web", "v": "${V}"}, "matchExpressions": expressions}, ())
    assert selector.pairs() == (("app", "web"), ("one", "x"))


def test_values_that_are_no_texts_are_compared_in_the_form_that_yaml_prints() -> None:
    labels = written_labels({"a": 1, "b": True, "c": 1.5, "d": None, "e": "1"})
    assert labels.values == {"a": "1", "b": "true", "c": "1.5", "d": "", "e": "1"}
    assert equality_selector({"a": "1", "b": "true", "c": 1.5, "d": "", "e": 1}, ()).match(labels) is YES
    assert equality_selector({"b": False}, ()).match(labels) is NO


# -- keys that any pod may get ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key",
    [
        "topology.kubernetes.io/zone",
        "security.istio.io/tlsMode",
        "service.istio.io/canonical-name",
        "linkerd.io/control-plane-ns",
    ],
)
def test_admission_may_add_a_label_to_any_pod(key: str) -> None:
    assert is_automatic(key)
    assert equality_selector({key: "x"}, ()).match(Labels()) is UNKNOWN
    assert equality_selector({key: "x"}, ()).match(Labels({key: "x"})) is YES
    assert equality_selector({key: "x"}, ()).match(Labels({key: "y"})) is NO
    assert label_selector({"matchExpressions": [{"key": key, "operator": "Exists"}]}, ()).match(Labels()) is UNKNOWN


def test_ordinary_keys_are_nobody_elses() -> None:
    assert not any(is_automatic(key) for key in ("app", "app.kubernetes.io/name", "version", "topology", "istio"))
