"""The check of duplicate-resource.md."""

from collections.abc import Iterator
from typing import Any

from k8slint.api import Context, Problem, Related, Resource, Severity, same_objects

_TOLD = 3  # fields that are named
_NAME = ("metadata", "name")


def check(resource: Resource, ctx: Context) -> Iterator[Problem]:
    definitions = ctx.graph.once(same_objects).get(id(resource), ())
    if not definitions or definitions[-1] is not resource:
        return
    others = definitions[:-1]
    times = "twice" if len(others) == 1 else f"{len(definitions)} times"
    versions = {one.get("apiVersion") for one in definitions}
    fields = differing(others, resource)
    if len(versions) > 1:
        how, severity = "as " + " and as ".join(sorted(map(str, versions))), Severity.INFO
    elif fields:
        how, severity = "with different content", None
    else:
        how, severity = "with the same content", Severity.INFO
    yield Problem(
        node=resource.nearest(*_NAME),
        message=f"{resource}{resource.in_namespace} is defined {times} {how}",
        label=f"differs in {', '.join(fields)}" if fields else "defined again",
        related=tuple(Related(one.nearest(*_NAME), "defined here too") for one in others),
        severity=severity,
        effect=None if fields else "whoever changes one of them changes nothing, or has to change all",
        help="delete all but one" if not fields else None,
    )


def differing(others: tuple[Resource, ...], last: Resource) -> list[str]:
    """Name fields in which some definition differs from the last one."""
    found: dict[str, None] = {}
    for other in others:
        for path in paths(other.value, last.value, ()):
            if path != ("apiVersion",):
                found[Resource.field(path)] = None
                if len(found) == _TOLD:
                    return list(found)
    return list(found)


def paths(one: Any, other: Any, at: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Find the fields in which two values differ; a list is one field."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys((*one, *other)):
            if key in one and key in other:
                yield from paths(one[key], other[key], (*at, key))
            else:
                yield (*at, key)
    elif one != other or type(one) is not type(other):
        yield at
