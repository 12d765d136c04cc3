"""Which rules run, by profiles and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from k8slint.findings import Evidence, Severity
from k8slint.rulebook import Rule, UnknownWord, choose, nearest, renamed

if TYPE_CHECKING:
    from collections.abc import Sequence


def rule(name: str, category: str, profiles: str, *equivalents: str, formerly: tuple[str, ...] = ()) -> Rule:
    return Rule(
        id=name,
        category=category,
        title=name,
        severities=(Severity.WARNING,),
        since="0.1.0",
        references=("https://kubernetes.io/",),
        profiles=tuple(profiles.split(",")),
        evidence=Evidence.INTRINSIC,
        subject="Service",
        page=f"{category}/{name}.md",
        equivalents=equivalents,
        formerly=formerly,
    )


RULES = (
    rule("latest-tag", "images", "recommended", "kube-linter:latest-tag", "datree:0001"),
    rule("privileged", "pod-security", "default,pss-baseline", "kube-linter:privileged-container", "checkov:CKV_K8S_16"),
    rule("run-as-root", "pod-security", "strict,pss-restricted", "kube-linter:run-as-non-root", "polaris:runAsRoot"),
    rule("bare-pod", "services", "default", "kubeconform", "kics:x-1", "kyverno:same"),
    rule("nodeport", "services", "optin", "popeye:1", "polaris:same"),
    rule("services-many", "services", "strict", "popeye:1", "datree:1", "kubevious:1", formerly=("many", "x-1", "services")),
)


def chosen(profiles: Sequence[str] = ("default",), select: str = "", ignore: str = "", extend: str = "") -> list[str]:
    return [rule.id for rule in choose(RULES, profiles, select.split(), ignore.split(), extend.split())]


@pytest.mark.parametrize(
    ("profiles", "expected"),
    [
        (["default"], ["privileged", "bare-pod"]),
        (["recommended"], ["latest-tag", "privileged", "bare-pod"]),
        (["strict"], ["latest-tag", "privileged", "run-as-root", "bare-pod", "services-many"]),
        (["pss-baseline"], ["privileged"]),
        (["pss-restricted"], ["privileged", "run-as-root"]),
        (["recommended", "pss-restricted"], ["latest-tag", "privileged", "run-as-root", "bare-pod"]),
        ([], []),
    ],
)
def test_profiles(profiles: list[str], expected: list[str]) -> None:
    assert chosen(profiles) == expected


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        ("nodeport", ["nodeport"]),
        ("services", ["bare-pod", "nodeport", "services-many"]),
        ("recommended", ["latest-tag", "privileged", "bare-pod"]),
        ("optin images", ["latest-tag", "nodeport"]),
        ("all", [rule.id for rule in RULES]),
        ("checkov:CKV_K8S_16", ["privileged"]),
        ("CKV_K8S_16", ["privileged"]),
        ("kubeconform", ["bare-pod"]),
        ("popeye:1", ["nodeport", "services-many"]),
        ("kube-linter:latest-tag", ["latest-tag"]),
        ("run-as-non-root", ["run-as-root"]),
        ("many", ["services-many"]),
        ("x-1", ["services-many"]),
    ],
)
def test_select_replaces_the_profile(select: str, expected: list[str]) -> None:
    assert chosen(select=select) == expected


def test_extend_adds_and_ignore_removes_last() -> None:
    assert chosen(extend="nodeport") == ["privileged", "bare-pod", "nodeport"]
    assert chosen(select="services", extend="images", ignore="bare-pod") == ["latest-tag", "nodeport", "services-many"]
    assert chosen(select="bare-pod", ignore="services") == []
    assert chosen(ignore="all") == []


def test_order_is_that_of_the_rules() -> None:
    assert chosen(select="services-many latest-tag") == ["latest-tag", "services-many"]


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("latest-tags", "latest-tag"),
        ("nodePort", "nodeport"),
        ("ckv_k8s_16", "CKV_K8S_16"),
        ("service", "services"),
        ("same", "kyverno:same"),
        ("1", "datree:1"),
        ("xyz", None),
        ("", None),
    ],
)
def test_unknown_word(word: str, near: str | None) -> None:
    for where in ({"select": [word]}, {"ignore": [word]}, {"extend_select": [word]}):
        with pytest.raises(UnknownWord) as caught:
            choose(RULES, **where)
        assert (caught.value.word, caught.value.nearest) == (word, near)
    assert str(caught.value) == f"unknown rule `{word}`" + (f"; did you mean `{near}`?" if near else "")


def test_unknown_profile() -> None:
    with pytest.raises(UnknownWord, match="unknown profile `recomended`; did you mean `recommended`"):
        chosen(["recomended"])
    with pytest.raises(UnknownWord, match="unknown profile `optin`"):
        chosen(["optin"])


def test_former_ids() -> None:
    assert renamed(RULES) == {"many": "services-many", "x-1": "services-many", "services": "services-many"}
    assert chosen(select="services", ignore="many") == ["bare-pod", "nodeport"], "a category of today is no former id"


def test_nearest() -> None:
    assert nearest("ingore", ["ignore", "include"]) == "ignore"
    assert nearest("zzz", ["ignore", "include"]) is None
    assert nearest("x", []) is None
