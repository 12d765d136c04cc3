"""Kustomizations that Kustomize refuses to build."""

from __future__ import annotations

from collections.abc import Iterator

from k8slint.api import Context, Fault, Kustomization, Problem, ReadError, Related


def check(kustomization: Kustomization, ctx: Context) -> Iterator[Problem]:
    for fault in kustomization.faults:
        if fault.kind in {"build-failed", "patch-target-not-found"} and not _is_told(fault, ctx):
            yield Problem(
                fault.node,
                f"{kustomization.path} cannot be built: {fault.message}",
                label="Kustomize stops here",
                related=(Related(fault.related, "it leads here"),) if fault.related is not None else (),
            )


def _is_told(fault: Fault, ctx: Context) -> bool:
    """Whether a file is no YAML, which is reported there."""
    if not fault.message.startswith("not valid YAML"):
        return False
    return isinstance(fault.node, ReadError) or any(gap.kind == "unparsed" for gap in ctx.unit.gaps)
