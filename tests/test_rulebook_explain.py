"""What the terminal shows of the rule book."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from k8slint.findings import Safety
from k8slint.rulebook import load
from k8slint.rulebook.__main__ import main
from k8slint.rulebook.explain import explain, table
from k8slint.rulebook.index import read
from k8slint.rulebook.readme import readme

RULES = load(str(Path(__file__).parent / "fixtures" / "rulebook"))
BY_ID = {rule.id: rule for rule in RULES}

EXPLAINED = """\
sample-many-ports: Service has more ports than one application serves

category     services
severity     warning or info
evidence     intrinsic
profile      recommended, pss-baseline
since        0.1.0
fixable      no
formerly     sample-ports, sample-too-many-ports
other tools  kube-linter:many-ports, popeye:1111
effect       whoever may reach one port of the Service may reach all of them
help         split the Service by what its ports are for
page         {page}
references   https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services

A Service is the unit in which traffic is allowed, routed and counted. One with a port for each
application behind it cannot be restricted to one of them.

HOW TO FIX

Write one Service for each application. Their selectors may be the same.

WHEN IT IS FINE

A Service without a cluster IP is often a list of names only.

```yaml
not: a case
```

OPTIONS

  most: how many ports a Service may have (integer, 2 unless set)

A BAD EXAMPLE

  apiVersion: v1
  kind: Service
  metadata:
    name: web
  spec:
    ports:  # here: Service web has 3 ports, more than 2
      - {{name: http, port: 80}}
      - {{name: metrics, port: 9090}}
      - {{name: debug, port: 6060}}

A GOOD EXAMPLE

  apiVersion: v1
  kind: Service
  metadata:
    name: web
  spec:
    ports:
      - port: 80
"""

TABLE = """\
pod-security
  id                 severity      profile                   fix   title
  sample-privileged  warning       pss-baseline              safe  Container runs privileged

services
  id                 severity      profile                   fix   title
  sample-many-ports  warning/info  recommended,pss-baseline  -     Service has more ports than one application serves

suppressions
  id                 severity      profile                   fix   title
  sample-stale       warning       default                   -     Suppression hides nothing
"""


def test_explain() -> None:
    rule = BY_ID["sample-many-ports"]
    assert explain(rule) == EXPLAINED.format(page=rule.page)


def test_explain_every_form_of_every_rule() -> None:
    for rule in (*RULES, *read()[0]):
        assert json.loads(explain(rule, "json"))["id"] == rule.id
        assert explain(rule, "markdown").startswith(f"# {rule.title}\n")
        assert "# expect" not in explain(rule)


def test_how_a_rule_is_fixed() -> None:
    assert "\nfixable      with --fix\n" in explain(BY_ID["sample-privileged"])
    unsafe = replace(BY_ID["sample-privileged"], fixability=Safety.UNSAFE)
    assert "\nfixable      with --fix --unsafe-fixes\n" in explain(unsafe)
    assert json.loads(explain(unsafe, "json"))["fix"] == "unsafe"
    assert "| unsafe | Container runs privileged |" in table([unsafe], "markdown")


def test_explain_as_markdown() -> None:
    text = explain(BY_ID["sample-many-ports"], "markdown")
    assert "| profile | recommended, pss-baseline |\n" in text
    assert "| option `most` | how many ports a Service may have (integer, 2 unless set) |\n" in text
    assert "\n## How to fix\n" in text


def test_table() -> None:
    assert table(RULES) == TABLE
    assert table(()) == ""


def test_table_as_json() -> None:
    found = json.loads(table(RULES, "json"))
    assert [rule["id"] for rule in found] == [rule.id for rule in RULES]
    assert found[1] == {
        "id": "sample-many-ports",
        "category": "services",
        "title": "Service has more ports than one application serves",
        "severity": ["warning", "info"],
        "evidence": "intrinsic",
        "profile": ["recommended", "pss-baseline"],
        "since": "0.1.0",
        "subject": "Service",
        "fix": None,
        "formerly": ["sample-ports", "sample-too-many-ports"],
        "equivalents": ["kube-linter:many-ports", "popeye:1111"],
        "references": ["https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services"],
        "options": {"most": {"description": "how many ports a Service may have", "type": "integer", "minimum": 1, "default": 2}},
        "effect": "whoever may reach one port of the Service may reach all of them",
        "help": "split the Service by what its ports are for",
        "url": None,
    }


def test_readme_links_every_page() -> None:
    text = readme(RULES)
    assert "\n3 rules, each with a page" in text
    for rule in RULES:
        assert f"[{rule.id}]({rule.category}/{rule.id}.md)" in text
    assert "\n1 rule, each" in readme(RULES[:1])


def test_command_line_of_the_generator() -> None:
    assert main(["--help"]) == 2
