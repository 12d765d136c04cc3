"""The check of duplicate-scale-target.md."""

from collections.abc import Iterator
from typing import Any

from k8slint.api import (
    Absence,
    Autoscaler,
    Confidence,
    Context,
    Edit,
    Fix,
    Graph,
    Problem,
    Related,
    Resource,
    can_be_scaled,
    listed,
    report_order,
    target_of,
)

SHORT = {"HorizontalPodAutoscaler": "HPA", "VerticalPodAutoscaler": "VPA"}


def check(autoscaler: Autoscaler, ctx: Context) -> Iterator[Problem]:
    found = ctx.graph.once(clashes).get(id(autoscaler))
    want = target_of(autoscaler)
    if found is None or want is None:
        return
    others = [one for one in found if one is not autoscaler]
    meant = own_workload(ctx.graph, autoscaler)
    together = "both" if len(others) == 1 else "all"
    message = f"{listed([str(one) for one in found])} {together} scale {want.kind} {want.name}"
    related = [Related(place(one), f"{one} scales it too") for one in others]
    if meant is not None:
        short = SHORT.get(autoscaler.kind, autoscaler.kind)
        message += f"; a workload with the {short}'s own name exists"
        related.append(Related(meant.node("metadata", "name") or meant.nearest(), f"nearest: {meant}"))
    vertical = autoscaler.kind == "VerticalPodAutoscaler"
    yield Problem(
        node=place(autoscaler),
        message=message,
        label="is scaled twice",
        related=tuple(related),
        effect="which of their recommendations counts is not defined" if vertical else None,
        help=None if meant is None else f"write `name: {meant.name}`",
        fix=None if meant is None else Fix(f"write `name: {meant.name}`", (Edit(place(autoscaler), value=meant.name),)),
        confidence=Confidence.LIKELY if meant is None and may_be_alternatives(found) else None,
    )


def may_be_alternatives(found: list[Resource]) -> bool:
    """Whether each of them lies in a file of its own beside the others: some of these are there to choose one."""
    files = {one.document.source.path for one in found}
    return len(files) == len(found) and len({file.rpartition("/")[0] for file in files}) == 1


def place(autoscaler: Resource) -> Any:
    """The name of the target."""
    want = target_of(autoscaler)
    return autoscaler.nearest() if want is None else autoscaler.nearest(*want.field)


def clashes(graph: Graph) -> dict[int, list[Resource]]:
    """Autoscalers of one sort that have one target: those of each, by the `id` of the one to report."""
    groups: dict[tuple[Any, ...], dict[tuple[str, str | None], Resource]] = {}
    for kind in ("HorizontalPodAutoscaler", "ScaledObject", "VerticalPodAutoscaler"):
        for one in graph.index.of_kind(kind):
            key = counted(graph, one)
            if key is not None:
                groups.setdefault(key, {}).setdefault((one.kind, one.name), one)
    found: dict[int, list[Resource]] = {}
    for group in groups.values():
        several = sorted((one for one in group.values() if not is_made_by(one, group.values())), key=report_order)
        if len(several) > 1:
            # The one that nobody would miss: its name says another workload.
            wrong = [one for one in several if own_workload(graph, one) is not None]
            found[id((wrong or several)[-1])] = several
    return found


def counted(graph: Graph, one: Resource) -> tuple[Any, ...] | None:
    """What an autoscaler scales, in a form that can be compared; None where that is not known, or nothing comes of it."""
    want = target_of(one)
    mode = one.get("spec", "updatePolicy", "updateMode")
    if want is None or not want.known or one.name is None or not can_be_scaled(want):
        return None
    if mode in ("Off", False) or one.namespace_unknown:
        return None
    found = graph.find(want.kind, want.name, want.namespace, want.group or None)
    if found.absence is Absence.CLOSED:
        return None  # whatever was meant
    return (one.kind == "VerticalPodAutoscaler", one.namespace, want.kind, want.name)


def is_made_by(one: Resource, group: Any) -> bool:
    """Whether a HorizontalPodAutoscaler is the one that KEDA makes, or takes over, for a ScaledObject of the group."""
    if one.kind != "HorizontalPodAutoscaler":
        return False
    for other in group:
        if other.kind == "ScaledObject":
            name = other.get("spec", "advanced", "horizontalPodAutoscalerConfig", "name") or f"keda-hpa-{other.name}"
            if name == one.name or other.annotations.get("scaledobject.keda.sh/transfer-hpa-ownership") == "true":
                return True
    return False


def own_workload(graph: Graph, one: Resource) -> Resource | None:
    """The workload that has the name of an autoscaler, where that is not its target."""
    want = target_of(one)
    if want is None or one.name is None or one.name == want.name:
        return None
    return graph.find(want.kind, one.name, want.namespace, want.group or None).target
