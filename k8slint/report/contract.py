"""The published JSON Schema of the formats `json` and `jsonl`."""

from __future__ import annotations

import json
import os
from typing import Any

#: Where it lies, for whoever prints it as it is.
PATH = os.path.join(os.path.dirname(__file__), "report.schema.json")


def schema() -> dict[str, Any]:
    """The schema of a report; `$defs` has that of a line of `jsonl` as `line`."""
    with open(PATH, encoding="utf-8") as file:
        loaded: dict[str, Any] = json.load(file)
    return loaded
