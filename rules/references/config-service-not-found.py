"""The check of config-service-not-found.md."""

from collections.abc import Iterator

from k8slint.api import (
    Call,
    Confidence,
    Context,
    Problem,
    Resource,
    Severity,
    calls_of,
    is_missing,
    is_optional,
    not_found,
    resolves_elsewhere,
)


def check(resource: Resource, ctx: Context) -> Iterator[Problem]:
    for call in calls_of(ctx.graph, resource):
        if is_missing(call.reference) and is_meant(call, ctx):
            yield no_service(call, ctx)


def is_meant(call: Call, ctx: Context) -> bool:
    """Whether the files should hold the Service: one of this cluster, in a namespace with workloads of this unit."""
    host = call.host
    if host.domain not in {None, "", ctx.cluster.domain}:
        return False
    if host.namespace is None and resolves_elsewhere(host.text, host.host):
        return False
    return bool(ctx.graph.neighbours(call.namespace)) or call.meant_namespace is not None


def no_service(call: Call, ctx: Context) -> Problem:
    host, near, reference = call.host, call.found.near, call.reference
    if call.meant_namespace is not None:
        near = tuple(miss for miss in near if miss.resource.namespace == call.meant_namespace)
        reference = reference._replace(found=call.found._replace(near=near))
    names = [miss.name for miss in near if miss.differs == "name" and miss.name]
    places = [miss.resource.namespace for miss in near if miss.differs == "namespace"]
    help_ = None
    if len(names) == 1:
        help_ = f"write `{host.renamed(names[0])}`"
    elif not names and len(places) == 1 and places[0]:
        help_ = f"write `{host.moved(places[0])}`"
        help_ = help_ if host.namespace else f"a short name is one of the pod's own namespace: {help_}"
    return not_found(reference, ctx.unit, f"{host.text} names Service {host.service}")._replace(
        within=(host.start, host.end),
        help=help_,
        confidence=None if host.form in {"dns", "url"} else Confidence.LIKELY,
        severity=Severity.INFO if is_optional(ctx.graph, host.text) or is_common(call, ctx) else None,
    )


def is_common(call: Call, ctx: Context) -> bool:
    """Whether a name without a near miss is one of a namespace that is not this unit's alone.

    A unit that runs something elsewhere too, and does not define the namespace, has company there.
    """
    namespace = call.host.namespace
    if namespace is None or call.found.near or ctx.graph.find("Namespace", namespace, None).targets:
        return False
    return any(other != namespace for other in ctx.graph.index.templates())
