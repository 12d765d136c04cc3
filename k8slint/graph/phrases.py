"""How several things are told in one phrase."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8slint.resources import Resource

#: How many things of a list are told one by one.
_TOLD = 4


def listed(things: Sequence[object]) -> str:
    """Things in one phrase: `a`, `a and b`, `a, b and c`; of many the first, and how many others."""
    if len(things) > _TOLD:
        return f"{', '.join(map(str, things[: _TOLD - 1]))} and {len(things) - _TOLD + 1} others"
    if len(things) > 1:
        return f"{', '.join(map(str, things[:-1]))} and {things[-1]}"
    return "".join(map(str, things))


def seen_from(resource: Resource, other: Resource) -> str:
    """What a resource is called beside another one: with its namespace where that is not the same."""
    return f"{resource}{resource.in_namespace if resource.namespace != other.namespace else ''}"
