"""The check of argocd-path-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Application, Confidence, Context, Edit, Fix, LostPath, Problem, Severity, lost_paths

_VERBS = {
    "path": "applies path",
    "value file": "takes its values from",
    "directories": "looks for directories",
    "files": "looks for files",
}


def check(application: Application, ctx: Context) -> Iterator[Problem]:
    for lost in lost_paths(ctx.unit, application):
        yield not_here(application, lost)


def not_here(application: Application, lost: LostPath) -> Problem:
    node = application.nearest(*lost.at)
    templated = node.value != lost.path and bool(lost.made)
    says = f"{application} {_VERBS[lost.what]} {lost.path if templated else node.value}"
    if not lost.own:
        return Problem(
            node=node,
            message=f"{says}, which is not in this repository ({lost.source} may be another one)",
            label="not in this repository",
            severity=Severity.INFO,
            confidence=Confidence.LIKELY,
        )
    title = f"write `{lost.near[0]}`" if len(lost.near) == 1 and not templated else None
    return Problem(
        node=node,
        message=f"{says}, {what_is_wrong(lost)}",
        label="matches nothing" if lost.what in {"directories", "files"} else "not there",
        effect="no Application is made of it" if lost.what in {"directories", "files"} else None,
        help=title,
        confidence=None if lost.sure else Confidence.LIKELY,
        fix=None if title is None else Fix(title, (Edit(node, value=lost.near[0]),)),
    )


def what_is_wrong(lost: LostPath) -> str:
    if lost.what in {"directories", "files"}:
        return "and none of this repository is called so"
    if lost.is_file:
        return "which is a file, not a directory"
    return "which does not exist in this repository"
