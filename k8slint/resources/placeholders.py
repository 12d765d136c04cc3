"""Values that stand for others: what a tool will put in their place is not known."""

from __future__ import annotations

import re
from typing import Any

# Helm and Jinja write `{{ … }}`, shells and Flux `${…}`, Make and Kustomize `$(…)`, envsubst `$NAME`, people
# `<your name>`. None of these can be part of the name of anything in Kubernetes.
_search = re.compile(r"\{\{|\}\}|\$\{|\$\(|\$[A-Z_][A-Z0-9_]*|<[^<>]+>").search


def is_placeholder(value: Any) -> bool:
    """Whether a value is a text that holds a placeholder, so that the value it stands for is unknown."""
    if not isinstance(value, str) or ("$" not in value and "<" not in value and "{" not in value and "}" not in value):
        return False  # nearly always, and in half the time
    return _search(value) is not None


def known_text(value: Any) -> str | None:
    """The value if it is a text that is neither empty nor a placeholder, else None."""
    if not isinstance(value, str) or not value:
        return None
    if "$" not in value and "<" not in value and "{" not in value and "}" not in value:
        return value
    return value if _search(value) is None else None
