"""The check of pod-dns-name-not-found.md."""

import re
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
    StatefulSet,
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
        help=suggestion(first),
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


def suggestion(lost: LostPod) -> str | None:
    """The exact text to write: the first name, or the whole list with pods that exist."""
    host, workload = lost.host, lost.workload
    if lost.lack is not Lack.ORDINAL:
        service = workload.service_name
        namespace = workload.namespace if lost.lack is Lack.NAMESPACE else host.namespace
        return f"write `{host.below(service, namespace)}`" if service else None
    start = first_ordinal(workload)
    if host.text.whole and len(host.text.text) < _LONGEST and "," in host.text.text:
        right = right_list(host.text.text, workload, range(start, start + lost.most))
        if right is not None:
            return f"write `{right}`"
    behind = host.host[len(f"{workload.name}-{host.ordinal}") :]
    names = [f"`{workload.name}-{number}{behind}`" for number in (start, start + lost.most - 1)]
    if lost.most == 1:
        return f"write {names[0]}"
    return f"write {names[0]} {'or' if lost.most == 2 else 'to'} {names[1]}"  # noqa: PLR2004  # the first and the last


def first_ordinal(workload: StatefulSet) -> int:
    """The number of the first pod of a StatefulSet."""
    ordinals = workload.template.labels.ordinals
    return (ordinals.start if ordinals is not None else None) or 0


def right_list(text: str, workload: StatefulSet, exist: range) -> str | None:
    """A list in which every entry names a pod that exists, each once; None where an entry names no pod of the StatefulSet."""
    number = re.compile(rf"(?<![\w.\-]){re.escape(workload.name or '')}-(\d+)(?=\.)")
    entries = [(entry, number.search(entry)) for entry in text.strip().split(",")]
    named = [(entry, found, int(found[1])) for entry, found in entries if found is not None]
    spare = [one for one in exist if one not in {ordinal for _, _, ordinal in named}]
    right: dict[int, str] = {}
    for entry, found, ordinal in named:
        pod = ordinal if ordinal in exist else spare.pop(0) if spare else None
        if pod is not None and pod not in right:
            right[pod] = entry[: found.start(1)] + str(pod) + entry[found.end(1) :]
    if len(named) < len(entries) or not right:
        return None
    return ",".join(right[pod] for pod in sorted(right)).strip()
