"""The check of config-service-not-found.md."""

from collections.abc import Iterator

from k8slint.api import (
    Call,
    Change,
    Confidence,
    Configuration,
    Context,
    Edit,
    Fix,
    HostReference,
    Problem,
    Severity,
    calls_of,
    is_missing,
    is_optional,
    is_read_here,
    is_shown,
    not_found,
    resolves_elsewhere,
)


def check(resource: Configuration, ctx: Context) -> Iterator[Problem]:
    for call in calls_of(ctx.graph, resource):
        if is_missing(call.reference) and is_meant(call, ctx) and not is_moved(call, ctx):
            yield no_service(call, ctx)


def is_meant(call: Call, ctx: Context) -> bool:
    """Whether the files should hold the Service: one of this cluster, in a namespace with workloads of this unit."""
    host = call.host
    if host.domain not in {None, "", ctx.cluster.domain}:
        return False
    if host.namespace is None and resolves_elsewhere(host.text, host.host):
        return False
    return bool(ctx.graph.neighbours(call.namespace)) or call.meant_namespace is not None


def is_moved(call: Call, ctx: Context) -> bool:
    """Whether config-service-in-other-namespace tells what is wrong: the Service is there, in another namespace."""
    return call.elsewhere is not None and is_read_here(call, ctx.graph)


def no_service(call: Call, ctx: Context) -> Problem:
    host, near, reference = call.host, call.found.near, call.reference
    if call.meant_namespace is not None:
        near = tuple(miss for miss in near if miss.resource.namespace == call.meant_namespace)
        reference = reference._replace(found=call.found._replace(near=near))
    names = [miss.name for miss in near if miss.differs == "name" and miss.name]
    places = [miss.resource.namespace for miss in near if miss.differs == "namespace"]
    right, help_ = None, None
    if len(names) == 1:
        right = host.renamed(names[0])
        help_ = f"write `{right}`"
    elif not names and len(places) == 1 and places[0]:
        right = host.moved(places[0])
        help_ = f"write `{right}`" if host.namespace else f"a short name is one of the pod's own namespace: write `{right}`"
    return not_found(reference, ctx.unit, f"{host.text} names Service {host.service}")._replace(
        within=(host.start, host.end),
        help=help_,
        fix=replacement(host, right) if right is not None and len(near) == 1 and call.fits(near[0].resource) else None,
        confidence=None if host.form in {"dns", "url"} else Confidence.LIKELY,
        severity=Severity.INFO if is_mild(call, ctx) else None,
    )


def is_mild(call: Call, ctx: Context) -> bool:
    """Whether nothing need be wrong: what is named is optional, shown to people, or of a namespace with company.

    Of an optional name that is nearly that of a Service, something is wrong.
    """
    text = call.host.text
    return (is_optional(ctx.graph, text) and not call.found.near) or is_shown(text, call.host.start) or is_common(call, ctx)


def replacement(host: HostReference, right: str) -> Fix:
    """Write another host in the place of this one."""
    edit = Edit(host.text.node, value=right, change=Change.REPLACE, within=(host.start, host.end))
    return Fix(f"write `{right}`", (edit,))


def is_common(call: Call, ctx: Context) -> bool:
    """Whether a name without a near miss is one of a namespace that is not this unit's alone.

    A unit that runs something elsewhere too, and does not define the namespace, has company there.
    """
    namespace = call.host.namespace
    if namespace is None or call.found.near or ctx.graph.find("Namespace", namespace, None).targets:
        return False
    return any(other != namespace for other in ctx.graph.index.templates())
