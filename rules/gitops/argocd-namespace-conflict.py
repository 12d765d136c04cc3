"""The check of argocd-namespace-conflict.md."""

from collections.abc import Iterator

from k8slint.api import Application, Context, Problem, Related, listed, sent_elsewhere


def check(application: Application, ctx: Context) -> Iterator[Problem]:
    found = sent_elsewhere(ctx.unit, application)
    if found is None:
        return
    at = ("spec",) if application.kind == "Application" else ("spec", "template", "spec")
    places, count = found.places, len(found.others)
    wins = f"{count} manifests in {found.applied.path} name" if count > 1 else f"{found.others[0]} in {found.applied.path} names"
    yield Problem(
        node=application.nearest(*at, "destination", "namespace"),
        message=f"{application} goes to namespace {found.namespace}, but {wins} {listed(places)}, which wins",
        label="not where it goes",
        related=tuple(
            Related(one.node("metadata", "namespace") or one.root, f"{one} goes to namespace {one.namespace}", listed=number > 0)
            for number, one in enumerate(found.others)
        ),
        help=f"write `namespace: {places[0]}`, or leave out `metadata.namespace` there" if len(places) == 1 else None,
    )
