"""Kustomizations that Kustomize refuses to build."""

from __future__ import annotations

from collections.abc import Iterator

from k8slint.api import Context, Fault, Kustomization, Node, Problem, ReadError, Related


def check(kustomization: Kustomization, ctx: Context) -> Iterator[Problem]:
    for fault in kustomization.faults:
        if fault.kind in {"build-failed", "patch-target-not-found"} and not _is_told(kustomization, fault, ctx):
            node, related = _ends(fault)
            yield Problem(
                node,
                f"{kustomization.path} cannot be built: {fault.message}",
                label="Kustomize stops here",
                related=() if related is None else (Related(related, _role(related, kustomization)),),
            )


def _ends(fault: Fault) -> tuple[Node | ReadError, Node | ReadError | None]:
    """Where to tell of a fault, and its other end: the name in a patch that is written in the kustomization says it all."""
    related = fault.related
    if fault.kind == "patch-target-not-found" and related is not None and _file(related) == _file(fault.node):
        return related, None
    return fault.node, related


def _role(related: Node | ReadError, kustomization: Kustomization) -> str:
    return "it is named here" if _file(related) == kustomization.path else "it leads here"


def _file(node: Node | ReadError) -> str:
    return node.source.path


def _is_told(kustomization: Kustomization, fault: Fault, ctx: Context) -> bool:
    """Whether a file is no YAML, or has a key twice, which is reported there."""
    if fault.message.endswith("stands here twice"):
        return _file(fault.node) != kustomization.path
    if not fault.message.startswith("not valid YAML"):
        return False
    return isinstance(fault.node, ReadError) or any(gap.kind == "unparsed" for gap in ctx.unit.gaps)
