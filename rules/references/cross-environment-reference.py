"""The check of cross-environment-reference.md."""

from collections.abc import Iterator

from k8slint.api import Context, Problem, Resource, of_another_environment


def check(resource: Resource, ctx: Context) -> Iterator[Problem]:
    for stranger in of_another_environment(ctx.graph, resource, ctx.environment):
        host, word = stranger.host, stranger.word
        yield Problem(
            node=host.text.node,
            message=f"{host.text} names {host.host}, a host of {word.environment}, in a unit of {ctx.environment}{evidence(ctx)}",
            label=f'"{word.text}" tells {word.environment}',
            within=(host.start, host.end),
        )


def evidence(ctx: Context) -> str:
    """What tells the environment of the unit: ` (directory prod)`; empty where the user named it."""
    for line in ctx.unit.evidence:
        environment, _, text = line.partition(": ")
        what, weight, _ = text.rpartition(" (")
        if environment == ctx.environment and weight:
            return f" ({what})"
    return ""
