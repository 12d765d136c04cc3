"""The check of scale-target-not-scalable.md."""

from collections.abc import Iterator

from k8slint.api import Autoscaler, Context, Problem, Related, can_be_scaled, target_of


def check(autoscaler: Autoscaler, ctx: Context) -> Iterator[Problem]:
    want = target_of(autoscaler)
    if want is None or can_be_scaled(want):
        return
    found = ctx.graph.find(want.kind, want.name, want.namespace, want.group or None).targets if want.known else ()
    does = "sizes the pods of" if autoscaler.kind == "VerticalPodAutoscaler" else "scales"
    name = f" {want.name}" if want.known else ""
    yield Problem(
        node=autoscaler.nearest(*want.field[:-1], "kind"),
        message=f"{autoscaler} {does} {want.kind}{name}, a kind without a scale subresource",
        label="cannot be scaled",
        related=tuple(Related(one.node("metadata", "name") or one.nearest(), f"{one}") for one in found[:1]),
        help=meant(want.kind) if autoscaler.kind == "ScaledObject" else None,
    )


def meant(kind: str) -> str | None:
    """What KEDA has for that kind."""
    return "a ScaledJob makes Jobs by the length of a queue" if kind in {"CronJob", "Job"} else None
