"""The check of service-selects-nothing.md."""

from collections.abc import Iterator

from k8slint.api import (
    Absence,
    Context,
    Graph,
    Problem,
    Related,
    Selection,
    Service,
    calls_of,
    describe_pods,
    follows_a_lost_one,
    listed,
    looked_at,
    misses_its_pods,
    report_order,
)

POD_NAME = "statefulset.kubernetes.io/pod-name"
_TOLD = 3  # templates of other places, and Ingresses


def check(service: Service, ctx: Context) -> Iterator[Problem]:
    selection = ctx.graph.selection(service)
    if selection.absence is None or service.type is None or follows_a_lost_one(ctx.graph, service):
        return
    if id(service) in ctx.graph.once(misses_its_pods):
        return  # another rule knows which pods are meant
    near = selection.near
    if not (selection.beyond or selection.elsewhere or (near is not None and near.likely) or is_at_home(service, ctx)):
        selection = selection._replace(absence=milder(selection.absence))
    if selection.beyond:
        says, related = too_few(selection)
        key = POD_NAME if POD_NAME in dict(service.selector.pairs()) else None
    elif selection.elsewhere:
        says, related = in_another_place(service, selection)
        key = None
    elif near is not None:
        says, related = f": its selector wants {near.wants}, the pods of {near.template} have {near.has}", (near.note(),)
        key = near.key
    else:
        where = service.in_namespace if selection.absence is Absence.CLOSED else f" {looked_at(ctx.unit)}"
        says, related = (
            f": no pod template{where} has the {pairs(service)}",
            () if selection.odd is None else selection.odd.notes(),
        )
        key = only_key(service) if selection.odd is None else selection.odd.key
    yield Problem(
        node=service.nearest("spec", "selector", *(() if key is None else (key,))),
        message=f"{service} selects no pods{says}",
        label="matches no pod template",
        related=(*related, *senders(service, ctx)),
        effect="its DNS name leads to no address" if service.headless else None,
        help=suggestion(service, selection),
        absence=selection.absence,
        fix=None if near is None or selection.elsewhere or selection.beyond else near.fix(("spec", "selector"), service),
    )


def too_few(selection: Selection) -> tuple[str, tuple[Related, ...]]:
    """The end of the sentence where the pod has a number that its StatefulSet does not reach, and where that is said."""
    there = [(template, template.workload.nearest("spec", "replicas"), describe_pods(template)) for template in selection.beyond]
    says = listed([f"{template} makes only {names}" for template, _, names in there])
    return f": {says}", tuple(Related(node, f"{template} makes only {names}") for template, node, names in there[:_TOLD])


def suggestion(service: Service, selection: Selection) -> str | None:
    """What to write, where that is known."""
    if selection.beyond or (selection.elsewhere and selection.absence is Absence.ELSEWHERE):
        return None
    if not selection.elsewhere:
        return None if selection.near is None else selection.near.suggestion()
    template, *others = selection.elsewhere
    namespace = template.workload.namespace
    if service.namespace is None or any((str(one), one.workload.namespace) != (str(template), namespace) for one in others):
        return None
    return f"write `namespace: {namespace}` in {service}, or `namespace: {service.namespace}` in {template}"


def in_another_place(service: Service, selection: Selection) -> tuple[str, tuple[Related, ...]]:
    """The end of the sentence where the pods are in another namespace or unit, and where they are."""
    template = selection.elsewhere[0]
    if selection.absence is Absence.ELSEWHERE:
        where = f"are only in {template.source_path}, not deployed together with this"
    else:
        where = f"are in namespace {template.workload.namespace}; a Service selects in its own namespace"
    there = ((other, other.nearest("metadata", "labels")) for other in selection.elsewhere[:_TOLD])
    related = tuple(Related(node, f"the pods of {other}") for other, node in there)
    return f"{service.in_namespace}: the pods of {template} with the {pairs(service)} {where}", related


def is_at_home(service: Service, ctx: Context) -> bool:
    """Whether the unit speaks of what the Service selects: something leads to the Service, or a workload has its name."""
    graph = ctx.graph
    if graph.referrers(service) or id(service) in graph.once(called):
        return True
    names = {service.name, *(value for _, value in service.selector.pairs())}
    homes = graph.once(workload_names)
    if service.namespace not in homes:
        homes[service.namespace] = {template.workload.name for template in graph.neighbours(service.namespace)}
    return not names.isdisjoint(homes[service.namespace])


def workload_names(_graph: Graph) -> dict[str | None, set[str | None]]:
    """The names of the workloads that can be selected in a namespace: filled in when asked for."""
    return {}


def called(graph: Graph) -> frozenset[int]:
    """The ids of the Services that configuration texts of the unit speak of."""
    calls = (call for resource in graph.unit.resources for call in calls_of(graph, resource))
    return frozenset(id(target) for call in calls for target in call.found.targets)


def milder(absence: Absence) -> Absence:
    """Why there are no pods, where some other tool may install them."""
    return Absence.OPEN if absence is Absence.CLOSED else absence


def senders(service: Service, ctx: Context) -> tuple[Related, ...]:
    """The Ingresses whose requests end here."""
    wants = [found.want for found in ctx.graph.referrers(service) if found.want.source.kind == "Ingress"]
    wants.sort(key=lambda want: (*report_order(want.source), *map(str, want.field)))
    return tuple(
        Related(want.source.nearest(*want.field), f"{want.source} sends requests to it", listed=True) for want in wants[:_TOLD]
    )


def only_key(service: Service) -> str | None:
    labels = service.selector.pairs()
    return labels[0][0] if len(labels) == 1 else None


def pairs(service: Service) -> str:
    """The selector in one phrase: `labels app=web, tier=frontend`."""
    labels = service.selector.pairs()
    return f"label{'s' if len(labels) > 1 else ''} {', '.join(f'{key}={value}' for key, value in labels)}"
