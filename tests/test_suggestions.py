"""What the findings of some cases say that is to be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from k8slint.engine import lint_texts
from k8slint.rulebook import choose
from k8slint.rulebook.index import read

RULES, _ = read()
CASES = Path(__file__).parent / "fixtures" / "cases"


@pytest.mark.parametrize(
    ("case", "helps"),
    [
        ("service-selects-nothing/second-service", ["write `role: storage`", None, "write `app: shop`", None]),
        ("service-selects-nothing/pod-by-number", [None, None]),
        ("service-selects-nothing/other-component", [None]),
        (
            "service-selects-nothing/another-namespace",
            ["write `namespace: shop` in Service web, or `namespace: front` in Deployment web"],
        ),
        ("service-target-port-not-found/other-protocol", ["write `targetPort: dns`"]),
        ("selector-template-mismatch/expressions", ["write `key: tier`", "write `gateway` for `gatway`"]),
        ("service-field-rejected/governing", ["leave out `type`: a StatefulSet needs the Service to be headless"]),
        ("statefulset-service-not-found/renamed", ["write `serviceName: db-peers`"]),
        (
            "configmap-not-found/other-namespace",
            ["write `namespace: shop` in ConfigMap settings, or `namespace: common` in Deployment web"],
        ),
    ],
)
def test_what_is_to_be_written(case: str, helps: list[str | None]) -> None:
    rule = case.partition("/")[0]
    text = (CASES / f"{case}.yaml").read_text(encoding="utf-8")
    report = lint_texts({"a.yaml": text}, rules=choose(RULES, ["recommended"]))
    assert not report.failures
    assert [finding.help for finding in report.findings if finding.rule == rule] == helps
