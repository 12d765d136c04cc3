"""What a new rule begins as: a page whose cases run."""

from __future__ import annotations

import re

from k8slint import __version__

#: An id or a category.
NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")

_FRONT = """\
---
title: {title}
severity: warning
since: {version}
references:
  - https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/
profile: recommended
evidence: intrinsic
{check}---

Say first what happens in the cluster, and to whom: when this Service fails at night, nobody knows whom to call.

## How to fix

Say what to write:

```yaml
metadata:
  annotations:
    example.com/owner: team-shop
```

## Examples

```yaml bad
apiVersion: v1
kind: Service
metadata:
  name: web{at_name}
  annotations: {{}}{at_annotations}
spec:
  selector: {{app: web}}
  ports: [{{port: 80}}]
```

```yaml good
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    example.com/owner: team-shop
spec:
  selector: {{app: web}}
  ports: [{{port: 80}}]
```

## When it is fine

Say for whom this is no mistake, or delete this heading.
"""

_CHECK = """\
check:
  each: Service
  field: metadata.annotations["example.com/owner"]
  must: {type: string, minLength: 1}
  absent: bad
  message: "{subject} has no owner"
"""

_BODY = '''\
"""The check of {id}.md."""

from collections.abc import Iterator

from k8slint.api import Context, Problem, Service

OWNER = "example.com/owner"


def check(service: Service, _: Context) -> Iterator[Problem]:
    if OWNER not in service.annotations:
        yield Problem(
            node=service.nearest("metadata", "name"),
            message=f"{{service}} has no owner",
            help=f"write `{{OWNER}}: TEAM` in its annotations",
        )
'''


def files(rule: str, *, declarative: bool) -> dict[str, str]:
    """The files of a rule by their names: its page and, unless the page holds its check, its body."""
    expected = " # expect: Service web has no owner"
    page = _FRONT.format(
        title=rule.replace("-", " ").capitalize(),
        version=__version__,
        check=_CHECK if declarative else "",
        at_name="" if declarative else expected,
        at_annotations=expected if declarative else "",
    )
    return {f"{rule}.md": page} if declarative else {f"{rule}.md": page, f"{rule}.py": _BODY.format(id=rule)}
