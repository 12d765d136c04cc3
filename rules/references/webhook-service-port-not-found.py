"""The check of webhook-service-port-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Context, Problem, Webhook, wrong_ports


def check(webhook: Webhook, ctx: Context) -> Iterator[Problem]:
    yield from wrong_ports(ctx.graph, webhook)
