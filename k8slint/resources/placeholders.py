"""Values that stand for others: what a tool will put in their place is not known."""

from __future__ import annotations

import re
from typing import Any

# Helm and Jinja write `{{ … }}`, shells and Flux `${…}`, Make and Kustomize `$(…)`, envsubst `$NAME`, people
# `<your name>`. None of these can be part of the name of anything in Kubernetes.
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\$\{|\$\(|\$[A-Z_][A-Z0-9_]*|<[^<>]+>")


def is_placeholder(value: Any) -> bool:
    """Whether a value is a text that holds a placeholder, so that the value it stands for is unknown."""
    return isinstance(value, str) and _PLACEHOLDER.search(value) is not None


def known_text(value: Any) -> str | None:
    """The value if it is a text that is neither empty nor a placeholder, else None."""
    return value if isinstance(value, str) and value and _PLACEHOLDER.search(value) is None else None
