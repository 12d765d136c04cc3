"""The check of quota-required-resources-missing.md."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from k8slint.api import (
    Absence,
    Amounts,
    Confidence,
    Container,
    Context,
    Graph,
    PodTemplate,
    Problem,
    Related,
    Resource,
    Truth,
    container_resources,
    is_resized,
    limit_ranges,
    listed,
    pod_resources,
)

#: What a quota demands of every container [pkg/quota/v1/evaluator/core/pods.go]: half and name of the resource.
_DEMANDS = {
    "cpu": ("requests", "cpu"),
    "memory": ("requests", "memory"),
    "requests.cpu": ("requests", "cpu"),
    "requests.memory": ("requests", "memory"),
    "limits.cpu": ("limits", "cpu"),
    "limits.memory": ("limits", "memory"),
}

#: How many quotas and LimitRanges are told of.
_TOLD = 4
#: How many quotas of a namespace are looked at: a bound on hostile input, far above real numbers.
_LOOKED = 100


def check(container: Container, ctx: Context) -> Iterator[Problem]:
    template = container.template
    workload = template.workload
    quotas = ctx.graph.once(demanding).get(workload.namespace, ())
    if not quotas or container.role == "ephemeralContainers" or not (workload.understood and workload.makes_pods):
        return
    if not pod_resources(template).none or is_resized(ctx.graph, workload):
        return
    if workload.namespace is None and (workload.namespace_unknown or ctx.graph.several_namespaces):
        return
    has = container_resources(ctx.graph, container)
    missing: dict[tuple[str, str], list[tuple[Resource, str]]] = {}
    for quota in quotas:
        if holds_for(quota, template, ctx.graph):
            for field in hard(quota):
                if has.has(*_DEMANDS[field]) is Truth.NO:
                    missing.setdefault(_DEMANDS[field], []).append((quota, field))
    if missing:
        closed = ctx.graph.absence("Deployment", workload.namespace, near=True) is Absence.CLOSED
        yield report(container, missing, ctx)._replace(confidence=None if closed else Confidence.LIKELY)


def report(container: Container, missing: dict[tuple[str, str], list[tuple[Resource, str]]], ctx: Context) -> Problem:
    """The problem of a container that lacks what quotas demand."""
    workload = container.template.workload
    lines = [line for lines in missing.values() for line in lines[:_TOLD]]
    quotas = list(dict.fromkeys(quota for quota, _ in lines))
    what = listed([f"{half}.{name}" for half, name in missing])
    who = f"{listed([str(one) for one in quotas])} {'demands' if len(quotas) == 1 else 'demand'}"
    ranges = (
        Related(one.nearest("spec", "limits"), f"{one} has no default for it", key=True)
        for one in limit_ranges(ctx.graph, workload)[:_TOLD]
    )
    half = next(iter(missing))[0]
    return Problem(
        node=container.nearest("resources", half),
        message=f"{container} of {workload} has no {what}, which {who} of every container",
        label=f"no {what}",
        related=(*(Related(quota.nearest("spec", "hard", field), f"{quota} counts {field}") for quota, field in lines), *ranges),
        help=f"write {listed([f'`{half}.{name}`' for half, name in missing])} in its `resources`",
        key=True,
    )


def demanding(graph: Graph) -> dict[str | None, list[Resource]]:
    """The quotas of a unit that demand something of containers, by namespace."""
    found: dict[str | None, list[Resource]] = {}
    told: Counter[tuple[object, ...]] = Counter()
    for quota in graph.index.of_kind("ResourceQuota"):
        fields = () if quota.namespace_unknown else hard(quota)
        scope = (quota.namespace, str(quota.get("spec", "scopes")), str(quota.get("spec", "scopeSelector")))
        demands = {(*scope, _DEMANDS[field]) for field in fields}
        if any(told[demand] < _TOLD for demand in demands):  # of more that demand the same of the same pods nothing is told
            found.setdefault(quota.namespace, []).append(quota)
            told.update(demands)
    return {namespace: quotas[:_LOOKED] for namespace, quotas in found.items()}


def hard(quota: Resource) -> list[str]:
    """The fields of a quota that demand something of containers."""
    written = quota.get("spec", "hard")
    return [field for field in _DEMANDS if field in written] if isinstance(written, dict) else []


def holds_for(quota: Resource, template: PodTemplate, graph: Graph) -> bool:
    """Whether a quota is about the pods of a template, for certain."""
    scopes = quota.get("spec", "scopes") or []
    selector = quota.get("spec", "scopeSelector", "matchExpressions") or []
    if not isinstance(scopes, list) or not isinstance(selector, list):
        return False
    terms = [*({"scopeName": scope, "operator": "Exists"} for scope in scopes), *selector]
    return all(isinstance(term, dict) and is_in(term, template, graph) for term in terms)


def is_in(term: dict[str, Any], template: PodTemplate, graph: Graph) -> bool:
    """Whether the pods of a template are in a scope, for certain."""
    scope, operator = term.get("scopeName"), term.get("operator")
    deadline, priority = template.spec.get("activeDeadlineSeconds"), template.spec.get("priorityClassName")
    if scope == "PriorityClass":
        values = term.get("values")
        return operator == "In" and isinstance(values, list) and isinstance(priority, str) and priority in values
    if operator != "Exists":
        return False
    if scope == "Terminating":
        return isinstance(deadline, int)
    if scope == "NotTerminating":
        return deadline is None
    return scope == "NotBestEffort" and any(asks(container_resources(graph, one)) for one in template.containers)


def asks(amounts: Amounts) -> bool:
    return bool(amounts.requests or amounts.limits)
