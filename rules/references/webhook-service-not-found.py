"""The check of webhook-service-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Context, Problem, Webhook, uncalled_services


def check(webhook: Webhook, ctx: Context) -> Iterator[Problem]:
    yield from uncalled_services(ctx.graph, webhook, ctx.unit)
