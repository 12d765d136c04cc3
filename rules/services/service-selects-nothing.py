"""The check of service-selects-nothing.md."""

from collections.abc import Iterator

from k8slint.api import Absence, Context, Node, PodTemplate, Problem, Related, Selection, Service, looked_at

_NAMED = 3  # templates of other places that are told


def check(service: Service, ctx: Context) -> Iterator[Problem]:
    selection = ctx.graph.selection(service)
    if selection.absence is None:
        return
    if selection.elsewhere:
        yield in_another_place(service, selection)
    elif ctx.graph.neighbours(service.namespace):  # else the workloads are not here at all
        yield no_pods(service, selection, ctx)


def no_pods(service: Service, selection: Selection, ctx: Context) -> Problem:
    near = selection.near
    if near is None:
        where = service.in_namespace if selection.absence is Absence.CLOSED else f" {looked_at(ctx.unit)}"
        return Problem(
            node=selector_node(service),
            message=f"{service} selects no pods: no pod template{where} has the labels {pairs(service)}",
            label="matches no pod template",
            absence=selection.absence,
        )
    wants = ", ".join(f"{one.key}={one.wants}" for one in near.differences)
    has = ", ".join(f"{one.key}={one.has}" if one.has is not None else f"no label {one.key}" for one in near.differences)
    first = near.differences[0]
    single = len(near.differences) == 1
    return Problem(
        node=selector_node(service, first.key if single else None),
        message=f"{service} selects no pods: its selector wants {wants}, the pods of {near.template} have {has}",
        label="matches no pod template",
        related=(Related(label_node(near.template, first.key), f"nearest: the pods of {near.template} have {has}"),),
        help=f"write `{first.key}: {first.has}`" if single and first.has is not None else None,
        absence=selection.absence,
    )


def in_another_place(service: Service, selection: Selection) -> Problem:
    template = selection.elsewhere[0]
    if selection.absence is Absence.ELSEWHERE:
        where = f"are only in {template.source_path}, not deployed together with this"
    else:
        where = f"are in namespace {template.workload.namespace}; a Service selects in its own namespace"
    return Problem(
        node=selector_node(service),
        message=f"{service} selects no pods{service.in_namespace}: the pods of {template} with {pairs(service)} {where}",
        label="matches no pod template here",
        related=tuple(Related(label_node(other), f"the pods of {other}") for other in selection.elsewhere[:_NAMED]),
        absence=selection.absence,
    )


def selector_node(service: Service, key: str | None = None) -> Node:
    """The selector, or the one pair of it that is wrong or all there is."""
    labels = service.selector.pairs()
    if key is None and len(labels) == 1:
        key = labels[0][0]
    return service.nearest("spec", "selector", *(() if key is None else (key,)))


def label_node(template: PodTemplate, key: str | None = None) -> Node:
    """A label of a pod template, or all of them where that one is missing."""
    return template.nearest("metadata", "labels", *(() if key is None else (key,)))


def pairs(service: Service) -> str:
    """The selector in one line: `app=web, tier=frontend`."""
    return ", ".join(f"{key}={value}" for key, value in service.selector.pairs())
