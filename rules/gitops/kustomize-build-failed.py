"""Kustomizations that Kustomize refuses to build."""

from __future__ import annotations

from collections.abc import Iterator

from k8slint.api import Context, Kustomization, Problem, Related


def check(kustomization: Kustomization, _: Context) -> Iterator[Problem]:
    for fault in kustomization.faults:
        if fault.kind in {"build-failed", "patch-target-not-found"}:
            yield Problem(
                fault.node,
                f"{kustomization.path} cannot be built: {fault.message}",
                label="Kustomize stops here",
                related=(Related(fault.related, "it leads here"),) if fault.related is not None else (),
            )
