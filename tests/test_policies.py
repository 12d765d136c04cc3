"""Which rules run where, and what a configured severity does to the verdict."""

from __future__ import annotations

from typing import Any

import pytest

from k8slint.engine import lint_texts
from k8slint.engine.policies import Policies, uniform
from k8slint.engine.verdict import judge
from k8slint.findings import Absence, Confidence, Problem, Severity
from k8slint.rulebook import Rule, UnknownWord, load
from k8slint.settings import Override, Selection
from k8slint.text import SourceFile
from k8slint.yaml import Node, read

RULES = load()
ERROR, WARNING, INFO = Severity
_NODE = Node(read(SourceFile("x.yaml", "a: 1\n")).documents[0], ())


def rule(*severities: Severity) -> Rule:
    """Some rule about absences with these severities."""
    from dataclasses import replace

    return replace(next(one for one in RULES if one.id == "configmap-not-found"), severities=severities)


@pytest.mark.parametrize(
    ("severities", "problem", "configured", "severity"),
    [
        ((ERROR,), {}, None, ERROR),
        ((ERROR,), {}, INFO, INFO),
        ((WARNING,), {}, ERROR, ERROR),
        ((WARNING,), {"confidence": Confidence.LIKELY}, ERROR, ERROR),  # the user's word
        ((ERROR,), {"confidence": Confidence.LIKELY}, None, WARNING),
        ((ERROR, WARNING), {"severity": WARNING}, ERROR, WARNING),  # the weaker case is limited, not lifted
        ((ERROR, WARNING), {"severity": WARNING}, INFO, INFO),
        ((ERROR, INFO), {"severity": INFO}, WARNING, INFO),
        ((ERROR, INFO), {"absence": Absence.OPEN}, ERROR, INFO),
        ((ERROR, WARNING), {"absence": Absence.OPEN}, INFO, INFO),
        ((ERROR,), {"absence": Absence.OPEN}, ERROR, ERROR),  # a page's only severity is both
        ((ERROR,), {"absence": Absence.NEAR}, None, WARNING),
        ((ERROR,), {"absence": Absence.NEAR}, ERROR, ERROR),
        ((WARNING, INFO), {"absence": Absence.CLOSED}, ERROR, ERROR),
        ((ERROR,), {"absence": Absence.UNREAD}, ERROR, INFO),  # nothing cascades
    ],
)
def test_a_configured_severity(
    severities: tuple[Severity, ...], problem: dict[str, Any], configured: Severity | None, severity: Severity
) -> None:
    assert judge(Problem(_NODE, "x", **problem), rule(*severities), None, configured)[0] is severity


def test_no_overrides_one_policy() -> None:
    policies = Policies(RULES)
    assert policies.single
    assert policies.at("a") is policies.default
    assert {one.id for one in policies.rules} == policies.default.rules
    assert policies.default.rules == {one.id for one in RULES if "default" in one.profiles}


def test_everything_runs_where_nothing_is_said() -> None:
    assert uniform(RULES, {}).default.rules == {one.id for one in RULES}


def test_the_rules_that_run_are_those_of_all_paths() -> None:
    overrides = [
        Override(("a",), Selection(extend_select=("bare-pod",))),
        Override(("b",), Selection(select=("secret-not-found",))),
        Override(("c",), Selection(profiles=("strict",), ignore=("bare-pod",))),
    ]
    policies = Policies(RULES, (Selection(select=("pvc-not-found",)),), overrides)
    ran = {one.id for one in policies.rules}
    for path in ("x", "a/x", "b/x", "c/x", "a/b/x", "a/b/c/x"):
        assert policies.at(path).rules <= ran
    assert policies.at("a/x").rules == {"pvc-not-found", "bare-pod"}
    assert policies.at("a/b/x").rules == {"secret-not-found"}
    assert "bare-pod" not in policies.at("a/c/x").rules
    assert policies.at("b/1") is policies.at("b/2")
    assert [one.id for one in policies.rules] == [one.id for one in RULES if one.id in ran]


def test_options_add_up() -> None:
    name = "loadbalancer-per-service"
    override = Override(("a",), Selection(options={name: {"threshold": 9}}))
    policies = Policies(RULES, (Selection(options={name: {"threshold": 5, "x": 1}}),), (override,))
    assert policies.at("b").options == {name: {"threshold": 5, "x": 1}}
    assert policies.at("a").options == {name: {"threshold": 9, "x": 1}}


def test_unknown_words() -> None:
    with pytest.raises(UnknownWord):
        Policies(RULES, (Selection(ignore=("no-such-rule",)),))
    with pytest.raises(UnknownWord):
        Policies(RULES, (Selection(profiles=("strct",)),))


SERVICE = (
    "apiVersion: v1\nkind: Service\nmetadata: {name: %s}\nspec: {type: LoadBalancer, selector: {a: b}, ports: [{port: 80}]}\n"
)


@pytest.mark.parametrize(("threshold", "found"), [(2, True), (3, False)])
def test_texts(threshold: int, found: bool) -> None:
    name = "loadbalancer-per-service"
    policies = Policies(RULES, (Selection(select=(name,), options={name: {"threshold": threshold}}),))
    report = lint_texts({"x.yaml": "---\n".join(SERVICE % one for one in "ab")}, policies.rules, policies=policies)
    assert bool(report.findings) is found


def test_a_category_lifts_no_rule_that_is_off_by_its_id() -> None:
    rule, category = "configmap-not-found", "references"

    def runs(*severities: dict[str, Severity | None]) -> bool:
        return rule in Policies(RULES, [Selection(severity=one) for one in severities]).default.rules

    assert not runs({rule: None}, {category: INFO})
    assert not runs({rule: None}, {category: None}, {category: INFO})
    assert runs({category: None}, {rule: INFO})
    assert runs({rule: None}, {rule: INFO})
