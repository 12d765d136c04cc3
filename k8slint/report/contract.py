"""The published JSON Schema (draft 2020-12) of the formats `json` and `jsonl`."""

from __future__ import annotations

import os

#: Where it lies.
PATH = os.path.join(os.path.dirname(__file__), "report.schema.json")


def text() -> str:
    """The schema of a report; its `$defs` have that of a line of `jsonl` as `line`."""
    with open(PATH, encoding="utf-8") as file:
        return file.read()
