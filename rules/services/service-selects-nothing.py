"""The check of service-selects-nothing.md."""

from collections.abc import Iterator

from k8slint.api import (
    Absence,
    Context,
    Difference,
    Node,
    PodTemplate,
    Problem,
    Related,
    Selection,
    Service,
    is_automatic,
    listed,
    looked_at,
)

_NAMED = 3  # templates of other places, and Ingresses, that are told


def check(service: Service, ctx: Context) -> Iterator[Problem]:
    if service.type is None or all(is_automatic(key) for key, _ in service.selector.pairs()):
        return  # what controllers write on pods, no template shows
    selection = ctx.graph.selection(service)
    if selection.absence is None:
        return
    if selection.elsewhere:
        yield in_another_place(service, selection, ctx)
    elif selection.near is not None or workloads_are_here(service, ctx):
        yield no_pods(service, selection, ctx)


def workloads_are_here(service: Service, ctx: Context) -> bool:
    """Whether the workloads of the Service's namespace are in the unit at all."""
    neighbours = ctx.graph.neighbours(service.namespace)
    if ctx.graph.several_namespaces and service.namespace is not None:
        return any(template.workload.namespace == service.namespace for template in neighbours)
    return bool(neighbours)


def is_at_home(service: Service, ctx: Context) -> bool:
    """Whether the unit speaks of what the Service selects: something leads to the Service, or a workload has its name."""
    if ctx.graph.referrers(service):
        return True
    names = {service.name, *(value for _, value in service.selector.pairs())}
    return any(template.workload.name in names for template in ctx.graph.neighbours(service.namespace))


def no_pods(service: Service, selection: Selection, ctx: Context) -> Problem:
    near = selection.near
    if near is None and selection.absence is Absence.CLOSED and not is_at_home(service, ctx):
        selection = selection._replace(absence=Absence.OPEN)  # some other tool may install the pods
    if near is None:
        where = service.in_namespace if selection.absence is Absence.CLOSED else f" {looked_at(ctx.unit)}"
        return problem(service, selection, ctx, says=f": no pod template{where} has the {pairs(service)}", at=first_key(service))
    wants = ", ".join(f"{one.key}={one.wants}" for one in near.differences)
    has = listed([told(one) for one in near.differences])
    first, single = near.differences[0], len(near.differences) == 1
    there = first.renamed or first.key
    return problem(
        service,
        selection,
        ctx,
        says=f": its selector wants {wants}, the pods of {near.template} have {has}",
        at=first.key if single else None,
        related=(Related(label_node(near.template, there), f"nearest: the pods of {near.template} have {has}"),),
        help_=f"write `{there}: {first.has or first.wants}`" if single and (first.has or first.renamed) and near.single else None,
    )


def in_another_place(service: Service, selection: Selection, ctx: Context) -> Problem:
    template = selection.elsewhere[0]
    if selection.absence is Absence.ELSEWHERE:
        where = f"are only in {template.source_path}, not deployed together with this"
    else:
        where = f"are in namespace {template.workload.namespace}; a Service selects in its own namespace"
    return problem(
        service,
        selection,
        ctx,
        says=f"{service.in_namespace}: the pods of {template} with the {pairs(service)} {where}",
        related=tuple(Related(label_node(other), f"the pods of {other}") for other in selection.elsewhere[:_NAMED]),
    )


def problem(  # noqa: PLR0913  # the parts of one sentence
    service: Service,
    selection: Selection,
    ctx: Context,
    *,
    says: str,
    at: str | None = None,
    related: tuple[Related, ...] = (),
    help_: str | None = None,
) -> Problem:
    return Problem(
        node=service.nearest("spec", "selector", *(() if at is None else (at,))),
        message=f"{service} selects no pods{says}",
        label="matches no pod template",
        related=(*related, *senders(service, ctx)),
        effect="its DNS name leads to no address" if service.headless else None,
        help=help_,
        absence=selection.absence,
    )


def senders(service: Service, ctx: Context) -> tuple[Related, ...]:
    """The Ingresses whose requests end here."""
    wants = [found.want for found in ctx.graph.referrers(service) if found.want.source.kind == "Ingress"]
    return tuple(
        Related(want.source.nearest(*want.field), f"{want.source} sends requests to it", listed=True) for want in wants[:_NAMED]
    )


def first_key(service: Service) -> str | None:
    """The key of the selector, if there is only one."""
    labels = service.selector.pairs()
    return labels[0][0] if len(labels) == 1 else None


def told(difference: Difference) -> str:
    if difference.renamed is not None:
        return f"{difference.renamed}={difference.wants}"
    return f"no label {difference.key}" if difference.has is None else f"{difference.key}={difference.has}"


def label_node(template: PodTemplate, key: str | None = None) -> Node:
    """A label of a pod template, or all of them where that one is missing."""
    return template.nearest("metadata", "labels", *(() if key is None else (key,)))


def pairs(service: Service) -> str:
    """The selector in one phrase: `labels app=web, tier=frontend`."""
    labels = service.selector.pairs()
    return f"label{'s' if len(labels) > 1 else ''} {', '.join(f'{key}={value}' for key, value in labels)}"
