"""The check of pod-dns-name-not-found.md."""

from collections.abc import Iterator, Sequence

from k8slint.api import (
    Confidence,
    Configuration,
    Context,
    Lack,
    LostPod,
    Problem,
    Related,
    Severity,
    describe_pods,
    is_script,
    is_shown,
    listed,
    lost_pods,
    replicas_of,
)

_LONGEST = 200  # characters of a list that is told without the wrong names


def check(resource: Configuration, ctx: Context) -> Iterator[Problem]:
    told: dict[tuple[object, ...], list[LostPod]] = {}
    for lost in lost_pods(ctx.graph, resource, ctx.cluster.domain):
        told.setdefault((lost.host.text.path, id(lost.workload), lost.lack, lost.host.service), []).append(lost)
    for group in told.values():
        yield no_pod(group, ctx)


def no_pod(group: Sequence[LostPod], ctx: Context) -> Problem:
    """The problem of the names of one text that are wrong for one reason."""
    first = group[0]
    host = first.host
    names = listed(list(dict.fromkeys(lost.host.host for lost in group)))
    return Problem(
        node=host.text.node,
        message=f"{host.text} names {names}, but {reason(first)}",
        label="no such pod",
        related=tuple(there(first, ctx)),
        effect="the name does not resolve",
        help=suggestion(first, group),
        confidence=None if first.sure and not is_script(host.text) else Confidence.LIKELY,
        severity=Severity.INFO if all(is_shown(one.host.text, one.host.start) for one in group) else None,
        within=(host.start, host.end),
    )


def reason(lost: LostPod) -> str:
    workload = lost.workload
    if lost.lack is Lack.NAMESPACE:
        return f"{workload} is in namespace {workload.namespace}"
    if lost.lack is Lack.SERVICE:
        name = workload.service_name
        return f"the governing Service of {workload} is {name}" if name else f"{workload} names no governing Service"
    return f"{workload} makes only {describe_pods(workload.template, lost.most)}"


def there(lost: LostPod, ctx: Context) -> Iterator[Related]:
    """Where the StatefulSet says it."""
    workload = lost.workload
    if lost.lack is Lack.NAMESPACE:
        yield Related(workload.nearest("metadata", "namespace"), f"namespace {workload.namespace} of {workload}")
    elif lost.lack is Lack.SERVICE:
        yield Related(workload.nearest("spec", "serviceName"), f"serviceName of {workload}")
    else:
        yield Related(workload.nearest("spec", "replicas"), f"{workload} has {workload.replicas} replicas")
        scaler = replicas_of(ctx.graph, workload).by
        if scaler is not None:
            yield Related(scaler.nearest("spec"), f"{scaler} makes at most {lost.most}")


def suggestion(lost: LostPod, group: Sequence[LostPod]) -> str | None:
    """The exact text to write: the first name, or the list without the pods that do not exist."""
    host, workload = lost.host, lost.workload
    if lost.lack is not Lack.ORDINAL:
        service = workload.service_name
        namespace = workload.namespace if lost.lack is Lack.NAMESPACE else host.namespace
        return f"write `{host.below(service, namespace)}`" if service else None
    text = host.text.text
    if len(text) >= _LONGEST or not host.text.whole:
        return None
    wrong = {one.host.host for one in group}
    kept = [entry for entry in text.split(",") if not any(name in entry for name in wrong)]
    short = kept and len(kept) + len(wrong) == text.count(",") + 1
    return f"write `{','.join(kept).strip()}`" if short else None
