"""What is told of a Service of another environment: the one of that name in the own environment, and what to write."""

from __future__ import annotations

import pytest

from k8slint.engine import lint_texts
from k8slint.rulebook.index import read

RULES = tuple(rule for rule in read()[0] if rule.id == "cross-environment-reference")
UNIT = """\
apiVersion: v1
kind: Service
metadata: {{name: cms, namespace: news-prod}}
spec: {{selector: {{app: cms}}, ports: [{{port: 80}}]}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web, namespace: news-prod}}
spec:
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec: {{containers: [{{name: web, image: "web:1", env: [{{name: CMS, value: "{value}"}}]}}]}}
"""


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("http://cms.news-staging.svc.cluster.local/api", "write `cms.news-prod.svc.cluster.local`"),
        ("http://cms.news-staging.svc:80", "write `cms.news-prod.svc`"),
        ("http://other.news-staging.svc:80", None),
    ],
)
def test_the_twin_of_a_foreign_service(value: str, said: str | None) -> None:
    (finding,) = lint_texts({"a.yaml": UNIT.format(value=value)}, RULES, env="production").findings
    assert finding.help == said
    assert [other.message for other in finding.related] == (
        ["Service cms of this unit is in namespace news-prod"] if said else []
    )
