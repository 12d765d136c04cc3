"""The check of config-service-in-other-namespace.md."""

from collections.abc import Iterator

from k8slint.api import (
    Call,
    Change,
    Confidence,
    Configuration,
    Context,
    Edit,
    Fix,
    Problem,
    Related,
    Service,
    calls_of,
    is_read_here,
)


def check(resource: Configuration, ctx: Context) -> Iterator[Problem]:
    for call in calls_of(ctx.graph, resource):
        if call.elsewhere is not None and is_read_here(call, ctx.graph):
            yield elsewhere(call, call.elsewhere)


def elsewhere(call: Call, service: Service) -> Problem:
    host = call.host
    right = host.moved(service.namespace or "")
    edit = Edit(host.text.node, value=right, change=Change.REPLACE, within=(host.start, host.end))
    return Problem(
        node=host.text.node,
        message=f"{host.text} names {service}, which is in namespace {service.namespace}, "
        f"by a short name that is looked up in namespace {call.namespace} only",
        label=f"not in namespace {call.namespace}",
        related=(Related(service.nearest("metadata", "namespace"), f"{service} is in namespace {service.namespace}"),),
        help=f"write `{right}`",
        confidence=None if host.certain else Confidence.LIKELY,
        within=(host.start, host.end),
        absence=call.found.absence,
        fix=Fix(f"write `{right}`", (edit,)) if call.fits(service) else None,
    )
