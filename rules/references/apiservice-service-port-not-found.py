"""The check of apiservice-service-port-not-found.md."""

from collections.abc import Iterator

from k8slint.api import APIService, Context, Problem, wrong_ports


def check(apiservice: APIService, ctx: Context) -> Iterator[Problem]:
    yield from wrong_ports(ctx.graph, apiservice)
