"""Objects that are no part of what they come with: Helm applies them when something happens, and takes them away again."""

from __future__ import annotations

from typing import Any

_HOOK = "helm.sh/hook"


def hook(value: Any) -> str | None:
    """What an object says of when Helm applies it; None for what is part of a release."""
    metadata = value.get("metadata") if type(value) is dict else None
    annotations = metadata.get("annotations") if type(metadata) is dict else None
    found = annotations.get(_HOOK) if type(annotations) is dict else None
    return found if type(found) is str else None


def is_test(value: Any) -> bool:
    """Whether only `helm test` applies an object."""
    found = hook(value)
    return found is not None and all(when.strip().startswith("test") for when in found.split(",") if when.strip())
