"""The check of secret-key-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Context, PodTemplate, Problem, keys_not_found


def check(template: PodTemplate, ctx: Context) -> Iterator[Problem]:
    yield from keys_not_found(ctx.graph, template, "Secret")
