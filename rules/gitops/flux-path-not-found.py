"""The check of flux-path-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Confidence, Context, Edit, Fix, FluxResource, LostPath, Problem, Severity, lost_paths

_OF_CHARTS = "the HelmRelease never becomes ready, and what it installed before stays as it is"
_VERBS = {"path": "applies path", "chart": "installs chart"}


def check(resource: FluxResource, ctx: Context) -> Iterator[Problem]:
    for lost in lost_paths(ctx.unit, resource):
        yield not_here(resource, lost)


def not_here(resource: FluxResource, lost: LostPath) -> Problem:
    written = resource.get(*lost.at)
    says = f"{resource} {_VERBS[lost.what]} {written}"
    node = resource.nearest(*lost.at)
    title = f"write `{lost.at[-1]}: {lost.near[0]}`" if len(lost.near) == 1 else None
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
        message=f"{says}, which {what_is_wrong(resource, lost)}",
        label="no such directory",
        effect=_OF_CHARTS if lost.what == "chart" else None,
        help=title,
        fix=fix,
    )


def what_is_wrong(resource: FluxResource, lost: LostPath) -> str:
    if lost.is_file:
        return "is a file, not a directory"
    if lost.left_out:
        return f"is not in ExternalArtifact {resource.get('spec', 'sourceRef', 'name')}"
    return "does not exist in this repository"
