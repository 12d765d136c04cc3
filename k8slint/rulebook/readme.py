"""The index of the rule book for people: `rules/README.md`, which is generated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8slint.rulebook.explain import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8slint.rulebook.rule import Rule

_HEAD = """\
<!-- Generated from the pages: python -m k8slint.rulebook -->

# Rules

{count}, each with a page that says what happens in the cluster and how to fix it, with a bad and a good manifest.
`k8slint explain ID` prints a page, `k8slint rules` this list.

A rule of the profile `default` runs unless another profile is asked for; `recommended` adds to it, `strict` adds to
that; `optin` rules run only when selected. Of two severities the second is that of the weaker case. A fix that is `safe`
is made by `k8slint check --fix`, an `unsafe` one by `--fix --unsafe-fixes`. To add a rule, write a page `CATEGORY/ID.md`
and, unless its check is one field against one JSON Schema, a body `CATEGORY/ID.py`.
"""


def readme(rules: Sequence[Rule]) -> str:
    """Write the text of the index page."""
    count = "1 rule" if len(rules) == 1 else f"{len(rules)} rules"
    return _HEAD.format(count=count) + (table(rules, "markdown") if rules else "")
