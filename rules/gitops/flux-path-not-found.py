"""The check of flux-path-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Confidence, Context, Edit, Fix, FluxKustomization, LostPath, Problem, Severity, lost_paths


def check(kustomization: FluxKustomization, ctx: Context) -> Iterator[Problem]:
    for lost in lost_paths(ctx.unit, kustomization):
        yield not_here(kustomization, lost)


def not_here(kustomization: FluxKustomization, lost: LostPath) -> Problem:
    written = kustomization.get(*lost.at)
    says = f"{kustomization} applies path {written}"
    node = kustomization.nearest(*lost.at)
    title = f"write `path: {lost.near[0]}`" if len(lost.near) == 1 else None
    fix = Fix(title, (Edit(node, value=lost.near[0]),)) if title is not None and lost.own else None
    if not lost.own:
        return Problem(
            node=node,
            message=f"{says}, which is not in this repository ({lost.source} may be another one)",
            label="not in this repository",
            severity=Severity.INFO,
            confidence=Confidence.LIKELY,
        )
    return Problem(
        node=node,
        message=f"{says}, which {what_is_wrong(kustomization, lost)}",
        label="no such directory",
        help=title,
        fix=fix,
    )


def what_is_wrong(kustomization: FluxKustomization, lost: LostPath) -> str:
    if lost.is_file:
        return "is a file, not a directory"
    if lost.left_out:
        return f"is not in ExternalArtifact {kustomization.get('spec', 'sourceRef', 'name')}"
    return "does not exist in this repository"
