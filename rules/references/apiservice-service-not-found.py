"""The check of apiservice-service-not-found.md."""

from collections.abc import Iterator

from k8slint.api import APIService, Context, Problem, uncalled_services


def check(apiservice: APIService, ctx: Context) -> Iterator[Problem]:
    yield from uncalled_services(ctx.graph, apiservice, ctx.unit)
