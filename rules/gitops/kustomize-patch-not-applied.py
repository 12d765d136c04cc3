"""Patches whose target selects nothing."""

from __future__ import annotations

from collections.abc import Iterator

from k8slint.api import (
    Change,
    Context,
    Edit,
    Fault,
    Fix,
    Kustomization,
    NearTarget,
    Node,
    Problem,
    Related,
    awaits_resources,
    near_targets,
    target_phrase,
)


def check(kustomization: Kustomization, ctx: Context) -> Iterator[Problem]:
    idle = [fault for fault in kustomization.faults if fault.kind == "idle"]
    # Where Kustomize fails, what there would be is not known; but it has looked for it.
    fails = any(fault.kind != "idle" for one in ctx.unit.kustomizations for fault in one.faults)
    if idle and (fails or not awaits_resources(kustomization, ctx.unit.resources)):
        for fault in idle:
            yield _problem(kustomization, fault, near_targets(fault.node, ctx.unit.resources))


def _problem(kustomization: Kustomization, fault: Fault, near: tuple[NearTarget, ...]) -> Problem:
    target = fault.node
    node, fix = target, None
    if isinstance(target, Node):
        fields = ("name", "labelSelector", "annotationSelector", "kind")  # what selects little is what is wrong
        node = next((found for field in fields if (found := target.get(field)) is not None), target)
        if len(near) == 1:
            node = target.get(near[0].field) or node
            fix = _fix(target, near[0])
    return Problem(
        node,
        f"{kustomization.path} patches {target_phrase(target)}, which it does not have: the patch is left out",
        label="selects nothing",
        related=tuple(Related(one.resource.nearest("metadata", "name"), f"nearest: {one.phrase}") for one in near),
        fix=fix,
    )


def _fix(target: Node, near: NearTarget) -> Fix:
    if not near.value:
        return Fix(f"remove `{near.field}`", (Edit(target, (near.field,), change=Change.REMOVE),))
    return Fix(f"write `{near.field}: {near.value}`", (Edit(target, (near.field,), near.value),))
