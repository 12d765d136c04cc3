"""Patches whose target selects nothing."""

from __future__ import annotations

from collections.abc import Iterator

from k8slint.api import Context, Edit, Fix, Kustomization, Node, Problem, Related, near_targets, target_phrase


def check(kustomization: Kustomization, ctx: Context) -> Iterator[Problem]:
    for fault in kustomization.faults:
        if fault.kind != "idle":
            continue
        target = fault.node
        what = target_phrase(target)
        near = near_targets(target, ctx.unit.resources)
        node, fix = target, None
        if isinstance(target, Node):
            node = target.get("name") or target.get("kind") or target
            if len(near) == 1:
                (one,) = near
                edit = Edit(target, (one.field,), one.value)
                fix = Fix(f"write `{one.field}: {one.value}`", (edit,))
                node = target.get(one.field) or target
        yield Problem(
            node,
            f"{kustomization.path} patches {what}, which it does not have: the patch is left out",
            label="selects nothing",
            related=tuple(Related(one.resource.nearest("metadata", "name"), f"nearest: {one.phrase}") for one in near),
            fix=fix,
        )
