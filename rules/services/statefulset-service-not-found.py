"""The check of statefulset-service-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Context, Outcome, Problem, StatefulSet, not_found


def check(workload: StatefulSet, ctx: Context) -> Iterator[Problem]:
    for reference in ctx.graph.references(workload, "Service"):
        if reference.want.row.id != "governing-service" or reference.outcome not in {Outcome.MISSING, Outcome.ELSEWHERE}:
            continue
        name = reference.want.name
        start = workload.get("spec", "ordinals", "start")
        pod = f"{workload.name or '<name>'}-{start if isinstance(start, int) else 0}"
        namespace = f".{workload.namespace}" if workload.namespace else ""
        yield not_found(
            reference,
            ctx.unit,
            f"{workload} names {name} as its governing Service",
            effect=f"its pods get no DNS names of their own, such as {pod}.{name}{namespace}",
        )
