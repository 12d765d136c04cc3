"""The check of statefulset-service-selector-mismatch.md."""

from collections.abc import Iterator

from k8slint.api import Confidence, Context, Edit, Fix, GoverningMiss, Problem, Related, StatefulSet, governing_miss, listed


def check(workload: StatefulSet, ctx: Context) -> Iterator[Problem]:
    miss = governing_miss(ctx.graph, workload)
    if miss is not None:
        yield in_selector(workload, miss) if miss.alone else in_name(workload, miss)


def in_selector(workload: StatefulSet, miss: GoverningMiss) -> Problem:
    """The Service selects nothing else: its selector is wrong."""
    service, near = miss.service, miss.near
    first = next(iter(miss.unmet))
    has = near.has if near is not None else listed([miss.has(key) for key in miss.unmet])
    wants = near.wants if near is not None else listed([f"{key}={value}" for key, value in miss.unmet.items()])
    help_ = None if near is None else near.suggestion()
    fix = None if near is None else near.fix(("spec", "selector"), service, meant=True)
    if help_ is None and miss.meant is not None:
        help_ = f"write `serviceName: {miss.meant.name}`, which selects them"
    node = service.nearest("spec", "selector", *((first,) if len(miss.unmet) == 1 else ()))
    return Problem(
        node=node,
        message=f"the governing {service} of {workload} does not select its pods: it wants {wants}, they have {has}",
        label="does not match the pods",
        related=(*notes(workload, miss), Related(workload.nearest("spec", "serviceName"), f"{workload} names it")),
        effect=effect(workload, miss),
        help=help_,
        confidence=None if miss.sure else Confidence.LIKELY,
        fix=fix,
    )


def in_name(workload: StatefulSet, miss: GoverningMiss) -> Problem:
    """The Service selects other pods: the StatefulSet names the wrong one."""
    service, meant = miss.service, miss.meant
    help_ = None if meant is None else f"write `serviceName: {meant.name}`"
    node = workload.nearest("spec", "serviceName")
    there = [Related(service.nearest("spec", "selector"), f"{service} selects the pods of {listed(miss.others)}")]
    if meant is not None:
        there.insert(0, Related(meant.nearest("metadata", "name"), f"nearest: {meant} is headless and selects its pods"))
    return Problem(
        node=node,
        message=f"the governing {service} of {workload} selects the pods of {listed(miss.others)}, not its own",
        label="selects other pods",
        related=(*there, *notes(workload, miss)),
        effect=effect(workload, miss),
        help=help_,
        confidence=None if miss.sure else Confidence.LIKELY,
        fix=None if help_ is None or meant is None else Fix(help_, (Edit(node, value=meant.name),)),
    )


def notes(workload: StatefulSet, miss: GoverningMiss) -> tuple[Related, ...]:
    labels = workload.template.nearest("metadata", "labels")
    told = [(labels.get(key) or labels, f"the pods have {miss.has(key)}") for key in miss.unmet]
    return tuple(Related(node, text) for node, text in told)


def effect(workload: StatefulSet, miss: GoverningMiss) -> str:
    return f"the DNS names of its pods, such as {workload.first_pod}.{miss.service.name}, never appear"
