"""Crashes as plain values: what is told of an internal error, while the run goes on."""

from __future__ import annotations

from k8slint.engine.place import resource_id
from k8slint.findings import Failure
from k8slint.resources import Resource


def failure(
    error: Exception,
    *,
    rule: str | None = None,
    unit: str | None = None,
    path: str | None = None,
    resource: Resource | None = None,
) -> Failure:
    """What is told of a crash: in which rule, unit or file, and on which resource."""
    import traceback  # nothing should crash

    line = None
    if resource is not None:
        source, span = resource.root.site
        path, line = source.path, source.position(span.start).line + 1
    return Failure(
        message=f"{type(error).__name__}: {error}",
        rule=rule,
        unit=unit,
        path=path,
        line=line,
        resource=None if resource is None else resource_id(resource),
        traceback="".join(traceback.format_exception(error)),
    )
